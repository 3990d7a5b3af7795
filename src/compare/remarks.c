/*
 * What is said of all rows of a comparison: above them what the numbers are, below them which prompts made pairs and
 * what was left out, lengths that differ so much that workloads are compared and not models, what p is adjusted for.
 */
#include "shown.h"

#include "display.h"

enum { NAMED = 4, LISTED = 12 };

static void add_name(struct buffer *out, const struct shown *shown, size_t row, const char *side)
{
    display_add(out, shown_cell(shown, row, side).text);
}

void shown_add_captions(struct shown *shown)
{
    struct buffer first = {0}, second = {0};
    size_t candidates = shown_candidates(&shown->grid);
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
               SPAN("times are medians, rates tokens by time, in brackets their 95 % intervals · the ratio is of "
                    "like with like: prompt by prompt where prompts are shared, else the middle of all pairs of "
                    "requests"));
    shown->captions[0] = shown_take(shown, &first);
    shown->captions[1] = shown_take(shown, &second);
}

/* Ends a list of `count` pairs, of which LISTED were named, and makes it a note. */
static void end_list(struct shown *shown, struct buffer *text, size_t count)
{
    if (count > LISTED)
        buffer_print(text, " and %zu more", count - LISTED);
    if (count)
        buffer_add_byte(text, '.');
    if (count)
        shown_note(shown, text);
}

static bool is_same_pair(const struct shown *shown, size_t a, size_t b)
{
    return span_equal(shown_cell(shown, a, "candidate").text, shown_cell(shown, b, "candidate").text) &&
           span_equal(shown_cell(shown, a, "base").text, shown_cell(shown, b, "base").text);
}

/* Whether no row before has the same pair and `column` known. */
static bool is_first_of_pair(const struct shown *shown, size_t row, const char *column)
{
    for (size_t i = 0; i < row; i++)
        if (is_same_pair(shown, i, row) && shown_knows(shown, i, column))
            return false;
    return shown_knows(shown, row, column);
}

/* Whether no metric of the pair is paired; said of its first row only. */
static bool is_unpaired(const struct shown *shown, size_t row)
{
    if (!is_first_of_pair(shown, row, "method"))
        return false;
    for (size_t i = row; i < shown->grid.row_count; i++)
        if (is_same_pair(shown, i, row) && shown_knows(shown, i, "pair_count"))
            return false;
    return true;
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
        add_name(&text, shown, row, "candidate");
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
        if (!is_unpaired(shown, row) || count++ >= LISTED)
            continue;
        if (count == 1)
            buffer_print(&text,
                         "not paired, since fewer than %d prompts are known to be common: ", COMPARE_LEAST_PAIRS);
        else
            buffer_add(&text, SPAN(", "));
        add_name(&text, shown, row, "candidate");
    }
    end_list(shown, &text, count);
}

/* Whether two medians of lengths are further apart than the setting allows. */
static bool lengths_differ(const struct shown *shown, size_t row, const char *base, const char *candidate, double most)
{
    struct cell a = shown_cell(shown, row, base), b = shown_cell(shown, row, candidate);
    if (a.kind != CELL_REAL || b.kind != CELL_REAL || a.real <= 0 || b.real <= 0)
        return false;
    return a.real > b.real * most || b.real > a.real * most;
}

static void add_lengths(struct buffer *out, const struct shown *shown, size_t row, const char *what, const char *base,
                        const char *candidate)
{
    buffer_print(out, "%s: ", what);
    shown_add_number(out, shown_cell(shown, row, base));
    buffer_add(out, SPAN(" against "));
    shown_add_number(out, shown_cell(shown, row, candidate));
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
    statement_bind_text(look_up, 1, shown_cell(shown, row, "base").text);
    statement_bind_text(look_up, 2, shown_cell(shown, row, "candidate").text);
    enum step step = statement_step(look_up, why);
    if (step == STEP_ROW) {
        buffer_add(out, SPAN("; at the same mix of prompt lengths the mean TTFT is "));
        shown_add_number(out, statement_cell(look_up, 0));
        buffer_add(out, SPAN(" against "));
        shown_add_number(out, statement_cell(look_up, 1));
        buffer_add(out, SPAN(" ms (standard_ttft)"));
    } else if (step == STEP_DONE) {
        buffer_add(out, SPAN("; no common lengths to compare at (evalrate export --table strata)"));
    }
    statement_close(look_up);
    return step != STEP_FAILED;
}

