/*
 * What a comparison looks like.
 *
 *  1. People see the columns of people_columns, a workbook those of workbook_columns, whose ratio of the figures is a
 *     formula; programs get report_compare (or report_matrix) as it is.
 *  2. What no test could tell is "~". Every blank and every mark has its footnote.
 *  3. What is about all rows stands below them: which prompts made pairs and what was left out, lengths that differ so
 *     much that workloads are compared and not models, what p is adjusted for.
 */
#include "shown.h"

#include "units.h"
#include "stats.h"

#include <stdlib.h>

/* --- cells for people --------------------------------------------------------------------------------------------- */

static struct cell make_metric(struct shown *shown, size_t row)
{
    char heading[64];
    struct buffer text = {0};
    struct cell metric = shown_cell(shown, row, "metric");
    if (shown_says(shown, row, "metric", "geometric_mean")) {
        buffer_print(&text, "geometric mean of %lld", (long long)grid_count(&shown->grid, row, "mean_over_count"));
    } else {
        unit_full_heading(metric.text.ptr, heading, sizeof heading);
        buffer_add(&text, span_of(heading));
    }
    return shown_text(shown, &text);
}

static void add_interval(struct buffer *out, struct cell lo, struct cell hi)
{
    buffer_add_byte(out, '[');
    shown_add_number(out, lo);
    buffer_add(out, SPAN(", "));
    shown_add_number(out, hi);
    buffer_add_byte(out, ']');
}

/* "437 [401, 480]" */
static struct cell make_figure(struct shown *shown, size_t row, const char *value, const char *lo, const char *hi)
{
    struct buffer text = {0};
    if (!shown_knows(shown, row, value))
        return (struct cell){.kind = CELL_BLANK};
    shown_add_number(&text, shown_cell(shown, row, value));
    if (shown_knows(shown, row, lo) && shown_knows(shown, row, hi)) {
        buffer_add_byte(&text, ' ');
        add_interval(&text, shown_cell(shown, row, lo), shown_cell(shown, row, hi));
    }
    return shown_text(shown, &text);
}

static struct cell make_base(struct shown *shown, size_t row)
{
    return make_figure(shown, row, "base_value", "base_lo", "base_hi");
}

static struct cell make_candidate(struct shown *shown, size_t row)
{
    return make_figure(shown, row, "candidate_value", "candidate_lo", "candidate_hi");
}

static struct cell make_ratio_interval(struct shown *shown, size_t row)
{
    struct buffer text = {0};
    if (!shown_knows(shown, row, "speed_lo_ratio") || !shown_knows(shown, row, "speed_hi_ratio"))
        return (struct cell){.kind = CELL_BLANK};
    add_interval(&text, shown_cell(shown, row, "speed_lo_ratio"), shown_cell(shown, row, "speed_hi_ratio"));
    return shown_text(shown, &text);
}

/* "1.23x faster", "1.12x slower", "about the same", "~" */
static struct cell make_verdict(struct shown *shown, size_t row)
{
    struct buffer text = {0};
    double ratio = shown_cell(shown, row, "speed_ratio").real;
    bool faster = shown_says(shown, row, "verdict", "faster"), slower = shown_says(shown, row, "verdict", "slower");
    if (!shown_knows(shown, row, "verdict"))
        return (struct cell){.kind = CELL_BLANK};
    if (faster || slower) {
        shown_add_number(&text, (struct cell){.kind = CELL_REAL, .real = faster ? ratio : 1 / ratio});
        buffer_add(&text, faster ? SPAN("x faster") : SPAN("x slower"));
    } else {
        buffer_add(&text, shown_says(shown, row, "verdict", "cannot tell") ? SPAN("~")
                                                                           : shown_cell(shown, row, "verdict").text);
    }
    return shown_text(shown, &text);
}

/* Two digits: a p-value has no more. */
static struct cell make_p(struct shown *shown, size_t row)
{
    struct buffer text = {0};
    struct cell p = shown_cell(shown, row, "holm_p");
    if (p.kind != CELL_REAL)
        return (struct cell){.kind = CELL_BLANK};
    if (p.real < 1e-10)
        buffer_add(&text, SPAN("< 1e-10"));
    else
        buffer_print(&text, "%.2g", p.real);
    return shown_text(shown, &text);
}

/* "9 pairs" or "12 + 10" */
static struct cell make_n(struct shown *shown, size_t row)
{
    struct buffer text = {0};
    const struct grid *grid = &shown->grid;
    if (!shown_knows(shown, row, "base_count"))
        return (struct cell){.kind = CELL_BLANK};
    if (shown_knows(shown, row, "pair_count"))
        buffer_print(&text, "%lld pairs", (long long)grid_count(grid, row, "pair_count"));
    else
        buffer_print(&text, "%lld + %lld", (long long)grid_count(grid, row, "base_count"),
                     (long long)grid_count(grid, row, "candidate_count"));
    return shown_text(shown, &text);
}

/* --- footnotes of cells ------------------------------------------------------------------------------------------- */

