/*
 * Counts texts in tokens of a published vocabulary (--ranks cl100k_base.tiktoken), so that models with different
 * tokenizers can be compared in one unit.
 *
 *  1. The text is split by the encoding's regular expression, each piece is encoded by rank_merge; the tokens are those
 * of the encoding's own library, one by one. Names of special tokens in the text are ordinary text.
 *  2. cl100k_base, o200k_base, p50k_base and r50k_base are known by the number of their ranks, else by the file's name;
 *     any other file needs --ranks-pattern.
 *  3. What the expression passes over is no token. Bytes that are no UTF-8 have to be replaced before.
 *  4. Built without PCRE2 there is no counting, and opening says so.
 */
#ifndef EVALRATE_RANK_COUNT_H
#define EVALRATE_RANK_COUNT_H

#include "failure.h"
#include "span.h"

struct rank_counter;

/* `pattern`: the regular expression that splits texts; NULL: that of the encoding. */
struct rank_counter *rank_counter_open(const char *path, const char *pattern, struct failure *why);
void rank_counter_close(struct rank_counter *counter);

/* What tells this vocabulary from others: the encoding's name, or the file's and its number of ranks. */
const char *rank_counter_name(const struct rank_counter *counter);

/* Adds the number of tokens in `text` to *count, and calls `token` (NULL: nobody asks) with each one's rank, in order.
 */
bool rank_counter_add(struct rank_counter *counter, struct span text, void (*token)(void *ctx, int64_t rank), void *ctx,
                      int64_t *count, struct failure *why) MUST_CHECK;

#endif
