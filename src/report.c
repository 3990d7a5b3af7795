/*
 * The comparison and the tables.
 *
 *  1. What is shown is chosen by the tables below: columns of report_models, footnotes by their condition, remarks by
 *     their count, sheets of a workbook by their view.
 *  2. A column without any value is not shown to people. What is written for programs (CSV, JSON) has every column.
 *  3. One series alone is shown metric by metric (report_statistics).
 */
#include "report.h"

#include "buffer.h"
#include "compare.h"
#include "display.h"
#include "further_facts.h"
#include "grid.h"
#include "provenance.h"
#include "report_query.h"
#include "workbook.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { NOTES = 24, COLUMNS = 96, CAPTIONS = 5 };

/* --- the comparison's columns, footnotes and remarks -------------------------------------------------------------- */

static const struct shown_column {
    struct column column;
    bool only_workbook; /* where there is room */
} shown_columns[] = {
    {.column = {.name = "series"}},
    {.column = {.name = "n", .priority = 1}},
    {.column = {.name = "cold", .priority = 7}},
    {.column = {.name = "ttft_p50_ms", .priority = 2}},
    {.column = {.name = "ttft_p95_ms", .priority = 5}},
    {.column = {.name = "tpot_p50_ms", .priority = 3}},
    {.column = {.name = "prefill_tok_s", .priority = 4}},
    {.column = {.name = "decode_tok_s", .bar = true}},
    {.column = {.name = "decode_p50_tok_s"}, .only_workbook = true},
    {.column = {.name = "decode_p50_lo_tok_s"}, .only_workbook = true},
    {.column = {.name = "decode_p50_hi_tok_s"}, .only_workbook = true},
    {.column = {.name = "norm_decode_tok_s", .priority = 6}},
    {.column = {.name = "norm_decode_lo_tok_s", .priority = 11}},
    {.column = {.name = "norm_decode_hi_tok_s", .priority = 11}},
    {.column = {.name = "decode_bytes_s", .priority = 8}},
    {.column = {.name = "bytes_per_token"}, .only_workbook = true},
    {.column = {.name = "answer_p50_s", .priority = 9}},
    {.column = {.name = "good_ratio", .priority = 3}},
    {.column = {.name = "good_lo_ratio", .priority = 10}},
    {.column = {.name = "good_hi_ratio", .priority = 10}},
    {.column = {.name = "vs_baseline_ratio", .priority = 3, .versus = true}}, /* blank where nothing was compared */
};

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

/* Cells that are blank because only printed rates are known take the median of these, and say so by a footnote. */
static const struct {
    const char *column, *stand_in;
} stand_ins[] = {
    {"decode_tok_s", "decode_p50_tok_s"},
    {"prefill_tok_s", "prefill_p50_tok_s"},
};

/* A footnote marks `column` where `condition` is the text `equals`, or, without one, a count above 0. */
static const struct footnote {
    const char *column, *condition, *equals, *text;
} footnotes[] = {
    {"ttft_p95_ms", "ttft_p95_support", "open",
     "95th percentile of fewer than 72 requests: an estimate, whose 95 % interval has no upper limit."},
    {"ttft_p95_ms", "ttft_p95_support", "none", "no 95th percentile of fewer than 20 requests."},
    {"ttft_p50_ms", "residual_marked_count", NULL,
     "a part of the time (residual_ms) is in no phase of the log; the true TTFT lies between ttft_lower_ms and "
     "ttft_upper_ms (evalrate export)."},
    {"decode_tok_s", "rate_mismatch_count", NULL,
     "a printed rate contradicts its own count and duration; the rate here is computed from these."},
    {"norm_decode_tok_s", "norm_method", "counted",
     "reference tokens: the saved text counted with the reference vocabulary."},
    {"norm_decode_tok_s", "norm_method", "user",
     "reference tokens by a person's factor (evalrate model set NAME tokens-per-reference=…), as certain as that is; "
     "norm "
     "decode lo and hi are its 95 % interval where tokens-per-reference-lo and -hi are set."},
    {"norm_decode_tok_s", "norm_method", "matched",
     "reference tokens by a factor measured from prompts that both models were asked; norm decode lo and hi are its 95 "
     "% "
     "interval."},
    {"norm_decode_tok_s", "norm_method", "characters",
     "reference tokens taken as 4 characters each (setting chars_per_ref_token): characters/s in another unit, no "
     "more."},
    {"norm_decode_tok_s", "norm_method", "reference", "its own tokens are the reference."},
    {"decode_tok_s", "suspect_count", NULL,
     "figures that cannot be true (parts above the whole, or a unit error) are left out."},
};

