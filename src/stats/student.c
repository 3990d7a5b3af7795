/*
 * Student's t distribution: P(|T| >= t) = I(x; df/2, 1/2) with x = df / (df + t²), where I is the regularised
 * incomplete beta function (DLMF 8.17), by a continued fraction.
 */
#include "stats.h"

#include <assert.h>
#include <float.h>
#include <math.h>

static const double SQRT_PI = 1.77245385090551602730;

/* Γ(a + ½) / Γ(a). The gammas' logarithms would cancel for large a, so: up by the recurrence to where the series in 1/a
 * (DLMF 5.11.13) is exact to the last bit. */
static double gamma_ratio(double a)
{
    double scale = 1;
    for (; a < 60; a += 1)
        scale *= a / (a + 0.5);
    const double e = 1 / (8 * a);
    return scale * sqrt(a) * (1 - e * (1 - e * (0.5 + e * (2.5 - e * (2.625 + e * (49.875 - e * 54.3125))))));
}

/* The continued fraction of I(x; a, b), y = 1 - x, in the contracted form of DiDonato and Morris (1992, BFRAC), which
 * keeps its digits where x is close to 1; summed from the front (modified Lentz). */
static double beta_fraction(double a, double b, double x, double y)
{
    double f = a / (a + 1) * (a * y - b * x + 1); /* the first denominator */
    double c = f, d = 0;
    for (double n = 1; n < 1e6; n++) {
        const double bend = n * (b - n) * x / (a + 2 * n - 1);
        const double numerator = bend * x * (a + n - 1) * (a + b + n - 1) / (a + 2 * n - 1);
        const double denominator = n + bend + (a + n) / (a + 2 * n + 1) * (a * y - b * x + 1 + n * (1 + y));
        d = 1 / (denominator + numerator * d);
        c = denominator + numerator / c;
        f *= c * d;
        if (fabs(c * d - 1) < DBL_EPSILON)
            break;
    }
    return 1 / f;
}

double student_two_sided_p(double t, double df)
{
    assert(isfinite(t) && df >= 1);
    if (t == 0)
        return 1;
    const double a = df / 2, odds = t * (t / df);
    const double x = 1 / (1 + odds), rest = 1 / (1 + 1 / odds); /* rest = 1 - x, without cancellation */
    const double front = exp(-a * log1p(odds)) * sqrt(rest) * gamma_ratio(a) / SQRT_PI;
    if (x < (a + 1) / (a + 2.5))
        return front * beta_fraction(a, 0.5, x, rest);
    return 1 - front * beta_fraction(0.5, a, rest, x);
}

static double density(double t, double df)
{
    return gamma_ratio(df / 2) / (SQRT_PI * sqrt(df)) * exp(-(df + 1) / 2 * log1p(t * (t / df)));
}

/* Newton's method on ln p over ln t, where the curve is concave, and a straight line far out: after the first step from
 * the normal distance, which is too small, it goes down to the root without crossing it. */
static double distance_for(double two_sided_p, double df)
{
    double t = normal_quantile(1 - two_sided_p / 2);
    for (int i = 0; i < 100; i++) {
        double p = student_two_sided_p(t, df);
        double change = log(p / two_sided_p) * p / (2 * density(t, df) * t);
        t *= exp(change);
        if (fabs(change) <= 1e-10)
            break; /* the error is about the square of that */
    }
    return t;
}

double student_quantile(double p, double df)
{
    assert(p >= 1e-9 && p <= 1 - 1e-9);
    assert(df >= 1);
    if (p == 0.5)
        return 0;
    return p < 0.5 ? -distance_for(2 * p, df) : distance_for(2 * (1 - p), df);
}

double student_quantile_rounded(double p, double df)
{
    const double units = 1e10;
    return round(student_quantile(p, df) * units) / units;
}
