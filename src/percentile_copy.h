/*
 * The copy of percentiles_live, made from arrays: the same rows, bit for bit, without sorting in SQL.
 *
 *  1. One scan of request_values; its columns after series and request_id are the metrics.
 *  2. Memory does not grow with the number of requests, but for one metric's values at a time: full blocks of samples
 *     wait in a temporary file that has no name.
 */
#ifndef EVALRATE_PERCENTILE_COPY_H
#define EVALRATE_PERCENTILE_COPY_H

#include "db.h"

/* Empties and fills percentile_copy, and adds the intervals' ranks for the samples' sizes to order_interval. */
bool percentile_copy_fill(struct db *db, struct failure *why) MUST_CHECK;

#endif
