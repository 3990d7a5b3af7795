/*
 * Reports: the program's views in TEMP over a selection of the requests.
 *
 *  1. Nothing is written to the database, and none of its views is believed: TEMP tables of the same names stand before
 *     them. Its copies are read where nothing but everything is asked for, and their seal fits (kept_answers.h).
 *  2. A person's condition may only read, is one expression, and is given up after 30 seconds.
 */
#include "store.h"

#include "buffer.h"
#include "model_name.h"
#include "store_views.h"

/* Copies of our own, for a selection has its own, and the database is not written to. */
static bool make_temporary_tables(struct db *db, const struct selection *selection, struct failure *why)
{
    if (!db_run(db,
                "CREATE TEMP TABLE percentile_copy(series TEXT, metric TEXT, q INTEGER, n INTEGER, value REAL,"
                " nearest REAL, lo REAL, hi REAL, PRIMARY KEY (series, metric, q)) WITHOUT ROWID;"
                "CREATE TEMP TABLE cache_class_copy(request_id INTEGER PRIMARY KEY, cache_class INTEGER, seen INTEGER);"
                "CREATE TEMP TABLE order_interval(q INTEGER, n INTEGER, lo INTEGER, hi INTEGER, coverage REAL,"
                " PRIMARY KEY (q, n)) WITHOUT ROWID;"
                "CREATE TEMP TABLE copy_state(id INTEGER PRIMARY KEY, fresh INTEGER);"
                "INSERT INTO temp.copy_state VALUES (1, 1);"
                "CREATE TEMP TABLE setting AS SELECT * FROM main.setting;"
                "CREATE TEMP TABLE quantile(q INTEGER PRIMARY KEY);"
                "CREATE TEMP TABLE request_series(request_id INTEGER PRIMARY KEY, series TEXT NOT NULL)",
                why))
        return false;
    if (!selection->quantile_count)
        return db_run(db, "INSERT INTO temp.quantile SELECT q FROM main.quantile", why);
    struct statement *insert =
        db_prepare(db, "INSERT OR IGNORE INTO temp.quantile SELECT ?1 UNION SELECT q FROM main.quantile", why);
    bool done = insert != NULL;
    for (size_t i = 0; done && i < selection->quantile_count; i++) {
        statement_bind_integer(insert, 1, selection->quantiles[i]);
        done = statement_run(insert, why);
    }
    statement_close(insert);
    return done;
}

static bool count_in_ttft(struct db *db, const struct selection *selection, struct failure *why)
{
    return (!selection->ttft_counts_cold ||
            db_run(db, "UPDATE temp.setting SET value = 1 WHERE key = 'ttft_counts_cold'", why)) &&
           (!selection->ttft_counts_cached ||
            db_run(db, "UPDATE temp.setting SET value = 1 WHERE key = 'ttft_counts_cached'", why));
}

static bool choose_reference(struct db *db, const struct selection *selection, struct failure *why)
{
    char name[MODEL_NAME_SIZE];
    if (!selection->reference)
        return true;
    model_name_canonical(span_of(selection->reference), name);
    if (!db_run(db, "CREATE TEMP TABLE reference_models(model_id INTEGER PRIMARY KEY, tokenizer TEXT)", why))
        return false;
    struct statement *insert = db_prepare(
        db, "INSERT INTO temp.reference_models SELECT model_id, tokenizer FROM main.model WHERE name = ?1", why);
    if (!insert)
        return false;
    statement_bind_text(insert, 1, span_of(name));
    bool done = statement_run(insert, why);
    statement_close(insert);
    if (done && db_changes(db) == 0)
        return failure_set(why, "no request here is of '%.80s', whose tokens were to be the reference",
                           selection->reference);
    return done;
}

static bool choose_objective(struct db *db, const struct selection *selection, struct failure *why)
{
    const struct objective *objective = selection->objective;
    if (!objective)
        return true;
    if (!db_run(
            db,
            "CREATE TEMP TABLE slo(slo_id INTEGER PRIMARY KEY, name TEXT, max_ttft_ns INTEGER, min_decode_tok_s REAL,"
            " max_latency_ns INTEGER)",
            why))
        return false;
    struct statement *insert = db_prepare(db, "INSERT INTO temp.slo VALUES (1, ?1, ?2, ?3, ?4)", why);
    if (!insert)
        return false;
    statement_bind_text(insert, 1, span_of(objective->name));
    statement_bind(insert, 2, objective->max_ttft_ns);
    statement_bind_real(insert, 3, objective->min_decode_tok_s);
    statement_bind(insert, 4, objective->max_latency_ns);
    bool done = statement_run(insert, why);
    statement_close(insert);
    return done;
}

