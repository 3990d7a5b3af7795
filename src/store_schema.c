#include "store_schema.h"

#include "buffer.h"
#include "cache_copy.h"
#include "percentile_copy.h"
#include "schema_sql.h"
#include "stats.h"

#include <stdio.h>

static const int64_t APPLICATION_ID = 0x65767261; /* "evra" */

/* --- the facts ---------------------------------------------------------------------------------------------------- */

static const struct schema_file *find_file(const char *name)
{
    const struct schema_file *file = schema_files;
    while (file->name && strcmp(file->name, name) != 0)
        file++;
    return file;
}

/* Values of Student's t that views need for intervals; beyond the last one the normal value is close enough. */
static bool fill_student_t(struct db *db, struct failure *why)
{
    struct statement *insert = db_prepare(db, "INSERT INTO main.student_t(df, t) VALUES (?1, ?2)", why);
    bool done = insert != NULL;
    for (int df = 1; done && df <= 200; df++) {
        statement_bind_integer(insert, 1, df);
        statement_bind_real(insert, 2, maybe_real_of(student_quantile(0.975, df)));
        done = statement_run(insert, why);
    }
    statement_close(insert);
    return done;
}

static bool make_facts(struct db *db, struct failure *why)
{
    char pragmas[120];
    snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %lld; PRAGMA user_version = %d",
             (long long)APPLICATION_ID, SCHEMA_VERSION);
    return db_run(db, find_file("facts")->text, why) && fill_student_t(db, why) && db_run(db, pragmas, why);
}

/* migrations[N] makes schema N of schema N - 1: what facts.sql has and that had not, to the letter. */
static const char *const migrations[SCHEMA_VERSION + 1] = {
    [2] = "CREATE INDEX source_path ON source(path);"
          "CREATE INDEX source_size ON source(size_bytes);"
          "CREATE TABLE outgrown(               -- what a file was before it grew, where that held a record cut short\n"
          "  content_hash TEXT PRIMARY KEY,\n"
          "  size_bytes   INTEGER NOT NULL,\n"
          "  source_id    INTEGER NOT NULL REFERENCES source\n"
          ") STRICT, WITHOUT ROWID;"
          "CREATE INDEX request_source ON request(source_id)",
};

/* From the version that the database has, step by step; within the caller's transaction. */
static bool migrate(struct db *db, struct failure *why)
{
    struct maybe version;
    if (!db_number(db, "PRAGMA user_version", &version, why))
        return false;
    for (int64_t next = version.value + 1; next <= SCHEMA_VERSION; next++) {
        char pragma[60];
        snprintf(pragma, sizeof pragma, "PRAGMA user_version = %lld", (long long)next);
        if ((migrations[next] && !db_run(db, migrations[next], why)) || !db_run(db, pragma, why))
            return false;
    }
    return true;
}

/* Whether nothing is in the database yet; false with a reason where something is that is not ours. */
static bool look_into(struct db *db, const char *path, bool *empty, struct failure *why)
{
    struct maybe application, version, tables;
    if (!db_number(db, "PRAGMA application_id", &application, why) ||
        !db_number(db, "PRAGMA user_version", &version, why) ||
        !db_number(db, "SELECT count(*) FROM sqlite_schema", &tables, why))
        return false;
    *empty = tables.value == 0 && version.value == 0 && application.value == 0;
    if (*empty)
        return true;
    if (application.value != APPLICATION_ID)
        return failure_set(why, "'%s' is a database of another program; name another file with -d", path);
    if (version.value < 1)
        return failure_set(why, "database '%s' has no version of a schema; take a copy of it from before", path);
    if (version.value > SCHEMA_VERSION)
        return failure_set(
            why, "database '%s' was made by a newer evalrate (schema %lld, this one knows %d); update evalrate", path,
            (long long)version.value, SCHEMA_VERSION);
    return true;
}

bool schema_check(struct db *db, const char *path, struct failure *why)
{
    bool empty;
    if (!look_into(db, path, &empty, why))
        return false;
    return !empty ||
           failure_set(why, "database '%s' is empty; fill it with: evalrate import -d '%s' FILE…", path, path);
}

/* --- the views ---------------------------------------------------------------------------------------------------- */

static bool is_view(const struct schema_file *file)
{
    return strcmp(file->name, "facts") != 0 && strcmp(file->name, "triggers") != 0;
}

