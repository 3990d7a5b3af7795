#include "store_schema.h"

#include "buffer.h"
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
        statement_bind_real(insert, 2, maybe_real_of(student_quantile_rounded(0.975, df)));
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

/* One step, within the caller's transaction. */
static bool migrate_to(struct db *db, int version, const char *sql, struct failure *why)
{
    char pragma[60];
    snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", version);
    return db_run(db, sql, why) && db_run(db, pragma, why);
}

/* From the version that the database has, step by step. */
static bool migrate(struct db *db, struct failure *why)
{
    struct maybe version;
    bool done = db_number(db, "PRAGMA user_version", &version, why);
    for (const struct schema_file *file = schema_migrations; done && file->name; file++) {
        int next = (int)span_to_count(span_of(file->name)).value;
        done = next <= version.value || migrate_to(db, next, file->text, why);
    }
    return done;
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

/* Columns that older facts lack: a TEMP view in the table's place gives them as unknown, and what reads names it
 * without `main`. A database is only brought to the present when it is written to. */
static const struct {
    int since; /* the schema that has them */
    const char *table, *columns;
} newer_columns[] = {
    {3, "model", "NULL AS loaded_bytes"},
    {3, "request", "NULL AS slot_id, NULL AS task_id"},
};

static bool add_newer_columns(struct db *db, struct failure *why)
{
    struct maybe version;
    bool done = db_number(db, "PRAGMA user_version", &version, why);
    for (size_t i = 0; done && i < sizeof newer_columns / sizeof *newer_columns; i++) {
        char sql[200];
        snprintf(sql, sizeof sql, "CREATE TEMP VIEW %s AS SELECT *, %s FROM main.%s", newer_columns[i].table,
                 newer_columns[i].columns, newer_columns[i].table);
        done = version.value >= newer_columns[i].since || db_run(db, sql, why);
    }
    return done;
}

bool schema_check(struct db *db, const char *path, struct failure *why)
{
    bool empty;
    if (!look_into(db, path, &empty, why))
        return false;
    if (empty)
        return failure_set(why, "database '%s' is empty; fill it with: evalrate import -d '%s' FILE…", path, path);
    return add_newer_columns(db, why);
}

/* --- the views ---------------------------------------------------------------------------------------------------- */

bool schema_is_view(const struct schema_file *file)
{
    return strcmp(file->name, "facts") != 0 && strcmp(file->name, "triggers") != 0;
}

struct span schema_view_text(const struct schema_file *file)
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
    *installed = step == STEP_ROW && span_equal(statement_cell(look_up, 0).text, schema_view_text(file));
    statement_reset(look_up);
    return step != STEP_FAILED;
}

/* The copies of slow definitions may have been made from the view that was there. */
static bool install_view(struct db *db, const struct schema_file *file, struct failure *why)
{
    char drop[160];
    snprintf(drop, sizeof drop, "UPDATE main.copy_state SET fresh = 0; DROP VIEW IF EXISTS main.%s", file->name);
    return db_run(db, drop, why) && db_run(db, file->text, why);
}

static bool install_views(struct db *db, struct failure *why)
{
    struct statement *look_up =
        db_prepare(db, "SELECT sql FROM main.sqlite_schema WHERE type = 'view' AND name = ?1", why);
    bool done = look_up != NULL;
    for (const struct schema_file *file = schema_files; done && file->name; file++) {
        bool installed = true;
        done = !schema_is_view(file) ||
               (is_installed(look_up, file, &installed, why) && (installed || install_view(db, file, why)));
    }
    statement_close(look_up);
    return done;
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
