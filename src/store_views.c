#include "store_views.h"

#include "buffer.h"
#include "cache_copy.h"
#include "kept_answers.h"
#include "request_table.h"
#include "schema_sql.h"
#include "series_pass.h"
#include "store_schema.h"

#include <stdio.h>
#include <stdlib.h>

/* What is not named by a file of the schema, and made all the same. */
enum filled { CLASSES, PERCENTILES, SERIES, TABLES };

struct views {
    struct db *db;
    size_t file_count;
    bool *made; /* by the order of schema_files */
    bool is_filled[TABLES];
    bool may_have_answers; /* kept in the database (kept_answers.h): not looked for yet */
    bool (*fill_series)(struct db *db, struct failure *why);
};

/* Which table is filled when one of these names is met. */
static const struct {
    const char *name;
    enum filled table;
} tables[] = {
    {"cache_class_copy", CLASSES}, {"percentile_copy", PERCENTILES}, {"order_interval", PERCENTILES},
    {"series_sums", PERCENTILES},  {"request_series", SERIES},
};

/* --- names in SQL ------------------------------------------------------------------------------------------------- */

static bool is_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
}

/* The next word of the SQL from *at on; empty at the end. A quoted text is one word, as in pragma_table_info('name'); a
 * comment has none. */
static struct span next_word(struct span sql, size_t *at)
{
    while (*at < sql.len) {
        struct span rest = span_from(sql, *at);
        size_t length = 0;
        if (rest.ptr[0] == '\'') {
            length = span_find_byte(span_from(rest, 1), '\'');
            *at += length + 2;
            if (length)
                return span_first(span_from(rest, 1), length);
            continue;
        }
        while (length < rest.len && is_word(rest.ptr[length]))
            length++;
        if (length) {
            *at += length;
            return span_first(rest, length);
        }
        *at += span_starts(rest, SPAN("--")) ? span_find_byte(rest, '\n') : 1;
    }
    return (struct span){0};
}

/* In the order of schema_files, letters without regard to case: below, at or above 0. */
static int compare_name(struct span word, const char *name)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
        if (c != name[i])
            return c < name[i] ? -1 : 1; /* the name's end is below all */
    }
    return name[word.len] ? -1 : 0;
}

static size_t count_files(void)
{
    size_t count = 0;
    while (schema_files[count].name)
        count++;
    return count;
}

