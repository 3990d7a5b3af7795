#include "comparing.h"

/* The mean of a pair's judged log ratios (rule 7). */
static struct estimate mean_log_ratio(const struct comparing *comparing, size_t pair, size_t *over)
{
    double logs[COMPARED_METRICS];
    *over = 0;
    for (size_t i = 0; i < comparing->metric_count; i++) {
        const struct finding *finding = &comparing->findings[i * comparing->pair_count + pair];
        if (finding->metric->in_mean && finding->is_judged && finding->log_ratio.value.known)
            logs[(*over)++] = finding->log_ratio.value.value;
    }
    struct estimate mean = mean_interval(logs, *over, 0.95);
    return (struct estimate){.value = mean.value}; /* metrics are no sample: an interval would mean nothing */
}

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
    size_t needed = finding_needed_count(finding, tests);
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

bool comparing_write(const struct comparing *comparing, size_t tests, struct failure *why)
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
