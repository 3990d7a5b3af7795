/*
 * The ratio of two rates of totals, Σamount / Σtime, with its bootstrap interval.
 *
 *  1. A draw takes as many requests as there are, each at random, within each side; their totals make one ratio. Paired
 *     requests are drawn together.
 *  2. Random numbers come in two streams a time, made from the seed: a draw with the first for side a and the second
 * for side b, then one the other way round. Swapping the sides gives the same ratios, inverted, while the two sides of
 * a draw stay independent.
 *  3. The limits are order statistics of the drawn ratios, as far out as a normal distribution has them at
 *     t · sqrt(n / (n - 1)) deviations, t Student's quantile and n the smaller side: Hesterberg's expanded percentile
 *     interval (2015), since the plain one is too narrow for few requests.
 *  4. Beyond 1,000 requests on a side, neighbours are added up to 1,000 blocks, which are drawn like requests. That
 *     bounds the time, and the interval then also holds what neighbours have in common.
 */
#include "stats.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { DRAWS = 10000, UNITS = 1000 };

/* What is drawn: requests, or blocks of them. */
struct units {
    double amount[UNITS], time[UNITS];
    size_t n;
};

struct workspace {
    struct units a, b;
    double log_ratios[DRAWS];
};

static bool positive(const struct totals *side)
{
    for (size_t i = 0; i < side->n; i++) {
        assert(isfinite(side->amount[i]) && isfinite(side->time[i]));
        if (side->amount[i] <= 0 || side->time[i] <= 0)
            return false;
    }
    return true;
}

static void add_up(const struct totals *side, struct units *units)
{
    units->n = side->n < UNITS ? side->n : UNITS;
    for (size_t i = 0; i < side->n; i++) {
        const size_t unit = i * units->n / side->n;
        units->amount[unit] += side->amount[i];
        units->time[unit] += side->time[i];
    }
}

static double log_rate(const struct units *units)
{
    double amount = 0, time = 0;
    for (size_t i = 0; i < units->n; i++) {
        amount += units->amount[i];
        time += units->time[i];
    }
    return log(amount / time);
}

/* Vigna's splitmix64. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* The logarithm of the rate of as many units as there are, drawn with a stream that starts at `stream`. */
static double drawn_log_rate(const struct units *units, uint64_t stream)
{
    double amount = 0, time = 0;
    for (size_t i = 0; i < units->n; i++) {
        const size_t unit = (size_t)((next_random(&stream) >> 32) * units->n >> 32);
        amount += units->amount[unit];
        time += units->time[unit];
    }
    return log(amount / time);
}

static void draw(struct workspace *work, bool paired, uint64_t seed)
{
    for (size_t i = 0; i < DRAWS; i += 2) {
        const uint64_t first = next_random(&seed), second = next_random(&seed);
        const double a[2] = {drawn_log_rate(&work->a, first), drawn_log_rate(&work->a, second)};
        const double b[2] = {drawn_log_rate(&work->b, first), drawn_log_rate(&work->b, second)};
        work->log_ratios[i] = a[0] - b[paired ? 0 : 1];
        work->log_ratios[i + 1] = a[1] - b[paired ? 1 : 0];
    }
    values_sort(work->log_ratios, DRAWS);
}

/* How many of the draws lie beyond each limit. */
static size_t draws_beyond(size_t n, double confidence)
{
    const double t = student_quantile((1 + confidence) / 2, (double)(n - 1));
    return (size_t)(DRAWS * normal_below(-t * sqrt((double)n / (double)(n - 1))));
}

static struct estimate estimate_of(struct workspace *work, bool paired, double confidence, uint64_t seed)
{
    struct estimate logs = {.value = maybe_real_of(log_rate(&work->a) - log_rate(&work->b))};
    const size_t n = work->a.n < work->b.n ? work->a.n : work->b.n;
    if (n >= BOOTSTRAP_LEAST_N) {
        draw(work, paired, seed);
        const size_t beyond = draws_beyond(n, confidence);
        logs.lo = maybe_real_of(work->log_ratios[beyond]);
        logs.hi = maybe_real_of(work->log_ratios[DRAWS - 1 - beyond]);
    }
    return ratio_of_logs(logs);
}

bool ratio_of_totals(const struct totals *a, const struct totals *b, bool paired, double confidence, uint64_t seed,
                     struct estimate *result, struct failure *why)
{
    assert(a->n >= 1 && b->n >= 1 && (!paired || a->n == b->n));
    if (!positive(a) || !positive(b)) {
        *result = (struct estimate){0};
        return true;
    }
    struct workspace *work = calloc(1, sizeof *work);
    if (!work)
        return failure_out_of_memory(why);
    add_up(a, &work->a);
    add_up(b, &work->b);
    *result = estimate_of(work, paired, confidence, seed);
    free(work);
    return true;
}
