/*
 * Byte pair encoding of one piece of text: bytes are joined, the pair of the lowest rank first, the leftmost of equals,
 * until no two neighbours are a token together.
 *
 * A heap and a linked list make it n log n; a piece of a million equal letters takes no longer than as many others.
 */
#ifndef EVALRATE_RANK_MERGE_H
#define EVALRATE_RANK_MERGE_H

#include "rank_table.h"

/* Memory that is kept from one piece to the next; initialise with zeroes. */
struct rank_merge {
    struct merge_part *parts;
    struct merge_pair *heap;
    size_t part_capacity, heap_capacity, heap_count;
};

void rank_merge_release(struct rank_merge *merge);

/* Adds the number of the piece's tokens to *count, and calls `token` (NULL: nobody asks) with the rank of each, in
 * order. False without memory. */
bool rank_merge_encode(struct rank_merge *merge, const struct rank_table *table, struct span piece,
                       void (*token)(void *ctx, int64_t rank), void *ctx, int64_t *count,
                       struct failure *why) MUST_CHECK;

#endif