/* The statement without the comment above it and the semicolon behind, as SQLite keeps it. */
static struct span statement_text(const struct schema_file *file)
{
    struct span text = {file->text, file->length};
    text = span_from(text, span_find(text, SPAN("CREATE VIEW")));
    while (text.len && text.ptr[text.len - 1] != ';')
        text.len--;
    return span_first(text, text.len ? text.len - 1 : 0);
}

/* Whether the database's view is ours to the letter. */
static bool is_installed(struct statement *look_up, const struct schema_file *file, bool *installed,
                         struct failure *why)
{
    statement_bind_text(look_up, 1, span_of(file->name));
    enum step step = statement_step(look_up, why);
    *installed = step == STEP_ROW && span_equal(statement_cell(look_up, 0).text, statement_text(file));
    statement_reset(look_up);
    return step != STEP_FAILED;
}

static bool install_view(struct db *db, const struct schema_file *file, struct failure *why)
{
    char drop[120];
    snprintf(drop, sizeof drop, "DROP VIEW IF EXISTS main.%s", file->name);
    return db_run(db, drop, why) && db_run(db, file->text, why);
}

static bool install_views(struct db *db, struct failure *why)
{
    struct statement *look_up =
        db_prepare(db, "SELECT sql FROM main.sqlite_schema WHERE type = 'view' AND name = ?1", why);
    bool done = look_up != NULL;
    for (const struct schema_file *file = schema_files; done && file->name; file++) {
        bool installed = true;
        done = !is_view(file) ||
               (is_installed(look_up, file, &installed, why) && (installed || install_view(db, file, why)));
    }
    statement_close(look_up);
    return done;
}

static bool exists_in_temp(struct db *db, const char *name, bool *exists, struct failure *why)
{
    struct statement *look_up = db_prepare(db, "SELECT 1 FROM temp.sqlite_schema WHERE name = ?1", why);
    if (!look_up)
        return false;
    statement_bind_text(look_up, 1, span_of(name));
    enum step step = statement_step(look_up, why);
    *exists = step == STEP_ROW;
    statement_close(look_up);
    return step != STEP_FAILED;
}

static bool make_temporary_view(struct db *db, const struct schema_file *file, struct failure *why)
{
    bool exists = false;
    if (!exists_in_temp(db, file->name, &exists, why) || exists)
        return exists;
    struct buffer sql = {0};
    buffer_add(&sql, SPAN("CREATE TEMP VIEW"));
    buffer_add(&sql, span_from(statement_text(file), strlen("CREATE VIEW")));
    buffer_add_byte(&sql, '\0');
    bool done = sql.failed ? failure_out_of_memory(why) : db_run(db, sql.ptr, why);
    buffer_release(&sql);
    return done;
}

/* "CREATE TEMP TABLE request_metrics_rows(request_id INTEGER PRIMARY KEY, …)" with the view's columns. */
static bool make_rows_table(struct db *db, struct failure *why)
{
    struct statement *view = db_prepare(db, "SELECT * FROM temp.request_metrics", why);
    if (!view)
        return false;
    struct buffer sql = {0};
    buffer_add(&sql, SPAN("CREATE TEMP TABLE request_metrics_rows("));
    for (size_t i = 0; i < statement_column_count(view); i++)
        buffer_print(&sql, i ? ", %s" : "%s INTEGER PRIMARY KEY", statement_column_name(view, i));
    buffer_print(&sql, ")");
    buffer_add_byte(&sql, '\0');
    statement_close(view);
    bool done = sql.failed ? failure_out_of_memory(why) : db_run(db, sql.ptr, why);
    buffer_release(&sql);
    return done;
}

/* Puts a table in the place of the view request_metrics. All other views stand on it, and SQLite works a view's
 * expressions out again wherever they are mentioned: thousands of steps for each request. */
static bool make_metrics_table(struct db *db, struct failure *why)
{
    bool exists = false;
    if (!exists_in_temp(db, "request_metrics", &exists, why) || exists)
        return exists;
    return make_temporary_view(db, find_file("model_digests"), why) && /* which it stands on */
           make_temporary_view(db, find_file("request_metrics"), why) && make_rows_table(db, why) &&
           db_run(db,
                  "INSERT INTO temp.request_metrics_rows SELECT * FROM temp.request_metrics;"
                  "DROP VIEW temp.request_metrics;"
                  "ALTER TABLE temp.request_metrics_rows RENAME TO request_metrics",
                  why);
}