static unsigned note_unit(struct shown *shown, size_t row)
{
    if (!grid_count(&shown->grid, row, "is_raw"))
        return 0;
    if (!shown_knows(shown, row, "verdict"))
        return shown_note_text(
            shown, "tokens of different tokenizers are different units: shown, but not judged; norm decode is "
                   "in reference tokens.");
    return shown_note_text(shown,
                           "tokens of different tokenizers are different units, and no factor between them is known; "
                           "decode B/s compares without.");
}

static unsigned note_interval(struct shown *shown, size_t row, const char *value, const char *lo, const char *hi)
{
    struct buffer text = {0};
    if (!shown_knows(shown, row, value) || (shown_knows(shown, row, lo) && shown_knows(shown, row, hi)))
        return 0;
    buffer_print(&text, "no 95 %% interval from fewer than %zu requests.",
                 shown_says(shown, row, "figure", "rate") ? (size_t)BOOTSTRAP_LEAST_N
                                                          : order_interval_least_n(QUANTILE_WHOLE / 2, 0.95));
    return shown_note(shown, &text);
}

static unsigned note_base(struct shown *shown, size_t row)
{
    return note_interval(shown, row, "base_value", "base_lo", "base_hi");
}

static unsigned note_candidate(struct shown *shown, size_t row)
{
    return note_interval(shown, row, "candidate_value", "candidate_lo", "candidate_hi");
}

/* Whether the ratio of the figures points the other way. */
static bool figures_disagree(const struct shown *shown, size_t row)
{
    double figures = shown_cell(shown, row, "figures_ratio").real, typical = shown_cell(shown, row, "speed_ratio").real;
    return (shown_says(shown, row, "verdict", "faster") && figures < 1 && typical > 1) ||
           (shown_says(shown, row, "verdict", "slower") && figures > 1 && typical < 1);
}

/* Where so few values cannot tell whatever they are, how many could. */
static unsigned note_verdict(struct shown *shown, size_t row)
{
    struct buffer text = {0};
    long long needed = (long long)grid_count(&shown->grid, row, "needed_count");
    if (figures_disagree(shown, row))
        return shown_note_text(
            shown, "the figures say otherwise: they are those of all requests together, the ratio is that of "
                   "like with like.");
    if (!needed)
        return 0;
    buffer_print(&text, "too few to tell; %lld %s could.", needed,
                 shown_knows(shown, row, "pair_count") ? "pairs" : "requests a side");
    return shown_note(shown, &text);
}

/* --- columns ------------------------------------------------------------------------------------------------------ */

struct shown_column {
    struct column column;
    struct cell (*make)(struct shown *, size_t row); /* NULL: report_compare's cell of that name */
    unsigned (*note)(struct shown *, size_t row);    /* NULL: no notes */
    bool only_with_many_pairs;
};

static const struct shown_column people_columns[] = {
    {.column = {.name = "metric"}, .make = make_metric, .note = note_unit},
    {.column = {.name = "candidate"}, .only_with_many_pairs = true},
    {.column = {.name = "base [95 %]", .priority = 2}, .make = make_base, .note = note_base},
    {.column = {.name = "candidate [95 %]", .priority = 2}, .make = make_candidate, .note = note_candidate},
    {.column = {.name = "speed_ratio", .priority = 3, .versus = true}},
    {.column = {.name = "[95 %]", .priority = 4}, .make = make_ratio_interval},
    {.column = {.name = "verdict", .priority = 1}, .make = make_verdict, .note = note_verdict},
    {.column = {.name = "p", .priority = 5}, .make = make_p},
    {.column = {.name = "effect", .priority = 8}},
    {.column = {.name = "n", .priority = 6}, .make = make_n},
};

static const struct shown_column workbook_columns[] = {
    {.column = {.name = "metric"}, .note = note_unit},
    {.column = {.name = "base"}},
    {.column = {.name = "candidate"}},
    {.column = {.name = "better"}},
    {.column = {.name = "figure"}},
    {.column = {.name = "base_value"}, .note = note_base},
    {.column = {.name = "base_lo"}},
    {.column = {.name = "base_hi"}},
    {.column = {.name = "candidate_value"}, .note = note_candidate},
    {.column = {.name = "candidate_lo"}},
    {.column = {.name = "candidate_hi"}},
    {.column = {.name = "figures_ratio",
                .versus = true,
                .formula = "IF([better]=\"lower\",[base_value]/[candidate_value],[candidate_value]/[base_value])"}},
    {.column = {.name = "speed_ratio", .versus = true}},
    {.column = {.name = "speed_lo_ratio"}},
    {.column = {.name = "speed_hi_ratio"}},
    {.column = {.name = "verdict"}, .note = note_verdict},
    {.column = {.name = "test_p"}},
    {.column = {.name = "holm_p"}},
    {.column = {.name = "effect_delta"}},
    {.column = {.name = "effect"}},
    {.column = {.name = "method"}},
    {.column = {.name = "pair_count"}},
    {.column = {.name = "better_count"}},
    {.column = {.name = "worse_count"}},
    {.column = {.name = "base_count"}},
    {.column = {.name = "candidate_count"}},
};

