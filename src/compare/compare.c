#include "compare.h"

#include "comparing.h"

#include <stdio.h>
#include <stdlib.h>

static void release(struct comparing *comparing)
{
    grid_release(&comparing->series);
    free(comparing->pairs);
    free(comparing->findings);
}

static bool has_metric(const struct comparing *comparing, const char *name)
{
    for (size_t i = 0; i < comparing->metric_count; i++)
        if (strcmp(comparing->metrics[i]->name, name) == 0)
            return true;
    return false;
}

static bool choose_metrics(struct comparing *comparing, const struct compare_options *options, struct failure *why)
{
    for (size_t i = 0; compared_metrics[i].name && !options->metric_count; i++)
        if (compared_metrics[i].is_default)
            comparing->metrics[comparing->metric_count++] = &compared_metrics[i];
    for (size_t i = 0; i < options->metric_count; i++) {
        const struct compared_metric *metric = compared_metric_find(options->metrics[i]);
        if (!metric)
            return failure_set(why,
                               "'%.60s' cannot be compared; use such as ttft_warm_ms, tpot_ms, decode_tok_s, "
                               "prefill_tok_s or total_s",
                               options->metrics[i]);
        if (!has_metric(comparing, metric->name))
            comparing->metrics[comparing->metric_count++] = metric;
    }
    return true;
}

/* --- which pairs -------------------------------------------------------------------------------------------------- */

static const char *series_name(const struct comparing *comparing, size_t i)
{
    return grid_cell(&comparing->series, i, "series").text.ptr;
}

/* The series of that name, in any case; NULL with a reason that lists what there is. */
static const char *find_series(const struct comparing *comparing, const char *name, struct failure *why)
{
    char list[300] = "";
    size_t used = 0;
    for (size_t i = 0; i < comparing->series.row_count; i++) {
        const char *known = series_name(comparing, i);
        if (span_equal_nocase(span_of(known), span_of(name)))
            return known;
        if (used + strlen(known) + 3 < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "", known);
    }
    failure_set(why, "there is no '%.80s' to compare; there are: %s", name, used ? list : "none");
    return NULL;
}

static void add_pair(struct comparing *comparing, const char *base, const char *candidate)
{
    if (base != candidate)
        comparing->pairs[comparing->pair_count++] = (struct pair){.base = base, .candidate = candidate};
}

static void pair_all(struct comparing *comparing)
{
    for (size_t i = 0; i < comparing->series.row_count; i++)
        for (size_t j = i + 1; j < comparing->series.row_count; j++)
            add_pair(comparing, series_name(comparing, i), series_name(comparing, j));
}

/* The first that has requests enough for an interval, so that a lucky single one is no yardstick; else the first. */
static const char *default_base(const struct comparing *comparing)
{
    for (size_t i = 0; i < comparing->series.row_count; i++)
        if (grid_count(&comparing->series, i, "n") >= COMPARE_LEAST_PAIRS)
            return series_name(comparing, i);
    return series_name(comparing, 0);
}

static bool pair_with_base(struct comparing *comparing, const struct compare_options *options, struct failure *why)
{
    const char *base = options->base ? find_series(comparing, options->base, why) : default_base(comparing);
    if (!base)
        return false;
    for (size_t i = 0; i < options->candidate_count; i++) {
        const char *candidate = find_series(comparing, options->candidates[i], why);
        if (!candidate)
            return false;
        add_pair(comparing, base, candidate);
    }
    for (size_t i = 0; i < comparing->series.row_count && !options->candidate_count; i++)
        add_pair(comparing, base, series_name(comparing, i));
    return true;
}

static bool choose_pairs(struct comparing *comparing, const struct compare_options *options, struct failure *why)
{
    if (!grid_load(comparing->db, "SELECT series, n FROM report_models WHERE n > 0", &comparing->series, why))
        return false;
    size_t n = comparing->series.row_count, most = options->all_pairs ? n * n : n + options->candidate_count;
    if (n == 0)
        return failure_set(why, "there is nothing to compare: no measurement was found");
    if (n == 1)
        return failure_set(why, "there is only '%.100s', and nothing to compare it with", series_name(comparing, 0));
    comparing->pairs = calloc(most, sizeof *comparing->pairs);
    if (!comparing->pairs)
        return failure_out_of_memory(why);
    if (options->all_pairs)
        pair_all(comparing);
    else if (!pair_with_base(comparing, options, why))
        return false;
    return comparing->pair_count > 0 || failure_set(why, "a series cannot be compared with itself; name two");
}

static bool look_up_pair(struct statement *look_up, struct pair *pair, struct failure *why)
{
    statement_bind_text(look_up, 1, span_of(pair->base));
    statement_bind_text(look_up, 2, span_of(pair->candidate));
    enum step step = statement_step(look_up, why);
    if (step == STEP_ROW) {
        pair->is_different = statement_cell(look_up, 0).integer != 0;
        pair->has_common_unit = statement_cell(look_up, 1).integer != 0;
        pair->has_common_model = statement_cell(look_up, 2).integer != 0;
    }
    statement_reset(look_up);
    return step != STEP_FAILED;
}

/* What makes the two sides of a pair more or less alike. */
static bool look_up_pairs(struct comparing *comparing, struct failure *why)
{
    struct statement *look_up =
        db_prepare(comparing->db,
                   "SELECT coalesce(max(t.is_different), 0), coalesce(max(t.has_common_unit), 0),"
                   " EXISTS (SELECT 1 FROM temp.compared_side a JOIN temp.compared_side b ON b.model_id = a.model_id"
                   " WHERE a.series = ?1 AND b.series = ?2)"
                   " FROM temp.compared_tokenizer t WHERE t.base = ?1 AND t.candidate = ?2",
                   why);
    bool done = look_up != NULL;
    for (size_t i = 0; done && i < comparing->pair_count; i++)
        done = look_up_pair(look_up, &comparing->pairs[i], why);
    statement_close(look_up);
    return done;
}

