/*
 * The vocabulary that answers were counted in (--ranks): one for a database, since tokens of two are two units.
 *
 * It is declared of each run that was imported with it, under VOCABULARY_KEY.
 */
#ifndef EVALRATE_VOCABULARY_H
#define EVALRATE_VOCABULARY_H

#include "buffer.h"
#include "db.h"

#define VOCABULARY_KEY "reference_vocabulary"

/* Appends the name of another vocabulary than `name` that answers here were counted in; nothing where there is none. */
bool vocabulary_other(struct db *db, struct span name, struct buffer *other, struct failure *why) MUST_CHECK;

/* Fails where answers here were counted in another. */
bool vocabulary_agree(struct db *db, const char *name, struct failure *why) MUST_CHECK;

#endif
