/*
 * The database of facts: records go in, a file at a time; tables and views come out.
 *
 *  1. A file is stored whole or not at all (a savepoint each). The same bytes again, compressed or not, are "known" and
 *     change nothing. A file that grew takes the place of what it was (store_growth.h).
 *  2. A request is stored once. Met again, it is a sighting; what only the later copy knows is filled in.
 *  3. What makes a request this request: its time of creation, model and six figures; without a time, its figures as
 *     printed; without enough figures (a lone rate), its place: the label, the file's name, and all before it there.
 *  4. Reports never write to the database and never believe its views: the program's own are made in TEMP.
 */
#ifndef EVALRATE_STORE_H
#define EVALRATE_STORE_H

#include "db.h"
#include "ingest.h"
#include "objective.h"
#include "record.h"

struct store;

/* Opens a database for importing (creating it where there is none), or one in memory where `path` is NULL. Its facts
 * are migrated, its views made anew where they differ. */
struct store *store_open(const char *path, struct failure *why);

/* Opens an existing database for reports only. */
struct store *store_open_read(const char *path, struct failure *why);
void store_close(struct store *store);

struct db *store_db(struct store *store);

/* What is declared of a set of files. Empty strings where nothing is. */
struct run_key {
    const char *label, *host;
};

/* --- importing ---------------------------------------------------------------------------------------------------- */

bool store_begin(struct store *store, struct failure *why) MUST_CHECK;
bool store_commit(struct store *store, struct failure *why) MUST_CHECK;
bool store_checkpoint(struct store *store, struct failure *why) MUST_CHECK; /* commits, and begins the next */
void store_rollback(struct store *store);

/* From now on a commit makes the copies of slow views (percentiles with their intervals, classes of the prompt cache)
 * where they are stale, for other tools read the database's views through them, and the answers that reports of
 * everything read (kept_answers.h). Their time grows with the whole database. Without them these views are slow, and
 * have no intervals. */
void store_keep_copies(struct store *store);

/* Within a transaction, before anything is changed that those copies were not made from; importing does it by itself.
 */
bool store_make_stale(struct store *store, struct failure *why) MUST_CHECK;

/* Whether the transaction is still there and whole. A full disk or the like may have ended it: then nothing that was
 * imported since it began can be kept. */
bool store_is_sound(const struct store *store);

/* Declares KEY=VALUE of a run. */
bool store_declare(struct store *store, const struct run_key *run, const char *key, const char *value,
                   struct failure *why) MUST_CHECK;

/* What became of a file. */
struct file_result {
    bool known;         /* the same bytes had been imported before: nothing changed */
    char known_as[256]; /* the path it was imported from, cut where longer */
    int64_t requests;   /* measurements that are new: ok and partial */
    int64_t partial;    /* of these */
    int64_t others;     /* new records that are no measurements: errors, loads, incomplete streams */
    int64_t repeats;    /* requests that were already known */
    int64_t completed;  /* records that were cut short when the file was imported before, and are gone */
    int64_t problems;
    int64_t accesses, benchmarks; /* new lines of access logs, new figures of benchmark tools */
    int64_t model_facts;          /* what servers said of models */
    int64_t fact_repeats;         /* access lines and benchmark figures that were already known */
};

/* Imports one file within the open transaction. `size_bytes` is the file's size where it is known (else 0): a file of a
 * size that was imported before is hashed first, which is all that a known one costs. False where the operation failed:
 * then the file left nothing. */
bool store_import_file(struct store *store, const char *path, int64_t size_bytes, const struct run_key *run,
                       const struct ingest_options *options, struct file_result *result,
                       struct failure *why) MUST_CHECK;

/* --- merging: facts that another database keeps go in again, as if their files were imported (merge.h) ------------ */

struct kept_source {
    const char *path, *content_hash, *encoding;
    int64_t size_bytes, line_count, request_count;
    struct run_key run;
};

/* Begins a file that was imported elsewhere; *source_id is 0 where its content is known here. It takes the place of the
 * file `former` that it has grown from, 0 where there is none. */
bool store_keep_source(struct store *store, const struct kept_source *source, int64_t former, int64_t *source_id,
                       struct failure *why) MUST_CHECK;

/* What is stored from now on is of this file, and counted in `result`. */
bool store_go_to(struct store *store, int64_t source_id, struct file_result *result, struct failure *why) MUST_CHECK;

/* After all requests: what was cut short in the files that grew goes. */
bool store_end_growth(struct store *store, struct failure *why) MUST_CHECK;

/* At the end: counts what was stored of the files from `first` to `last`. */
bool store_count_kept(struct store *store, int64_t first, int64_t last, struct failure *why) MUST_CHECK;

/* Forgets the file, and what it remembers of the last model: a savepoint may have taken both. */
void store_forget(struct store *store);

/* Where records go, as in an import. */
struct sink store_sink(struct store *store);

/* A request with the identity that it was given elsewhere (rule 3). */
bool store_keep_request(struct store *store, const struct request *request, int64_t identity,
                        struct failure *why) MUST_CHECK;

/* The model of that name, made where it is not there; 0 without a name. */
bool store_keep_model(struct store *store, struct span name, int64_t *model_id, struct failure *why) MUST_CHECK;

/* --- reports ------------------------------------------------------------------------------------------------------ */

/* Which requests a report is about and how they are grouped. Zeroes: all, by model. */
struct selection {
    const char *series;    /* SQL expression over the columns of `selectable` (selection.c); NULL: the model */
    const char *where;     /* SQL condition likewise; NULL: all */
    bool is_foreign;       /* a person wrote SQL in it: its time is limited */
    bool with_concurrency; /* they speak of mean_in_flight (request_concurrency), too */
    bool ttft_counts_cold, ttft_counts_cached; /* the settings of that name */
    const char *reference;             /* the model whose tokenizer is the yardstick; NULL: as the database has it */
    const struct objective *objective; /* instead of those in the table slo; NULL: these */
    size_t quantile_count;
    const int64_t *quantiles; /* per 100,000; none: the default list */
};

/* From now on statements find the program's views, for the selection and with fresh copies of the slow ones; they are
 * made in TEMP when a statement first names them. Call it before reading any view; again for another selection. */
bool store_select(struct store *store, const struct selection *selection, struct failure *why) MUST_CHECK;

/* Whether the program has a view of that name. */
bool store_knows_view(const char *name);

/* Makes all views at once, for a look into TEMP. */
bool store_make_all_views(struct store *store, struct failure *why) MUST_CHECK;

#endif
