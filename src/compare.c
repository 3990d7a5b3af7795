#include "compare.h"

#include "compare_sample.h"
#include "grid.h"

#include <math.h>
#include <stdlib.h>

static const double CONFIDENCE = 0.95, ALPHA = 0.05;

/* --- metrics ------------------------------------------------------------------------------------------------------ */

/* What can be compared. Metrics without a better direction (counts of tokens, residual_ms) cannot. */
static const struct compared_metric {
    const char *name;
    bool lower_is_better, is_default, in_mean;                                /* rule 7 */
    enum { NO_TOKENS, RAW_TOKENS, RAW_DECODE_TOKENS, REFERENCE_TOKENS } unit; /* rule 6 */
} compared_metrics[] = {
    {.name = "ttft_warm_ms", .lower_is_better = true, .is_default = true, .in_mean = true},
    {.name = "tpot_ms", .lower_is_better = true, .is_default = true, .unit = RAW_DECODE_TOKENS},
    {.name = "prefill_tok_s", .is_default = true, .in_mean = true, .unit = RAW_TOKENS},
    {.name = "norm_decode_tok_s", .is_default = true, .in_mean = true, .unit = REFERENCE_TOKENS},
    {.name = "decode_tok_s", .is_default = true, .in_mean = true, .unit = RAW_DECODE_TOKENS},
    {.name = "decode_bytes_s", .is_default = true},
    {.name = "total_s", .lower_is_better = true, .is_default = true, .in_mean = true},
    {.name = "ttft_ms", .lower_is_better = true},
    {.name = "ttfa_ms", .lower_is_better = true},
    {.name = "itl_ms", .lower_is_better = true, .unit = RAW_DECODE_TOKENS},
    {.name = "norm_latency_ms", .lower_is_better = true, .unit = RAW_TOKENS},
    {.name = "cold_load_ms", .lower_is_better = true},
    {.name = "gap_p50_ms", .lower_is_better = true},
    {.name = "gap_p95_ms", .lower_is_better = true},
    {.name = "gap_max_ms", .lower_is_better = true},
    {.name = "e2e_tok_s", .unit = RAW_TOKENS},
    {.name = "decode_chars_s"},
    {.name = "decode_words_s"},
};

enum { METRICS = sizeof compared_metrics / sizeof *compared_metrics };

static const struct compared_metric *find_metric(const char *name)
{
    for (size_t i = 0; i < METRICS; i++)
        if (strcmp(compared_metrics[i].name, name) == 0)
            return &compared_metrics[i];
    return NULL;
}

/* --- a comparison at work ----------------------------------------------------------------------------------------- */

/* One metric of one pair of series. */
struct finding {
    const struct compared_metric *metric;
    const char *base, *candidate;
    size_t base_count, candidate_count, base_left, candidate_left;
    bool is_rate, is_paired;
    struct estimate base_figure, candidate_figure;
    size_t pairs, better, worse;
    struct estimate log_ratio; /* above 0 the candidate is better */
    struct maybe_real p, holm_p, delta;
    double least_p; /* that so many values can reach */
    bool is_raw, is_judged;
    const char *verdict; /* NULL: not judged */
};

struct pair {
    const char *base, *candidate;
    bool is_different, has_common_unit; /* tokenizer_pairs */
    bool has_common_model;
};

