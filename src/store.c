#include "store.h"

#include "decompressor.h"
#include "rank_count.h"
#include "request_identity.h"
#include "run_facts.h"
#include "store_facts.h"
#include "store_requests.h"
#include "store_schema.h"
#include "store_views.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum { BULK_BYTES = 4 << 20 }; /* a file of so many may hold many requests */

struct store {
    struct db *db;
    bool keeps_copies;
    struct file_result kept; /* of a file that comes with another database */
    bool is_torn;            /* a file could not be taken back, or not kept */
    struct statement *insert_source, *update_source, *find_source, *find_size, *find_source_run, *insert_problem;
    struct statement *begin_file, *end_file, *make_stale;
    struct growth_search find_grown;

    /* NULL where the store is only read. */
    struct store_names *names;
    struct store_requests *requests;
    struct store_facts *facts; /* of other kinds than requests */

    struct views *views;        /* NULL until somebody needs them */
    struct request_place file;  /* that is being imported */
    int64_t place;              /* of its next record: rule 3 */
    struct rank_counter *ranks; /* NULL: nobody counts tokens */
    struct buffer room;         /* a text on its way into the database, as UTF-8 */
};

/* --- opening ------------------------------------------------------------------------------------------------------ */

static const struct prepared prepared[] = {
    PREPARED(struct store, insert_source,
             "INSERT INTO main.source(run_id, path, content_hash, size_bytes, line_count, encoding)"
             " VALUES (?1, ?2, 'reading', 0, 0, '')"),
    PREPARED(struct store, update_source,
             "UPDATE main.source SET content_hash = ?2, size_bytes = ?3, line_count = ?4, encoding = ?5,"
             " request_count = ?6, repeat_count = ?7, problem_count = ?8 WHERE source_id = ?1"),
    PREPARED(struct store, find_source,
             "SELECT path FROM main.source WHERE content_hash = ?1 UNION ALL SELECT s.path FROM"
             " main.outgrown o JOIN main.source s USING (source_id) WHERE o.content_hash = ?1"),
    PREPARED(struct store, find_source_run, "SELECT run_id FROM main.source WHERE source_id = ?1"),
    PREPARED(struct store, find_size,
             "SELECT 1 WHERE EXISTS (SELECT 1 FROM main.source WHERE size_bytes = ?1)"
             " OR EXISTS (SELECT 1 FROM main.outgrown WHERE size_bytes = ?1)"),
    PREPARED(struct store, find_grown.any, growth_any),
    PREPARED(struct store, find_grown.candidates, growth_candidates),
    PREPARED(struct store, begin_file, "SAVEPOINT file"),
    PREPARED(struct store, end_file, "RELEASE file"),
    PREPARED(struct store, make_stale, "UPDATE main.copy_state SET fresh = 0 WHERE fresh <> 0"),
    PREPARED(struct store, insert_problem,
             "INSERT INTO main.problem(source_id, line, code, message, excerpt) VALUES (?1, ?2, ?3, ?4, ?5)"),
};

enum { PREPARED_COUNT = sizeof prepared / sizeof *prepared };

static struct store *new_store(struct failure *why)
{
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        failure_out_of_memory(why);
    return store;
}

static bool open_parts(struct store *store, struct failure *why)
{
    return statements_prepare(store->db, store, prepared, PREPARED_COUNT, why) &&
           (store->names = store_names_open(store->db, why)) &&
           (store->requests = store_requests_open(store->db, store->names, why)) &&
           (store->facts = store_facts_open(store->db, why));
}

