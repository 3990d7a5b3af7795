/*
 * The statistics that SQL cannot say exactly and plainly: pure functions over arrays of doubles.
 *
 * Rules (tests/unit/stats_*_test.c walk them):
 *  1. Samples belong to the caller, are only read, and hold finite numbers; anything else is our own mistake (assert).
 *     Whatever takes a sorted array says so; everything else takes any order.
 *  2. A figure that the data cannot support is not known. It is never 0, and never a failure.
 *  3. Only lack of memory fails, and then nothing was written to the result.
 *  4. The same numbers give the same bits: no clock, no hidden state; random draws come from a seed.
 *  5. Swapping two sides mirrors every figure exactly: a shift changes its sign, a ratio becomes its reciprocal (of the
 *     two ratios the one above 1 is the original and the other its rounded reciprocal), p stays.
 *  6. `confidence` lies between 0 and 1 (0.95); a two-sided statement leaves half of the rest on each side. Tests and
 *     rank intervals agree: the interval leaves out "no difference" exactly where p <= 1 - confidence (exact p, no
 * ties).
 *  7. p is two-sided. Where a normal approximation stands in for the exact distribution, p is never smaller than the
 *     exact test of so many values could make it.
 */
#ifndef EVALRATE_STATS_H
#define EVALRATE_STATS_H

#include "failure.h"
#include "span.h"

/* An estimate with its interval, in the unit of the values. Unknown is unknown; each limit by itself. */
struct estimate {
    struct maybe_real value, lo, hi;
};

/* ---- Order statistics (sort.c, percentile.c, order_interval.c) ---- */

/* Quantiles are whole numbers per 100,000: 95000 is p95, 99900 is p99.9. Ranks are whole-number arithmetic. */
enum { QUANTILE_WHOLE = 100000 };

/* Ascending; all must be finite. */
void values_sort(double *values, size_t n);

/* Ascending; whole numbers of any size. */
void integers_sort(int64_t *values, size_t n);

/* The n values in ascending order, written to `to`, which it returns. */
double *values_sort_into(double *to, const double *values, size_t n);

/* Linear interpolation between the ranks around (n-1)q + 1: Hyndman and Fan's type 7, what numpy, R, PERCENTILE.INC and
 * percentile_cont give. `sorted` ascends; n >= 1. The same bits as the SQL view. */
double percentile_linear(const double *sorted, size_t n, int64_t q);

/* The value of rank ceil(nq), at least 1: an observation that really occurred. */
double percentile_nearest(const double *sorted, size_t n, int64_t q);

/* Ranks (from 1) of the distribution-free interval of quantile q of n >= 1 values: lo is the largest l with
 * P(B < l) <= tail, hi the smallest h with P(B >= h) <= tail, B binomial(n, q), tail = (1 - confidence) / 2. The
 * interval is [x(lo), x(hi)]; 0 stands for "no finite limit". coverage is P(lo <= B < hi). */
struct order_interval {
    size_t lo, hi;
    double coverage;
};
struct order_interval order_interval(int64_t q, size_t n, double confidence);

/* The smallest n whose interval has both limits; 0 < q < QUANTILE_WHOLE. Median at 0.95: 6. */
size_t order_interval_least_n(int64_t q, double confidence);

/* ---- Distributions (normal.c, student.c) ---- */

double normal_below(double z);       /* P(Z <= z) */
double normal_two_sided_p(double z); /* P(|Z| >= |z|), exact in relative terms far out */
double normal_quantile(double p);    /* 0 < p < 1 */

/* Student's t with df >= 1 degrees of freedom (any real number). Relative error about 1e-14. */
double student_two_sided_p(double t, double df);
double student_quantile(double p, double df); /* 1e-9 <= p <= 1 - 1e-9 */

/* The same to ten decimals, for tables that are to be equal wherever they are made: C libraries differ in the last
 * digit of exp and log. Of |t| < 90,000. */
double student_quantile_rounded(double p, double df);

/* ---- One series of differences (mean.c, signed_rank.c, sign_test.c, hodges_lehmann.c, ratio.c) ----
 *
 * `d` holds one difference a pair; for ratios, the differences of logarithms (log_ratios), and ratio_of_logs makes a
 * ratio of the result. */

/* out[i] = ln values[i]. False, and out is of no use, where a value is not above 0. The arrays may be the same. */
bool logs_of(const double *values, size_t n, double *out) MUST_CHECK;

/* out[i] = ln x[i] - ln y[i] for n pairs. False, and out is of no use, where a value is not above 0. */
bool log_ratios(const double *x, const double *y, size_t n, double *out) MUST_CHECK;

/* exp of the estimate and its limits; mirrored input gives the reciprocal (rule 5). */
struct estimate ratio_of_logs(struct estimate logs);

/* Mean with Student's interval. Of log ratios: the geometric mean of the ratios. No interval with n < 2 or where all
 * values are equal; nothing with n = 0. */
