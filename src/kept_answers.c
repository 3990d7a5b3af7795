#include "kept_answers.h"

#include "buffer.h"
#include "hash.h"
#include "schema_sql.h"

#include <stdio.h>

static const char *const kept_views[] = {"series_sums", "tokenizer_factors", "measured_files"};

enum { KEPT_VIEWS = sizeof kept_views / sizeof *kept_views };

/* What reports ask for; whoever asks for the factors alone has them sooner worked out. */
static const char *const asked_for[] = {"percentile_copy", "order_interval", "series_sums", "measured_files"};

bool kept_answers_are_asked(struct span name)
{
    for (size_t i = 0; i < sizeof asked_for / sizeof *asked_for; i++)
        if (span_equal_nocase(span_of(asked_for[i]), name))
            return true;
    return false;
}

/* --- the seal ----------------------------------------------------------------------------------------------------- */

/* What is sealed beside the definitions, in an order of its own. */
static const char *const sealed[] = {
    "SELECT name, sql FROM main.sqlite_schema WHERE type = 'table' OR type = 'trigger' ORDER BY name",
    "SELECT max(request_id) FROM main.request",
    "SELECT * FROM main.model ORDER BY model_id",
    "SELECT * FROM main.run ORDER BY run_id",
    "SELECT * FROM main.setting ORDER BY key",
    "SELECT * FROM main.quantile ORDER BY q",
    "SELECT * FROM main.percentile_copy ORDER BY series, metric, q",
    "SELECT * FROM main.order_interval ORDER BY q, n",
    "SELECT * FROM main.series_sums_copy ORDER BY rowid",
    "SELECT * FROM main.tokenizer_factors_copy ORDER BY rowid",
    "SELECT * FROM main.measured_files_copy ORDER BY rowid",
};

static void add_bytes(struct buffer *room, const void *bytes, size_t length)
{
    buffer_add(room, (struct span){bytes, length});
}

static void add_cell(struct buffer *room, struct cell cell)
{
    buffer_add_byte(room, (char)cell.kind);
    if (cell.kind == CELL_INTEGER)
        add_bytes(room, &cell.integer, sizeof cell.integer);
    else if (cell.kind == CELL_REAL)
        add_bytes(room, &cell.real, sizeof cell.real);
    else if (cell.kind == CELL_TEXT) {
        const uint64_t length = cell.text.len;
        add_bytes(room, &length, sizeof length);
        buffer_add(room, cell.text);
    }
}

/* Each row is hashed with the seal of all before it. */
static bool seal_rows(struct db *db, const char *sql, struct buffer *room, int64_t *seal, struct failure *why)
{
    struct statement *rows = db_prepare(db, sql, why);
    enum step step = rows ? STEP_ROW : STEP_FAILED;
    while (step == STEP_ROW && (step = statement_step(rows, why)) == STEP_ROW) {
        room->len = 0;
        add_bytes(room, seal, sizeof *seal);
        for (size_t i = 0; i < statement_column_count(rows); i++)
            add_cell(room, statement_cell(rows, i));
        *seal = hash_bytes(buffer_span(room));
        if (room->failed) {
            failure_out_of_memory(why);
            step = STEP_FAILED;
        }
    }
    statement_close(rows);
    return step == STEP_DONE;
}

static int64_t seal_of_definitions(void)
{
    int64_t seal = hash_bytes(SPAN(EVALRATE_VERSION));
    for (const struct schema_file *file = schema_files; file->name; file++) {
        const int64_t pair[] = {seal, hash_bytes((struct span){file->text, file->length})};
        seal = hash_bytes((struct span){(const char *)pair, sizeof pair});
    }
    return seal;
}

static bool work_out_seal(struct db *db, int64_t *seal, struct failure *why)
{
    struct buffer room = {0};
    bool done = true;
    *seal = seal_of_definitions();
    for (size_t i = 0; done && i < sizeof sealed / sizeof *sealed; i++)
        done = seal_rows(db, sealed[i], &room, seal, why);
    buffer_release(&room);
    return done;
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static bool keep_view(struct db *db, const char *view, struct failure *why)
{
    char sql[300];
    snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS main.%s_copy; CREATE TABLE main.%s_copy AS SELECT * FROM temp.%s",
             view, view, view);
    return db_run(db, sql, why);
}

static bool write_seal(struct db *db, int64_t seal, struct failure *why)
{
    struct statement *insert = db_prepare(db, "INSERT INTO main.copy_seal VALUES (?1)", why);
    if (!insert)
        return false;
    statement_bind_integer(insert, 1, seal);
    bool done = statement_run(insert, why);
    statement_close(insert);
    return done;
}

bool kept_answers_write(struct db *db, struct failure *why)
{
    int64_t seal;
    bool done = db_run(
        db, "DROP TABLE IF EXISTS main.copy_seal; CREATE TABLE main.copy_seal(seal INTEGER NOT NULL) STRICT", why);
    for (size_t i = 0; done && i < KEPT_VIEWS; i++)
        done = keep_view(db, kept_views[i], why);
    return done && work_out_seal(db, &seal, why) && write_seal(db, seal, why);
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

bool kept_answers_hold(struct db *db)
{
    struct failure ignored;
    struct maybe fresh, written;
    int64_t seal;
    return db_number(db,
                     "SELECT fresh FROM main.copy_state"
                     " WHERE EXISTS (SELECT 1 FROM main.sqlite_schema WHERE name = 'copy_seal')",
                     &fresh, &ignored) &&
           fresh.known && fresh.value == 1 &&
           db_number(db, "SELECT max(seal) FROM main.copy_seal", &written, &ignored) && written.known &&
           work_out_seal(db, &seal, &ignored) && seal == written.value;
}

static bool read_copies(struct db *db, struct failure *why)
{
    return db_run(db,
                  "INSERT INTO temp.percentile_copy SELECT * FROM main.percentile_copy;"
                  "INSERT INTO temp.order_interval SELECT * FROM main.order_interval i"
                  " WHERE EXISTS (SELECT 1 FROM main.percentile_copy p WHERE p.q = i.q AND p.n = i.n)",
                  why);
}

static bool read_view(struct db *db, const char *view, struct failure *why)
{
    char sql[200];
    snprintf(sql, sizeof sql, "CREATE TEMP TABLE IF NOT EXISTS %s AS SELECT * FROM main.%s_copy", view, view);
    return db_run(db, sql, why);
}

bool kept_answers_read(struct db *db, struct failure *why)
{
    bool done = read_copies(db, why);
    for (size_t i = 0; done && i < KEPT_VIEWS; i++)
        done = read_view(db, kept_views[i], why);
    return done;
}
