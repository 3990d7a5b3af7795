/*
 * What a comparison looks like.
 *
 *  1. People see the columns of people_columns, a workbook those of workbook_columns, whose ratio of the figures is a
 *     formula; programs get report_compare (or report_matrix) as it is.
 *  2. What no test could tell is "~". Every blank and every mark has its footnote.
 *  3. What is about all rows stands below them: which prompts made pairs and what was left out, lengths that differ so
 *     much that workloads are compared and not models, what p is adjusted for.
 */
#include "compare.h"

#include "buffer.h"
#include "display.h"
#include "grid.h"
#include "number.h"
#include "stats.h"
#include "units.h"
#include "writing.h"

#include <assert.h>
#include <stdlib.h>

enum { NOTES = 64, COLUMNS = 32, CAPTIONS = 2, NAMED = 4, LISTED = 12 };

struct shown {
    struct grid grid; /* report_compare */
    struct cell *cells;
    size_t column_count;
    struct column columns[COLUMNS];
    char **texts; /* owned, of cells */
    size_t text_count, text_capacity;
    char *notes[NOTES];
    size_t note_count;
    char *captions[CAPTIONS];
    bool has_many_pairs, is_matrix, failed; /* failed: out of memory */
};

static void release(struct shown *shown)
{
    for (size_t i = 0; i < shown->text_count; i++)
        free(shown->texts[i]);
    for (size_t i = 0; i < shown->note_count; i++)
        free(shown->notes[i]);
    for (size_t i = 0; i < CAPTIONS; i++)
        free(shown->captions[i]);
    free(shown->texts);
    free(shown->cells);
    grid_release(&shown->grid);
}

/* --- building blocks ---------------------------------------------------------------------------------------------- */

/* The buffer's text, now owned by the caller; NULL without memory. */
static char *take_text(struct shown *shown, struct buffer *text)
{
    buffer_add_byte(text, '\0');
    if (text->failed) {
        shown->failed = true;
        buffer_release(text);
        return NULL;
    }
    return text->ptr;
}

/* The buffer's text as a cell, owned by `shown`. */
static struct cell text_cell(struct shown *shown, struct buffer *text)
{
    char *taken = take_text(shown, text);
    if (taken && shown->text_count == shown->text_capacity) {
        size_t capacity = shown->text_capacity ? shown->text_capacity * 2 : 64;
        char **grown = realloc(shown->texts, capacity * sizeof *grown);
        if (grown) {
            shown->texts = grown;
            shown->text_capacity = capacity;
        }
    }
    if (!taken || shown->text_count == shown->text_capacity) {
        free(taken);
        shown->failed = true;
        return (struct cell){.kind = CELL_BLANK};
    }
    shown->texts[shown->text_count++] = taken;
    return (struct cell){.kind = CELL_TEXT, .text = span_of(taken)};
}

/* The number of the note with that text, added where it is new; 0 where it has no room. Takes the text. */
static unsigned note_number(struct shown *shown, struct buffer *text)
{
    char *taken = take_text(shown, text);
    size_t i = 0;
    while (taken && i < shown->note_count && strcmp(shown->notes[i], taken) != 0)
        i++;
    if (!taken || i == NOTES || i < shown->note_count) {
        free(taken);
        return taken && i < shown->note_count ? (unsigned)i + 1 : 0;
    }
    shown->notes[shown->note_count++] = taken;
    return (unsigned)shown->note_count;
}

static unsigned note_of(struct shown *shown, const char *text)
{
    struct buffer buffer = {0};
    buffer_add(&buffer, span_of(text));
    return note_number(shown, &buffer);
}

static struct cell cell_of(const struct shown *shown, size_t row, const char *column)
{
    return grid_cell(&shown->grid, row, column);
}

static bool is_known(const struct shown *shown, size_t row, const char *column)
{
    return cell_of(shown, row, column).kind != CELL_BLANK;
}

static bool is_text(const struct shown *shown, size_t row, const char *column, const char *text)
{
    struct cell cell = cell_of(shown, row, column);
    return cell.kind == CELL_TEXT && span_equal(cell.text, span_of(text));
}

