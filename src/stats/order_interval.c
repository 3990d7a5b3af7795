/*
 * Which order statistics enclose a quantile: distribution-free, exact, from the binomial distribution alone.
 *
 * Of n values, the number B below the true quantile q is binomial(n, q). Its probabilities are taken relative to the
 * largest one and followed by their ratios, so that nothing overflows, nothing cancels, and no gamma function is
 * needed; about 20·sqrt(n) of them count.
 */
#include "stats.h"

#include <assert.h>
#include <math.h>

/* Probabilities this much smaller than the largest change no sum. */
static const double NEGLIGIBLE = 1e-20;

/* The largest rank with P(B < rank) <= tail, and that probability; rank 0 where even P(B < 1) is larger. */
struct limit {
    size_t rank;
    double below;
};

/* P(B = k + 1) / P(B = k). */
static double step(size_t n, size_t k, double odds)
{
    return (double)(n - k) / (double)(k + 1) * odds;
}

static struct limit lower_limit(int64_t q, size_t n, double tail)
{
    if (q == 0 || q == QUANTILE_WHOLE) /* B is 0, or n, for certain */
        return (struct limit){q == 0 ? 0 : n, 0};

    const double odds = (double)q / (double)(QUANTILE_WHOLE - q);
    const size_t mode = (size_t)(((int64_t)n + 1) * q / QUANTILE_WHOLE);
    double total = 1, weight = 1;
    for (size_t k = mode; k < n && weight > NEGLIGIBLE; k++)
        total += weight *= step(n, k, odds);

    size_t rank = mode;
    for (weight = 1; rank > 0 && weight > NEGLIGIBLE; rank--)
        total += weight /= step(n, rank - 1, odds);

    double below = 0; /* now from the smallest upwards */
    while (rank < n && below + weight <= tail * total) {
        below += weight;
        weight *= step(n, rank, odds);
        rank++;
    }
    return (struct limit){rank, below / total};
}

struct order_interval order_interval(int64_t q, size_t n, double confidence)
{
    assert(q >= 0 && q <= QUANTILE_WHOLE);
    assert(n >= 1 && n < INT64_MAX / (2 * QUANTILE_WHOLE));
    assert(confidence > 0 && confidence < 1);
    const double tail = (1 - confidence) / 2;
    struct limit lo = lower_limit(q, n, tail);
    struct limit hi = lower_limit(QUANTILE_WHOLE - q, n, tail); /* the same, counted from the other end */
    return (struct order_interval){lo.rank, hi.rank ? n + 1 - hi.rank : 0, 1 - lo.below - hi.below};
}

size_t order_interval_least_n(int64_t q, double confidence)
{
    assert(q > 0 && q < QUANTILE_WHOLE);
    assert(confidence > 0 && confidence < 1);
    const double tail = (1 - confidence) / 2;
    const double side = (double)(q > QUANTILE_WHOLE - q ? q : QUANTILE_WHOLE - q) / QUANTILE_WHOLE;
    return (size_t)ceil(log(tail) / log(side)); /* all n values on one side of the quantile: side^n <= tail */
}
