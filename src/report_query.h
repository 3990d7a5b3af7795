/*
 * The rows of the comparison: report_models, with the share of good requests where an objective is set, in the order
 * that is asked for.
 */
#ifndef EVALRATE_REPORT_QUERY_H
#define EVALRATE_REPORT_QUERY_H

#include "grid.h"
#include "report.h"

bool report_query_load(struct db *db, const struct report_options *options, struct grid *grid,
                       struct failure *why) MUST_CHECK;

/* The column that a person means: its name, with '-' for '_' too, or what it starts with ("ttft", "decode", "ttft-p95":
 * the first that fits). column_count where there is none; then `why` lists the columns. */
size_t report_query_column(const struct grid *grid, struct span word, struct failure *why);

#endif
