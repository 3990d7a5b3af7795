/*
 * The copy of request_cache_live, made from one sorted scan: the same rows, without five windows in SQL.
 *
 *  1. The measurements come in the order of run, model and time; a model of a run is judged when all of it was seen.
 *  2. What is NULL in SQL is unknown here, and like there makes every comparison false.
 *  3. Memory grows with the largest model's requests: about 48 bytes each.
 */
#ifndef EVALRATE_CACHE_COPY_H
#define EVALRATE_CACHE_COPY_H

#include "db.h"

/* Empties and fills cache_class_copy. */
bool cache_copy_fill(struct db *db, struct failure *why) MUST_CHECK;

#endif
