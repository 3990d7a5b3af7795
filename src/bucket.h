/*
 * --bucket KEY=N,N,…: requests grouped by a number, such as the length of their prompt.
 *
 *  1. KEY is prompt or output (tokens), or concurrency (requests in flight on the machine, itself included, on average
 *     over the request's time, rounded).
 *  2. N are whole numbers, ascending; each ends a bucket and belongs to it: prompt=512,2048 makes "prompt to 512",
 *     "prompt 513-2048" and "prompt over 2048". What the log does not say is "prompt unknown".
 */
#ifndef EVALRATE_BUCKET_H
#define EVALRATE_BUCKET_H

#include "buffer.h"

/* Appends the bucket's name as an SQL expression over `selectable` and its mean_in_flight (store.h). */
bool bucket_add(struct buffer *sql, const char *words, struct failure *why) MUST_CHECK;

/* Whether the words are about that key. */
bool bucket_is_of(const char *words, const char *key);

#endif
