#include "series_names.h"

#include "hash.h"

#include <stdlib.h>

static uint32_t *find_slot(const struct series_names *names, struct span name)
{
    size_t at = (size_t)hash_bytes(name) & (names->slot_count - 1);
    while (names->slots[at] && !span_equal(span_of(names->names[names->slots[at] - 1]), name))
        at = (at + 1) & (names->slot_count - 1);
    return &names->slots[at];
}

/* Keeps the table at most half full. */
static bool grow_slots(struct series_names *names)
{
    if (names->count * 2 < names->slot_count)
        return true;
    free(names->slots);
    names->slot_count = names->slot_count ? names->slot_count * 2 : 256;
    names->slots = calloc(names->slot_count, sizeof *names->slots);
    for (uint32_t i = 0; names->slots && i < names->count; i++)
        *find_slot(names, span_of(names->names[i])) = i + 1;
    return names->slots != NULL;
}

static bool add_name(struct series_names *names, struct span name)
{
    if (names->count == names->capacity) {
        size_t capacity = names->capacity ? names->capacity * 2 : 64;
        char **grown = realloc(names->names, capacity * sizeof *grown);
        if (!grown)
            return false;
        names->names = grown;
        names->capacity = capacity;
    }
    names->names[names->count] = strndup(name.ptr, name.len);
    return names->names[names->count] && ++names->count && grow_slots(names);
}

bool series_names_find(struct series_names *names, struct span name, uint32_t *number)
{
    *number = names->last;
    if (names->count && span_equal(span_of(names->names[*number]), name))
        return true;
    if (names->slot_count == 0 && !grow_slots(names))
        return false;
    if (*find_slot(names, name) == 0) {
        if (!add_name(names, name))
            return false;
        *find_slot(names, name) = (uint32_t)names->count;
    }
    *number = names->last = *find_slot(names, name) - 1;
    return true;
}

void series_names_release(struct series_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->names[i]);
    free(names->names);
    free(names->slots);
}