static const char STAND_IN_NOTE[] = "median of rates as printed: the log has no counts or durations to weigh them by.";

/* Remarks about all rows: how many of what, and what became of them; some depend on what is taken into TTFT. */
static const struct remark {
    const char *column, *one, *many;
    enum { ALWAYS, COLD_LEFT_OUT, COLD_COUNTED, CACHED_LEFT_OUT, CACHED_COUNTED } when;
} remarks[] = {
    {"cold", "cold start is left out of TTFT", "cold starts are left out of TTFT", COLD_LEFT_OUT},
    {"cold", "cold start counts in TTFT, too", "cold starts count in TTFT, too", COLD_COUNTED},
    {"cached_count", "request whose prompt was cached is left out of TTFT and prefill",
     "requests whose prompts were cached are left out of TTFT and prefill", CACHED_LEFT_OUT},
    {"cached_count", "request whose prompt was cached counts in TTFT, and not in prefill",
     "requests whose prompts were cached count in TTFT, and not in prefill", CACHED_COUNTED},
    {"short_count", "answer of fewer than 10 tokens is left out of decode",
     "answers of fewer than 10 tokens are left out of decode", ALWAYS},
    {"cut_count", "answer was cut at its length limit", "answers were cut at their length limit", ALWAYS},
    {"incomplete_count", "stream has no end and no figures", "streams have no end and no figures", ALWAYS},
    {"error_count", "request ended in an error", "requests ended in an error", ALWAYS},
};

struct comparison {
    struct grid grid;
    struct column columns[COLUMNS];
    size_t source_columns[COLUMNS]; /* of the grid */
    size_t column_count;
    char *notes[NOTES];
    size_t note_count;
    const char *captions[CAPTIONS];
    size_t caption_count;
    char *caption, *provenance;
    struct cell *cells; /* of the shown columns, row by row */
};

static void release_comparison(struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->note_count; i++)
        free(comparison->notes[i]);
    free(comparison->caption);
    free(comparison->provenance);
    free(comparison->cells);
    grid_release(&comparison->grid);
}

static bool is_blank_column(const struct grid *grid, size_t column)
{
    for (size_t row = 0; row < grid->row_count; row++)
        if (grid->cells[row * grid->column_count + column].kind != CELL_BLANK)
            return false;
    return true;
}

/* No cold starts; or normalised rates that are but the rate of characters, which stands beside them as bytes. */
static bool is_idle(const struct grid *grid, const char *name)
{
    if (strcmp(name, "cold") == 0)
        return grid_sum(grid, name) == 0;
    return strcmp(name, "norm_decode_tok_s") == 0 && grid->row_count &&
           span_equal(grid_cell(grid, 0, "norm_method").text, SPAN("characters"));
}

static const char *stand_in_for(const char *column)
{
    for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
        if (strcmp(stand_ins[i].column, column) == 0)
            return stand_ins[i].stand_in;
    return column;
}

static void add_column(struct comparison *comparison, size_t at, struct column column,
                       const struct report_options *options)
{
    if (strcmp(column.name, "series") == 0)
        column.name = options->by;
    comparison->source_columns[comparison->column_count] = at;
    comparison->columns[comparison->column_count++] = column;
}

static void show_column(struct comparison *comparison, const struct column *column,
                        const struct report_options *options)
{
    const struct grid *grid = &comparison->grid;
    size_t at = grid_column(grid, column->name);
    bool blank = grid->row_count > 0 && is_blank_column(grid, at) &&
                 is_blank_column(grid, grid_column(grid, stand_in_for(column->name)));
    if (at == grid->column_count || blank || is_idle(grid, column->name))
        return;
    add_column(comparison, at, *column, options);
}