static struct cell make_cell(struct shown *shown, const struct shown_column *column, size_t row)
{
    struct cell cell = column->make ? column->make(shown, row) : shown_cell(shown, row, column->column.name);
    cell.note = column->note ? column->note(shown, row) : 0;
    return cell;
}

static bool fill(struct shown *shown, const struct shown_column *columns, size_t count)
{
    const struct shown_column *used[SHOWN_COLUMNS];
    for (size_t i = 0; i < count; i++) {
        if (columns[i].only_with_many_pairs && !shown->has_many_pairs)
            continue;
        used[shown->column_count] = &columns[i];
        shown->columns[shown->column_count++] = columns[i].column;
    }
    size_t cells = shown->grid.row_count * shown->column_count;
    shown->cells = calloc(cells + 1, sizeof *shown->cells);
    for (size_t i = 0; shown->cells && i < cells; i++)
        shown->cells[i] = make_cell(shown, used[i % shown->column_count], i / shown->column_count);
    return shown->cells && !shown->failed;
}

static bool is_filled(const struct shown *shown, size_t column)
{
    for (size_t row = 0; row < shown->grid.row_count; row++)
        if (shown->cells[row * shown->column_count + column].kind != CELL_BLANK)
            return true;
    return false;
}

static void drop_blank_columns(struct shown *shown)
{
    size_t source_columns[SHOWN_COLUMNS] = {0}, old_count = shown->column_count, count = 0;
    for (size_t i = 0; i < old_count; i++)
        if (is_filled(shown, i))
            source_columns[count++] = i;
    for (size_t i = 0; i < count; i++)
        shown->columns[i] = shown->columns[source_columns[i]];
    for (size_t i = 0; i < shown->grid.row_count * count; i++)
        shown->cells[i] = shown->cells[i / count * old_count + source_columns[i % count]];
    shown->column_count = count;
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static bool prepare(struct shown *shown, struct db *db, const struct compare_report_options *options,
                    struct failure *why)
{
    if (!grid_load(db, "SELECT * FROM report_compare", &shown->grid, why))
        return false;
    shown->is_matrix = options->matrix;
    shown->has_many_pairs = shown_candidates(&shown->grid) > 1;
    shown_add_captions(shown);
    return !shown->failed || failure_out_of_memory(why);
}

static bool write_table(struct writing *writing, struct shown *shown, struct db *db,
                        const struct compare_report_options *options, size_t *rows, struct failure *why)
{
    bool workbook = writing->exporter == &xlsx_exporter;
    const struct shown_column *columns = workbook ? workbook_columns : people_columns;
    size_t count =
        workbook ? sizeof workbook_columns / sizeof *workbook_columns : sizeof people_columns / sizeof *people_columns;
    if (!fill(shown, columns, count))
        return failure_out_of_memory(why);
    if (workbook)
        drop_blank_columns(shown);
    if (!shown_add_remarks(shown, db, options, why))
        return false;
    struct table table = shown_table(shown, "compare", "Compare");
    *rows = shown->grid.row_count;
    return writing_cells(writing, &table, shown->cells, *rows, why);
}

static bool write_for_programs(struct writing *writing, struct shown *shown, struct db *db,
                               const struct compare_report_options *options, size_t *rows, struct failure *why)
{
    if (!shown_add_remarks(shown, db, options, why))
        return false;
    struct table table =
        options->matrix ? shown_table(shown, "matrix", "Matrix") : shown_table(shown, "compare", "Compare");
    return writing_query(writing, db, options->matrix ? "SELECT * FROM report_matrix" : "SELECT * FROM report_compare",
                         &table, rows, why);
}

static bool write_shown(struct writing *writing, struct shown *shown, struct db *db,
                        const struct compare_report_options *options, size_t *rows, struct failure *why)
{
    if (!exporter_is_for_people(writing->exporter))
        return write_for_programs(writing, shown, db, options, rows, why);
    if (options->matrix)
        return shown_add_remarks(shown, db, options, why) && shown_write_matrix(shown, writing, db, rows, why);
    return write_table(writing, shown, db, options, rows, why);
}

bool compare_write(struct store *store, const struct compare_report_options *options, struct writing *writing,
                   size_t *rows, struct failure *why)
{
    struct shown shown = {0};
    struct db *db = store_db(store);
    *rows = 0;
    bool done = prepare(&shown, db, options, why) && write_shown(writing, &shown, db, options, rows, why);
    shown_release(&shown);
    return done;
}

bool compare_report(struct store *store, const struct compare_report_options *options,
                    const struct report_target *target, size_t *rows, struct failure *why)
{
    struct writing writing;
    *rows = 0;
    if (!writing_start(&writing, target, why))
        return false;
    return writing_finish(&writing, compare_write(store, options, &writing, rows, why), why);
}