/* Adds the columns that request_use has beyond request_metrics: ", w.NAME AS NAME" of a table w, else ", NAME". */
static bool add_reasons(struct db *db, struct buffer *sql, bool of_table, struct failure *why)
{
    struct statement *metrics = db_prepare(db, "SELECT * FROM temp.request_metrics", why);
    struct statement *use = metrics ? db_prepare(db, "SELECT * FROM temp.request_use", why) : NULL;
    for (size_t i = use ? statement_column_count(metrics) : 0; use && i < statement_column_count(use); i++) {
        const char *name = statement_column_name(use, i);
        buffer_print(sql, of_table ? ", w.%s AS %s" : ", %s", name, name);
    }
    statement_close(metrics);
    statement_close(use);
    return use != NULL;
}

/* Puts a table into the view request_use, of the reasons why a request does not count: the reports mention them dozens
 * of times, and SQLite works each mention out anew. The classes of the prompt cache must be there. */
static bool keep_reasons(struct db *db, struct failure *why)
{
    struct buffer sql = {0};
    buffer_add(&sql, SPAN("CREATE TEMP TABLE request_reasons(request_id INTEGER PRIMARY KEY"));
    bool done = add_reasons(db, &sql, false, why);
    buffer_add(&sql, SPAN("); INSERT INTO temp.request_reasons SELECT request_id"));
    done = done && add_reasons(db, &sql, false, why);
    buffer_add(&sql, SPAN(" FROM temp.request_use; DROP VIEW temp.request_use;"
                          "CREATE TEMP VIEW request_use AS SELECT v.*"));
    done = done && add_reasons(db, &sql, true, why);
    buffer_add(&sql, SPAN(" FROM request_metrics v JOIN request_reasons w ON w.request_id = v.request_id"));
    buffer_add_byte(&sql, '\0');
    if (done)
        done = sql.failed ? failure_out_of_memory(why) : db_run(db, sql.ptr, why);
    buffer_release(&sql);
    return done;
}

bool schema_make_temporary_views(struct db *db, struct failure *why)
{
    if (!make_metrics_table(db, why))
        return false;
    for (const struct schema_file *file = schema_files; file->name; file++)
        if (is_view(file) && !make_temporary_view(db, file, why))
            return false;
    return true;
}

bool schema_drop_temporary(struct db *db, struct failure *why)
{
    for (;;) {
        char drop[300] = "";
        struct statement *next = db_prepare(db,
                                            "SELECT type, name FROM temp.sqlite_schema WHERE type IN ('view', 'table')"
                                            " ORDER BY type DESC, name LIMIT 1",
                                            why);
        enum step step = next ? statement_step(next, why) : STEP_FAILED;
        if (step == STEP_ROW)
            snprintf(drop, sizeof drop, "DROP %s temp.%s", statement_cell(next, 0).text.ptr,
                     statement_cell(next, 1).text.ptr);
        statement_close(next);
        if (step != STEP_ROW)
            return step == STEP_DONE;
        if (!db_run(db, drop, why))
            return false;
    }
}

/* --- all of it ---------------------------------------------------------------------------------------------------- */

static bool install(struct db *db, const char *path, struct failure *why)
{
    bool empty;
    bool done = look_into(db, path, &empty, why) && (empty ? make_facts(db, why) : migrate(db, why));
    if (done && path)
        done = install_views(db, why) && db_run(db, find_file("triggers")->text, why);
    return done && db_run(db, "COMMIT", why);
}

bool schema_install(struct db *db, const char *path, struct failure *why)
{
    /* The lock comes first: another program may be about the same at this moment. */
    if (!db_run(db, "BEGIN IMMEDIATE", why))
        return false;
    bool done = install(db, path, why);
    if (!done)
        db_roll_back(db);
    return done;
}

/* --- the copies --------------------------------------------------------------------------------------------------- */

/* SQLite looks into TEMP first: where the copies were made there, these names mean them. */
bool schema_fill_copies(struct db *db, struct failure *why)
{
    return db_run(db, "UPDATE copy_state SET fresh = 0", why) && cache_copy_fill(db, why) &&
           db_run(db, "UPDATE copy_state SET fresh = 1", why) && /* the classes: percentiles read them */
           keep_reasons(db, why) && percentile_copy_fill(db, why);
}