struct estimate mean_interval(const double *d, size_t n, double confidence);

/* One-sample t test of "the mean is 0"; unknown where mean_interval knows no interval. */
struct maybe_real mean_test(const double *d, size_t n);

/* Wilcoxon's signed rank test of "the differences lie symmetrically around 0". Zeros are left out (`used` counts the
 * rest); equal magnitudes share their mean rank. p is exact for up to 50 differences, else by the normal approximation
 * with correction for ties and continuity. Nothing used: p = 1. */
struct signed_rank {
    double v; /* sum of the ranks of the positive differences */
    double p;
    size_t used;
    bool exact;
};
bool signed_rank_test(const double *d, size_t n, struct signed_rank *result, struct failure *why) MUST_CHECK;

/* The smallest number of non-zero differences with which p <= alpha is possible, here and in the sign test. 0.05: 6. */
size_t signed_rank_least_n(double alpha);

/* How many differences are above and below 0, and the exact binomial test of "as often above as below". */
struct signs {
    size_t positive, negative;
    double p;
};
struct signs sign_test(const double *d, size_t n);

/* Pseudo-median: the median of the means of all pairs of values, each with itself too (Walsh averages), with the
 * interval that inverts the signed rank test. Unlike the test it keeps zeros. */
bool pseudo_median(const double *d, size_t n, double confidence, struct estimate *result,
                   struct failure *why) MUST_CHECK;

/* ---- Two independent samples (rank_sum.c, hodges_lehmann.c) ---- */

/* Mann and Whitney's U of x against y, n and m >= 1. p is exact for n·m <= 2,500 without ties and for n·m <= 100 with
 * ties, else by the normal approximation with correction for ties and continuity. */
struct rank_sum {
    double u;     /* pairs with x > y, plus half of the pairs with x = y */
    double delta; /* Cliff's: P(x > y) - P(x < y), -1 … 1 */
    double p;
    bool exact;
};
bool rank_sum_test(const double *x, size_t n, const double *y, size_t m, struct rank_sum *result,
                   struct failure *why) MUST_CHECK;

/* The smallest p that n values against m can reach, and the smallest n with which n values against n can reach p <=
 * alpha. 0.05: 4. */
double rank_sum_least_p(size_t n, size_t m);
size_t rank_sum_least_n(double alpha);

/* Cliff's delta in a word: "negligible" below 0.147, "small" below 0.33, "medium" below 0.474, else "large". */
const char *effect_size_word(double delta);

/* Hodges and Lehmann's shift: the median of all differences x - y, with the interval that inverts the rank sum test.
 * Time grows with (n + m), not with n·m. */
bool shift_between(const double *x, size_t n, const double *y, size_t m, double confidence, struct estimate *result,
                   struct failure *why) MUST_CHECK;

/* The same of logarithms: the typical ratio x / y. Unknown where a value is not above 0. */
bool ratio_between(const double *x, size_t n, const double *y, size_t m, double confidence, struct estimate *result,
                   struct failure *why) MUST_CHECK;

/* ---- Ranks of the two intervals above ---- */

/* The rank q of the interval [D(q), D(N+1-q)] over the N = n·m differences or N = n(n+1)/2 Walsh averages: the largest
 * q with P(statistic < q) <= (1 - confidence) / 2, exact as far as the tests are; 0 where there is none. */
bool rank_sum_critical(size_t n, size_t m, double confidence, size_t *q, struct failure *why) MUST_CHECK;
size_t signed_rank_critical(size_t n, double confidence);

/* ---- Ratio of totals (bootstrap.c) ---- */

/* n requests of one side: `amount` (tokens) and `time`, whose totals make the rate Σamount / Σtime. */
struct totals {
    const double *amount, *time;
    size_t n;
};

/* Rate of a over rate of b, with a bootstrap interval of 10,000 draws; sides of at least one request. `paired`: request
 * i of both sides belongs together (the same prompt), and they are drawn together. Unknown where a value is not above
 * 0; no interval with fewer than BOOTSTRAP_LEAST_N requests on a side, which hardly say how much they scatter. */
enum { BOOTSTRAP_LEAST_N = 6 };
bool ratio_of_totals(const struct totals *a, const struct totals *b, bool paired, double confidence, uint64_t seed,
                     struct estimate *result, struct failure *why) MUST_CHECK;

/* ---- Shares and many tests (wilson.c, holm.c) ---- */

/* Wilson's score interval of a share of `hits` in n >= 1 trials. */
struct interval {
    double lo, hi;
};
struct interval wilson_interval(size_t hits, size_t n, double confidence);

/* Holm's adjustment of m p-values for being m: adjusted[i] belongs to p[i]. The arrays may be the same. */
bool holm_adjust(const double *p, size_t m, double *adjusted, struct failure *why) MUST_CHECK;

#endif
