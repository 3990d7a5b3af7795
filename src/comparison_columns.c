/*
 * Which columns of report_models are shown, in which order, and which of their cells carry a footnote.
 */
#include "comparison.h"

#include "report_query.h"
#include "writing.h"

#include <stdlib.h>

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
    bool blank = grid->row_count > 0 && grid_column_is_blank(grid, at) &&
                 grid_column_is_blank(grid, grid_column(grid, stand_in_for(column->name)));
    if (at == grid->column_count || blank || is_idle(grid, column->name))
        return;
    add_column(comparison, at, *column, options);
}

/* The columns that -M names; what the rows are stands first all the same. */
static bool choose_listed(struct comparison *comparison, const struct report_options *options, struct failure *why)
{
    const struct grid *grid = &comparison->grid;
    bool chosen[COMPARISON_COLUMNS] = {false};
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

bool comparison_choose(struct comparison *comparison, const struct report_options *options,
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
            cell.note = comparison_note(comparison, STAND_IN_NOTE);
        return cell;
    }
    for (size_t i = 0; !cell.note && i < sizeof footnotes / sizeof *footnotes; i++)
        if (strcmp(footnotes[i].column, name) == 0 && applies(grid, row, &footnotes[i]))
            cell.note = comparison_note(comparison, footnotes[i].text);
    return cell;
}

bool comparison_fill(struct comparison *comparison, struct failure *why)
{
    size_t rows = comparison->grid.row_count, columns = comparison->column_count;
    comparison->cells = calloc(rows * columns + 1, sizeof *comparison->cells);
    for (size_t i = 0; comparison->cells && i < rows * columns; i++)
        comparison->cells[i] = shown_cell(comparison, i / columns, i % columns);
    return comparison->cells || failure_out_of_memory(why);
}
