/*
 * What a person knows of a model and no log says: size, tokenizer, price of a token in tokens of another.
 */
#ifndef EVALRATE_MODEL_FACTS_H
#define EVALRATE_MODEL_FACTS_H

#include "db.h"

/* Sets KEY of the model called `name` (made known where it is not yet); an empty value forgets it. False with the keys
 * there are where `key` is none of them, and where the value does not fit. */
bool model_facts_set(struct db *db, const char *name, const char *key, const char *value,
                     struct failure *why) MUST_CHECK;

#endif
