/*
 * One pass over the requests of a selection, from which the statistics of its series are made: percentile_copy, which
 * are the rows of percentiles_live, and the sums of series_sums.
 */
#ifndef EVALRATE_SERIES_PASS_H
#define EVALRATE_SERIES_PASS_H

#include "db.h"

/* Empties and fills percentile_copy, and fills temp.series_sums, which is empty: its view stands there as
 * defined_series_sums. request_series and cache_class_copy are there.
 *
 * Sums that C cannot add up (beyond 2^63, or of requests that are not plain) are left to the view, which may fail;
 * where `has_sums` is not NULL they are left out, and it tells whether there are any. */
bool series_pass(struct db *db, bool *has_sums, struct failure *why) MUST_CHECK;

#endif
