/*
 * The comparison and the tables, each written as one file.
 *
 *  1. One series alone is shown to people metric by metric (report_statistics), not as a table of one row.
 *  2. A workbook has further sheets (workbook.h); other formats for people show facts that are no requests below.
 */
#include "report.h"

#include "asked_percentiles.h"
#include "buffer.h"
#include "compare.h"
#include "comparison.h"
#include "display.h"
#include "further_facts.h"
#include "report_query.h"
#include "workbook.h"

#include <assert.h>
#include <stdio.h>

static const struct chart charts[] = {
    {.kind = CHART_RANGES,
     .title = "Decode tok/s: median of requests and its 95 % interval",
     .x = "series",
     .y = {"decode_p50_tok_s", "decode_p50_lo_tok_s", "decode_p50_hi_tok_s"}},
    {.kind = CHART_BARS, .title = "Time to first token, ms", .x = "series", .y = {"ttft_p50_ms", "ttft_p95_ms"}},
    {.kind = CHART_POINTS,
     .title = "Tokens and bytes a second",
     .x = "decode_tok_s",
     .y = {"decode_bytes_s"},
     .by = "series"},
};

/* --- the comparison ----------------------------------------------------------------------------------------------- */

static bool prepare_comparison(struct comparison *comparison, struct db *db, const struct report_options *options,
                               const struct exporter *exporter, struct failure *why)
{
    if (!report_query_load(db, options, &comparison->grid, why))
        return false;
    assert(comparison->grid.column_count <= COMPARISON_COLUMNS);
    return comparison_choose(comparison, options, exporter, why) &&
           comparison_add_captions(comparison, db, options, exporter, why) && comparison_fill(comparison, why) &&
           comparison_add_remarks(comparison, db, options, exporter, why);
}

static bool write_comparison(struct writing *writing, const struct comparison *comparison,
                             const struct report_options *options, struct failure *why)
{
    const struct table_option made_with[] = {
        {"evalrate", EVALRATE_VERSION},
        {"by", options->by},
        {"selection", options->selection ? options->selection : "all requests"},
        {"sort", options->sort ? options->sort : "decode rate, descending"},
    };
    struct chart drawn[sizeof charts / sizeof *charts];
    const char *by = comparison->columns[0].name;
    for (size_t i = 0; i < sizeof charts / sizeof *charts; i++) {
        drawn[i] = charts[i];
        drawn[i].x = strcmp(charts[i].x, "series") == 0 ? by : charts[i].x;
        drawn[i].by = charts[i].by ? by : NULL;
    }
    struct table table = {
        .name = "models",
        .title = writing->exporter == &xlsx_exporter ? "Summary" : "Comparison",
        .column_count = comparison->column_count,
        .columns = comparison->columns,
        .caption_count = comparison->caption_count,
        .captions = comparison->captions,
        .note_count = comparison->note_count,
        .notes = (const char *const *)comparison->notes,
        .chart_count = sizeof charts / sizeof *charts,
        .charts = drawn,
        .option_count = sizeof made_with / sizeof *made_with,
        .options = made_with,
    };
    return writing_cells(writing, &table, comparison->cells, comparison->grid.row_count, why);
}

/* One series alone: its metrics are the rows. */
static bool write_statistics(struct writing *writing, struct db *db, struct comparison *comparison, struct failure *why)
{
    struct buffer caption = {0};
    buffer_add(&caption, SPAN("")); /* the name first: it is what the whole table is about */
    display_add(&caption, grid_cell(&comparison->grid, 0, "series").text);
    buffer_print(&caption, " · %s", comparison->caption);
    buffer_add_byte(&caption, '\0');
    comparison->captions[0] = caption.ptr;
    struct table table = {
        .name = "statistics",
        .title = "Statistics",
        .caption_count = comparison->caption_count,
        .captions = comparison->captions,
        .note_count = comparison->note_count,
        .notes = (const char *const *)comparison->notes,
    };
    size_t rows = 0;
    bool done =
        caption.failed
            ? failure_out_of_memory(why)
            : writing_query(writing, db, "SELECT metric, n, mean, min, p50, p90, p95, p99, max FROM report_statistics",
                            &table, &rows, why);
    buffer_release(&caption);
    return done;
}

/* Rows are compared with the baseline where one is named; in a workbook, which has room for it, without one, too. What
 * a workbook compared is not for the files that are written after it. */
static bool compare_rows(struct store *store, const struct report_options *options, bool workbook, struct failure *why)
{
    struct maybe count;
    if (!workbook && !options->baseline)
        return compare_forget(store, why);
    const struct compare_options compare = {.base = options->baseline, .threshold = 0.02};
    if (!db_number(store_db(store), "SELECT count(*) FROM report_models WHERE n > 0", &count, why))
        return false;
    return count.value < 2 || compare_series(store, &compare, why);
}

bool report_comparison(struct store *store, const struct report_options *options, const struct report_target *target,
                       size_t *rows, struct failure *why)
{
    struct comparison comparison = {0};
    struct writing writing;
    struct db *db = store_db(store);
    bool people = exporter_is_for_people(target->exporter), workbook = target->exporter == &xlsx_exporter;
    bool done = compare_rows(store, options, workbook, why) &&
                prepare_comparison(&comparison, db, options, target->exporter, why);
    *rows = comparison.grid.row_count;
    if (done && (done = writing_start(&writing, target, why))) {
        bool alone = people && comparison.grid.row_count == 1 && !target->exporter->needs_path &&
                     !options->all_columns && !options->list_count;
        struct further_facts facts;
        done = further_facts_find(&facts, db, target->exporter, why);
        bool nothing_else = comparison.grid.row_count == 0 && done && !target->exporter->needs_path &&
                            (facts.any || target->exporter == &terminal_exporter);
        if (done && alone)
            done = write_statistics(&writing, db, &comparison, why);
        else if (done && !nothing_else)
            done = write_comparison(&writing, &comparison, options, why);
        if (done && people && comparison.grid.row_count)
            done = asked_percentiles_write(&writing, db, options->quantile_count, options->quantiles, why);
        done = done && (workbook ? workbook_write_sheets(&writing, store, rows, why)
                                 : further_facts_write(&facts, &writing, db, rows, why));
        done = writing_finish(&writing, done, why);
    }
    comparison_release(&comparison);
    return done;
}

/* --- any table ---------------------------------------------------------------------------------------------------- */

/* Whether there is a table of that name, or a view that was made; only names from the schema get into the SQL. */
static bool has_table(struct db *db, const char *name, bool *has, struct failure *why)
{
    return db_has(db,
                  "SELECT 1 FROM (SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view')"
                  " UNION SELECT name FROM temp.sqlite_schema WHERE type IN ('table', 'view'))"
                  " WHERE name = ?1 AND name NOT LIKE 'sqlite%' AND name NOT GLOB '*[^A-Za-z0-9_]*'",
                  span_of(name), has, why);
}

bool report_table(struct store *store, const char *name, const struct report_target *target, size_t *rows,
                  struct failure *why)
{
    struct writing writing;
    struct db *db = store_db(store);
    char sql[200];
    bool has = false;
    *rows = 0;
    if (!has_table(db, name, &has, why))
        return false;
    if (!has && !store_knows_view(name))
        return failure_set(why, "there is no table '%.80s'; evalrate export --tables lists them", name);
    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", name);
    struct table table = {.name = name, .title = name};
    if (!writing_start(&writing, target, why))
        return false;
    return writing_finish(&writing, writing_query(&writing, db, sql, &table, rows, why), why);
}
