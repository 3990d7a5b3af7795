/*
 * The store's facts of other kinds: access lines, benchmark figures, what servers say of models and of themselves.
 *
 *  1. The same access line, or the same benchmark figure, from another file is a repeat and is not stored again; twice
 * in one file it is two.
 *  2. A model's facts come from the most telling source: a person's, then show, tags, ps, list, then its name. A source
 *     never overwrites what a more telling one said, and fills in what none did. The family stays the name's, which is
 *     finer than the architecture that servers call family.
 *  3. A run has a version where all logs of it name the same.
 */
#ifndef EVALRATE_STORE_FACTS_H
#define EVALRATE_STORE_FACTS_H

#include "db.h"
#include "record.h"

struct store_facts;

struct store_facts *store_facts_open(struct db *db, struct failure *why);
void store_facts_close(struct store_facts *facts); /* NULL is fine */

/* Where the facts come from. */
struct fact_place {
    int64_t source_id, run_id, model_id;
};

/* The first two say in `added` whether the fact was new. */
bool store_access(struct store_facts *facts, const struct fact_place *place, const struct access *access, bool *added,
                  struct failure *why) MUST_CHECK;
bool store_benchmark(struct store_facts *facts, const struct fact_place *place, const struct benchmark *benchmark,
                     bool *added, struct failure *why) MUST_CHECK;

bool store_model_fact(struct store_facts *facts, const struct fact_place *place, const struct model_fact *fact,
                      struct failure *why) MUST_CHECK;
bool store_server_fact(struct store_facts *facts, const struct fact_place *place, const struct server_fact *fact,
                       struct failure *why) MUST_CHECK;

#endif
