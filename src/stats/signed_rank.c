/*
 * Wilcoxon's signed rank test.
 *
 *  1. Zeros say nothing about the direction and are left out.
 *  2. V is the sum of the ranks of |d| over the positive differences; equal |d| share their mean rank.
 *  3. Up to 50 differences: exact, over all 2^n ways to put the signs, with whatever ranks there are. All
 *     probabilities are multiples of 2^-50, so doubles hold them without rounding.
 *  4. Else the normal approximation, its variance corrected for ties, with continuity correction, as in R.
 *
 * Mean ranks can end in a half: ranks are kept doubled.
 */
#include "stats.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { EXACT_N = 50 };

static int compare_magnitudes(const void *left, const void *right)
{
    const double a = fabs(*(const double *)left), b = fabs(*(const double *)right);
    return (a > b) - (a < b);
}

/* The differences that are not 0, by magnitude, and what they add up to. */
struct signed_ranks {
    double *d;
    size_t n;
    double twice_v;
    double ties; /* sum of t³ - t over the groups of t equal magnitudes */
};

/* How many differences from `from` on have the same magnitude. */
static size_t run_of(const struct signed_ranks *ranks, size_t from)
{
    size_t to = from + 1;
    while (to < ranks->n && fabs(ranks->d[to]) == fabs(ranks->d[from]))
        to++;
    return to - from;
}

static void collect(struct signed_ranks *ranks, const double *d, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert(isfinite(d[i]));
        if (d[i] != 0)
            ranks->d[ranks->n++] = d[i];
    }
    if (ranks->n > 1)
        qsort(ranks->d, ranks->n, sizeof *ranks->d, compare_magnitudes);
    for (size_t i = 0, run; i < ranks->n; i += run) {
        run = run_of(ranks, i);
        const double twice_rank = (double)(2 * i + run + 1), t = (double)run;
        for (size_t j = i; j < i + run; j++)
            ranks->twice_v += ranks->d[j] > 0 ? twice_rank : 0;
        ranks->ties += t * t * t - t;
    }
}

enum { EXACT_TOTAL = EXACT_N * (EXACT_N + 1) }; /* of doubled ranks */

/* Lets one more difference of rank twice_rank / 2 be positive or negative, each with probability 1/2. */
static void add_rank(double chance[EXACT_TOTAL + 1], size_t twice_rank)
{
    for (size_t s = EXACT_TOTAL + 1; s-- > 0;)
        chance[s] = (chance[s] + (s >= twice_rank ? chance[s - twice_rank] : 0)) / 2;
}

static double exact_p(const struct signed_ranks *ranks)
{
    double chance[EXACT_TOTAL + 1] = {1}; /* of each doubled V */
    for (size_t i = 0, run; i < ranks->n; i += run) {
        run = run_of(ranks, i);
        for (size_t t = 0; t < run; t++)
            add_rank(chance, 2 * i + run + 1);
    }
    const double total = (double)ranks->n * (double)(ranks->n + 1);
    const double least = fmin(ranks->twice_v, total - ranks->twice_v);
    double tail = 0;
    for (size_t s = 0; s <= (size_t)least; s++)
        tail += chance[s];
    return fmin(2 * tail, 1);
}

/* The standard deviation of V when signs are a matter of chance. */
static double deviation(double n, double ties)
{
    return sqrt(n * (n + 1) * (2 * n + 1) / 24 - ties / 48);
}

static double approximate_p(const struct signed_ranks *ranks)
{
    const double n = (double)ranks->n;
    const double distance = fabs(ranks->twice_v - n * (n + 1) / 2) / 2 - 0.5;
    return distance > 0 ? normal_two_sided_p(distance / deviation(n, ranks->ties)) : 1;
}

bool signed_rank_test(const double *d, size_t n, struct signed_rank *result, struct failure *why)
{
    struct signed_ranks ranks = {.d = calloc(n ? n : 1, sizeof *d)};
    if (!ranks.d)
        return failure_out_of_memory(why);
    collect(&ranks, d, n);
    const bool exact = ranks.n <= EXACT_N;
    *result = (struct signed_rank){
        .v = ranks.twice_v / 2,
        .p = exact ? exact_p(&ranks) : approximate_p(&ranks),
        .used = ranks.n,
        .exact = exact,
    };
    free(ranks.d);
    return true;
}

size_t signed_rank_least_n(double alpha)
{
    assert(alpha > 0 && alpha <= 1);
    size_t n = 1;
    for (double p = 1; p > alpha; p /= 2) /* all n on one side: 2 / 2^n */
        n++;
    return n;
}

size_t signed_rank_critical(size_t n, double confidence)
{
    assert(n >= 1);
    assert(confidence > 0 && confidence < 1);
    const double tail = (1 - confidence) / 2, total = (double)n * (double)(n + 1) / 2;
    if (n > EXACT_N) {
        const double limit = total / 2 + 0.5 + normal_quantile(tail) * deviation((double)n, 0);
        return limit >= 1 ? (size_t)limit : 0;
    }
    double chance[EXACT_TOTAL + 1] = {1};
    for (size_t rank = 1; rank <= n; rank++)
        add_rank(chance, 2 * rank);
    size_t q = 0;
    for (double below = chance[0]; below <= tail; below += chance[2 * q])
        q++;
    return q;
}
