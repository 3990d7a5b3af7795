/*
 * What is said around the comparison: captions above it, notes below it.
 */
#include "comparison.h"

#include "buffer.h"
#include "display.h"
#include "provenance.h"
#include "vocabulary.h"

#include <stdio.h>
#include <stdlib.h>

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
void comparison_release(struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->note_count; i++)
        free(comparison->notes[i]);
    free(comparison->caption);
    free(comparison->provenance);
    free(comparison->cells);
    grid_release(&comparison->grid);
}
/* The number of the note with that text, added where it is new; 0 without memory or room. */
unsigned comparison_note(struct comparison *comparison, const char *text)
{
    for (size_t i = 0; i < comparison->note_count; i++)
        if (strcmp(comparison->notes[i], text) == 0)
            return (unsigned)i + 1;
    char *copy = comparison->note_count < COMPARISON_NOTES ? strdup(text) : NULL;
    if (!copy)
        return 0;
    comparison->notes[comparison->note_count++] = copy;
    return (unsigned)comparison->note_count;
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

static void add_counts(struct comparison *comparison, const struct report_options *options)
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
        comparison_note(comparison, text.ptr);
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
        comparison_note(comparison, text.ptr);
    buffer_release(&text);
    grid_release(&gap);
    return true;
}

/* Durations of different engines cover different work. */
static bool add_engine_era_gap(struct comparison *comparison, struct db *db, struct failure *why)
{
    struct grid eras;
    struct maybe versions;
    if (!db_number(db, "SELECT count(DISTINCT ollama_version) FROM run", &versions, why))
        return false;
    if (versions.value < 2)
        return true;
    if (!grid_load(db, "SELECT * FROM engine_era_gap", &eras, why))
        return false;
    struct buffer text = {0};
    buffer_add(&text, SPAN("measured with different engines of Ollama, versions "));
    for (size_t row = 0; row < eras.row_count; row++)
        buffer_print(&text, "%s%s (%lld)", row ? ", " : "", grid_cell(&eras, row, "engine_era").text.ptr,
                     (long long)grid_cell(&eras, row, "n").integer);
    buffer_add(&text, SPAN(": their durations do not cover the same work; --by ollama_version tells them apart."));
    buffer_add_byte(&text, '\0');
    if (!text.failed && eras.row_count)
        comparison_note(comparison, text.ptr);
    buffer_release(&text);
    grid_release(&eras);
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
        comparison_note(comparison, "tokenizer factors are not used: not every row has one (evalrate model set NAME "
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
        comparison_note(comparison, text.ptr);
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
        comparison_note(comparison, text.ptr);
    buffer_release(&text);
    grid_release(&problems);
    return true;
}

static void add_count(struct buffer *text, int64_t count, const char *one, const char *many)
{
    buffer_print(text, "%s%lld %s", text->len ? " · " : "", (long long)count, count == 1 ? one : many);
}

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

/* What all files have in common: their label, and what was declared of their machine. */
static bool add_constants(struct buffer *text, struct db *db, struct failure *why)
{
    struct grid constants;
    if (!grid_load(db,
                   "SELECT 'label' AS key, value, '' AS origin"
                   " FROM (SELECT min(label) AS value, max(label) AS greatest FROM run)"
                   " WHERE value = greatest AND value <> ''"
                   " UNION ALL SELECT replace(key, '_', ' '), value,"
                   " CASE WHEN key = '" VOCABULARY_KEY "' THEN '' ELSE ' (declared)' END FROM"
                   " (SELECT key, min(value) AS value FROM run_meta GROUP BY key"
                   "  HAVING min(value) = max(value) AND count(*) = (SELECT count(*) FROM run) ORDER BY key LIMIT 6)",
                   &constants, why))
        return false;
    for (size_t row = 0; row < constants.row_count; row++) {
        buffer_add(text, SPAN(" · "));
        display_add(text, grid_cell(&constants, row, "key").text);
        buffer_add_byte(text, ' ');
        display_add(text, grid_cell(&constants, row, "value").text);
        buffer_add(text, grid_cell(&constants, row, "origin").text);
    }
    grid_release(&constants);
    return true;
}

static void add_row_count(struct buffer *text, size_t count, const char *by)
{
    if (strcmp(by, "group") == 0)
        add_count(text, (int64_t)count, "group", "groups");
    else
        buffer_print(text, " · %zu %s by %s", count, count == 1 ? "row" : "rows", by);
}

static bool add_caption_parts(struct buffer *text, const struct grid *grid, struct db *db,
                              const struct report_options *options, struct failure *why)
{
    struct maybe files;
    if (!db_number(db, "SELECT file_count FROM measured_files", &files, why))
        return false;
    add_count(text, grid_sum(grid, "n"), "measurement", "measurements");
    add_row_count(text, grid->row_count, options->by);
    add_count(text, files.value, "file", "files");
    if (!add_constants(text, db, why))
        return false;
    add_ttft_origin(text, grid);
    buffer_add(text, SPAN(" · percentiles: linear"));
    if (options->reference && uses_factors(grid)) {
        buffer_add(text, SPAN(" · reference tokens: "));
        display_add(text, span_of(options->reference));
    }
    return true;
}

/* What is constant, and what the numbers are, in one line. */
static bool add_caption(struct comparison *comparison, struct db *db, const struct report_options *options,
                        struct failure *why)
{
    struct buffer text = {0};
    bool done = add_caption_parts(&text, &comparison->grid, db, options, why);
    buffer_add_byte(&text, '\0');
    if (!done || text.failed) {
        buffer_release(&text);
        return done ? failure_out_of_memory(why) : false;
    }
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
        comparison_note(comparison, text.ptr);
    buffer_release(&text);
}

bool comparison_add_captions(struct comparison *comparison, struct db *db, const struct report_options *options,
                             const struct exporter *exporter, struct failure *why)
{
    if (!add_caption(comparison, db, options, why))
        return false;
    add_further_captions(comparison, options, exporter);
    return add_provenance(comparison, db, exporter, why);
}

bool comparison_add_remarks(struct comparison *comparison, struct db *db, const struct report_options *options,
                            const struct exporter *exporter, struct failure *why)
{
    add_goodput(comparison, options);
    add_baseline(comparison, options, exporter);
    add_counts(comparison, options);
    return add_length_gap(comparison, db, options, why) && add_engine_era_gap(comparison, db, why) &&
           add_unused_factors(comparison, db, options, why) && add_problems(comparison, db, why);
}
