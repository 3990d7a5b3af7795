/*
 * The percentiles that a person asks for (-p), as a table of their own: a row is a series and a metric, a column a
 * percentile.
 */
#ifndef EVALRATE_ASKED_PERCENTILES_H
#define EVALRATE_ASKED_PERCENTILES_H

#include "writing.h"

/* Writes the table, in the unit that ends a metric's name; blank where so few requests do not tell (support 'none' of
 * view percentiles). `quantiles` are per 100,000. Adds nothing where there are none. */
bool asked_percentiles_write(struct writing *writing, struct db *db, size_t count, const int64_t *quantiles,
                             struct failure *why) MUST_CHECK;

#endif