static void add_number(struct buffer *out, struct cell cell)
{
    char number[NUMBER_SIZE];
    if (cell.kind == CELL_REAL)
        buffer_add(out, (struct span){number, number_display(cell.real, -1, number)});
    else if (cell.kind == CELL_INTEGER)
        buffer_add(out, (struct span){number, number_integer(cell.integer, number)});
}

static void add_interval(struct buffer *out, struct cell lo, struct cell hi)
{
    buffer_add_byte(out, '[');
    add_number(out, lo);
    buffer_add(out, SPAN(", "));
    add_number(out, hi);
    buffer_add_byte(out, ']');
}

/* --- cells for people --------------------------------------------------------------------------------------------- */

static struct cell make_metric(struct shown *shown, size_t row)
{
    char heading[64];
    struct buffer text = {0};
    struct cell metric = cell_of(shown, row, "metric");
    if (is_text(shown, row, "metric", "geometric_mean")) {
        buffer_print(&text, "geometric mean of %lld", (long long)grid_count(&shown->grid, row, "mean_over_count"));
    } else {
        unit_full_heading(metric.text.ptr, heading, sizeof heading);
        buffer_add(&text, span_of(heading));
    }
    return text_cell(shown, &text);
}

/* "437 [401, 480]" */
static struct cell make_figure(struct shown *shown, size_t row, const char *value, const char *lo, const char *hi)
{
    struct buffer text = {0};
    if (!is_known(shown, row, value))
        return (struct cell){.kind = CELL_BLANK};
    add_number(&text, cell_of(shown, row, value));
    if (is_known(shown, row, lo) && is_known(shown, row, hi)) {
        buffer_add_byte(&text, ' ');
        add_interval(&text, cell_of(shown, row, lo), cell_of(shown, row, hi));
    }
    return text_cell(shown, &text);
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
    if (!is_known(shown, row, "speed_lo_ratio") || !is_known(shown, row, "speed_hi_ratio"))
        return (struct cell){.kind = CELL_BLANK};
    add_interval(&text, cell_of(shown, row, "speed_lo_ratio"), cell_of(shown, row, "speed_hi_ratio"));
    return text_cell(shown, &text);
}

/* "1.23x faster", "1.12x slower", "about the same", "~" */
static struct cell make_verdict(struct shown *shown, size_t row)
{
    struct buffer text = {0};
    double ratio = cell_of(shown, row, "speed_ratio").real;
    bool faster = is_text(shown, row, "verdict", "faster"), slower = is_text(shown, row, "verdict", "slower");
    if (!is_known(shown, row, "verdict"))
        return (struct cell){.kind = CELL_BLANK};
    if (faster || slower) {
        add_number(&text, (struct cell){.kind = CELL_REAL, .real = faster ? ratio : 1 / ratio});
        buffer_add(&text, faster ? SPAN("x faster") : SPAN("x slower"));
    } else {
        buffer_add(&text,
                   is_text(shown, row, "verdict", "cannot tell") ? SPAN("~") : cell_of(shown, row, "verdict").text);
    }
    return text_cell(shown, &text);
}

/* Two digits: a p-value has no more. */
static struct cell make_p(struct shown *shown, size_t row)
{
    struct buffer text = {0};
    struct cell p = cell_of(shown, row, "holm_p");
    if (p.kind != CELL_REAL)
        return (struct cell){.kind = CELL_BLANK};
    if (p.real < 1e-10)
        buffer_add(&text, SPAN("< 1e-10"));
    else
        buffer_print(&text, "%.2g", p.real);
    return text_cell(shown, &text);
}

/* "9 pairs" or "12 + 10" */
static struct cell make_n(struct shown *shown, size_t row)
{
    struct buffer text = {0};
    const struct grid *grid = &shown->grid;
    if (!is_known(shown, row, "base_count"))
        return (struct cell){.kind = CELL_BLANK};
    if (is_known(shown, row, "pair_count"))
        buffer_print(&text, "%lld pairs", (long long)grid_count(grid, row, "pair_count"));
    else
        buffer_print(&text, "%lld + %lld", (long long)grid_count(grid, row, "base_count"),
                     (long long)grid_count(grid, row, "candidate_count"));
    return text_cell(shown, &text);
}

