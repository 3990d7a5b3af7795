#include "db.h"

#include <sqlite3.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BUSY_TIMEOUT_MS = 30000 };

struct db {
    sqlite3 *handle;
};

struct statement {
    struct db *db;
    sqlite3_stmt *handle;
    bool bind_failed; /* told by the next step */
};

static bool set_failure(struct failure *why, struct db *db, const char *what)
{
    return failure_set(why, "%s: %s", what, sqlite3_errmsg(db->handle));
}

static bool configure(struct db *db, struct failure *why)
{
    sqlite3_busy_timeout(db->handle, BUSY_TIMEOUT_MS);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    /* References are right by construction; checking them costs a journal for each statement. They are declared for
     * other tools. */
    return db_run(db, "PRAGMA foreign_keys = OFF; PRAGMA cell_size_check = ON", why);
}

struct db *db_open(const char *path, enum db_mode mode, struct failure *why)
{
    static const int flags[] = {
        [DB_MEMORY] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY,
        [DB_READ] = SQLITE_OPEN_READONLY,
        [DB_WRITE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
    };
    struct db *db = calloc(1, sizeof *db);
    if (!db) {
        failure_out_of_memory(why);
        return NULL;
    }
    const char *name = mode == DB_MEMORY ? ":memory:" : path;
    if (sqlite3_open_v2(name, &db->handle, flags[mode] | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        if (db->handle)
            failure_set(why, "cannot open database '%s': %s", name, sqlite3_errmsg(db->handle));
        else
            failure_out_of_memory(why);
        db_close(db);
        return NULL;
    }
    if (!configure(db, why)) {
        db_close(db);
        return NULL;
    }
    return db;
}

void db_close(struct db *db)
{
    if (db)
        sqlite3_close(db->handle);
    free(db);
}

bool db_run(struct db *db, const char *sql, struct failure *why)
{
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK || set_failure(why, db, "database");
}

int64_t db_last_rowid(const struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

int64_t db_changes(const struct db *db)
{
    return sqlite3_changes(db->handle);
}

struct statement *db_prepare(struct db *db, const char *sql, struct failure *why)
{
    struct statement *statement = calloc(1, sizeof *statement);
    if (!statement) {
        failure_out_of_memory(why);
        return NULL;
    }
    statement->db = db;
    const char *rest;
    if (sqlite3_prepare_v2(db->handle, sql, -1, &statement->handle, &rest) != SQLITE_OK) {
        set_failure(why, db, "database");
        statement_close(statement);
        return NULL;
    }
    return statement;
}

void statement_close(struct statement *statement)
{
    if (statement)
        sqlite3_finalize(statement->handle);
    free(statement);
}

static void note(struct statement *statement, int result)
{
    statement->bind_failed = statement->bind_failed || result != SQLITE_OK;
}

void statement_bind(struct statement *statement, int parameter, struct maybe value)
{
    if (value.known)
        note(statement, sqlite3_bind_int64(statement->handle, parameter, value.value));
    else
        note(statement, sqlite3_bind_null(statement->handle, parameter));
}

void statement_bind_integer(struct statement *statement, int parameter, int64_t value)
{
    note(statement, sqlite3_bind_int64(statement->handle, parameter, value));
}

void statement_bind_real(struct statement *statement, int parameter, struct maybe_real value)
{
    if (value.known)
        note(statement, sqlite3_bind_double(statement->handle, parameter, value.value));
    else
        note(statement, sqlite3_bind_null(statement->handle, parameter));
}

void statement_bind_text(struct statement *statement, int parameter, struct span text)
{
    if (text.ptr)
        note(statement, sqlite3_bind_text64(statement->handle, parameter, text.ptr, text.len, SQLITE_TRANSIENT, SQLITE_UTF8));
    else
        note(statement, sqlite3_bind_null(statement->handle, parameter));
}

enum step statement_step(struct statement *statement, struct failure *why)
{
    if (statement->bind_failed) {
        failure_out_of_memory(why);
        return STEP_FAILED;
    }
    switch (sqlite3_step(statement->handle)) {
    case SQLITE_ROW:
        return STEP_ROW;
    case SQLITE_DONE:
        return STEP_DONE;
    default:
        set_failure(why, statement->db, "database");
        return STEP_FAILED;
    }
}

void statement_reset(struct statement *statement)
{
    sqlite3_reset(statement->handle);
}

bool statement_run(struct statement *statement, struct failure *why)
{
    enum step step = statement_step(statement, why);
    statement_reset(statement);
    return step != STEP_FAILED;
}

size_t statement_column_count(const struct statement *statement)
{
    return (size_t)sqlite3_column_count(statement->handle);
}

const char *statement_column_name(const struct statement *statement, size_t column)
{
    return sqlite3_column_name(statement->handle, (int)column);
}

struct cell statement_cell(const struct statement *statement, size_t column)
{
    sqlite3_stmt *handle = statement->handle;
    int at = (int)column;
    switch (sqlite3_column_type(handle, at)) {
    case SQLITE_INTEGER:
        return (struct cell){.kind = CELL_INTEGER, .integer = sqlite3_column_int64(handle, at)};
    case SQLITE_FLOAT:
        if (!isfinite(sqlite3_column_double(handle, at)))
            return (struct cell){.kind = CELL_BLANK};
        return (struct cell){.kind = CELL_REAL, .real = sqlite3_column_double(handle, at)};
    case SQLITE_NULL:
        return (struct cell){.kind = CELL_BLANK};
    default: {
        const char *text = (const char *)sqlite3_column_text(handle, at);
        size_t length = (size_t)sqlite3_column_bytes(handle, at);
        return (struct cell){.kind = CELL_TEXT, .text = {text ? text : "", text ? length : 0}};
    }
    }
}

bool db_number(struct db *db, const char *sql, struct maybe *value, struct failure *why)
{
    struct statement *statement = db_prepare(db, sql, why);
    if (!statement)
        return false;
    *value = (struct maybe){0};
    enum step step = statement_step(statement, why);
    if (step == STEP_ROW && statement_cell(statement, 0).kind == CELL_INTEGER)
        *value = maybe_of(statement_cell(statement, 0).integer);
    statement_close(statement);
    return step != STEP_FAILED;
}

static int allow_reading(void *ctx, int action, const char *a, const char *b, const char *c, const char *d)
{
    (void)ctx, (void)a, (void)c, (void)d;
    if (action == SQLITE_FUNCTION && b && strcmp(b, "load_extension") == 0)
        return SQLITE_DENY;
    bool reads = action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION ||
                 action == SQLITE_RECURSIVE;
    return reads ? SQLITE_OK : SQLITE_DENY;
}

void db_only_reading(struct db *db, bool only)
{
    sqlite3_set_authorizer(db->handle, only ? allow_reading : NULL, NULL);
}
