/*
 * Identities of requests in memory, and which request has each: what the database's index tells, at a fraction of its
 * cost while many requests come in a row.
 *
 * It holds up to IDENTITIES_MOST; whoever has more of them uses the index. Initialise with zeroes.
 */
#ifndef EVALRATE_IDENTITY_TABLE_H
#define EVALRATE_IDENTITY_TABLE_H

#include "failure.h"
#include "span.h"

enum { IDENTITY_SLOTS_MOST = 1 << 20, IDENTITIES_MOST = IDENTITY_SLOTS_MOST / 4 * 3 }; /* 12 MB */

struct identity_table {
    int64_t *identities;
    uint32_t *requests; /* request_id of each; 0: the slot is free */
    size_t slots;       /* a power of 2; identities are hashes, whose lowest bits choose one */
    size_t count;
};

void identity_table_release(struct identity_table *table);

/* The request with that identity; unknown where there is none. */
struct maybe identity_table_find(const struct identity_table *table, int64_t identity);

/* Adds an identity that is not there yet. False where the table is full, memory ran out, or the number is too large:
 * then it is as it was. */
bool identity_table_add(struct identity_table *table, int64_t identity, int64_t request_id) MUST_CHECK;

#endif
