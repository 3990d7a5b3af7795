/*
 * What makes a request this request, wherever and however often it was logged (rule 3 of store.h), as a number.
 *
 *  1. With a time of creation: that, the model, the six figures.
 *  2. Without one: its figures as printed, where they are fine enough to tell it from others, and its number in the
 * list that it is an entry of.
 *  3. Else its place: the label, the host, the file's name, and all records before it in the file.
 */
#ifndef EVALRATE_REQUEST_IDENTITY_H
#define EVALRATE_REQUEST_IDENTITY_H

#include "record.h"
#include "store.h"

/* Where a file's chain of places starts. The last two parts of the path count, which a copy of a directory keeps, and a
 * compressed copy but for its suffix. */
int64_t place_first(const char *path, const struct run_key *run);

/* The request's identity; `place` moves on to that of the next record. Different requests may have the same identity.
 */
int64_t request_identity(const struct request *request, int64_t model_hash, int64_t *place);

#endif
