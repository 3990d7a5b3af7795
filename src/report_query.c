#include "report_query.h"

#include "buffer.h"

enum { NAME_SIZE = 64 };

static const char PLAIN[] = "SELECT * FROM report_models";

static const char WITH_GOODPUT[] =
    "SELECT m.*, g.good_ratio AS good_ratio, g.good_lo_ratio AS good_lo_ratio, g.good_hi_ratio AS good_hi_ratio,"
    " g.request_count AS judged_count, g.unknown_count AS unjudged_count"
    " FROM report_models m LEFT JOIN goodput g ON g.series = m.series";

/* --- columns ------------------------------------------------------------------------------------------------------ */

static size_t find_column(const struct grid *grid, const char *name)
{
    size_t length = strlen(name);
    size_t at = grid_column(grid, name);
    for (size_t i = 0; at == grid->column_count && i < grid->column_count; i++)
        if (strncmp(grid->names[i], name, length) == 0 && grid->names[i][length] == '_')
            return i;
    return at;
}

static void tell_columns(const struct grid *grid, struct span word, struct failure *why)
{
    struct buffer names = {0};
    for (size_t i = 0; i < grid->column_count; i++)
        buffer_print(&names, "%s%s", i ? ", " : "", grid->names[i]);
    buffer_add_byte(&names, '\0');
    failure_set(why, "there is no column '%.*s'; use one of %.400s", (int)(word.len < 60 ? word.len : 60), word.ptr,
                names.failed ? "" : names.ptr);
    buffer_release(&names);
}

size_t report_query_column(const struct grid *grid, struct span word, struct failure *why)
{
    char name[NAME_SIZE] = "";
    word = span_trim(word);
    for (size_t i = 0; i < word.len && word.len < NAME_SIZE; i++)
        name[i] = word.ptr[i] == '-' ? '_' : word.ptr[i];
    size_t at = name[0] ? find_column(grid, name) : grid->column_count;
    if (at == grid->column_count)
        tell_columns(grid, word, why);
    return at;
}

/* --- the query ---------------------------------------------------------------------------------------------------- */

/* METRIC, METRIC:asc or METRIC:desc as a clause, rows without a value last. */
static bool add_order(struct buffer *sql, const struct grid *columns, const char *sort, struct failure *why)
{
    struct span word = span_of(sort), direction = SPAN("asc");
    size_t colon = span_find_byte(word, ':');
    if (colon < word.len)
        direction = span_from(word, colon + 1);
    if (!span_equal(direction, SPAN("asc")) && !span_equal(direction, SPAN("desc")))
        return failure_set(why, "'%.80s' is no order; write METRIC, METRIC:asc or METRIC:desc", sort);
    size_t at = report_query_column(columns, span_first(word, colon), why);
    if (at == columns->column_count)
        return false;
    const char *name = columns->names[at];
    buffer_print(sql, " ORDER BY %s IS NULL, %s %.*s, series", name, name, (int)direction.len, direction.ptr);
    return true;
}

/* The columns without any row, so that an order can be checked against them. */
static bool load_columns(struct db *db, const char *select, struct grid *columns, struct failure *why)
{
    char sql[600];
    snprintf(sql, sizeof sql, "%s LIMIT 0", select);
    return grid_load(db, sql, columns, why);
}

bool report_query_load(struct db *db, const struct report_options *options, struct grid *grid, struct failure *why)
{
    const char *select = options->objective ? WITH_GOODPUT : PLAIN;
    struct grid columns = {0};
    struct buffer sql = {0};
    bool done = true;
    buffer_print(&sql, "SELECT * FROM (%s)", select);
    if (options->sort)
        done = load_columns(db, select, &columns, why) && add_order(&sql, &columns, options->sort, why);
    else
        buffer_add(&sql, SPAN(" ORDER BY coalesce(decode_tok_s, decode_p50_tok_s, 0) DESC, series"));
    buffer_add_byte(&sql, '\0');
    if (done)
        done = sql.failed ? failure_out_of_memory(why) : grid_load(db, sql.ptr, grid, why);
    buffer_release(&sql);
    grid_release(&columns);
    return done;
}
