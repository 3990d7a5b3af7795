#include "rank_merge.h"

#include <stdlib.h>

enum { LAST = 0 }; /* as `next`: there is none; as `length`: joined to the one before */

/* A part of the piece, kept at the index of its first byte. */
struct merge_part {
    size_t length, next, before;
};

/* Two neighbours that are a token together; stale once either has another length. */
struct merge_pair {
    int64_t rank;
    size_t left, length; /* of both */
};

void rank_merge_release(struct rank_merge *merge)
{
    free(merge->parts);
    free(merge->heap);
    *merge = (struct rank_merge){0};
}

/* --- the heap: the lowest rank on top, the leftmost of equals ------------------------------------------------------
 */

static bool is_first(const struct merge_pair *a, const struct merge_pair *b)
{
    return a->rank != b->rank ? a->rank < b->rank : a->left < b->left;
}

/* There is always room: see make_room. */
static void push(struct rank_merge *merge, struct merge_pair pair)
{
    size_t at = merge->heap_count++;
    while (at > 0 && is_first(&pair, &merge->heap[(at - 1) / 2])) {
        merge->heap[at] = merge->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    merge->heap[at] = pair;
}

static struct merge_pair pop(struct rank_merge *merge)
{
    struct merge_pair top = merge->heap[0], moved = merge->heap[--merge->heap_count];
    size_t at = 0;
    for (size_t child = 1; child < merge->heap_count; child = 2 * at + 1) {
        if (child + 1 < merge->heap_count && is_first(&merge->heap[child + 1], &merge->heap[child]))
            child++;
        if (!is_first(&merge->heap[child], &moved))
            break;
        merge->heap[at] = merge->heap[child];
        at = child;
    }
    merge->heap[at] = moved;
    return top;
}

/* --- merging ------------------------------------------------------------------------------------------------------ */

static bool grow(void **array, size_t *capacity, size_t count, size_t element)
{
    if (count <= *capacity)
        return true;
    void *grown = count <= SIZE_MAX / element ? realloc(*array, count * element) : NULL;
    if (!grown)
        return false;
    *array = grown;
    *capacity = count;
    return true;
}

/* Every join takes one part away and brings two new pairs at most, beside the first n - 1. */
static bool make_room(struct rank_merge *merge, size_t length)
{
    void *parts = merge->parts, *heap = merge->heap;
    bool done = length <= SIZE_MAX / 4 && grow(&parts, &merge->part_capacity, length, sizeof *merge->parts);
    merge->parts = parts;
    done = done && grow(&heap, &merge->heap_capacity, 3 * length, sizeof *merge->heap);
    merge->heap = heap;
    return done;
}

static void consider(struct rank_merge *merge, const struct rank_table *table, struct span piece, size_t left)
{
    const struct merge_part *part = &merge->parts[left];
    if (part->next == LAST)
        return;
    size_t length = part->length + merge->parts[part->next].length;
    struct maybe rank = rank_table_find(table, span_first(span_from(piece, left), length));
    if (rank.known)
        push(merge, (struct merge_pair){rank.value, left, length});
}

static void start(struct rank_merge *merge, const struct rank_table *table, struct span piece)
{
    merge->heap_count = 0;
    for (size_t i = 0; i < piece.len; i++)
        merge->parts[i] = (struct merge_part){1, i + 1 < piece.len ? i + 1 : LAST, i ? i - 1 : 0};
    for (size_t i = 0; i < piece.len; i++)
        consider(merge, table, piece, i);
}

static bool is_stale(const struct rank_merge *merge, const struct merge_pair *pair)
{
    const struct merge_part *left = &merge->parts[pair->left];
    return left->length == 0 || left->next == LAST || left->length + merge->parts[left->next].length != pair->length;
}

static void join(struct rank_merge *merge, const struct rank_table *table, struct span piece, size_t at)
{
    struct merge_part *left = &merge->parts[at], *right = &merge->parts[left->next];
    left->length += right->length;
    left->next = right->next;
    right->length = 0;
    if (left->next != LAST)
        merge->parts[left->next].before = at;
    consider(merge, table, piece, at);
    if (at > 0)
        consider(merge, table, piece, left->before);
}

bool rank_merge_encode(struct rank_merge *merge, const struct rank_table *table, struct span piece,
                       void (*token)(void *ctx, int64_t rank), void *ctx, int64_t *count, struct failure *why)
{
    struct maybe whole = rank_table_find(table, piece);
    if (whole.known) {
        if (token)
            token(ctx, whole.value);
        *count += 1;
        return true;
    }
    if (!make_room(merge, piece.len))
        return failure_out_of_memory(why);
    start(merge, table, piece);
    while (merge->heap_count) {
        struct merge_pair pair = pop(merge);
        if (!is_stale(merge, &pair))
            join(merge, table, piece, pair.left);
    }
    for (size_t at = 0; piece.len; at = merge->parts[at].next) {
        if (token)
            token(ctx, rank_table_find(table, (struct span){piece.ptr + at, merge->parts[at].length}).value);
        *count += 1;
        if (merge->parts[at].next == LAST)
            break;
    }
    return true;
}
