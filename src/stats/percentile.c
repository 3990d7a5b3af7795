/*
 * Percentiles of sorted values. Ranks are whole-number arithmetic: (n-1)·0.95 in doubles would be 18.999….
 */
#include "stats.h"

#include <assert.h>

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
