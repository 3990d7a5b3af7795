/*
 * Percentiles of sorted values. Ranks are whole-number arithmetic: (n-1)·0.95 in doubles would be 18.999….
 */
#include "stats.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_values(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

void values_sort(double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert(isfinite(values[i]));
    if (n > 1)
        qsort(values, n, sizeof *values, compare_values);
}

double *values_sort_into(double *to, const double *values, size_t n)
{
    memcpy(to, values, n * sizeof *values);
    values_sort(to, n);
    return to;
}

static void check(size_t n, int64_t q)
{
    assert(n >= 1 && n <= INT64_MAX / (2 * QUANTILE_WHOLE));
    assert(q >= 0 && q <= QUANTILE_WHOLE);
    (void)n, (void)q;
}

double percentile_linear(const double *sorted, size_t n, int64_t q)
{
    check(n, q);
    int64_t place = ((int64_t)n - 1) * q; /* times 100,000 */
    const double *at = sorted + place / QUANTILE_WHOLE;
    int64_t fraction = place % QUANTILE_WHOLE;
    if (fraction == 0)
        return at[0];
    return at[0] + (at[1] - at[0]) * ((double)fraction / QUANTILE_WHOLE);
}

double percentile_nearest(const double *sorted, size_t n, int64_t q)
{
    check(n, q);
    int64_t rank = ((int64_t)n * q + QUANTILE_WHOLE - 1) / QUANTILE_WHOLE;
    return sorted[rank > 0 ? rank - 1 : 0];
}