struct store *store_open(const char *path, struct failure *why)
{
    struct store *store = new_store(why);
    if (!store)
        return NULL;
    store->db = db_open(path, path ? DB_WRITE : DB_MEMORY, why);
    if (store->db && db_run(store->db, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL", why) &&
        schema_install(store->db, path, why) && open_parts(store, why))
        return store;
    store_close(store);
    return NULL;
}

struct store *store_open_read(const char *path, struct failure *why)
{
    struct store *store = new_store(why);
    if (!store)
        return NULL;
    store->db = db_open(path, DB_READ, why);
    /* Of TEMP, which is not there yet: it is read from end to end, a call of the system a page. What a transaction
     * changes in it is little beside what it adds, and needs no file to be taken back from. */
    if (store->db && schema_check(store->db, path, why) &&
        db_run(store->db, "PRAGMA page_size = 16384; PRAGMA temp.journal_mode = MEMORY", why))
        return store;
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    statements_close(store, prepared, PREPARED_COUNT);
    store_facts_close(store->facts);
    store_requests_close(store->requests);
    store_names_close(store->names);
    views_close(store->views);
    db_close(store->db);
    buffer_release(&store->room);
    free(store);
}

struct db *store_db(struct store *store)
{
    return store->db;
}

bool store_begin(struct store *store, struct failure *why)
{
    return db_run(store->db, "BEGIN IMMEDIATE", why);
}

struct views *store_views(struct store *store, struct failure *why)
{
    if (!store->views)
        store->views = views_open(store->db, why);
    return store->views;
}

static bool refresh_copies(struct store *store, struct failure *why)
{
    struct maybe fresh;
    if (!db_number(store->db, "SELECT fresh FROM main.copy_state", &fresh, why))
        return false;
    if (fresh.known && fresh.value)
        return true;
    struct views *views = store_views(store, why);
    if (!views)
        return false;
    views_begin(views);
    return views_fill_copies(views, why) && views_drop(views, why);
}

void store_keep_copies(struct store *store)
{
    store->keeps_copies = true;
}

bool store_commit(struct store *store, struct failure *why)
{
    return (!store->keeps_copies || refresh_copies(store, why)) && db_run(store->db, "COMMIT", why);
}

bool store_make_stale(struct store *store, struct failure *why)
{
    return statement_run(store->make_stale, why);
}

bool store_checkpoint(struct store *store, struct failure *why)
{
    return db_run(store->db, "COMMIT; BEGIN IMMEDIATE", why);
}

void store_rollback(struct store *store)
{
    db_roll_back(store->db);
}

bool store_is_sound(const struct store *store)
{
    return !store->is_torn && db_in_transaction(store->db);
}

/* --- declared ----------------------------------------------------------------------------------------------------- */

bool store_declare(struct store *store, const struct run_key *run, const char *key, const char *value,
                   struct failure *why)
{
    int64_t run_id;
    if (!store_make_stale(store, why) || !store_names_run(store->names, run, &run_id, why) ||
        !run_facts_set(store->db, run_id, key, utf8_repair(span_of(value), &store->room), why))
        return false;
    struct statement *insert =
        db_prepare(store->db, "INSERT OR REPLACE INTO main.run_meta(run_id, key, value) VALUES (?1, ?2, ?3)", why);
    if (!insert)
        return false;
    statement_bind_integer(insert, 1, run_id);
    statement_bind_text(insert, 2, utf8_repair(span_of(key), &store->room));
    statement_bind_text(insert, 3, utf8_repair(span_of(value), &store->room));
    bool done = statement_run(insert, why);
    statement_close(insert);
    return done;
}

/* --- records ------------------------------------------------------------------------------------------------------ */

bool store_keep_request(struct store *store, const struct request *request, int64_t identity, struct failure *why)
{
    return store_requests_keep(store->requests, &store->file, request, identity, why);
}

static bool store_request(void *ctx, const struct request *request, struct failure *why)
{
    struct store *store = ctx;
    struct named_model model;
    return store_names_model(store->names, request->model, &model, why) &&
           store_keep_request(store, request, request_identity(request, model.hash, &store->place), why);
}

static bool store_problem(void *ctx, const struct problem *problem, struct failure *why)
{
    enum { EXCERPT_LIMIT = 200 };
    struct store *store = ctx;
    struct statement *s = store->insert_problem;
    statement_bind_integer(s, 1, store->file.source_id);
    statement_bind_integer(s, 2, problem->line);
    statement_bind_text(s, 3, utf8_repair(span_of(problem->code), &store->room));
    statement_bind_text(s, 4, utf8_repair(span_of(problem->message), &store->room));
    struct span excerpt = span_first(problem->excerpt, EXCERPT_LIMIT);
    statement_bind_text(s, 5, utf8_repair(excerpt.ptr ? excerpt : SPAN(""), &store->room));
    store->file.result->problems++;
    return statement_run(s, why);
}

static bool store_access_line(void *ctx, const struct access *access, struct failure *why)
{
    struct store *store = ctx;
    struct fact_place place = {.source_id = store->file.source_id};
    bool added = false;
    bool done = store_access(store->facts, &place, access, &added, why);
    store->file.result->accesses += added;
    store->file.result->fact_repeats += done && !added;
    return done;
}

static bool store_benchmark_figure(void *ctx, const struct benchmark *benchmark, struct failure *why)
{
    struct store *store = ctx;
    struct fact_place place = {.source_id = store->file.source_id, .run_id = store->file.run_id};
    bool added = false;
    bool done = store_keep_model(store, benchmark->model, &place.model_id, why) &&
                store_benchmark(store->facts, &place, benchmark, &added, why);
    store->file.result->benchmarks += added;
    store->file.result->fact_repeats += done && !added;
    return done;
}

static bool store_fact_of_model(void *ctx, const struct model_fact *model, struct failure *why)
{
    struct store *store = ctx;
    struct fact_place place = {.source_id = store->file.source_id};
    if (!store_keep_model(store, model->name, &place.model_id, why))
        return false;
    if (place.model_id == 0)
        return true;
    store->file.result->model_facts++;
    return store_model_fact(store->facts, &place, model, why);
}

static bool store_fact_of_server(void *ctx, const struct server_fact *server, struct failure *why)
{
    struct store *store = ctx;
    struct fact_place place = {.source_id = store->file.source_id, .run_id = store->file.run_id};
    return store_server_fact(store->facts, &place, server, why);
}

static bool count_tokens(void *ctx, struct span text, int64_t *count, struct failure *why)
{
    struct store *store = ctx;
    return rank_counter_add(store->ranks, utf8_repair(text, &store->room), NULL, NULL, count, why);
}

/* --- files -------------------------------------------------------------------------------------------------------- */

static bool find_known(struct store *store, const char *content_hash, struct file_result *result, struct failure *why)
{
    statement_bind_text(store->find_source, 1, span_of(content_hash));
    enum step step = statement_step(store->find_source, why);
    if (step == STEP_ROW) {
        struct cell path = statement_cell(store->find_source, 0);
        result->known = true;
        snprintf(result->known_as, sizeof result->known_as, "%.*s", (int)(path.text.len < 255 ? path.text.len : 255),
                 path.text.ptr);
    }
    statement_reset(store->find_source);
    return step != STEP_FAILED;
}

/* Databases of before had the compressed bytes' hash. */
static bool find_known_facts(struct store *store, const struct ingest_facts *facts, struct file_result *result,
                             struct failure *why)
{
    return find_known(store, facts->content_hash, result, why) &&
           (result->known || !facts->packed_hash[0] || find_known(store, facts->packed_hash, result, why));
}

/* Whether the file is known already, told from its size and, only where that was seen before or is not that of its
 * content, from its hash. A small file that was read for that stays in *reader, which the caller closes. */
static bool recognise(struct store *store, const char *path, int64_t size_bytes, struct reader **reader,
                      struct file_result *result, struct failure *why)
{
    struct ingest_facts facts;
    struct maybe seen;
    bool packed = path_before_compression(span_of(path)).len < strlen(path);
    statement_bind_integer(store->find_size, 1, size_bytes);
    if (!statement_number(store->find_size, &seen, why))
        return false;
    if (size_bytes == 0 || (!seen.known && !packed))
        return true;
    return ingest_hash(path, &facts, reader, why) && find_known_facts(store, &facts, result, why);
}

static bool insert_source(struct store *store, const struct run_key *run, struct span path, struct failure *why)
{
    if (!store_make_stale(store, why) || !store_names_run(store->names, run, &store->file.run_id, why))
        return false;
    statement_bind_integer(store->insert_source, 1, store->file.run_id);
    statement_bind_text(store->insert_source, 2, utf8_repair(path, &store->room));
    if (!statement_run(store->insert_source, why))
        return false;
    store->file.source_id = db_last_rowid(store->db);
    return true;
}

static bool finish_source(struct store *store, const struct ingest_facts *facts, struct failure *why)
{
    struct statement *s = store->update_source;
    statement_bind_integer(s, 1, store->file.source_id);
    statement_bind_text(s, 2, span_of(facts->content_hash));
    statement_bind_integer(s, 3, facts->size_bytes);
    statement_bind_integer(s, 4, facts->line_count);
    statement_bind_text(s, 5, span_of(facts->encoding));
    statement_bind_integer(s, 6, facts->request_count);
    statement_bind_integer(s, 7, store->file.result->repeats - store->file.met_again);
    statement_bind_integer(s, 8, store->file.result->problems);
    return statement_run(s, why);
}

struct sink store_sink(struct store *store)
{
    return (struct sink){
        .ctx = store,
        .request = store_request,
        .problem = store_problem,
        .access = store_access_line,
        .benchmark = store_benchmark_figure,
        .model = store_fact_of_model,
        .server = store_fact_of_server,
    };
}

/* What is stored from now on is of the file as it was known before. */
static bool take_place(struct store *store, int64_t source_id, struct failure *why)
{
    store->file.growth = growth_open(store->db, why);
    return store->file.growth && store_make_stale(store, why) && growth_begin(store->file.growth, source_id, why) &&
           store_go_to(store, source_id, store->file.result, why);
}

static bool import_in_savepoint(struct store *store, const char *path, const struct run_key *run, int64_t grown,
                                const struct ingest_options *options, struct file_result *result, struct failure *why)
{
    struct ingest_facts facts;
    struct sink sink = store_sink(store);
    if (options->ranks)
        sink.tokens = count_tokens;
    if (!grown && !insert_source(store, run, span_of(path), why))
        return false;
    store->place = place_first(path, run);
    store_names_forget(store->names);
    store->file.result = result;
    store->ranks = options->ranks;
    store->file.met_again = 0;
    if (grown && !take_place(store, grown, why))
        return false;
    return ingest_file(path, options, sink, &facts, why) && find_known_facts(store, &facts, result, why) &&
           (result->known ||
            (finish_source(store, &facts, why) && (!grown || growth_end(store->file.growth, &result->completed, why))));
}

static bool import_unknown(struct store *store, const char *path, int64_t size_bytes, const struct run_key *run,
                           const struct ingest_options *options, struct file_result *result, struct failure *why)
{
    int64_t grown = 0;
    if (size_bytes > 0 && !growth_find(&store->find_grown, path, size_bytes, run, &grown, why))
        return false;
    if (!statement_run(store->begin_file, why))
        return false;
    bool done = (size_bytes < BULK_BYTES || store_requests_begin_bulk(store->requests, why)) &&
                import_in_savepoint(store, path, run, grown, options, result, why) &&
                store_requests_end_bulk(store->requests, why);
    store_requests_forget_bulk(store->requests); /* a savepoint that is rolled back has the index */
    growth_close(store->file.growth);
    store->file.growth = NULL;
    bool keep = done && !result->known;
    struct failure ignored = {""};
    if (!keep)
        store_names_forget(store->names);
    struct failure *of_end = done ? why : &ignored;
    bool ended = (keep || db_run(store->db, "ROLLBACK TO file", of_end)) && statement_run(store->end_file, of_end);
    store->is_torn = store->is_torn || !ended;
    return done && ended;
}

bool store_import_file(struct store *store, const char *path, int64_t size_bytes, const struct run_key *run,
                       const struct ingest_options *options, struct file_result *result, struct failure *why)
{
    struct ingest_options from_here = *options;
    *result = (struct file_result){0};
    bool done = recognise(store, path, size_bytes, &from_here.reader, result, why) &&
                (result->known || import_unknown(store, path, size_bytes, run, &from_here, result, why));
    reader_close(from_here.reader);
    return done;
}

/* --- merging ------------------------------------------------------------------------------------------------------ */

/* What is stored of a file takes the place of what was known of it. Several may grow at once. */
static bool take_place_of(struct store *store, int64_t former, struct failure *why)
{
    if (!store->file.growth)
        return take_place(store, former, why);
    return growth_begin(store->file.growth, former, why) && store_go_to(store, former, store->file.result, why);
}

bool store_keep_source(struct store *store, const struct kept_source *source, int64_t former, int64_t *source_id,
                       struct failure *why)
{
    struct file_result *known = &store->kept;
    struct ingest_facts facts = {.size_bytes = source->size_bytes,
                                 .line_count = source->line_count,
                                 .request_count = source->request_count,
                                 .encoding = source->encoding};
    *source_id = 0;
    *known = (struct file_result){0};
    if (strlen(source->content_hash) >= sizeof facts.content_hash)
        return failure_set(why, "a file in it has a hash that is none");
    snprintf(facts.content_hash, sizeof facts.content_hash, "%s", source->content_hash);
    if (!find_known(store, facts.content_hash, known, why))
        return false;
    if (known->known)
        return true;
    store->file.result = known;
    store_names_forget(store->names);
    bool begun =
        former ? take_place_of(store, former, why) : insert_source(store, &source->run, span_of(source->path), why);
    if (!begun || !finish_source(store, &facts, why))
        return false;
    *source_id = store->file.source_id;
    return true;
}

bool store_end_growth(struct store *store, struct failure *why)
{
    int64_t cut;
    return !store->file.growth || growth_end(store->file.growth, &cut, why);
}

bool store_go_to(struct store *store, int64_t source_id, struct file_result *result, struct failure *why)
{
    struct maybe run_id;
    store->file.result = result;
    if (store->file.source_id == source_id && store->file.run_id)
        return true;
    statement_bind_integer(store->find_source_run, 1, source_id);
    if (!statement_number(store->find_source_run, &run_id, why))
        return false;
    store->file.source_id = source_id;
    store->file.run_id = run_id.value;
    return true;
}

void store_forget(struct store *store)
{
    store_names_forget(store->names);
    store->file.source_id = store->file.run_id = 0;
    store->file.result = NULL;
    growth_close(store->file.growth);
    store->file.growth = NULL;
}

/* Repeats and problems of these files are what was stored of them. */
bool store_count_kept(struct store *store, int64_t first, int64_t last, struct failure *why)
{
    struct statement *update = db_prepare(
        store->db,
        "UPDATE main.source SET repeat_count = coalesce(s.n, 0), problem_count = coalesce(p.n, 0) FROM main.source f"
        " LEFT JOIN (SELECT source_id, count(*) AS n FROM main.sighting WHERE source_id BETWEEN ?1 AND ?2 GROUP BY "
        "source_id) s"
        "  ON s.source_id = f.source_id"
        " LEFT JOIN (SELECT source_id, count(*) AS n FROM main.problem WHERE source_id BETWEEN ?1 AND ?2 GROUP BY "
        "source_id) p"
        "  ON p.source_id = f.source_id"
        " WHERE f.source_id = source.source_id AND source.source_id BETWEEN ?1 AND ?2",
        why);
    if (!update)
        return false;
    statement_bind_integer(update, 1, first);
    statement_bind_integer(update, 2, last);
    bool done = statement_run(update, why);
    statement_close(update);
    return done;
}

bool store_keep_model(struct store *store, struct span name, int64_t *model_id, struct failure *why)
{
    struct named_model model;
    if (!store_names_model(store->names, name, &model, why))
        return false;
    *model_id = model.model_id;
    return true;
}