/* The columns that -M names; what the rows are stands first all the same. */
static bool choose_listed(struct comparison *comparison, const struct report_options *options, struct failure *why)
{
    const struct grid *grid = &comparison->grid;
    bool chosen[COLUMNS] = {false};
    add_column(comparison, grid_column(grid, "series"), (struct column){.name = "series"}, options);
    for (size_t i = 0; i < options->list_count; i++) {
        struct span list = span_of(options->lists[i]);
        do {
            struct span word = span_first(list, span_find_byte(list, ','));
            size_t at = report_query_column(grid, word, why);
            if (at == grid->column_count)
                return false;
            if (!chosen[at] && strcmp(grid->names[at], "series") != 0)
                add_column(comparison, at, (struct column){.name = grid->names[at], .priority = 1}, options);
            chosen[at] = true;
            list = span_from(list, word.len + 1);
        } while (list.len);
    }
    return true;
}

static bool choose_columns(struct comparison *comparison, const struct report_options *options,
                           const struct exporter *exporter, struct failure *why)
{
    if (options->list_count)
        return choose_listed(comparison, options, why);
    if (exporter_is_for_people(exporter) && !options->all_columns) {
        for (size_t i = 0; i < sizeof shown_columns / sizeof *shown_columns; i++)
            if (exporter == &xlsx_exporter || !shown_columns[i].only_workbook)
                show_column(comparison, &shown_columns[i].column, options);
        return true;
    }
    for (size_t i = 0; i < comparison->grid.column_count; i++)
        add_column(comparison, i, (struct column){.name = comparison->grid.names[i], .priority = (unsigned)i}, options);
    return true;
}

/* The number of the note with that text, added where it is new; 0 without memory or room. */
static unsigned note_number(struct comparison *comparison, const char *text)
{
    for (size_t i = 0; i < comparison->note_count; i++)
        if (strcmp(comparison->notes[i], text) == 0)
            return (unsigned)i + 1;
    char *copy = comparison->note_count < NOTES ? strdup(text) : NULL;
    if (!copy)
        return 0;
    comparison->notes[comparison->note_count++] = copy;
    return (unsigned)comparison->note_count;
}

static bool applies(const struct grid *grid, size_t row, const struct footnote *footnote)
{
    struct cell cell = grid_cell(grid, row, footnote->condition);
    if (footnote->equals)
        return cell.kind == CELL_TEXT && span_equal(cell.text, span_of(footnote->equals));
    return cell.kind == CELL_INTEGER && cell.integer > 0;
}

static struct cell shown_cell(struct comparison *comparison, size_t row, size_t column)
{
    const struct grid *grid = &comparison->grid;
    const char *name = grid->names[comparison->source_columns[column]];
    struct cell cell = grid->cells[row * grid->column_count + comparison->source_columns[column]];
    if (cell.kind == CELL_BLANK && strcmp(stand_in_for(name), name) != 0) {
        cell = grid_cell(grid, row, stand_in_for(name));
        if (cell.kind != CELL_BLANK)
            cell.note = note_number(comparison, STAND_IN_NOTE);
        return cell;
    }
    for (size_t i = 0; !cell.note && i < sizeof footnotes / sizeof *footnotes; i++)
        if (strcmp(footnotes[i].column, name) == 0 && applies(grid, row, &footnotes[i]))
            cell.note = note_number(comparison, footnotes[i].text);
    return cell;
}

static bool fill_cells(struct comparison *comparison)
{
    size_t rows = comparison->grid.row_count, columns = comparison->column_count;
    comparison->cells = calloc(rows * columns + 1, sizeof *comparison->cells);
    for (size_t i = 0; comparison->cells && i < rows * columns; i++)
        comparison->cells[i] = shown_cell(comparison, i / columns, i % columns);
    return comparison->cells != NULL;
}

static bool holds(const struct remark *remark, const struct report_options *options)
{
    switch (remark->when) {
    case COLD_LEFT_OUT:
        return !options->counts_cold;
    case COLD_COUNTED:
        return options->counts_cold;
    case CACHED_LEFT_OUT:
        return !options->counts_cached;
    case CACHED_COUNTED:
        return options->counts_cached;
    default:
        return true;
    }
}

static void add_remarks(struct comparison *comparison, const struct report_options *options)
{
    struct buffer text = {0};
    for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++) {
        int64_t count = grid_sum(&comparison->grid, remarks[i].column);
        if (count && holds(&remarks[i], options))
            buffer_print(&text, "%s%lld %s", text.len ? "; " : "", (long long)count,
                         count == 1 ? remarks[i].one : remarks[i].many);
    }
    if (text.len)
        buffer_add(&text, SPAN("."));
    buffer_add_byte(&text, '\0');
    if (!text.failed && text.len > 1)
        note_number(comparison, text.ptr);
    buffer_release(&text);
}

