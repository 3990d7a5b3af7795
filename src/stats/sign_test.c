/*
 * The sign test: where up and down are equally likely, the number of n differences above 0 is binomial(n, 1/2).
 */
#include "stats.h"

#include <assert.h>
#include <math.h>

/* 2 · P(B <= k) for k <= n/2, at most 1. Probabilities are taken relative to the middle one, and come in pairs. */
static double two_sided_p(size_t k, size_t n)
{
    double tail = 0, total = 0, weight = 1;
    for (size_t i = n / 2 + 1; i-- > 0 && weight > 0;) {
        total += i == n - i ? weight : 2 * weight;
        tail += i <= k ? weight : 0;
        weight *= (double)i / (double)(n - i + 1);
    }
    return fmin(2 * tail / total, 1);
}

struct signs sign_test(const double *d, size_t n)
{
    struct signs signs = {0, 0, 1};
    for (size_t i = 0; i < n; i++) {
        assert(isfinite(d[i]));
        signs.positive += d[i] > 0;
        signs.negative += d[i] < 0;
    }
    const size_t fewer = signs.positive < signs.negative ? signs.positive : signs.negative;
    signs.p = two_sided_p(fewer, signs.positive + signs.negative);
    return signs;
}
