/*
 * A database of another machine into this one.
 *
 *  1. What comes of it is what importing its files here, in its order, would have given: a database is one more thing
 *     that holds records, and these go the way of an import. A request's identity is the one it was given there.
 *  2. A file whose content is known here changes nothing; merging twice changes nothing.
 *  3. The other database is only read. Of its views and triggers none is run, its copies are not used. It comes in as a
 *     whole or not at all.
 *  4. Labels and hosts stay. Where both databases say different things this one's word stays, and the conflict is told:
 *     a file under two labels, a declaration, a person's word on a model, a threshold; and where machines without a
 *     name become one.
 */
#ifndef EVALRATE_MERGE_H
#define EVALRATE_MERGE_H

#include "store.h"

struct merge_result {
    int64_t files, known_files, conflicts;
    struct file_result facts;
    int64_t model_changes, declarations; /* what people and servers said, new here */
};

/* Told while it goes on. */
struct merge_watch {
    void *ctx;
    void (*conflict)(void *ctx, const struct failure *words);
    void (*progress)(void *ctx, double done); /* 0 … 1; may be NULL */
};

/* Merges the database at `path`, in a transaction of its own. False where it cannot be had or used: then it left
 * nothing, and others can follow. */
bool merge_database(struct store *store, const char *path, const struct merge_watch *watch, struct merge_result *result,
                    struct failure *why) MUST_CHECK;

/* Whether anything of it was new. */
bool merge_found_news(const struct merge_result *result);

#endif