/* Rows that were asked prompts of different length are not like and like. */
static bool add_length_gap(struct comparison *comparison, struct db *db, const struct report_options *options,
                           struct failure *why)
{
    struct grid gap;
    if (options->by_length)
        return true;
    if (!grid_load(db, "SELECT * FROM prompt_length_gap", &gap, why))
        return false;
    struct buffer text = {0};
    if (gap.row_count) {
        buffer_print(&text, "median prompts reach from %.0f tokens (", grid_cell(&gap, 0, "shortest_p50_count").real);
        display_add(&text, grid_cell(&gap, 0, "shortest_series").text);
        buffer_print(&text, ") to %.0f (", grid_cell(&gap, 0, "longest_p50_count").real);
        display_add(&text, grid_cell(&gap, 0, "longest_series").text);
        buffer_add(&text,
                   SPAN("): TTFT and rates of unlike prompts; --bucket prompt=128,512,2048 compares like with like."));
    }
    buffer_add_byte(&text, '\0');
    if (!text.failed && gap.row_count)
        note_number(comparison, text.ptr);
    buffer_release(&text);
    grid_release(&gap);
    return true;
}

/* Whether normalised rates come from exchange rates between tokenizers; one method holds for all rows. */
static bool uses_factors(const struct grid *grid)
{
    static const char *const factor_methods[] = {"user", "matched", "reference"};
    for (size_t i = 0; grid->row_count && i < sizeof factor_methods / sizeof *factor_methods; i++)
        if (span_equal(grid_cell(grid, 0, "norm_method").text, span_of(factor_methods[i])))
            return true;
    return false;
}

/* Exchange rates that are known but not used, since only rates in one unit are compared. */
static bool add_unused_factors(struct comparison *comparison, struct db *db, const struct report_options *options,
                               struct failure *why)
{
    struct maybe factors;
    if (uses_factors(&comparison->grid))
        return true;
    if (!db_number(db, "SELECT count(*) FROM tokenizer_factors WHERE method IN ('user', 'matched')", &factors, why))
        return false;
    if (factors.value || options->reference)
        note_number(comparison, "tokenizer factors are not used: not every row has one (evalrate model set NAME "
                                "tokens-per-reference=…, or reference=1 for the yardstick).");
    return true;
}

/* The share of good requests, where its columns are not in sight or need a word. */
static void add_goodput(struct comparison *comparison, const struct report_options *options)
{
    const struct grid *grid = &comparison->grid;
    struct buffer text = {0};
    if (!options->objective)
        return;
    struct cell good = grid_cell(grid, 0, "good_ratio");
    if (grid->row_count == 1 && good.kind == CELL_REAL)
        buffer_print(&text, "%.1f %% (95 %% interval %.1f to %.1f) of %lld requests are good: they meet ",
                     100 * good.real, 100 * grid_cell(grid, 0, "good_lo_ratio").real,
                     100 * grid_cell(grid, 0, "good_hi_ratio").real, (long long)grid_count(grid, 0, "judged_count"));
    else
        buffer_add(&text, SPAN("good is the share of requests that meet "));
    display_add(&text, span_of(options->objective));
    int64_t unknown = grid_sum(grid, "unjudged_count");
    if (unknown)
        buffer_print(&text, "; %lld whose figures do not tell %s not good", (long long)unknown,
                     unknown == 1 ? "counts as" : "count as");
    buffer_add(&text, grid->row_count == 1 ? SPAN(".") : SPAN("; good lo and hi are its 95 % interval (Wilson)."));
    buffer_add_byte(&text, '\0');
    if (!text.failed)
        note_number(comparison, text.ptr);
    buffer_release(&text);
}

