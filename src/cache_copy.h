/*
 * The copy of request_cache_live, made from one pass: the same rows, without five windows in SQL.
 *
 *  1. The measurements come model by model of a run, each in the order of time (measurements.h); a model is judged when
 * all of it was seen.
 *  2. What is NULL in SQL is unknown here, and like there makes every comparison false.
 *  3. Memory grows with the requests by 16 bytes each, and with the largest model's by 32.
 */
#ifndef EVALRATE_CACHE_COPY_H
#define EVALRATE_CACHE_COPY_H

#include "db.h"

/* Empties and fills cache_class_copy. */
bool cache_copy_fill(struct db *db, struct failure *why) MUST_CHECK;

#endif
