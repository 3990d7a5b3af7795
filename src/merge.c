#include "merge.h"

#include "kept_rows.h"
#include "merging.h"
#include "store_schema.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

void merging_conflict(struct merging *merging, const char *format, ...)
{
    struct failure words;
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    failure_set(&words, "%s: %s", merging->path, text);
    merging->result->conflicts++;
    merging->watch->conflict(merging->watch->ctx, &words);
}

static bool damaged(const struct merging *merging, const char *what, struct failure *why)
{
    return failure_set(why, "'%s' is damaged: a row of its table %s is none of ours; nothing of it was merged",
                       merging->path, what);
}

/* --- files -------------------------------------------------------------------------------------------------------- */

static bool add_file(struct merging *merging, struct merged_file file, struct failure *why)
{
    if (merging->file_count == merging->file_capacity) {
        size_t capacity = merging->file_capacity ? merging->file_capacity * 2 : 64;
        struct merged_file *grown = realloc(merging->files, capacity * sizeof *grown);
        if (!grown)
            return failure_out_of_memory(why);
        merging->files = grown;
        merging->file_capacity = capacity;
    }
    merging->files[merging->file_count++] = file;
    return true;
}

/* The file's number here; 0 where it was known here before. */
static int64_t file_here(const struct merging *merging, int64_t there)
{
    size_t low = 0, high = merging->file_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (merging->files[middle].there < there)
            low = middle + 1;
        else
            high = middle;
    }
    return low < merging->file_count && merging->files[low].there == there ? merging->files[low].here : 0;
}

/* A row of `files` as a file; false where it is damaged. */
static bool kept_source(struct statement *row, struct kept_source *source)
{
    struct maybe size = kept_number(row, 4), lines = kept_number(row, 5), requests = kept_number(row, 6);
    *source = (struct kept_source){
        .path = kept_text(row, 1).ptr,
        .content_hash = kept_text(row, 2).ptr,
        .encoding = kept_text(row, 3).ptr,
        .size_bytes = size.value,
        .line_count = lines.value,
        .request_count = requests.value,
        .run = {kept_text(row, 7).ptr, kept_text(row, 8).ptr},
    };
    return kept_number(row, 0).known && source->path && source->content_hash && source->encoding && size.known &&
           lines.known && requests.known && source->run.label && source->run.host;
}

static bool merge_file(struct merging *merging, struct statement *row, struct failure *why)
{
    struct kept_source source;
    int64_t former, here;
    if (!kept_source(row, &source))
        return damaged(merging, "source", why);
    const int64_t there = kept_number(row, 0).value;
    if (!merge_find_grown(merging, there, &source, &former, why) ||
        !store_keep_source(merging->store, &source, former, &here, why))
        return false;
    if (here == 0) {
        merging->result->known_files++;
        return true;
    }
    merging->result->files++;
    return add_file(merging, (struct merged_file){there, here, former != 0}, why);
}

/* --- steps over all rows of a kind -------------------------------------------------------------------------------- */

enum taken { TAKEN, ROW_DAMAGED, NOT_STORED };

static bool go_to(struct merging *merging, int64_t there, bool *is_new, struct failure *why)
{
    int64_t here = file_here(merging, there);
    *is_new = here != 0;
    return !here || store_go_to(merging->store, here, &merging->result->facts, why);
}

static enum taken take_request(struct merging *merging, struct statement *row, struct failure *why)
{
    struct request request;
    int64_t there, identity;
    bool is_new;
    if (!kept_request(row, &there, &identity, &request))
        return ROW_DAMAGED;
    if (merging->other_vocabulary)
        request.reference_tokens = (struct maybe){0};
    bool done =
        go_to(merging, there, &is_new, why) && (!is_new || store_keep_request(merging->store, &request, identity, why));
    return done ? TAKEN : NOT_STORED;
}

