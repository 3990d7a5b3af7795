/*
 * A metric's formula taken apart: its ways, the one that holds for a request, and its fields with the request's numbers
 * in their place. How formulas are written stands in metrics.h.
 */
#ifndef EVALRATE_FORMULA_H
#define EVALRATE_FORMULA_H

#include "metrics.h"
#include "request_row.h"

/* The metric's way number `index` from 0 with its condition ("where …: B"); empty beyond the last one. */
struct span formula_way(const struct metric *metric, size_t index);

/* The way that holds for the row, without its condition. */
struct span formula_for(const struct metric *metric, const struct statement *row);

/* Whether the field stands in the formula. */
bool formula_has(struct span formula, struct span field);

/* Adds the formula with the row's values in place of the metric's fields. Returns how many these were. */
size_t formula_add_numbers(struct buffer *out, const struct metric *metric, struct span formula,
                           const struct statement *row);

/* Takes the next name off a list of fields. */
struct span next_field(struct span *fields);

#endif
