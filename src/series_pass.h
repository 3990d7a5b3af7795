/*
 * One pass over the requests of a selection, from which the statistics of its series are made: percentile_copy, which
 * are the rows of percentiles_live, and the sums of series_sums.
 */
#ifndef EVALRATE_SERIES_PASS_H
#define EVALRATE_SERIES_PASS_H

#include "db.h"

/* Empties and fills percentile_copy; with sums, fills temp.series_sums, which is empty, too: its view stands there as
 * defined_series_sums. request_series and cache_class_copy are there. */
bool series_pass(struct db *db, bool with_sums, struct failure *why) MUST_CHECK;

#endif
