/*
 * Records of one size that wait, by owner, in a temporary file without a name; only a few of each are in memory.
 */
#ifndef EVALRATE_SPOOL_H
#define EVALRATE_SPOOL_H

#include "failure.h"

#include <stddef.h>

struct spool;

struct spool *spool_open(size_t record_size); /* NULL without memory */
void spool_close(struct spool *spool);        /* NULL is fine */

/* Keeps a copy of the record. Owners are small numbers. */
bool spool_add(struct spool *spool, size_t owner, const void *record, struct failure *why) MUST_CHECK;

/* Hands an owner's records over, in the order they came. Nothing may be added afterwards. */
bool spool_read(struct spool *spool, size_t owner, bool (*take)(void *ctx, const void *record, struct failure *why),
                void *ctx, struct failure *why) MUST_CHECK;

#endif
