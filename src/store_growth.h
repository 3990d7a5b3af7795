/*
 * Files that grew since they were imported: logs that are still written to, found half-written, rotated, compressed.
 *
 *  1. A file has grown where it begins with all that a known one of its run was: the same path, or that without the
 * mark of a rotation ("a.log" is "a.log.1", "a-20261124.log"). Equal hashes decide, names only propose.
 *  2. It takes the known file's place. What stands in it again stays and is no repeat; a record that does not was cut
 *     short at the former end, and goes, or belongs from now on to another file that has it.
 *  3. Where that happened the former content is remembered: a copy of it that turns up later is known.
 */
#ifndef EVALRATE_STORE_GROWTH_H
#define EVALRATE_STORE_GROWTH_H

#include "db.h"
#include "store.h"

struct growth; /* files that are being taken the place of */

struct growth *growth_open(struct db *db, struct failure *why);
void growth_close(struct growth *growth); /* NULL is fine */

/* The statements that growth_find needs: whether any file had one of two paths, which nearly none has; the latest of
 * these in the run with fewer bytes, by size. */
struct growth_search {
    struct statement *any, *candidates;
};
extern const char growth_any[], growth_candidates[];

/* The known file that `path` has grown from; *source_id is 0 where there is none. `size_bytes` 0: not known. */
bool growth_find(const struct growth_search *search, const char *path, int64_t size_bytes, const struct run_key *run,
                 int64_t *source_id, struct failure *why) MUST_CHECK;

/* Takes a file's records up for another look. */
bool growth_begin(struct growth *growth, int64_t source_id, struct failure *why) MUST_CHECK;

/* A request of that file has been met: `again` where it is one that was taken up and not met since. */
bool growth_meet(struct growth *growth, int64_t request_id, int64_t source_id, bool *again,
                 struct failure *why) MUST_CHECK;

/* Lets go of the requests that were not met; `cut` counts them. */
bool growth_end(struct growth *growth, int64_t *cut, struct failure *why) MUST_CHECK;

#endif
