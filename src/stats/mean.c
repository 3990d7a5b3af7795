/*
 * The mean with Student's interval and test.
 */
#include "stats.h"

#include <assert.h>
#include <float.h>
#include <math.h>

/* The mean and its standard error; that is 0 where the values do not differ by more than rounding. */
struct moments {
    double mean, error;
};

static struct moments moments_of(const double *d, size_t n)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        assert(isfinite(d[i]));
        sum += d[i];
    }
    const double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (d[i] - mean) * (d[i] - mean);
    const double error = n < 2 ? 0 : sqrt(squares / (double)(n - 1) / (double)n);
    return (struct moments){mean, error > 10 * DBL_EPSILON * fabs(mean) ? error : 0};
}

struct estimate mean_interval(const double *d, size_t n, double confidence)
{
    assert(confidence > 0 && confidence < 1);
    if (n == 0)
        return (struct estimate){0};
    const struct moments m = moments_of(d, n);
    struct estimate result = {.value = maybe_real_of(m.mean)};
    if (m.error > 0) {
        const double reach = student_quantile((1 + confidence) / 2, (double)(n - 1)) * m.error;
        result.lo = maybe_real_of(m.mean - reach);
        result.hi = maybe_real_of(m.mean + reach);
    }
    return result;
}

struct maybe_real mean_test(const double *d, size_t n)
{
    if (n < 2)
        return (struct maybe_real){0};
    const struct moments m = moments_of(d, n);
    if (m.error == 0)
        return (struct maybe_real){0};
    return maybe_real_of(student_two_sided_p(m.mean / m.error, (double)(n - 1)));
}
