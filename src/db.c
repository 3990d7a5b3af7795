#include "db.h"

#include <sqlite3.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BUSY_TIMEOUT_MS = 30000, STEPS_BETWEEN_LOOKS = 100000 };

struct db {
    sqlite3 *handle;
    int64_t deadline_s; /* of db_limit_time */
    bool (*before)(void *ctx, const char *sql, struct failure *why);
    void *before_ctx;
};

struct statement {
    struct db *db;
    sqlite3_stmt *handle;
    uint64_t blank;   /* of the first 64 parameters those that are NULL, which most are and stay */
    bool bind_failed; /* told by the next step */
};

/* What SQLite's own words leave open. */
static const struct {
    int code;
    const char *what_next;
} advice[] = {
    {SQLITE_BUSY, "another program is writing to it; try again when it is done"},
    {SQLITE_FULL, "make room, then do this again"},
    {SQLITE_IOERR, "nothing was changed; try again when the disk is well"},
    {SQLITE_CORRUPT, "take a copy of it from before, or import the logs again into a new one"},
    {SQLITE_NOTADB, "name another file with -d"},
    {SQLITE_READONLY, "it, or its directory, may not be written to"},
    {SQLITE_INTERRUPT, "it took too long: make --where simpler"},
};

static bool set_failure(struct failure *why, struct db *db, const char *what)
{
    const char *message = sqlite3_errmsg(db->handle);
    int code = sqlite3_errcode(db->handle) & 0xff;
    for (size_t i = 0; i < sizeof advice / sizeof *advice; i++)
        if (advice[i].code == code)
            return failure_set(why, "%s: %s; %s", what, message, advice[i].what_next);
    /* sum() over whole numbers rather fails than tells a rounded one. */
    if (strcmp(message, "integer overflow") == 0)
        return failure_set(why,
                           "%s: a sum is beyond 2^63; leave out what cannot be true, such as with "
                           "--where 'eval_count < 1e9 AND total_duration_ns < 1e15'",
                           what);
    return failure_set(why, "%s: %s", what, message);
}

static bool configure(struct db *db, struct failure *why)
{
    sqlite3_busy_timeout(db->handle, BUSY_TIMEOUT_MS);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    /* Both mean those in the file, not those in TEMP. */
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    /* References are right by construction; checking them costs a journal for each statement. They are declared for
     * other tools. */
    return db_run(db, "PRAGMA foreign_keys = OFF; PRAGMA cell_size_check = ON", why);
}