static const struct schema_file *find_view(const struct views *views, struct span word)
{
    size_t low = 0, high = views->file_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_name(word, schema_files[middle].name);
        if (order == 0)
            return schema_is_view(&schema_files[middle]) ? &schema_files[middle] : NULL;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool store_knows_view(const char *name)
{
    for (const struct schema_file *file = schema_files; file->name; file++)
        if (strcmp(file->name, name) == 0)
            return schema_is_view(file);
    return false;
}

/* --- views that are more than their text -------------------------------------------------------------------------- */

static bool run_buffer(struct db *db, struct buffer *sql, struct failure *why)
{
    buffer_add_byte(sql, '\0');
    bool done = sql->failed ? failure_out_of_memory(why) : db_run(db, sql->ptr, why);
    buffer_release(sql);
    return done;
}

/* "CREATE TEMP VIEW name AS …" */
static bool make_view_named(struct db *db, const struct schema_file *file, const char *name, struct failure *why)
{
    struct span text = schema_view_text(file);
    struct buffer sql = {0};
    buffer_print(&sql, "CREATE TEMP VIEW %s", name);
    buffer_add(&sql, span_from(text, strlen("CREATE VIEW ") + strlen(file->name)));
    return run_buffer(db, &sql, why);
}

/* "CREATE TEMP TABLE name(a, b)" with the columns of its definition, which have no type: a value stays as it is. */
static bool make_empty_table(struct db *db, const char *name, const char *definition, struct failure *why)
{
    char select[100];
    snprintf(select, sizeof select, "SELECT * FROM temp.%s", definition);
    struct statement *view = db_prepare(db, select, why);
    if (!view)
        return false;
    struct buffer sql = {0};
    buffer_print(&sql, "CREATE TEMP TABLE %s(", name);
    for (size_t i = 0; i < statement_column_count(view); i++)
        buffer_print(&sql, "%s%s", i ? ", " : "", statement_column_name(view, i));
    buffer_add(&sql, SPAN(")"));
    statement_close(view);
    return run_buffer(db, &sql, why);
}

static bool make_table(struct db *db, const struct schema_file *file, struct failure *why)
{
    struct buffer sql = {0};
    buffer_print(&sql, "INSERT INTO temp.%s SELECT * FROM temp.definition; DROP VIEW temp.definition", file->name);
    if (make_view_named(db, file, "definition", why) && make_empty_table(db, file->name, "definition", why))
        return run_buffer(db, &sql, why);
    buffer_release(&sql);
    return false;
}

/* Filled with the percentiles. */
static bool make_sums(struct db *db, const struct schema_file *file, struct failure *why)
{
    return make_view_named(db, file, "defined_series_sums", why) &&
           make_empty_table(db, file->name, "defined_series_sums", why);
}

static bool make_metrics(struct db *db, const struct schema_file *file, struct failure *why)
{
    return make_view_named(db, file, "defined_request_metrics", why) && request_table_add_metrics(db, why);
}

static bool make_use(struct db *db, const struct schema_file *file, struct failure *why)
{
    return make_view_named(db, file, "defined_request_use", why) && request_table_add_use(db, why);
}

/* The copies are fresh wherever views are read here, and then a definition of them finds nothing. */
static bool make_classes(struct db *db, const struct schema_file *file, struct failure *why)
{
    (void)file;
    return db_run(db, "CREATE TEMP VIEW request_cache AS SELECT request_id, cache_class, seen FROM cache_class_copy",
                  why);
}

static bool make_no_classes(struct db *db, const struct schema_file *file, struct failure *why)
{
    (void)file;
    return db_run(
        db, "CREATE TEMP VIEW request_cache_live AS SELECT request_id, cache_class, seen FROM cache_class_copy WHERE 0",
        why);
}

static bool make_no_percentiles(struct db *db, const struct schema_file *file, struct failure *why)
{
    (void)file;
    return db_run(db,
                  "CREATE TEMP VIEW percentiles_live AS SELECT series, metric, q, n, value, nearest, lo, hi"
                  " FROM percentile_copy WHERE 0",
                  why);
}

static bool make_plain(struct db *db, const struct schema_file *file, struct failure *why)
{
    return make_view_named(db, file, file->name, why);
}

static const struct special {
    const char *name;
    bool (*make)(struct db *db, const struct schema_file *file, struct failure *why);
    bool reads; /* what its text reads is made before it */
} special[] = {
    {"request_metrics", make_metrics, true},
    {"request_use", make_use, true},
    {"tokenizer_factors", make_table, true},
    {"request_cache", make_classes, true},
    {"request_cache_live", make_no_classes, false},
    {"percentiles_live", make_no_percentiles, false},
    {"series_sums", make_sums, true},
};

static const struct special plain = {NULL, make_plain, true};

static const struct special *how_to_make(const char *name)
{
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (strcmp(special[i].name, name) == 0)
            return &special[i];
    return &plain;
}

/* --- making ------------------------------------------------------------------------------------------------------- */

static bool exists_in_temp(struct db *db, const char *name, bool *exists, struct failure *why)
{
    return db_has(db, "SELECT 1 FROM temp.sqlite_schema WHERE name = ?1", span_of(name), exists, why);
}

/* NOLINTBEGIN(misc-no-recursion): views read each other to a depth that the schema sets */
static bool need(struct views *views, struct span sql, struct failure *why);

static bool make_view(struct views *views, const struct schema_file *file, struct failure *why)
{
    bool exists = false;
    if (views->made[file - schema_files])
        return true;
    views->made[file - schema_files] = true; /* from now on its own text may name it */
    if (!exists_in_temp(views->db, file->name, &exists, why) || exists)
        return exists;
    const struct special *how = how_to_make(file->name);
    return (!how->reads || need(views, schema_view_text(file), why)) && how->make(views->db, file, why);
}

static bool fill_table(struct views *views, enum filled table, struct failure *why)
{
    if (views->is_filled[table])
        return true;
    views->is_filled[table] = true;
    switch (table) {
    case CLASSES:
        return cache_copy_fill(views->db, why);
    case PERCENTILES:
        return need(views, SPAN("series_sums request_values"), why) && series_pass(views->db, NULL, why);
    default:
        return views->fill_series(views->db, why);
    }
}

/* Before any of what an import keeps is worked out: all of it, as of one moment, where the database has it. Statements
 * that look for it make nothing. */
static bool take_answers(struct views *views, struct failure *why)
{
    if (!views->may_have_answers)
        return true;
    views->may_have_answers = false;
    db_before_statements(views->db, NULL, NULL);
    bool hold = kept_answers_hold(views->db), done = !hold || kept_answers_read(views->db, why);
    views->is_filled[PERCENTILES] = hold;
    views_begin(views);
    return done;
}

/* A table is filled before the view of its name is made: filling makes it. */
static bool need_word(struct views *views, struct span word, struct failure *why)
{
    if (kept_answers_are_asked(word) && !take_answers(views, why))
        return false;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (span_equal_nocase(span_of(tables[i].name), word) && !fill_table(views, tables[i].table, why))
            return false;
    const struct schema_file *view = find_view(views, word);
    return !view || make_view(views, view, why);
}

static bool need(struct views *views, struct span sql, struct failure *why)
{
    size_t at = 0;
    for (struct span word; (word = next_word(sql, &at)).len;)
        if (!need_word(views, word, why))
            return false;
    return true;
}

/* NOLINTEND(misc-no-recursion) */

/* Whether the SQL names anything that is not there yet. */
static bool lacks(const struct views *views, struct span sql)
{
    size_t at = 0;
    for (struct span word; (word = next_word(sql, &at)).len;) {
        const struct schema_file *view = find_view(views, word);
        if (view && !views->made[view - schema_files])
            return true;
        for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
            if (span_equal_nocase(span_of(tables[i].name), word) && !views->is_filled[tables[i].table])
                return true;
    }
    return false;
}

/* In one transaction, else each of the million rows of a copy would be one, TEMP or not. */
bool views_need(struct views *views, const char *sql, struct failure *why)
{
    struct failure ignored;
    if (!lacks(views, span_of(sql)))
        return true;
    if (!db_run(views->db, "SAVEPOINT views", why))
        return false;
    bool done = need(views, span_of(sql), why);
    bool ended = db_run(views->db, done ? "RELEASE views" : "ROLLBACK TO views; RELEASE views", done ? why : &ignored);
    return done && ended;
}

static bool before_statement(void *ctx, const char *sql, struct failure *why)
{
    return views_need(ctx, sql, why);
}

/* --- all of it ---------------------------------------------------------------------------------------------------- */

/* Nothing is made; the tables are the database's own. */
static void begin_anew(struct views *views)
{
    for (const struct schema_file *file = schema_files; file->name; file++)
        views->made[file - schema_files] = false;
    for (size_t i = 0; i < TABLES; i++)
        views->is_filled[i] = true;
    views->may_have_answers = false;
}

struct views *views_open(struct db *db, struct failure *why)
{
    size_t count = count_files();
    struct views *views = calloc(1, sizeof *views);
    if (!views || !(views->made = calloc(count + 1, sizeof *views->made))) {
        free(views);
        failure_out_of_memory(why);
        return NULL;
    }
    views->db = db;
    views->file_count = count;
    begin_anew(views);
    return views;
}

void views_close(struct views *views)
{
    if (!views)
        return;
    db_before_statements(views->db, NULL, NULL);
    free(views->made);
    free(views);
}

void views_begin(struct views *views)
{
    db_before_statements(views->db, before_statement, views);
}

/* Views in a table's place stay: they are the facts of an older schema (store_schema.c). */
bool views_drop(struct views *views, struct failure *why)
{
    db_before_statements(views->db, NULL, NULL);
    begin_anew(views);
    for (;;) {
        struct buffer drop = {0};
        struct statement *next = db_prepare(views->db,
                                            "SELECT type, name FROM temp.sqlite_schema WHERE type = 'table' OR (type ="
                                            " 'view' AND name NOT IN (SELECT name FROM main.sqlite_schema WHERE type ="
                                            " 'table')) ORDER BY type DESC, name LIMIT 1",
                                            why);
        enum step step = next ? statement_step(next, why) : STEP_FAILED;
        if (step == STEP_ROW)
            buffer_print(&drop, "DROP %s temp.%s", statement_cell(next, 0).text.ptr, statement_cell(next, 1).text.ptr);
        buffer_add_byte(&drop, '\0');
        statement_close(next);
        bool done = step == STEP_ROW && (drop.failed ? failure_out_of_memory(why) : db_run(views->db, drop.ptr, why));
        buffer_release(&drop);
        if (!done)
            return step == STEP_DONE;
    }
}

void views_copies_stand(struct views *views, bool of_everything)
{
    views->is_filled[CLASSES] = views->is_filled[PERCENTILES] = false;
    views->may_have_answers = of_everything;
}

void views_series_stand(struct views *views, bool (*fill)(struct db *db, struct failure *why))
{
    views->fill_series = fill;
    views->is_filled[SERIES] = false;
}

bool store_make_all_views(struct store *store, struct failure *why)
{
    struct views *views = store_views(store, why);
    if (!views)
        return false;
    for (const struct schema_file *file = schema_files; file->name; file++)
        if (schema_is_view(file) && !views_need(views, file->name, why))
            return false;
    return true;
}

/* Where sums are beyond 2^63 reports are told so, which needs no answer; there are percentiles all the same. */
bool views_fill_copies(struct views *views, struct failure *why)
{
    bool has_sums;
    bool done = db_run(views->db, "UPDATE copy_state SET fresh = 0; DROP TABLE IF EXISTS main.copy_seal", why) &&
                cache_copy_fill(views->db, why) &&
                db_run(views->db, "UPDATE copy_state SET fresh = 1", why) && /* the classes: percentiles read them */
                views_need(views, "series_sums, request_values, measured_files", why) &&
                series_pass(views->db, &has_sums, why);
    return done && (!has_sums || kept_answers_write(views->db, why));
}
