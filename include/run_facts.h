/*
 * What a person declares of a machine with --meta KEY=VALUE and views compute with: its columns in the table run.
 */
#ifndef EVALRATE_RUN_FACTS_H
#define EVALRATE_RUN_FACTS_H

#include "db.h"

/* Puts the value into the run's column where KEY (with '_' or '-') names one; any other key is fine and does nothing.
 * False where the value does not fit. */
bool run_facts_set(struct db *db, int64_t run_id, const char *key, struct span value, struct failure *why) MUST_CHECK;

#endif
