#include "identity_table.h"

#include <stdlib.h>

enum { SLOTS_LEAST = 1 << 12 };

void identity_table_release(struct identity_table *table)
{
    free(table->identities);
    free(table->requests);
    *table = (struct identity_table){0};
}

/* Where the identity is, or the free slot where it belongs. There is always a free one. */
static size_t slot_of(const struct identity_table *table, int64_t identity)
{
    size_t slot = (size_t)identity & (table->slots - 1);
    while (table->requests[slot] && table->identities[slot] != identity)
        slot = (slot + 1) & (table->slots - 1);
    return slot;
}

static void put(struct identity_table *table, int64_t identity, uint32_t request)
{
    size_t slot = slot_of(table, identity);
    table->identities[slot] = identity;
    table->requests[slot] = request;
    table->count++;
}

static bool grow(struct identity_table *table)
{
    struct identity_table grown = {.slots = table->slots ? table->slots * 2 : SLOTS_LEAST};
    grown.identities = malloc(grown.slots * sizeof *grown.identities);
    grown.requests = calloc(grown.slots, sizeof *grown.requests);
    if (!grown.identities || !grown.requests) {
        identity_table_release(&grown);
        return false;
    }
    for (size_t i = 0; i < table->slots; i++)
        if (table->requests[i])
            put(&grown, table->identities[i], table->requests[i]);
    struct identity_table old = *table;
    *table = grown;
    identity_table_release(&old);
    return true;
}

struct maybe identity_table_find(const struct identity_table *table, int64_t identity)
{
    uint32_t request = table->slots ? table->requests[slot_of(table, identity)] : 0;
    return (struct maybe){request, request > 0};
}

bool identity_table_add(struct identity_table *table, int64_t identity, int64_t request_id)
{
    bool is_full = table->count >= table->slots / 4 * 3;
    if (request_id < 1 || request_id > UINT32_MAX || (is_full && table->slots == IDENTITY_SLOTS_MOST))
        return false;
    if (is_full && !grow(table))
        return false;
    put(table, identity, (uint32_t)request_id);
    return true;
}
