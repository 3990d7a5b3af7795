/*
 * What a figure means, and how it came about: the registry of metrics as text, worked on a real request.
 *
 *  1. A result is the one that the views have; nothing is computed here. The formula is shown once as it is and once
 * with the request's own numbers in it, so that it can be followed by hand.
 *  2. A number is shown exactly, with its unit. What nothing says is "not known".
 *  3. Whether the figure counts in the statistics, and if not why, is told with it.
 */
#ifndef EVALRATE_EXPLAIN_H
#define EVALRATE_EXPLAIN_H

#include "metrics.h"
#include "store.h"

#include <stdio.h>

/* Every metric in one line. */
bool explain_list(FILE *out, struct failure *why) MUST_CHECK;

/* The definition, in lines of at most 78 columns. */
bool explain_metric(const struct metric *metric, FILE *out, struct failure *why) MUST_CHECK;

/* The metric worked on a request; with NULL every figure of the request, in a line each. Call store_select before.
 * Fails where the selection has no such request. */
bool explain_request(struct store *store, const struct metric *metric, int64_t request_id, FILE *out,
                     struct failure *why) MUST_CHECK;

/* The same on the first request that has the figure. Fails where none has. */
bool explain_example(struct store *store, const struct metric *metric, FILE *out, struct failure *why) MUST_CHECK;

#endif