/* --- footnotes of cells ------------------------------------------------------------------------------------------- */

static unsigned note_unit(struct shown *shown, size_t row)
{
    if (!grid_count(&shown->grid, row, "is_raw"))
        return 0;
    if (!is_known(shown, row, "verdict"))
        return note_of(shown,
                       "tokens of different tokenizers are different units: shown, but not judged; norm decode is "
                       "in reference tokens.");
    return note_of(shown, "tokens of different tokenizers are different units, and no factor between them is known; "
                          "decode B/s compares without.");
}

static unsigned note_interval(struct shown *shown, size_t row, const char *value, const char *lo, const char *hi)
{
    struct buffer text = {0};
    if (!is_known(shown, row, value) || (is_known(shown, row, lo) && is_known(shown, row, hi)))
        return 0;
    buffer_print(&text, "no 95 %% interval from fewer than %zu requests.",
                 is_text(shown, row, "figure", "rate") ? (size_t)BOOTSTRAP_LEAST_N
                                                       : order_interval_least_n(QUANTILE_WHOLE / 2, 0.95));
    return note_number(shown, &text);
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
    double figures = cell_of(shown, row, "figures_ratio").real, typical = cell_of(shown, row, "speed_ratio").real;
    return (is_text(shown, row, "verdict", "faster") && figures < 1 && typical > 1) ||
           (is_text(shown, row, "verdict", "slower") && figures > 1 && typical < 1);
}

/* Where so few values cannot tell whatever they are, how many could. */
static unsigned note_verdict(struct shown *shown, size_t row)
{
    struct buffer text = {0};
    long long needed = (long long)grid_count(&shown->grid, row, "needed_count");
    if (figures_disagree(shown, row))
        return note_of(shown,
                       "the figures say otherwise: they are those of all requests together, the ratio is that of "
                       "like with like.");
    if (!needed)
        return 0;
    buffer_print(&text, "too few to tell; %lld %s could.", needed,
                 is_known(shown, row, "pair_count") ? "pairs" : "requests a side");
    return note_number(shown, &text);
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
    {.column = {.name = "base [95 %]", .priority = 5}, .make = make_base, .note = note_base},
    {.column = {.name = "candidate [95 %]", .priority = 4}, .make = make_candidate, .note = note_candidate},
    {.column = {.name = "speed_ratio", .priority = 2}},
    {.column = {.name = "[95 %]", .priority = 3}, .make = make_ratio_interval},
    {.column = {.name = "verdict", .priority = 1}, .make = make_verdict, .note = note_verdict},
    {.column = {.name = "p", .priority = 6}, .make = make_p},
    {.column = {.name = "effect", .priority = 8}},
    {.column = {.name = "n", .priority = 7}, .make = make_n},
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
                .formula = "IF([better]=\"lower\",[base_value]/[candidate_value],[candidate_value]/[base_value])"}},
    {.column = {.name = "speed_ratio"}},
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
    struct cell cell = column->make ? column->make(shown, row) : cell_of(shown, row, column->column.name);
    cell.note = column->note ? column->note(shown, row) : 0;
    return cell;
}

