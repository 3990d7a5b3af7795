/*
 * The copy of percentiles_live, made from arrays: the same rows, bit for bit, without sorting in SQL.
 *
 * Memory does not grow with the number of requests, but for one metric's values at a time: full blocks of samples wait
 * in a temporary file that has no name.
 */
#ifndef EVALRATE_PERCENTILE_COPY_H
#define EVALRATE_PERCENTILE_COPY_H

#include "db.h"
#include "request_values.h"

struct samples;

struct samples *samples_open(void); /* NULL without memory */
void samples_close(struct samples *samples);

/* The values of a request of a series, which is told by number; what is not finite is none. */
bool samples_add(struct samples *samples, uint32_t series, const double values[VALUE_COUNT],
                 struct failure *why) MUST_CHECK;

/* Empties and fills percentile_copy, and adds the intervals' ranks for the samples' sizes to order_interval. */
bool samples_write(struct samples *samples, struct db *db, char *const *series_names, size_t series_count,
                   struct failure *why) MUST_CHECK;

#endif