/* The first of what could not be used, by file and line, and how many more. */
static bool add_problems(struct comparison *comparison, struct db *db, struct failure *why)
{
    enum { NAMED = 3 };
    struct grid problems;
    if (!grid_load(db, "SELECT path, line FROM problems WHERE code <> 'nothing-found'", &problems, why))
        return false;
    struct buffer text = {0};
    size_t count = problems.row_count;
    if (count)
        buffer_print(&text, "%zu %s left out: ", count, count == 1 ? "thing was" : "things were");
    for (size_t row = 0; row < count && row < NAMED; row++) {
        if (row)
            buffer_add(&text, SPAN(", "));
        display_add(&text, grid_cell(&problems, row, "path").text);
        if (grid_count(&problems, row, "line"))
            buffer_print(&text, ":%lld", (long long)grid_count(&problems, row, "line"));
    }
    if (count > NAMED)
        buffer_print(&text, " and %zu more", count - NAMED);
    if (count)
        buffer_add(&text, SPAN(" (evalrate check tells why)."));
    buffer_add_byte(&text, '\0');
    if (!text.failed && count)
        note_number(comparison, text.ptr);
    buffer_release(&text);
    grid_release(&problems);
    return true;
}

static void add_count(struct buffer *text, int64_t count, const char *one, const char *many)
{
    buffer_print(text, "%s%lld %s", text->len ? " · " : "", (long long)count, count == 1 ? one : many);
}

/* What is constant, and what the numbers are, in one line. */
/* Where the TTFTs come from: one way, or several. */
static void add_ttft_origin(struct buffer *text, const struct grid *grid)
{
    int64_t all = grid_sum(grid, "ttft_count");
    int64_t measured = grid_sum(grid, "ttft_measured_count"), reported = grid_sum(grid, "ttft_reported_count");
    if (!all)
        return;
    if (measured == all)
        buffer_add(text, SPAN(" · TTFT: measured from the stream"));
    else if (reported == all)
        buffer_add(text, SPAN(" · TTFT: as the client measured it"));
    else if (measured + reported > 0)
        buffer_add(text, SPAN(" · TTFT: measured where the log tells it, else load + prompt"));
    else
        buffer_add(text, SPAN(" · TTFT: load + prompt"));
}

static bool add_caption(struct comparison *comparison, struct db *db, const struct report_options *options,
                        struct failure *why)
{
    struct grid declared;
    struct maybe files;
    if (!db_number(
            db,
            "SELECT count(DISTINCT r.source_id) FROM request_series s JOIN request r ON r.request_id = s.request_id"
            " WHERE r.status IN ('ok', 'partial')",
            &files, why) ||
        !grid_load(db, "SELECT DISTINCT key, value FROM run_meta ORDER BY key, value LIMIT 6", &declared, why))
        return false;
    struct buffer text = {0};
    const struct grid *grid = &comparison->grid;
    add_count(&text, grid_sum(grid, "n"), "measurement", "measurements");
    buffer_print(&text, " · %zu %s by %s", grid->row_count, grid->row_count == 1 ? "row" : "rows", options->by);
    add_count(&text, files.value, "file", "files");
    for (size_t row = 0; row < declared.row_count; row++) {
        buffer_add(&text, SPAN(" · "));
        display_add(&text, grid_cell(&declared, row, "key").text);
        buffer_add_byte(&text, ' ');
        display_add(&text, grid_cell(&declared, row, "value").text);
        buffer_add(&text, SPAN(" (declared)"));
    }
    add_ttft_origin(&text, grid);
    buffer_add(&text, SPAN(" · percentiles: linear"));
    if (options->reference && uses_factors(grid)) {
        buffer_add(&text, SPAN(" · reference tokens: "));
        display_add(&text, span_of(options->reference));
    }
    buffer_add_byte(&text, '\0');
    grid_release(&declared);
    if (text.failed)
        return failure_out_of_memory(why);
    comparison->caption = text.ptr;
    comparison->captions[comparison->caption_count++] = text.ptr;
    return true;
}

/* What was selected, and, in a workbook, what the columns are. */
static void add_further_captions(struct comparison *comparison, const struct report_options *options,
                                 const struct exporter *exporter)
{
    static const char *const explained[] = {
        "TTFT, time to first token: of warm requests, measured from a saved stream or load + prompt evaluation. TPOT, "
        "time "
        "per output token: eval_duration / eval_count.",
        "Rates are tokens (bytes) by time over all requests; decode p50 is the median request's, with its 95 % "
        "interval. vs "
        "baseline: times as fast as the base of sheet Compare, the geometric mean of what was judged there; above 1 is "
        "faster.",
    };
    if (options->selection)
        comparison->captions[comparison->caption_count++] = options->selection;
    for (size_t i = 0; exporter == &xlsx_exporter && i < sizeof explained / sizeof *explained; i++)
        comparison->captions[comparison->caption_count++] = explained[i];
}