static const int open_flags[] = {
    [DB_MEMORY] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, /* by its name: the flag is for what is attached, too */
    [DB_READ] = SQLITE_OPEN_READONLY,
    [DB_WRITE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
};

/* STRICT tables came with 3.37, UPDATE … FROM with 3.33. */
enum { OLDEST_SQLITE = 3037000 };

static struct db *open_as(const char *name, int flags, struct failure *why)
{
    if (sqlite3_libversion_number() < OLDEST_SQLITE) {
        failure_set(why, "SQLite %s is too old; evalrate needs 3.37 or newer", sqlite3_libversion());
        return NULL;
    }
    /* Counting the bytes in use takes a lock at each allocation. Once a library is at work this does nothing. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    struct db *db = calloc(1, sizeof *db);
    if (!db) {
        failure_out_of_memory(why);
        return NULL;
    }
    if (sqlite3_open_v2(name, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK) {
        if (configure(db, why))
            return db;
    } else if (db->handle) {
        int number = sqlite3_system_errno(db->handle);
        failure_set(why, "cannot open database '%s': %s", name, number ? strerror(number) : sqlite3_errmsg(db->handle));
    } else {
        failure_out_of_memory(why);
    }
    db_close(db);
    return NULL;
}

/* Whether an import that was ended half-way is to be taken back first, which a connection that only reads may not do.
 */
static bool needs_recovery(struct db *db)
{
    struct failure ignored;
    return !db_run(db, "SELECT 1 FROM sqlite_schema", &ignored) &&
           sqlite3_extended_errcode(db->handle) == SQLITE_READONLY_ROLLBACK;
}

/* Its first look does it. */
static bool recover(const char *path, struct failure *why)
{
    struct db *db = open_as(path, SQLITE_OPEN_READWRITE, why);
    bool done = db && db_run(db, "SELECT 1 FROM sqlite_schema", why);
    db_close(db);
    return done;
}

struct db *db_open(const char *path, enum db_mode mode, struct failure *why)
{
    struct db *db = open_as(mode == DB_MEMORY ? ":memory:" : path, open_flags[mode], why);
    if (!db || mode != DB_READ || !needs_recovery(db))
        return db;
    db_close(db);
    return recover(path, why) ? open_as(path, open_flags[mode], why) : NULL;
}

void db_close(struct db *db)
{
    if (db)
        sqlite3_close(db->handle);
    free(db);
}

bool db_run(struct db *db, const char *sql, struct failure *why)
{
    if (db->before && !db->before(db->before_ctx, sql, why))
        return false;
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK || set_failure(why, db, "database");
}

void db_roll_back(struct db *db)
{
    struct failure ignored;
    if (db_in_transaction(db) && !db_run(db, "ROLLBACK", &ignored))
        return; /* it ends with the connection */
}

bool db_in_transaction(const struct db *db)
{
    return !sqlite3_get_autocommit(db->handle);
}

bool db_has(struct db *db, const char *sql, struct span text, bool *has, struct failure *why)
{
    struct statement *look_up = db_prepare(db, sql, why);
    if (!look_up)
        return false;
    statement_bind_text(look_up, 1, text);
    enum step step = statement_step(look_up, why);
    *has = step == STEP_ROW;
    statement_close(look_up);
    return step != STEP_FAILED;
}

const char *db_path(const struct db *db)
{
    const char *path = sqlite3_db_filename(db->handle, "main");
    return path && path[0] ? path : NULL;
}

int64_t db_last_rowid(const struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

int64_t db_changes(const struct db *db)
{
    return sqlite3_changes(db->handle);
}

void db_before_statements(struct db *db, bool (*before)(void *ctx, const char *sql, struct failure *why), void *ctx)
{
    db->before = before;
    db->before_ctx = ctx;
}

struct statement *db_prepare(struct db *db, const char *sql, struct failure *why)
{
    if (db->before && !db->before(db->before_ctx, sql, why))
        return NULL;
    struct statement *statement = calloc(1, sizeof *statement);
    if (!statement) {
        failure_out_of_memory(why);
        return NULL;
    }
    statement->db = db;
    statement->blank = UINT64_MAX;
    const char *rest;
    if (sqlite3_prepare_v2(db->handle, sql, -1, &statement->handle, &rest) != SQLITE_OK) {
        set_failure(why, db, "database");
        statement_close(statement);
        return NULL;
    }
    if (rest[strspn(rest, " \t\r\n;")] != '\0') {
        failure_set(why, "more than one statement where one is expected: %s", rest);
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

static uint64_t bit_of(int parameter)
{
    return parameter <= 64 ? (uint64_t)1 << (parameter - 1) : 0;
}

static void bind_blank(struct statement *statement, int parameter)
{
    if (statement->blank & bit_of(parameter))
        return;
    note(statement, sqlite3_bind_null(statement->handle, parameter));
    statement->blank |= bit_of(parameter);
}

void statement_bind_integer(struct statement *statement, int parameter, int64_t value)
{
    note(statement, sqlite3_bind_int64(statement->handle, parameter, value));
    statement->blank &= ~bit_of(parameter);
}

void statement_bind(struct statement *statement, int parameter, struct maybe value)
{
    if (value.known)
        statement_bind_integer(statement, parameter, value.value);
    else
        bind_blank(statement, parameter);
}

void statement_bind_real(struct statement *statement, int parameter, struct maybe_real value)
{
    if (!value.known) {
        bind_blank(statement, parameter);
        return;
    }
    note(statement, sqlite3_bind_double(statement->handle, parameter, value.value));
    statement->blank &= ~bit_of(parameter);
}

static void bind_text(struct statement *statement, int parameter, struct span text, sqlite3_destructor_type kept)
{
    if (!text.ptr) {
        bind_blank(statement, parameter);
        return;
    }
    note(statement, sqlite3_bind_text64(statement->handle, parameter, text.ptr, text.len, kept, SQLITE_UTF8));
    statement->blank &= ~bit_of(parameter);
}

void statement_bind_text(struct statement *statement, int parameter, struct span text)
{
    bind_text(statement, parameter, text, SQLITE_TRANSIENT);
}

void statement_bind_borrowed(struct statement *statement, int parameter, struct span text)
{
    bind_text(statement, parameter, text, SQLITE_STATIC);
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

bool statement_whole(const struct statement *statement, size_t column, struct maybe *value)
{
    int type = sqlite3_column_type(statement->handle, (int)column);
    *value = (struct maybe){0};
    if (type == SQLITE_INTEGER)
        *value = maybe_of(sqlite3_column_int64(statement->handle, (int)column));
    return type == SQLITE_INTEGER || type == SQLITE_NULL;
}

bool statement_real(const struct statement *statement, size_t column, struct maybe_real *value)
{
    int type = sqlite3_column_type(statement->handle, (int)column);
    *value = (struct maybe_real){0};
    if (type == SQLITE_FLOAT)
        *value = maybe_real_of(sqlite3_column_double(statement->handle, (int)column));
    return (type == SQLITE_FLOAT && isfinite(value->value)) || type == SQLITE_NULL;
}

bool statement_text(const struct statement *statement, size_t column, struct span *value)
{
    int type = sqlite3_column_type(statement->handle, (int)column);
    *value = (struct span){0};
    if (type == SQLITE_TEXT) {
        const char *text = (const char *)sqlite3_column_text(statement->handle, (int)column);
        *value = (struct span){text, text ? (size_t)sqlite3_column_bytes(statement->handle, (int)column) : 0};
    }
    return value->ptr || type == SQLITE_NULL;
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

bool statement_number(struct statement *statement, struct maybe *number, struct failure *why)
{
    enum step step = statement_step(statement, why);
    *number = step == STEP_ROW ? maybe_of(statement_cell(statement, 0).integer) : (struct maybe){0};
    statement_reset(statement);
    return step != STEP_FAILED;
}

static struct statement **statement_at(void *owner, const struct prepared *prepared)
{
    return (struct statement **)(void *)((char *)owner + prepared->offset);
}

bool statements_prepare(struct db *db, void *owner, const struct prepared *prepared, size_t count, struct failure *why)
{
    for (size_t i = 0; i < count; i++) {
        *statement_at(owner, &prepared[i]) = db_prepare(db, prepared[i].sql, why);
        if (!*statement_at(owner, &prepared[i]))
            return false;
    }
    return true;
}

void statements_close(void *owner, const struct prepared *prepared, size_t count)
{
    for (size_t i = 0; i < count; i++)
        statement_close(*statement_at(owner, &prepared[i]));
}

static int allow_reading(void *ctx, int action, const char *a, const char *b, const char *c, const char *d)
{
    (void)ctx, (void)a, (void)c, (void)d;
    if (action == SQLITE_FUNCTION && b && strcmp(b, "load_extension") == 0)
        return SQLITE_DENY;
    bool reads =
        action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION || action == SQLITE_RECURSIVE;
    return reads ? SQLITE_OK : SQLITE_DENY;
}

void db_only_reading(struct db *db, bool only)
{
    sqlite3_set_authorizer(db->handle, only ? allow_reading : NULL, NULL);
}

static int64_t now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static int is_late(void *ctx)
{
    const struct db *db = ctx;
    return now_s() >= db->deadline_s;
}

void db_limit_time(struct db *db, int seconds)
{
    db->deadline_s = now_s() + seconds;
    sqlite3_progress_handler(db->handle, STEPS_BETWEEN_LOOKS, seconds ? is_late : NULL, db);
}

/* --- computed tables: virtual ones, as SQLite calls them ------------------------------------------------------------
 */

struct computed {
    sqlite3_vtab base; /* first: SQLite looks at no more than this */
    const struct computed_table *table;
    void *ctx;
};

struct computed_cursor {
    sqlite3_vtab_cursor base;
    void *reader;
    bool found;
    bool is_only_row; /* it was looked for by its key */
};

/* What a table is made from. */
struct computed_plan {
    const struct computed_table *table;
    void *ctx;
    char columns[]; /* the declaration that SQLite wants */
};

enum computed_search { ALL_ROWS, ROW_OF_KEY };

static int tell_failure(sqlite3_vtab *base, const struct failure *why)
{
    sqlite3_free(base->zErrMsg);
    base->zErrMsg = sqlite3_mprintf("%s", why->message);
    return SQLITE_ERROR;
}

static int computed_connect(sqlite3 *handle, void *aux, int argc, const char *const *argv, sqlite3_vtab **made,
                            char **message)
{
    (void)argc, (void)argv, (void)message;
    const struct computed_plan *plan = aux;
    struct computed *computed = calloc(1, sizeof *computed);
    if (!computed)
        return SQLITE_NOMEM;
    int result = sqlite3_declare_vtab(handle, plan->columns);
    if (result != SQLITE_OK) {
        free(computed);
        return result;
    }
    sqlite3_vtab_config(handle, SQLITE_VTAB_INNOCUOUS);
    computed->table = plan->table;
    computed->ctx = plan->ctx;
    *made = &computed->base;
    return SQLITE_OK;
}

static int computed_disconnect(sqlite3_vtab *base)
{
    free(base);
    return SQLITE_OK;
}

static int computed_plan(sqlite3_vtab *base, sqlite3_index_info *info)
{
    enum { MANY_ROWS = 1000000 };
    (void)base;
    info->idxNum = ALL_ROWS;
    info->estimatedRows = MANY_ROWS;
    info->estimatedCost = 2.0 * MANY_ROWS;
    info->orderByConsumed = info->nOrderBy == 1 && info->aOrderBy[0].iColumn <= 0 && !info->aOrderBy[0].desc;
    for (int i = 0; i < info->nConstraint; i++) {
        const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
        if (!constraint->usable || constraint->iColumn > 0 || constraint->op != SQLITE_INDEX_CONSTRAINT_EQ)
            continue;
        info->idxNum = ROW_OF_KEY;
        info->aConstraintUsage[i].argvIndex = 1;
        info->estimatedRows = 1;
        info->estimatedCost = 20;
        info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
        break;
    }
    return SQLITE_OK;
}

static int computed_open(sqlite3_vtab *base, sqlite3_vtab_cursor **opened)
{
    struct failure why;
    struct computed *computed = (struct computed *)base;
    struct computed_cursor *cursor = calloc(1, sizeof *cursor);
    if (!cursor)
        return SQLITE_NOMEM;
    cursor->reader = computed->table->open(computed->ctx, &why);
    if (!cursor->reader) {
        free(cursor);
        return tell_failure(base, &why);
    }
    *opened = &cursor->base;
    return SQLITE_OK;
}

static const struct computed_table *table_of(const sqlite3_vtab_cursor *base)
{
    return ((const struct computed *)base->pVtab)->table;
}

static int computed_close(sqlite3_vtab_cursor *base)
{
    table_of(base)->close(((struct computed_cursor *)base)->reader);
    free(base);
    return SQLITE_OK;
}

/* A key of another type than the rows have is not looked for: SQLite compares it with each of them. */
static int computed_filter(sqlite3_vtab_cursor *base, int search, const char *words, int argc, sqlite3_value **argv)
{
    (void)words, (void)argc;
    struct failure why;
    struct computed_cursor *cursor = (struct computed_cursor *)base;
    bool has_key = search == ROW_OF_KEY && sqlite3_value_type(argv[0]) == SQLITE_INTEGER;
    struct maybe key = has_key ? maybe_of(sqlite3_value_int64(argv[0])) : (struct maybe){0};
    cursor->is_only_row = has_key;
    return table_of(base)->seek(cursor->reader, key, &cursor->found, &why) ? SQLITE_OK
                                                                           : tell_failure(base->pVtab, &why);
}

static int computed_next(sqlite3_vtab_cursor *base)
{
    struct failure why;
    struct computed_cursor *cursor = (struct computed_cursor *)base;
    if (cursor->is_only_row) {
        cursor->found = false;
        return SQLITE_OK;
    }
    return table_of(base)->next(cursor->reader, &cursor->found, &why) ? SQLITE_OK : tell_failure(base->pVtab, &why);
}

static int computed_eof(sqlite3_vtab_cursor *base)
{
    return !((struct computed_cursor *)base)->found;
}

static int computed_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    struct cell cell = table_of(base)->cell(((struct computed_cursor *)base)->reader, (size_t)column);
    switch (cell.kind) {
    case CELL_INTEGER:
        sqlite3_result_int64(context, cell.integer);
        break;
    case CELL_REAL:
        sqlite3_result_double(context, cell.real);
        break;
    case CELL_TEXT:
        sqlite3_result_text64(context, cell.text.ptr, cell.text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
    default:
        break; /* NULL */
    }
    return SQLITE_OK;
}

static int computed_key(sqlite3_vtab_cursor *base, sqlite3_int64 *key)
{
    *key = table_of(base)->cell(((struct computed_cursor *)base)->reader, 0).integer;
    return SQLITE_OK;
}

static const sqlite3_module computed_module = {
    .xCreate = computed_connect,
    .xConnect = computed_connect,
    .xBestIndex = computed_plan,
    .xDisconnect = computed_disconnect,
    .xDestroy = computed_disconnect,
    .xOpen = computed_open,
    .xClose = computed_close,
    .xFilter = computed_filter,
    .xNext = computed_next,
    .xEof = computed_eof,
    .xColumn = computed_column,
    .xRowid = computed_key,
};

bool db_add_computed(struct db *db, const struct computed_table *table, const char *columns, void *ctx,
                     struct failure *why)
{
    static const char form[] = "CREATE TABLE computed(%s)";
    char sql[200];
    size_t size = sizeof form + strlen(columns);
    struct computed_plan *plan = malloc(sizeof *plan + size);
    if (!plan)
        return failure_out_of_memory(why);
    plan->table = table;
    plan->ctx = ctx;
    snprintf(plan->columns, size, form, columns);
    /* Which frees the plan, also where it fails. */
    if (sqlite3_create_module_v2(db->handle, table->name, &computed_module, plan, free) != SQLITE_OK)
        return set_failure(why, db, "database");
    snprintf(sql, sizeof sql, "CREATE VIRTUAL TABLE temp.%s USING %s", table->name, table->name);
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK || set_failure(why, db, "database");
}