/* --- all of them -------------------------------------------------------------------------------------------------- */

/* Rule 6. */
static void set_unit(const struct comparing *comparing, struct finding *finding, const struct pair *pair)
{
    bool in_tokens = finding->metric->unit == RAW_TOKENS || finding->metric->unit == RAW_DECODE_TOKENS;
    finding->is_raw = in_tokens && pair->is_different;
    finding->is_judged = !(finding->is_raw && finding->metric->unit == RAW_DECODE_TOKENS && pair->has_common_unit &&
                           has_metric(comparing, "norm_decode_tok_s"));
}

/* A rate in reference tokens says nothing new where tokens are the same unit, and nothing at all without a common one.
 */
static bool is_of_use(const struct comparing *comparing, const struct compared_metric *metric, const struct pair *pair)
{
    return metric->unit != REFERENCE_TOKENS || comparing->metric_count == 1 ||
           (pair->is_different && pair->has_common_unit);
}

static bool compare_all(struct comparing *comparing, struct failure *why)
{
    size_t count = comparing->metric_count * comparing->pair_count;
    comparing->findings = calloc(count + 1, sizeof *comparing->findings);
    if (!comparing->findings)
        return failure_out_of_memory(why);
    for (size_t i = 0; i < count; i++) {
        struct finding *finding = &comparing->findings[i];
        const struct pair *pair = &comparing->pairs[i % comparing->pair_count];
        finding->metric = comparing->metrics[i / comparing->pair_count];
        finding->base = pair->base;
        finding->candidate = pair->candidate;
        set_unit(comparing, finding, pair);
        if (is_of_use(comparing, finding->metric, pair) &&
            !finding_make(finding, comparing->db, pair->has_common_model, why))
            return false;
    }
    return true;
}

/* Adjusts the p of all judged findings for each other (rule 4) and tells their number. */
static bool adjust(struct comparing *comparing, size_t *tests, struct failure *why)
{
    size_t count = comparing->metric_count * comparing->pair_count, used = 0;
    double *p = calloc(count + 1, sizeof *p);
    if (!p)
        return failure_out_of_memory(why);
    for (size_t i = 0; i < count; i++)
        if (comparing->findings[i].is_judged && comparing->findings[i].p.known)
            p[used++] = comparing->findings[i].p.value;
    *tests = used;
    bool done = holm_adjust(p, used, p, why);
    for (size_t i = count; done && i-- > 0;)
        if (comparing->findings[i].is_judged && comparing->findings[i].p.known)
            comparing->findings[i].holm_p = maybe_real_of(p[--used]);
    free(p);
    return done;
}

#define FORGET_COMPARISON "DROP TABLE IF EXISTS temp.comparison;"

bool compare_forget(struct store *store, struct failure *why)
{
    return db_run(store_db(store), FORGET_COMPARISON, why);
}

/* The values of the wanted metrics once, in an order that samples can be read in. */
static bool gather_values(struct comparing *comparing, struct failure *why)
{
    if (!db_run(comparing->db,
                FORGET_COMPARISON "DROP TABLE IF EXISTS temp.compared_value;"
                                  "DROP TABLE IF EXISTS temp.compared_metric;"
                                  "DROP TABLE IF EXISTS temp.compared_side;"
                                  "DROP TABLE IF EXISTS temp.compared_tokenizer;"
                                  "CREATE TEMP TABLE comparison AS SELECT * FROM main.comparison WHERE 0;"
                                  "CREATE TEMP TABLE compared_metric(metric TEXT PRIMARY KEY)",
                why))
        return false;
    struct statement *insert = db_prepare(comparing->db, "INSERT OR IGNORE INTO temp.compared_metric VALUES (?1)", why);
    bool done = insert != NULL;
    for (size_t i = 0; done && i < comparing->metric_count; i++) {
        statement_bind_text(insert, 1, span_of(comparing->metrics[i]->name));
        done = statement_run(insert, why);
    }
    statement_close(insert);
    return done &&
           db_run(comparing->db,
                  "CREATE TEMP TABLE compared_value AS SELECT series, metric, request_id, model_id, prompt_id,"
                  " CASE WHEN prompt_id IS NOT NULL THEN dense_rank() OVER (ORDER BY prompt_id, model_id) END"
                  " AS model_prompt_id, value, amount, time_ns"
                  " FROM compared_values WHERE metric IN (SELECT metric FROM temp.compared_metric);"
                  "CREATE INDEX temp.compared_value_side ON compared_value(series, metric);"
                  "CREATE TEMP TABLE compared_side AS SELECT DISTINCT series, model_id FROM temp.compared_value;"
                  "CREATE TEMP TABLE compared_tokenizer AS SELECT * FROM tokenizer_pairs",
                  why);
}

bool compare_series(struct store *store, const struct compare_options *options, struct failure *why)
{
    struct comparing comparing = {.db = store_db(store)};
    size_t tests = 0;
    bool done = choose_metrics(&comparing, options, why) && choose_pairs(&comparing, options, why) &&
                gather_values(&comparing, why) && look_up_pairs(&comparing, why) && compare_all(&comparing, why) &&
                adjust(&comparing, &tests, why);
    for (size_t i = 0; done && i < comparing.metric_count * comparing.pair_count; i++)
        comparing.findings[i].verdict = finding_verdict(&comparing.findings[i], options->threshold);
    done = done && comparing_write(&comparing, tests, why);
    release(&comparing);
    return done;
}