/* Where the figures are from: for what is handed on. */
static bool add_provenance(struct comparison *comparison, struct db *db, const struct exporter *exporter,
                           struct failure *why)
{
    struct buffer text = {0};
    if (exporter != &xlsx_exporter && exporter != &markdown_exporter)
        return true;
    bool done = provenance_add(&text, db, why);
    buffer_add_byte(&text, '\0');
    if (!done || text.failed) {
        buffer_release(&text);
        return done ? failure_out_of_memory(why) : false;
    }
    comparison->provenance = text.ptr;
    comparison->captions[comparison->caption_count++] = text.ptr;
    return true;
}

static void add_baseline(struct comparison *comparison, const struct report_options *options,
                         const struct exporter *exporter)
{
    struct buffer text = {0};
    if (!options->baseline || exporter == &xlsx_exporter)
        return;
    buffer_add(&text, SPAN("vs baseline: times as fast as "));
    display_add(&text, span_of(options->baseline));
    buffer_add(&text, SPAN(", the geometric mean over the metrics that could be judged; above 1 is faster (evalrate "
                           "compare tells each, and how sure it is)."));
    buffer_add_byte(&text, '\0');
    if (!text.failed)
        note_number(comparison, text.ptr);
    buffer_release(&text);
}

/* --- the comparison ----------------------------------------------------------------------------------------------- */

static bool prepare_comparison(struct comparison *comparison, struct db *db, const struct report_options *options,
                               const struct exporter *exporter, struct failure *why)
{
    if (!report_query_load(db, options, &comparison->grid, why))
        return false;
    assert(comparison->grid.column_count <= COLUMNS);
    if (!choose_columns(comparison, options, exporter, why) || !add_caption(comparison, db, options, why))
        return false;
    add_further_captions(comparison, options, exporter);
    if (!add_provenance(comparison, db, exporter, why))
        return false;
    if (!fill_cells(comparison))
        return failure_out_of_memory(why);
    add_goodput(comparison, options);
    add_baseline(comparison, options, exporter);
    add_remarks(comparison, options);
    return add_length_gap(comparison, db, options, why) && add_unused_factors(comparison, db, options, why) &&
           add_problems(comparison, db, why);
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

/* Rows are compared with the baseline where one is named; in a workbook, which has room for it, else with the first. */
static bool compare_rows(struct store *store, const struct report_options *options, struct failure *why)
{
    struct maybe count;
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
    bool compares = workbook || options->baseline;
    bool done = (!compares || compare_rows(store, options, why)) &&
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
        done = done && (workbook ? workbook_write_sheets(&writing, store, rows, why)
                                 : further_facts_write(&facts, &writing, db, rows, why));
        done = writing_finish(&writing, done, why);
    }
    release_comparison(&comparison);
    return done;
}

/* --- any table ---------------------------------------------------------------------------------------------------- */

/* Whether there is a table or view of that name; only names from the schema get into the SQL. */
static bool has_table(struct db *db, const char *name, bool *has, struct failure *why)
{
    struct statement *look_up =
        db_prepare(db,
                   "SELECT 1 FROM (SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view')"
                   " UNION SELECT name FROM temp.sqlite_schema WHERE type IN ('table', 'view'))"
                   " WHERE name = ?1 AND name NOT LIKE 'sqlite%' AND name NOT GLOB '*[^A-Za-z0-9_]*'",
                   why);
    if (!look_up)
        return false;
    statement_bind_text(look_up, 1, span_of(name));
    enum step step = statement_step(look_up, why);
    *has = step == STEP_ROW;
    statement_close(look_up);
    return step != STEP_FAILED;
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
    if (!has)
        return failure_set(why, "there is no table '%.80s'; evalrate export --tables lists them", name);
    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", name);
    struct table table = {.name = name, .title = name};
    if (!writing_start(&writing, target, why))
        return false;
    return writing_finish(&writing, writing_query(&writing, db, sql, &table, rows, why), why);
}