static struct statement *prepare_reading(struct db *db, const char *sql, struct failure *why)
{
    db_only_reading(db, true);
    struct statement *select = db_prepare(db, sql, why);
    db_only_reading(db, false);
    return select;
}

/* The person's condition is compiled with nothing allowed but reading, as a whole expression of its own. */
static struct statement *prepare_selection(struct db *db, struct views *views, const struct selection *selection,
                                           struct failure *why)
{
    struct buffer sql = {0};
    buffer_print(&sql, "SELECT request_id, %s AS series FROM selectable%s WHERE (%s\n) ORDER BY request_id",
                 selection->series ? selection->series : "default_series",
                 selection->with_concurrency ? " LEFT JOIN (SELECT request_id AS placed_id, mean_in_flight FROM "
                                               "request_concurrency) ON placed_id = request_id"
                                             : "",
                 selection->where ? selection->where : "1");
    buffer_add_byte(&sql, '\0');
    struct statement *select = NULL;
    if (sql.failed)
        failure_out_of_memory(why);
    else if (views_need(views, sql.ptr, why))
        select = prepare_reading(db, sql.ptr, why);
    buffer_release(&sql);
    return select;
}

static bool has_series_of_its_own(const struct selection *selection)
{
    return selection->series || selection->where || selection->with_concurrency;
}

/* Whether all requests are asked for as an import leaves them. */
static bool is_everything(const struct selection *selection)
{
    return !has_series_of_its_own(selection) && !selection->ttft_counts_cold && !selection->ttft_counts_cached &&
           !selection->reference && !selection->quantile_count;
}

static bool copy_default_series(struct db *db, struct failure *why)
{
    return db_run(db, "INSERT INTO temp.request_series SELECT request_id, series FROM default_series", why);
}

static bool copy_series(struct db *db, struct views *views, const struct selection *selection, struct failure *why)
{
    struct statement *select = prepare_selection(db, views, selection, why);
    struct statement *insert = NULL;
    if (select)
        insert = db_prepare(db, "INSERT INTO temp.request_series VALUES (?1, coalesce(?2, '(unknown)'))", why);
    bool done = insert != NULL;
    enum step step = STEP_ROW;
    while (done && (step = statement_step(select, why)) == STEP_ROW) {
        struct cell series = statement_cell(select, 1);
        statement_bind_integer(insert, 1, statement_cell(select, 0).integer);
        statement_bind_text(insert, 2, series.kind == CELL_TEXT ? series.text : (struct span){0});
        done = statement_run(insert, why);
    }
    statement_close(select);
    statement_close(insert);
    return done && step != STEP_FAILED;
}

/* A person's condition may be one that never ends. */
static bool fill_series(struct db *db, struct views *views, const struct selection *selection, struct failure *why)
{
    enum { WHERE_SECONDS_MOST = 30 };
    db_limit_time(db, selection->is_foreign ? WHERE_SECONDS_MOST : 0);
    bool done = copy_series(db, views, selection, why);
    db_limit_time(db, 0);
    return done;
}

static bool make_tables(struct db *db, struct views *views, const struct selection *selection, struct failure *why)
{
    if (!views_drop(views, why) || !make_temporary_tables(db, selection, why) || !count_in_ttft(db, selection, why) ||
        !choose_reference(db, selection, why) || !choose_objective(db, selection, why))
        return false;
    views_copies_stand(views, is_everything(selection));
    if (!has_series_of_its_own(selection))
        views_series_stand(views, copy_default_series);
    views_begin(views);
    return !has_series_of_its_own(selection) || fill_series(db, views, selection, why);
}

/* In one transaction, else each of the million rows would be one, TEMP or not. */
bool store_select(struct store *store, const struct selection *selection, struct failure *why)
{
    struct db *db = store_db(store);
    struct views *views = store_views(store, why);
    struct failure ignored;
    if (!views || !db_run(db, "SAVEPOINT selection", why))
        return false;
    bool done = make_tables(db, views, selection, why);
    bool ended =
        db_run(db, done ? "RELEASE selection" : "ROLLBACK TO selection; RELEASE selection", done ? why : &ignored);
    return done && ended;
}
