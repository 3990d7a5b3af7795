/*
 * SQLite without its types: a connection, prepared statements, values as cells. Nothing here knows our schema.
 */
#ifndef EVALRATE_DB_H
#define EVALRATE_DB_H

#include "failure.h"
#include "table.h"

#include <stddef.h>

struct db;
struct statement;

enum db_mode { DB_MEMORY, DB_READ, DB_WRITE };

/* Opens (with DB_WRITE: creates) a database. DB_MEMORY ignores the path. What others may have put into it is not
 * trusted: of its views and triggers none is ever run, only those in TEMP. NULL with a reason where it cannot be had.
 */
struct db *db_open(const char *path, enum db_mode mode, struct failure *why);
void db_close(struct db *db);

/* Runs statements that return nothing, separated by semicolons. */
bool db_run(struct db *db, const char *sql, struct failure *why) MUST_CHECK;

/* Rolls back, where SQLite has not done so by itself. */
void db_roll_back(struct db *db);
bool db_in_transaction(const struct db *db);

/* The first cell of the first row as a whole number; unknown where there is none. */
bool db_number(struct db *db, const char *sql, struct maybe *value, struct failure *why) MUST_CHECK;

/* Whether the query, with `text` as its only parameter, finds a row. */
bool db_has(struct db *db, const char *sql, struct span text, bool *has, struct failure *why) MUST_CHECK;

const char *db_path(const struct db *db); /* NULL in memory */
int64_t db_last_rowid(const struct db *db);
int64_t db_changes(const struct db *db); /* rows that the last statement changed */

/* One statement, reusable. NULL with a reason where the SQL is wrong, or goes on behind it. */
struct statement *db_prepare(struct db *db, const char *sql, struct failure *why);
void statement_close(struct statement *statement); /* NULL is fine */

/* Parameters count from 1. A text is copied; a NULL pointer, and an unknown value, is NULL. */
void statement_bind(struct statement *statement, int parameter, struct maybe value);
void statement_bind_integer(struct statement *statement, int parameter, int64_t value);
void statement_bind_real(struct statement *statement, int parameter, struct maybe_real value);
void statement_bind_text(struct statement *statement, int parameter, struct span text);

/* As statement_bind_text, without a copy: the text stays as it is until the statement has run, and is bound anew then.
 */
void statement_bind_borrowed(struct statement *statement, int parameter, struct span text);

enum step { STEP_ROW, STEP_DONE, STEP_FAILED };
enum step statement_step(struct statement *statement, struct failure *why);

/* Steps a statement that returns nothing, and makes it ready for the next parameters. */
bool statement_run(struct statement *statement, struct failure *why) MUST_CHECK;
void statement_reset(struct statement *statement);

size_t statement_column_count(const struct statement *statement);
const char *statement_column_name(const struct statement *statement, size_t column);
/* A value of the present row; its text lives until the next step. A blob is text. */
struct cell statement_cell(const struct statement *statement, size_t column);

/* The same where it must be NULL, which is unknown, or of one type; false where it is of another. They cost less. */
bool statement_whole(const struct statement *statement, size_t column, struct maybe *value);
bool statement_real(const struct statement *statement, size_t column, struct maybe_real *value); /* finite, too */
bool statement_text(const struct statement *statement, size_t column, struct span *value);

/* The whole number in the first column of the row that a bound statement finds, and makes it ready for the next
 * parameters; unknown without a row. */
bool statement_number(struct statement *statement, struct maybe *number, struct failure *why) MUST_CHECK;

/* Statements that a struct keeps: PREPARED(struct store, find_run, "SELECT …") is an entry of its table. */
struct prepared {
    size_t offset; /* of a `struct statement *` in the struct */
    const char *sql;
};

#define PREPARED(owner, member, text)                                                                                  \
    {                                                                                                                  \
        offsetof(owner, member), text                                                                                  \
    }

/* Prepares them all; what was prepared until one failed is there to be closed. */
bool statements_prepare(struct db *db, void *owner, const struct prepared *prepared, size_t count,
                        struct failure *why) MUST_CHECK;
void statements_close(void *owner, const struct prepared *prepared, size_t count);

/* `before` is told the text of each statement before it is prepared or run, and can make what it needs; where it fails,
 * so does the statement. NULL: nobody is told. */
void db_before_statements(struct db *db, bool (*before)(void *ctx, const char *sql, struct failure *why), void *ctx);

/* A table whose rows are worked out while they are read. Its first column is the key: whole numbers, each once. Rows
 * come in its order. */
struct computed_table {
    const char *name;
    void *(*open)(void *ctx, struct failure *why); /* a reader before the first row; NULL with a reason */
    void (*close)(void *reader);
    /* Goes to the row with the key, or (unknown) to the first one, and to the one behind; *found is false without it.
     */
    bool (*seek)(void *reader, struct maybe key, bool *found, struct failure *why);
    bool (*next)(void *reader, bool *found, struct failure *why);
    struct cell (*cell)(void *reader, size_t column); /* of the row it is at; the text lives as long */
};

/* Makes it in TEMP. `columns` are their names with commas between; `table` and `ctx` are looked at as long as it
 * stands. Statements that readers need are prepared while another one runs: what these name has to be there. */
bool db_add_computed(struct db *db, const struct computed_table *table, const char *columns, void *ctx,
                     struct failure *why) MUST_CHECK;

/* While set, statements may be prepared only if they read (no writing, no ATTACH, no PRAGMA). */
void db_only_reading(struct db *db, bool only);

/* Statements that are at work so many seconds from now fail; 0 takes the limit off. */
void db_limit_time(struct db *db, int seconds);

#endif
