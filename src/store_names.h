/*
 * What many records share, found in the database or made there: models, runs, prompts.
 *
 *  1. Names are stored as UTF-8, whatever bytes a log had.
 *  2. Models that were looked up of late are remembered; store_names_forget is for when a savepoint may have taken
 * them.
 */
#ifndef EVALRATE_STORE_NAMES_H
#define EVALRATE_STORE_NAMES_H

#include "db.h"
#include "record.h"
#include "store.h"

struct store_names;

/* The database stays the caller's, and open for as long. NULL with a reason where the statements cannot be prepared. */
struct store_names *store_names_open(struct db *db, struct failure *why);
void store_names_close(struct store_names *names); /* NULL is fine */
void store_names_forget(struct store_names *names);

struct named_model {
    int64_t model_id; /* 0: without a name */
    int64_t hash;     /* of its canonical name */
};

/* The model that logs write as `name`. */
bool store_names_model(struct store_names *names, struct span name, struct named_model *model,
                       struct failure *why) MUST_CHECK;

bool store_names_run(struct store_names *names, const struct run_key *run, int64_t *run_id,
                     struct failure *why) MUST_CHECK;

/* The request's prompt; unknown where its text was not saved. */
bool store_names_prompt(struct store_names *names, const struct request *request, struct maybe *prompt_id,
                        struct failure *why) MUST_CHECK;

/* The bytes, characters and words of a text, as three parameters from `parameter` on. */
void bind_text_size(struct statement *statement, int parameter, const struct text_size *size);

#endif
