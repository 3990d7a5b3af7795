/*
 * Ratios are compared as differences of logarithms, so that twice as fast and half as fast lie equally far from the
 * same.
 */
#include "stats.h"

#include <assert.h>
#include <math.h>

bool logs_of(const double *values, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++) {
        assert(isfinite(values[i]));
        if (values[i] <= 0)
            return false;
        out[i] = log(values[i]);
    }
    return true;
}

bool log_ratios(const double *x, const double *y, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++) {
        assert(isfinite(x[i]) && isfinite(y[i]));
        if (x[i] <= 0 || y[i] <= 0)
            return false;
        out[i] = log(x[i]) - log(y[i]); /* not log(x/y): this changes its sign exactly when the sides are swapped */
    }
    return true;
}

/* exp(-x) is not always the rounded 1 / exp(x); this is, by construction. */
static struct maybe_real exponential(struct maybe_real log)
{
    if (!log.known)
        return log;
    return maybe_real_of(log.value >= 0 ? exp(log.value) : 1 / exp(-log.value));
}

struct estimate ratio_of_logs(struct estimate logs)
{
    return (struct estimate){exponential(logs.value), exponential(logs.lo), exponential(logs.hi)};
}