/* Sides that are not paired and were asked or answered at other lengths compare workloads, not models. */
static bool remark_lengths(struct shown *shown, struct db *db, size_t row, bool prompts, bool answers,
                           struct failure *why)
{
    struct buffer text = {0};
    add_name(&text, shown, row, "candidate");
    buffer_add(&text, SPAN(": other lengths, so this compares workloads as well as models: "));
    if (prompts)
        add_lengths(&text, shown, row, "median prompt", "base_prompt_p50_count", "candidate_prompt_p50_count");
    if (answers)
        add_lengths(&text, shown, row, prompts ? ", median answer" : "median answer", "base_answer_p50_count",
                    "candidate_answer_p50_count");
    bool done = !prompts || add_stratified(&text, db, shown, row, why);
    buffer_add_byte(&text, '.');
    shown_note(shown, &text);
    return done;
}

/* Names the first, counts the others. */
static bool remark_all_lengths(struct shown *shown, struct db *db, struct failure *why)
{
    struct maybe thousandths;
    struct buffer text = {0};
    size_t count = 0;
    if (!db_number(db, "SELECT CAST(1000 * value AS INTEGER) FROM setting WHERE key = 'length_mark_ratio'",
                   &thousandths, why))
        return false;
    double most = (double)thousandths.value / 1000;
    for (size_t row = 0; row < shown->grid.row_count; row++) {
        if (!is_unpaired(shown, row))
            continue;
        bool prompts = lengths_differ(shown, row, "base_prompt_p50_count", "candidate_prompt_p50_count", most),
             answers = lengths_differ(shown, row, "base_answer_p50_count", "candidate_answer_p50_count", most);
        if ((prompts || answers) && count++ < NAMED && !remark_lengths(shown, db, row, prompts, answers, why))
            return false;
    }
    if (count <= NAMED)
        return true;
    buffer_print(&text, "%zu more candidates have other lengths than the base.", count - NAMED);
    shown_note(shown, &text);
    return true;
}

/* A matrix has too many pairs to name. */
static void remark_matrix(struct shown *shown)
{
    struct buffer text = {0};
    size_t paired = 0, all = 0;
    for (size_t row = 0; row < shown->grid.row_count; row++) {
        all += shown_knows(shown, row, "method");
        paired += shown_knows(shown, row, "pair_count");
        if (grid_count(&shown->grid, row, "is_raw"))
            shown_note_text(shown, "tokens of different tokenizers are different units; decode_bytes_s, or "
                                   "norm_decode_tok_s where factors are known, compares without.");
    }
    buffer_print(&text, "%zu of %zu pairs are paired by prompt", paired, all);
    if (paired < all)
        buffer_add(&text,
                   SPAN("; the others are independent, and may have other lengths (evalrate compare BASE CANDIDATE "
                        "tells)"));
    buffer_add_byte(&text, '.');
    shown_note(shown, &text);
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
        shown_note(shown, &text);
    }
    grid_release(&mixed);
    return true;
}

static void remark_tests(struct shown *shown, double threshold)
{
    struct buffer text = {0};
    size_t tests = 0;
    for (size_t row = 0; row < shown->grid.row_count; row++)
        tests += shown_knows(shown, row, "holm_p");
    if (tests)
        buffer_print(&text,
                     "p, the chance of such a difference where there is none, is adjusted for the %zu tests of this "
                     "table (Holm); ",
                     tests);
    buffer_print(&text, "a difference below %g %% is about the same. ", threshold * 100);
    buffer_add(&text, SPAN("Requests of one run are alike: how much runs differ is not in these intervals."));
    shown_note(shown, &text);
}

bool shown_add_remarks(struct shown *shown, struct db *db, const struct compare_report_options *options,
                       struct failure *why)
{
    if (shown->is_matrix) {
        remark_matrix(shown);
    } else {
        remark_paired(shown);
        remark_unpaired(shown);
        if (!remark_all_lengths(shown, db, why))
            return false;
    }
    if (!remark_mixtures(shown, db, why))
        return false;
    for (size_t i = 0; i < options->remark_count; i++)
        shown_note_text(shown, options->remarks[i]);
    remark_tests(shown, options->threshold);
    return !shown->failed || failure_out_of_memory(why);
}