#define TAKE_FACT(kind, record)                                                                                        \
    static enum taken take_##kind(struct merging *merging, struct statement *row, struct failure *why)                 \
    {                                                                                                                  \
        struct record fact;                                                                                            \
        struct sink sink = store_sink(merging->store);                                                                 \
        int64_t there;                                                                                                 \
        bool is_new;                                                                                                   \
        if (!kept_##kind(row, &there, &fact))                                                                          \
            return ROW_DAMAGED;                                                                                        \
        bool done = go_to(merging, there, &is_new, why) && (!is_new || sink.kind(sink.ctx, &fact, why));               \
        return done ? TAKEN : NOT_STORED;                                                                              \
    }

TAKE_FACT(access, access)
TAKE_FACT(benchmark, benchmark)
TAKE_FACT(problem, problem)
TAKE_FACT(server, server_fact)

static struct statement *kept_sources(struct db *db, struct failure *why)
{
    return db_prepare(db,
                      "SELECT s.source_id, s.path, s.content_hash, s.encoding, s.size_bytes, s.line_count,"
                      " s.request_count, r.label, r.host FROM main.source s JOIN main.run r USING (run_id)"
                      " ORDER BY s.source_id",
                      why);
}

static enum taken take_source(struct merging *merging, struct statement *row, struct failure *why)
{
    return merge_file(merging, row, why) ? TAKEN : NOT_STORED;
}

static struct statement *kept_models(struct db *db, struct failure *why)
{
    return db_prepare(
        db, "SELECT name, model_id FROM main.model WHERE model_id <> 0 AND name IS NOT NULL ORDER BY model_id", why);
}

/* By its name only; what is known of it follows (merge_words). */
static enum taken take_model(struct merging *merging, struct statement *row, struct failure *why)
{
    int64_t model_id;
    bool done = store_keep_model(merging->store, kept_text(row, 0), &model_id, why) &&
                (model_id == 0 || merge_note_model(merging, kept_number(row, 1).value, model_id, why));
    return done ? TAKEN : NOT_STORED;
}

/* In this order: models get their numbers in the order they were met in, sightings look for their requests. `share` is
 * about how much of the time each takes. */
static const struct {
    const char *table;
    double share;
    bool (*at_once)(struct merging *merging, struct failure *why); /* NULL: row by row */
    struct statement *(*rows)(struct db *db, struct failure *why);
    enum taken (*take)(struct merging *merging, struct statement *row, struct failure *why);
} steps[] = {
    {"source", 0, NULL, kept_sources, take_source},
    {"model", 0, NULL, kept_models, take_model},
    {"request", 0.8, merge_copy_requests, NULL, NULL},
    {"request", 0.1, NULL, kept_requests, take_request}, /* what is left over */
    {"sighting", 0.1, NULL, kept_sightings, take_request},
    {"access", 0, NULL, kept_accesses, take_access},
    {"benchmark", 0, NULL, kept_benchmarks, take_benchmark},
    {"problem", 0, NULL, kept_problems, take_problem},
    {"server_start", 0, NULL, kept_servers, take_server},
};

void merging_tell(struct merging *merging, int64_t row, int64_t rows)
{
    double part = row > 0 ? (double)row / (double)(rows > row ? rows : row + 1) : 0;
    if (merging->watch->progress && merging->share > 0)
        merging->watch->progress(merging->watch->ctx, merging->done + merging->share * part);
}

static bool take_rows(struct merging *merging, size_t step, struct statement *rows, int64_t expected,
                      struct failure *why)
{
    enum { ROWS_BETWEEN_LOOKS = 4096 };
    for (int64_t row = 0;; row++) {
        enum step next = statement_step(rows, why);
        if (next != STEP_ROW)
            return next == STEP_DONE;
        if (row % ROWS_BETWEEN_LOOKS == 0)
            merging_tell(merging, row, expected);
        enum taken taken = steps[step].take(merging, rows, why);
        if (taken == ROW_DAMAGED)
            return damaged(merging, steps[step].table, why);
        if (taken == NOT_STORED)
            return false;
    }
}

static bool run_step(struct merging *merging, size_t step, struct failure *why)
{
    char sql[80];
    struct maybe expected;
    merging->share = steps[step].share;
    if (steps[step].at_once)
        return steps[step].at_once(merging, why);
    snprintf(sql, sizeof sql, "SELECT max(rowid) FROM main.%s", steps[step].table);
    if (!db_number(merging->there, sql, &expected, why))
        return false;
    struct statement *rows = steps[step].rows(merging->there, why);
    bool done = rows && take_rows(merging, step, rows, expected.value, why);
    statement_close(rows);
    return done;
}

/* --- what files were before they grew ----------------------------------------------------------------------------- */

/* NULL where the other database is of a version that did not keep that (then *none), or cannot be read. */
static struct statement *kept_former_states(struct db *db, bool *none, struct failure *why)
{
    struct maybe tables = {0};
    if (!db_number(db, "SELECT count(*) FROM main.sqlite_schema WHERE type = 'table' AND name = 'outgrown'", &tables,
                   why))
        return NULL;
    *none = tables.value == 0;
    return *none ? NULL
                 : db_prepare(db,
                              "SELECT o.content_hash, o.size_bytes, s.content_hash FROM main.outgrown o"
                              " JOIN main.source s USING (source_id) ORDER BY o.content_hash",
                              why);
}

static bool keep_former_state(struct statement *insert, struct statement *row, struct failure *why)
{
    statement_bind_text(insert, 1, kept_text(row, 0));
    statement_bind_integer(insert, 2, kept_number(row, 1).value);
    statement_bind_text(insert, 3, kept_text(row, 2));
    return statement_run(insert, why);
}

/* A copy of such a state is known here, too, wherever the file that it became came from. */
static bool merge_former_states(struct merging *merging, struct failure *why)
{
    bool none = false;
    struct statement *rows = kept_former_states(merging->there, &none, why);
    if (!rows)
        return none;
    struct statement *insert = db_prepare(merging->here,
                                          "INSERT OR IGNORE INTO main.outgrown SELECT ?1, ?2, source_id"
                                          " FROM main.source WHERE content_hash = ?3 AND ?1 IS NOT NULL",
                                          why);
    enum step step = STEP_FAILED;
    while (insert && (step = statement_step(rows, why)) == STEP_ROW && keep_former_state(insert, rows, why))
        ;
    statement_close(insert);
    statement_close(rows);
    return step == STEP_DONE;
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

/* What is counted of the files: of those that are new, and of those that grew. */
static bool count_files(struct merging *merging, int64_t last, struct failure *why)
{
    for (size_t i = 0; i < merging->file_count; i++)
        if (merging->files[i].grew &&
            !store_count_kept(merging->store, merging->files[i].here, merging->files[i].here, why))
            return false;
    return merging->file_count == 0 || store_count_kept(merging->store, last + 1, INT64_MAX, why);
}

static bool take_all(struct merging *merging, struct failure *why)
{
    struct maybe last;
    if (!db_run(merging->there, "BEGIN", why) || !store_make_stale(merging->store, why) ||
        !merge_attach(merging, why) ||
        !db_number(merging->here, "SELECT coalesce(max(source_id), 0) FROM main.source", &last, why) ||
        !merge_compare_vocabulary(merging, why))
        return false;
    for (size_t step = 0; step < sizeof steps / sizeof *steps; step++) {
        bool nothing_new = step > 0 && merging->file_count == 0;
        if (!nothing_new && !run_step(merging, step, why))
            return false;
        merging->done += merging->share;
    }
    return store_end_growth(merging->store, why) && merge_former_states(merging, why) && merge_words(merging, why) &&
           count_files(merging, last.value, why);
}

/* What changes nothing leaves the database as it is. */
static bool in_transaction(struct merging *merging, struct failure *why)
{
    struct failure ignored;
    if (!store_begin(merging->store, why))
        return false;
    bool done = take_all(merging, why);
    done = done && (!merge_found_news(merging->result) || db_run(merging->here, "COMMIT", why));
    store_rollback(merging->store); /* where it is not committed */
    store_forget(merging->store);
    return merge_detach(merging, done ? why : &ignored) && done;
}

static bool is_same_file(struct db *here, const char *path)
{
    struct stat ours, theirs;
    const char *name = db_path(here);
    return name && stat(name, &ours) == 0 && stat(path, &theirs) == 0 && ours.st_dev == theirs.st_dev &&
           ours.st_ino == theirs.st_ino;
}

bool merge_database(struct store *store, const char *path, const struct merge_watch *watch, struct merge_result *result,
                    struct failure *why)
{
    *result = (struct merge_result){0};
    struct merging merging = {.store = store, .here = store_db(store), .path = path, .watch = watch, .result = result};
    if (is_same_file(merging.here, path))
        return failure_set(why, "'%s' is the database that is merged into; name others", path);
    merging.there = db_open(path, DB_READ, why);
    bool done = merging.there && schema_check(merging.there, path, why) && in_transaction(&merging, why);
    db_close(merging.there);
    free(merging.files);
    return done;
}

bool merge_found_news(const struct merge_result *result)
{
    return result->files || result->model_changes || result->declarations;
}