struct comparing {
    struct db *db;
    const struct compared_metric *metrics[METRICS];
    size_t metric_count;
    struct grid series;
    struct pair *pairs;
    size_t pair_count;
    struct finding *findings; /* of a metric, those of all pairs; then the next metric's */
};

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
    for (size_t i = 0; i < METRICS && !options->metric_count; i++)
        if (compared_metrics[i].is_default)
            comparing->metrics[comparing->metric_count++] = &compared_metrics[i];
    for (size_t i = 0; i < options->metric_count; i++) {
        const struct compared_metric *metric = find_metric(options->metrics[i]);
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

static bool pair_with_base(struct comparing *comparing, const struct compare_options *options, struct failure *why)
{
    const char *base = options->base ? find_series(comparing, options->base, why) : series_name(comparing, 0);
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
    if (!grid_load(comparing->db, "SELECT series FROM report_models WHERE n > 0", &comparing->series, why))
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

/* --- one metric of one pair --------------------------------------------------------------------------------------- */

/* Two samples as values in which more is better: x the candidate's, or the base's where the metric is a time. */
struct contest {
    const double *x, *y;
    size_t n, m;
};

static struct contest contest_of(const struct compared_metric *metric, const double *base, size_t base_n,
                                 const double *candidate, size_t candidate_n)
{
    return metric->lower_is_better ? (struct contest){base, candidate, base_n, candidate_n}
                                   : (struct contest){candidate, base, candidate_n, base_n};
}

/* The mean of log ratios with Student's interval and test; where all are the same, the signed rank test's. */
static bool judge_differences(struct finding *finding, const double *d, size_t n, struct failure *why)
{
    struct estimate ranked;
    struct signed_rank test;
    finding->log_ratio = mean_interval(d, n, CONFIDENCE);
    finding->p = mean_test(d, n);
    if (finding->p.known)
        return true;
    if (!pseudo_median(d, n, CONFIDENCE, &ranked, why) || !signed_rank_test(d, n, &test, why))
        return false;
    finding->log_ratio.lo = ranked.lo;
    finding->log_ratio.hi = ranked.hi;
    finding->p = maybe_real_of(test.p);
    finding->least_p = ldexp(1, 1 - (int)(n < 1000 ? n : 1000)); /* all differences of one sign */
    return true;
}

static bool judge_pairs(struct finding *finding, const struct contest *contest, double *d, struct failure *why)
{
    size_t n = contest->n;
    if (!log_ratios(contest->x, contest->y, n, d))
        return true;
    struct signs signs = sign_test(d, n);
    finding->better = signs.positive;
    finding->worse = signs.negative;
    finding->delta = maybe_real_of(((double)signs.positive - (double)signs.negative) / (double)n);
    return judge_differences(finding, d, n, why);
}

static bool compare_paired(struct finding *finding, const struct sample *base, const struct sample *candidate,
                           struct failure *why)
{
    size_t n = finding->pairs;
    double *memory = calloc(3 * n, sizeof *memory);
    if (!memory)
        return failure_out_of_memory(why);
    sample_prompt_medians(base, candidate, memory, memory + n);
    struct contest contest = contest_of(finding->metric, memory, n, memory + n, n);
    bool done = judge_pairs(finding, &contest, memory + 2 * n, why);
    free(memory);
    return done;
}

static bool judge_independent(struct finding *finding, const struct contest *contest, double *logs, struct failure *why)
{
    struct rank_sum test;
    size_t n = contest->n, m = contest->m;
    if (!logs_of(contest->x, n, logs) || !logs_of(contest->y, m, logs + n))
        return true;
    if (!shift_between(logs, n, logs + n, m, CONFIDENCE, &finding->log_ratio, why) ||
        !rank_sum_test(logs, n, logs + n, m, &test, why))
        return false;
    finding->delta = maybe_real_of(test.delta);
    finding->least_p = rank_sum_least_p(n, m);
    if (finding->least_p <= ALPHA)
        finding->p = maybe_real_of(test.p);
    return true;
}

static bool compare_independent(struct finding *finding, const struct sample *base, const struct sample *candidate,
                                struct failure *why)
{
    double *logs = calloc(base->n + candidate->n, sizeof *logs);
    if (!logs)
        return failure_out_of_memory(why);
    struct contest contest = contest_of(finding->metric, base->values, base->n, candidate->values, candidate->n);
    bool done = judge_independent(finding, &contest, logs, why);
    free(logs);
    return done;
}

static bool take_figures(struct finding *finding, const struct sample *base, const struct sample *candidate,
                         struct failure *why)
{
    finding->is_rate = base->has_totals && candidate->has_totals;
    bool (*figure)(const struct sample *, double, struct estimate *, struct failure *) =
        finding->is_rate ? sample_rate : sample_median;
    return figure(base, CONFIDENCE, &finding->base_figure, why) &&
           figure(candidate, CONFIDENCE, &finding->candidate_figure, why);
}

/* Takes the common prompts alone where they suffice for pairs. */
static void find_pairs(struct finding *finding, struct sample *base, struct sample *candidate)
{
    size_t base_n = base->n, candidate_n = candidate->n;
    finding->pairs = sample_common_prompts(base, candidate);
    finding->is_paired = finding->pairs >= COMPARE_LEAST_PAIRS;
    if (finding->is_paired)
        sample_keep_common(base, candidate);
    finding->base_count = base->n;
    finding->candidate_count = candidate->n;
    finding->base_left = base_n - base->n;
    finding->candidate_left = candidate_n - candidate->n;
}

static bool compare_samples(struct finding *finding, struct sample *base, struct sample *candidate, struct failure *why)
{
    find_pairs(finding, base, candidate);
    if (!take_figures(finding, base, candidate, why))
        return false;
    if (finding->is_paired)
        return compare_paired(finding, base, candidate, why);
    return !base->n || !candidate->n || compare_independent(finding, base, candidate, why);
}

static bool compare_metric(struct finding *finding, struct db *db, bool by_model, struct failure *why)
{
    struct sample base = {0}, candidate = {0};
    const char *metric = finding->metric->name;
    bool done = sample_read(&base, db, finding->base, metric, by_model, why) &&
                sample_read(&candidate, db, finding->candidate, metric, by_model, why) &&
                compare_samples(finding, &base, &candidate, why);
    sample_release(&base);
    sample_release(&candidate);
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
    comparing->findings = calloc(count, sizeof *comparing->findings);
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
            !compare_metric(finding, comparing->db, pair->has_common_model, why))
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

/* Rule 5. */
static const char *verdict_of(const struct finding *finding, double threshold)
{
    const struct estimate *ratio = &finding->log_ratio;
    double least = log1p(threshold);
    if (!finding->is_judged || !finding->base_count || !finding->candidate_count)
        return NULL;
    if (!ratio->lo.known || !ratio->hi.known)
        return "cannot tell";
    bool within = ratio->lo.value > -least && ratio->hi.value < least;
    bool sure = (ratio->lo.value > 0 || ratio->hi.value < 0) && finding->holm_p.known && finding->holm_p.value <= ALPHA;
    if (within || (sure && fabs(ratio->value.value) < least))
        return "about the same";
    if (!sure)
        return "cannot tell";
    return ratio->value.value > 0 ? "faster" : "slower";
}

/* From how many values on the test could tell among so many; 0 where there are enough. */
static size_t needed_count(const struct finding *finding, size_t tests)
{
    size_t among = finding->p.known || !tests ? tests : tests + 1;
    double alpha = ALPHA / (double)(among ? among : 1);
    if (!finding->verdict || !finding->base_count || !finding->candidate_count || finding->least_p <= alpha)
        return 0;
    return finding->is_paired ? signed_rank_least_n(alpha) : rank_sum_least_n(alpha);
}

/* The mean of a pair's judged log ratios (rule 7). */
static struct estimate mean_log_ratio(const struct comparing *comparing, size_t pair, size_t *over)
{
    double logs[METRICS];
    *over = 0;
    for (size_t i = 0; i < comparing->metric_count; i++) {
        const struct finding *finding = &comparing->findings[i * comparing->pair_count + pair];
        if (finding->metric->in_mean && finding->is_judged && finding->log_ratio.value.known)
            logs[(*over)++] = finding->log_ratio.value.value;
    }
    struct estimate mean = mean_interval(logs, *over, CONFIDENCE);
    return (struct estimate){.value = mean.value}; /* metrics are no sample: an interval would mean nothing */
}

/* --- into the table ----------------------------------------------------------------------------------------------- */

/* Binds one value after the other. */
struct binding {
    struct statement *statement;
    int last;
};

static void bind_text(struct binding *to, const char *text)
{
    statement_bind_text(to->statement, ++to->last, text ? span_of(text) : (struct span){0});
}

static void bind_real(struct binding *to, struct maybe_real value)
{
    statement_bind_real(to->statement, ++to->last, value);
}

static void bind_estimate(struct binding *to, struct estimate estimate)
{
    bind_real(to, estimate.value);
    bind_real(to, estimate.lo);
    bind_real(to, estimate.hi);
}

static void bind_count(struct binding *to, size_t count, bool known)
{
    statement_bind(to->statement, ++to->last, (struct maybe){(int64_t)count, known});
}

static bool write_finding(struct statement *insert, const struct finding *finding, size_t tests, struct failure *why)
{
    struct binding to = {insert, 0};
    size_t needed = needed_count(finding, tests);
    bind_text(&to, finding->metric->name);
    bind_text(&to, finding->base);
    bind_text(&to, finding->candidate);
    bind_text(&to, finding->metric->lower_is_better ? "lower" : "higher");
    bind_text(&to, finding->is_rate ? "rate" : "median");
    bind_estimate(&to, finding->base_figure);
    bind_count(&to, finding->base_count, true);
    bind_estimate(&to, finding->candidate_figure);
    bind_count(&to, finding->candidate_count, true);
    bind_estimate(&to, ratio_of_logs(finding->log_ratio));
    bind_text(&to, finding->verdict);
    bind_real(&to, finding->p);
    bind_real(&to, finding->holm_p);
    bind_real(&to, finding->delta);
    bind_text(&to, finding->is_paired ? "paired" : "unpaired");
    bind_count(&to, finding->pairs, finding->is_paired);
    bind_count(&to, finding->better, finding->is_paired);
    bind_count(&to, finding->worse, finding->is_paired);
    bind_count(&to, finding->base_left, true);
    bind_count(&to, finding->candidate_left, true);
    bind_count(&to, needed, needed > 0);
    bind_count(&to, finding->is_raw, true);
    bind_count(&to, 0, false);
    return statement_run(insert, why);
}

static bool write_mean(struct statement *insert, const struct comparing *comparing, size_t pair, struct failure *why)
{
    enum { BLANKS_BEFORE = 10, BLANKS_AFTER = 14 };
    size_t over;
    struct estimate mean = mean_log_ratio(comparing, pair, &over);
    struct binding to = {insert, 0};
    if (over < 2)
        return true;
    bind_text(&to, "geometric_mean");
    bind_text(&to, comparing->pairs[pair].base);
    bind_text(&to, comparing->pairs[pair].candidate);
    for (int i = 0; i < BLANKS_BEFORE; i++)
        bind_text(&to, NULL);
    bind_real(&to, ratio_of_logs(mean).value);
    for (int i = 0; i < BLANKS_AFTER; i++)
        bind_text(&to, NULL);
    bind_count(&to, over, true);
    return statement_run(insert, why);
}

static bool is_worth_a_row(const struct finding *finding)
{
    bool core = finding->metric->in_mean && finding->metric->unit != REFERENCE_TOKENS;
    return core ? finding->base_count || finding->candidate_count : finding->base_count && finding->candidate_count;
}

static bool write_all(struct comparing *comparing, size_t tests, struct failure *why)
{
    struct statement *insert = db_prepare(
        comparing->db,
        "INSERT INTO temp.comparison(metric, base, candidate, better, figure, base_value, base_lo, base_hi, base_count,"
        " candidate_value, candidate_lo, candidate_hi, candidate_count, speed_ratio, speed_lo_ratio, speed_hi_ratio,"
        " verdict, test_p, holm_p, effect_delta, method, pair_count, better_count, worse_count, base_left_count,"
        " candidate_left_count, needed_count, is_raw, mean_over_count, place)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,"
        " ?23, ?24, ?25, ?26, ?27, ?28, ?29, 1 + (SELECT count(*) FROM temp.comparison))",
        why);
    bool done = insert != NULL;
    for (size_t pair = 0; done && pair < comparing->pair_count; pair++)
        done = write_mean(insert, comparing, pair, why);
    for (size_t i = 0; done && i < comparing->metric_count * comparing->pair_count; i++)
        if (is_worth_a_row(&comparing->findings[i]))
            done = write_finding(insert, &comparing->findings[i], tests, why);
    statement_close(insert);
    return done;
}

/* The values of the wanted metrics once, in an order that samples can be read in. */
static bool gather_values(struct comparing *comparing, struct failure *why)
{
    if (!db_run(comparing->db,
                "DROP TABLE IF EXISTS temp.comparison;"
                "DROP TABLE IF EXISTS temp.compared_value;"
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
        comparing.findings[i].verdict = verdict_of(&comparing.findings[i], options->threshold);
    done = done && write_all(&comparing, tests, why);
    release(&comparing);
    return done;
}
