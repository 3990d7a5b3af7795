/*
 * The normal distribution, from the C library's erfc.
 */
#include "stats.h"

#include <assert.h>
#include <math.h>

static const double SQRT_HALF = 0.70710678118654752440;
static const double SQRT_TWO_PI = 2.50662827463100050242;

double normal_below(double z)
{
    return erfc(-z * SQRT_HALF) / 2;
}

double normal_two_sided_p(double z)
{
    return erfc(fabs(z) * SQRT_HALF);
}

/* Newton's method on ln p. It is concave in z, and the start lies beyond the root since p <= exp(-z²/2): the steps go
 * down to the root without crossing it. */
static double distance_for(double two_sided_p)
{
    double z = sqrt(-2 * log(two_sided_p));
    for (int i = 0; i < 100; i++) {
        double p = normal_two_sided_p(z);
        double density = exp(-z * z / 2) / SQRT_TWO_PI;
        double change = log(p / two_sided_p) * p / (2 * density);
        z += change;
        if (fabs(change) <= 1e-10 * z)
            break; /* the error is about the square of that */
    }
    return z;
}

double normal_quantile(double p)
{
    assert(p > 0 && p < 1);
    if (p == 0.5)
        return 0;
    return p < 0.5 ? -distance_for(2 * p) : distance_for(2 * (1 - p));
}
