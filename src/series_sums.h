/*
 * The table series_sums of the program's selection: the view's rows, added up in C while the requests pass by.
 */
#ifndef EVALRATE_SERIES_SUMS_H
#define EVALRATE_SERIES_SUMS_H

#include "db.h"
#include "request_figures.h"

struct series_sums;

/* Series are told by number. NULL without memory. */
struct series_sums *series_sums_open(double residual_mark_ns);
void series_sums_close(struct series_sums *sums); /* NULL is fine */

/* Counts a request; false without memory. */
bool series_sums_add(struct series_sums *sums, uint32_t series, const struct request_figures *figures);

/* Fills temp.series_sums, whose columns are the view's; false with a reason. *fits is false where a sum is beyond 2^63:
 * then nothing is filled. */
bool series_sums_write(const struct series_sums *sums, struct db *db, char *const *series_names, bool *fits,
                       struct failure *why) MUST_CHECK;

#endif