static bool fill(struct shown *shown, const struct shown_column *columns, size_t count)
{
    const struct shown_column *used[COLUMNS];
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

/* --- what is about all rows --------------------------------------------------------------------------------------- */

static size_t distinct_candidates(const struct grid *grid)
{
    size_t count = 0;
    for (size_t row = 0; row < grid->row_count; row++) {
        size_t first = 0;
        while (!span_equal(grid_cell(grid, first, "candidate").text, grid_cell(grid, row, "candidate").text))
            first++;
        count += first == row;
    }
    return count;
}

static void add_name(struct buffer *out, const struct shown *shown, size_t row, const char *side)
{
    display_add(out, cell_of(shown, row, side).text);
}

static void add_captions(struct shown *shown)
{
    struct buffer first = {0}, second = {0};
    size_t candidates = distinct_candidates(&shown->grid);
    if (!shown->is_matrix && shown->grid.row_count) {
        buffer_add(&first, SPAN("base: "));
        add_name(&first, shown, 0, "base");
        buffer_add(&first, SPAN(" · candidate"));
        if (candidates == 1) {
            buffer_add(&first, SPAN(": "));
            add_name(&first, shown, 0, "candidate");
        } else {
            buffer_print(&first, "s: %zu", candidates);
        }
        buffer_add(&first, SPAN(" · ratio above 1: the candidate is better"));
    } else {
        buffer_add(&first, SPAN("how many times as fast the row is as the column · ~: no difference can be told"));
    }
    buffer_add(&second,
               SPAN("times: medians; rates: tokens by time; ratio: the typical one, by prompt where prompts are "
                    "shared; brackets: 95 % intervals"));
    shown->captions[0] = take_text(shown, &first);
    shown->captions[1] = take_text(shown, &second);
}

/* The candidate, for the base is known; in a matrix both. */
static void add_pair_name(struct buffer *out, const struct shown *shown, size_t row)
{
    add_name(out, shown, row, "candidate");
    if (!shown->is_matrix)
        return;
    buffer_add(out, SPAN(" / "));
    add_name(out, shown, row, "base");
}

/* Ends a list of `count` pairs, of which LISTED were named, and makes it a note. */
static void end_list(struct shown *shown, struct buffer *text, size_t count)
{
    if (count > LISTED)
        buffer_print(text, " and %zu more", count - LISTED);
    if (count)
        buffer_add_byte(text, '.');
    if (count)
        note_number(shown, text);
}

/* Whether no row before has the same pair and `column` known. */
static bool is_first_of_pair(const struct shown *shown, size_t row, const char *column)
{
    for (size_t i = 0; i < row; i++)
        if (span_equal(cell_of(shown, i, "candidate").text, cell_of(shown, row, "candidate").text) &&
            span_equal(cell_of(shown, i, "base").text, cell_of(shown, row, "base").text) && is_known(shown, i, column))
            return false;
    return is_known(shown, row, column);
}

static bool is_paired(const struct shown *shown, size_t row)
{
    return is_known(shown, row, "pair_count");
}

/* "paired by …: a (9 pairs; left out, without a partner: 14 + 1 requests), b (8 pairs)." */
static void remark_paired(struct shown *shown)
{
    const struct grid *grid = &shown->grid;
    struct buffer text = {0};
    size_t count = 0;
    for (size_t row = 0; row < grid->row_count; row++) {
        if (!is_first_of_pair(shown, row, "pair_count") || count++ >= LISTED)
            continue;
        long long base = (long long)grid_count(grid, row, "base_left_count"),
                  candidate = (long long)grid_count(grid, row, "candidate_left_count");
        buffer_add(&text, count == 1 ? SPAN("paired by the prompts that both sides answered: ") : SPAN(", "));
        add_pair_name(&text, shown, row);
        buffer_print(&text, " (%lld pairs", (long long)grid_count(grid, row, "pair_count"));
        if (base || candidate)
            buffer_print(&text, "; left out, without a partner: %lld + %lld requests", base, candidate);
        buffer_add_byte(&text, ')');
    }
    end_list(shown, &text, count);
}

static void remark_unpaired(struct shown *shown)
{
    struct buffer text = {0};
    size_t count = 0;
    for (size_t row = 0; row < shown->grid.row_count; row++) {
        if (!is_first_of_pair(shown, row, "method") || is_paired(shown, row) || count++ >= LISTED)
            continue;
        if (count == 1)
            buffer_print(&text,
                         "not paired, since fewer than %d prompts are known to be common: ", COMPARE_LEAST_PAIRS);
        else
            buffer_add(&text, SPAN(", "));
        add_pair_name(&text, shown, row);
    }
    end_list(shown, &text, count);
}

/* Whether two medians of lengths are further apart than the setting allows. */
static bool lengths_differ(const struct shown *shown, size_t row, const char *base, const char *candidate, double most)
{
    struct cell a = cell_of(shown, row, base), b = cell_of(shown, row, candidate);
    if (a.kind != CELL_REAL || b.kind != CELL_REAL || a.real <= 0 || b.real <= 0)
        return false;
    return a.real > b.real * most || b.real > a.real * most;
}

static void add_lengths(struct buffer *out, const struct shown *shown, size_t row, const char *what, const char *base,
                        const char *candidate)
{
    buffer_print(out, "%s: ", what);
    add_number(out, cell_of(shown, row, base));
    buffer_add(out, SPAN(" against "));
    add_number(out, cell_of(shown, row, candidate));
    buffer_add(out, SPAN(" tokens"));
}

/* TTFT as if both had been asked the same mix of prompt lengths, where both have all lengths. */
static bool add_stratified(struct buffer *out, struct db *db, const struct shown *shown, size_t row,
                           struct failure *why)
{
    struct statement *look_up = db_prepare(db,
                                           "SELECT a.ttft_standard_ms, b.ttft_standard_ms FROM standard_ttft a"
                                           " JOIN standard_ttft b ON b.series = ?2 WHERE a.series = ?1"
                                           " AND a.band_count = a.all_band_count AND b.band_count = b.all_band_count",
                                           why);
    if (!look_up)
        return false;
    statement_bind_text(look_up, 1, cell_of(shown, row, "base").text);
    statement_bind_text(look_up, 2, cell_of(shown, row, "candidate").text);
    enum step step = statement_step(look_up, why);
    if (step == STEP_ROW) {
        buffer_add(out, SPAN("; at the same mix of prompt lengths the mean TTFT is "));
        add_number(out, statement_cell(look_up, 0));
        buffer_add(out, SPAN(" against "));
        add_number(out, statement_cell(look_up, 1));
        buffer_add(out, SPAN(" ms (standard_ttft)"));
    } else if (step == STEP_DONE) {
        buffer_add(out, SPAN("; no common lengths to compare at (evalrate export --table strata)"));
    }
    statement_close(look_up);
    return step != STEP_FAILED;
}

/* Sides that are not paired and were asked or answered at other lengths compare workloads, not models. */
static bool remark_lengths(struct shown *shown, struct db *db, size_t row, double most, struct failure *why)
{
    bool prompts = lengths_differ(shown, row, "base_prompt_p50_count", "candidate_prompt_p50_count", most),
         answers = lengths_differ(shown, row, "base_answer_p50_count", "candidate_answer_p50_count", most);
    struct buffer text = {0};
    if (!prompts && !answers)
        return true;
    add_pair_name(&text, shown, row);
    buffer_add(&text, SPAN(": other lengths, so this compares workloads as well as models: "));
    if (prompts)
        add_lengths(&text, shown, row, "median prompt", "base_prompt_p50_count", "candidate_prompt_p50_count");
    if (answers)
        add_lengths(&text, shown, row, prompts ? ", median answer" : "median answer", "base_answer_p50_count",
                    "candidate_answer_p50_count");
    bool done = !prompts || add_stratified(&text, db, shown, row, why);
    buffer_add_byte(&text, '.');
    note_number(shown, &text);
    return done;
}

static void remark_tests(struct shown *shown, double threshold)
{
    struct buffer text = {0};
    size_t tests = 0;
    for (size_t row = 0; row < shown->grid.row_count; row++)
        tests += is_known(shown, row, "holm_p");
    if (tests)
        buffer_print(&text, "p is adjusted for the %zu tests of this table (Holm); ", tests);
    buffer_print(&text, "a difference below %g %% is about the same. ", threshold * 100);
    buffer_add(&text, SPAN("Requests of one run are alike: how much runs differ is not in these intervals."));
    note_number(shown, &text);
}

/* Series that hold more than one model compare mixtures. */
static bool remark_mixtures(struct shown *shown, struct db *db, struct failure *why)
{
    struct grid mixed;
    if (!grid_load(db,
                   "SELECT s.series AS series, count(DISTINCT r.model_id) AS model_count FROM request_series s"
                   " JOIN request r ON r.request_id = s.request_id WHERE s.series IN (SELECT base FROM comparison UNION"
                   " SELECT candidate FROM comparison) AND r.status IN ('ok', 'partial')"
                   " GROUP BY s.series HAVING count(DISTINCT r.model_id) > 1 ORDER BY s.series",
                   &mixed, why))
        return false;
    for (size_t row = 0; row < mixed.row_count && row < NAMED; row++) {
        struct buffer text = {0};
        display_add(&text, grid_cell(&mixed, row, "series").text);
        buffer_print(&text, " holds %lld models, which are compared as one (--by model compares them).",
                     (long long)grid_count(&mixed, row, "model_count"));
        note_number(shown, &text);
    }
    grid_release(&mixed);
    return true;
}

static bool add_remarks(struct shown *shown, struct db *db, const struct compare_report_options *options,
                        struct failure *why)
{
    struct maybe most;
    size_t named = 0;
    if (!db_number(db, "SELECT CAST(1000 * value AS INTEGER) FROM setting WHERE key = 'length_mark_ratio'", &most, why))
        return false;
    remark_paired(shown);
    remark_unpaired(shown);
    for (size_t row = 0; row < shown->grid.row_count && named < NAMED; row++) {
        if (!is_first_of_pair(shown, row, "method") || is_paired(shown, row))
            continue;
        named++;
        if (!remark_lengths(shown, db, row, (double)most.value / 1000, why))
            return false;
    }
    if (!remark_mixtures(shown, db, why))
        return false;
    for (size_t i = 0; i < options->remark_count; i++)
        note_of(shown, options->remarks[i]);
    remark_tests(shown, options->threshold);
    return !shown->failed || failure_out_of_memory(why);
}

static struct table describe(const struct shown *shown, const char *name, const char *title)
{
    return (struct table){
        .name = name,
        .title = title,
        .column_count = shown->column_count,
        .columns = shown->columns,
        .caption_count = CAPTIONS,
        .captions = (const char *const *)shown->captions,
        .note_count = shown->note_count,
        .notes = (const char *const *)shown->notes,
    };
}

/* --- the matrix --------------------------------------------------------------------------------------------------- */

/* Series get numbers, since many of their names would not fit beside each other. */
enum { MATRIX_MOST = 99 };

struct matrix {
    struct grid series, pairs; /* in the report's order; report_matrix */
    char (*headings)[8];
    struct column *columns;
};

static void release_matrix(struct matrix *matrix)
{
    grid_release(&matrix->series);
    grid_release(&matrix->pairs);
    free(matrix->headings);
    free(matrix->columns);
}

static bool load_matrix(struct matrix *matrix, struct db *db, struct failure *why)
{
    if (!grid_load(db,
                   "SELECT series FROM report_models WHERE series IN (SELECT base FROM comparison UNION"
                   " SELECT candidate FROM comparison)",
                   &matrix->series, why) ||
        !grid_load(db, "SELECT * FROM report_matrix", &matrix->pairs, why))
        return false;
    size_t n = matrix->series.row_count;
    if (n > MATRIX_MOST)
        return failure_set(why, "a matrix of %zu is more than can be read; --only chooses, or write --to csv", n);
    matrix->headings = calloc(n + 1, sizeof *matrix->headings);
    matrix->columns = calloc(n + 1, sizeof *matrix->columns);
    if (!matrix->headings || !matrix->columns)
        return failure_out_of_memory(why);
    matrix->columns[0] = (struct column){.name = "series"};
    for (size_t i = 0; i < n; i++) {
        snprintf(matrix->headings[i], sizeof matrix->headings[i], "%zu", i + 1);
        matrix->columns[i + 1] = (struct column){.name = matrix->headings[i], .priority = (unsigned)i + 1};
    }
    return true;
}

/* The ratio where the row is faster or slower than the column, "~" where nothing can be said; blank without figures. */
static struct cell matrix_cell(const struct matrix *matrix, size_t row, size_t column)
{
    const struct grid *pairs = &matrix->pairs;
    struct span candidate = grid_cell(&matrix->series, row, "series").text,
                base = grid_cell(&matrix->series, column, "series").text;
    size_t i = 0;
    while (i < pairs->row_count && !(span_equal(grid_cell(pairs, i, "candidate").text, candidate) &&
                                     span_equal(grid_cell(pairs, i, "base").text, base)))
        i++;
    struct cell verdict = i < pairs->row_count ? grid_cell(pairs, i, "verdict") : (struct cell){.kind = CELL_BLANK};
    if (verdict.kind != CELL_TEXT)
        return (struct cell){.kind = CELL_BLANK};
    if (span_equal(verdict.text, SPAN("cannot tell")))
        return (struct cell){.kind = CELL_TEXT, .text = SPAN("~")};
    return grid_cell(pairs, i, "speed_ratio");
}

static bool fill_matrix(struct shown *shown, const struct matrix *matrix)
{
    size_t n = matrix->series.row_count, width = n + 1;
    shown->column_count = width;
    shown->cells = calloc(n * width + 1, sizeof *shown->cells);
    for (size_t row = 0; shown->cells && row < n; row++) {
        struct buffer name = {0};
        buffer_print(&name, "%zu ", row + 1);
        display_add(&name, grid_cell(&matrix->series, row, "series").text);
        shown->cells[row * width] = text_cell(shown, &name);
        for (size_t column = 0; column < n; column++)
            if (column != row)
                shown->cells[row * width + 1 + column] = matrix_cell(matrix, row, column);
    }
    return shown->cells && !shown->failed;
}

static bool write_matrix(struct writing *writing, struct shown *shown, struct db *db, size_t *rows, struct failure *why)
{
    struct matrix matrix = {0};
    bool done = load_matrix(&matrix, db, why) && (fill_matrix(shown, &matrix) || failure_out_of_memory(why));
    if (done) {
        char title[80] = "Matrix";
        if (shown->grid.row_count)
            unit_full_heading(cell_of(shown, shown->grid.row_count - 1, "metric").text.ptr, title, sizeof title);
        struct table table = describe(shown, "matrix", title);
        table.columns = matrix.columns;
        *rows = matrix.series.row_count;
        done = writing_cells(writing, &table, shown->cells, *rows, why);
    }
    release_matrix(&matrix);
    return done;
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static bool prepare(struct shown *shown, struct db *db, const struct compare_report_options *options,
                    struct failure *why)
{
    if (!grid_load(db, "SELECT * FROM report_compare", &shown->grid, why))
        return false;
    shown->is_matrix = options->matrix;
    shown->has_many_pairs = distinct_candidates(&shown->grid) > 1;
    add_captions(shown);
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
    if (!add_remarks(shown, db, options, why))
        return false;
    struct table table = describe(shown, "compare", "Compare");
    *rows = shown->grid.row_count;
    return writing_cells(writing, &table, shown->cells, *rows, why);
}

static bool write_for_programs(struct writing *writing, struct shown *shown, struct db *db,
                               const struct compare_report_options *options, size_t *rows, struct failure *why)
{
    if (!add_remarks(shown, db, options, why))
        return false;
    struct table table = options->matrix ? describe(shown, "matrix", "Matrix") : describe(shown, "compare", "Compare");
    return writing_query(writing, db, options->matrix ? "SELECT * FROM report_matrix" : "SELECT * FROM report_compare",
                         &table, rows, why);
}

static bool write_shown(struct writing *writing, struct shown *shown, struct db *db,
                        const struct compare_report_options *options, size_t *rows, struct failure *why)
{
    if (!exporter_is_for_people(writing->exporter))
        return write_for_programs(writing, shown, db, options, rows, why);
    if (options->matrix)
        return add_remarks(shown, db, options, why) && write_matrix(writing, shown, db, rows, why);
    return write_table(writing, shown, db, options, rows, why);
}

bool compare_report(struct store *store, const struct compare_report_options *options,
                    const struct report_target *target, size_t *rows, struct failure *why)
{
    struct shown shown = {0};
    struct writing writing;
    struct db *db = store_db(store);
    *rows = 0;
    bool done = prepare(&shown, db, options, why);
    if (done && (done = writing_start(&writing, target, why))) {
        done = write_shown(&writing, &shown, db, options, rows, why);
        done = writing_finish(&writing, done, why);
    }
    release(&shown);
    return done;
}
