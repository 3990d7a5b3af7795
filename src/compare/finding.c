#include "finding.h"

#include "compare.h"

#include <math.h>
#include <stdlib.h>

static const double CONFIDENCE = 0.95, ALPHA = 0.05;

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

bool finding_make(struct finding *finding, struct db *db, bool by_model, struct failure *why)
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

const char *finding_verdict(const struct finding *finding, double threshold)
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

size_t finding_needed_count(const struct finding *finding, size_t tests)
{
    size_t among = finding->p.known || !tests ? tests : tests + 1;
    double alpha = ALPHA / (double)(among ? among : 1);
    if (!finding->verdict || !finding->base_count || !finding->candidate_count || finding->least_p <= alpha)
        return 0;
    return finding->is_paired ? signed_rank_least_n(alpha) : rank_sum_least_n(alpha);
}
