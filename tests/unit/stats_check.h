/* What the tests of statistics share: cmocka, and comparisons of doubles that print what differs. */
#ifndef STATS_CHECK_H
#define STATS_CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stats.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A sample that stats_reference.R makes in the same way; a small modulus makes ties. */
static inline void sample_fill(double *out, int n, int salt, int modulus, double shift)
{
    for (int i = 0; i < n; i++)
        out[i] = ((i + 1) * 7919 + salt * 104729) % modulus / 8.0 + shift;
}

/* Random numbers, the same in every run: uniform between 0 and 1 (Marsaglia's xorshift64*), and log-normal. */
static inline double random_share(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return ((double)(*state * UINT64_C(2685821657736338717) >> 11) + 0.5) / 9007199254740992.0;
}

static inline double random_time(uint64_t *state, double spread)
{
    const double pi = 3.14159265358979323846;
    const double normal = sqrt(-2 * log(random_share(state))) * cos(2 * pi * random_share(state));
    return exp(spread * normal);
}

/* `got` may differ from `expected` by `tolerance`, relative to `expected`. */
#define check_close(got, expected, tolerance) check_close_at((got), (expected), (tolerance), __FILE__, __LINE__)

/* The same value, to the last bit; 0 and -0 count as different. */
#define check_same(got, expected) check_same_at((got), (expected), __FILE__, __LINE__)

/* A figure that is known and close to `expected`, or is unknown where `expected` is NaN. */
#define check_known(got, expected, tolerance) check_known_at((got), (expected), (tolerance), __FILE__, __LINE__)

/* Two ratios with limits, one the other with the sides swapped. */
#define check_reciprocal(one, other) check_reciprocal_at((one), (other), __FILE__, __LINE__)

static inline void check_close_at(double got, double expected, double tolerance, const char *file, int line)
{
    if (fabs(got - expected) <= tolerance * fabs(expected))
        return;
    print_error("# got %.17g, expected %.17g\n", got, expected);
    _fail(file, line);
}

static inline void check_same_at(double got, double expected, const char *file, int line)
{
    if (memcmp(&got, &expected, sizeof got) == 0)
        return;
    print_error("# got %.17g, expected exactly %.17g\n", got, expected);
    _fail(file, line);
}

static inline void check_known_at(struct maybe_real got, double expected, double tolerance, const char *file, int line)
{
    if (isnan(expected) && got.known)
        print_error("# got %.17g, expected it to be unknown\n", got.value);
    else if (!isnan(expected) && !got.known)
        print_error("# unknown, expected %.17g\n", expected);
    else if (!isnan(expected))
        check_close_at(got.value, expected, tolerance, file, line);
    if (isnan(expected) == got.known)
        _fail(file, line);
}

/* The one above 1 must be the original and the other 1 over it, to the last bit. */
static inline void check_inverse_at(struct maybe_real one, struct maybe_real other, const char *file, int line)
{
    if (one.known != other.known)
        _fail(file, line);
    if (one.known)
        check_same_at(fmin(one.value, other.value), 1 / fmax(one.value, other.value), file, line);
}

static inline void check_reciprocal_at(struct estimate one, struct estimate other, const char *file, int line)
{
    check_inverse_at(one.value, other.value, file, line);
    check_inverse_at(one.lo, other.hi, file, line);
    check_inverse_at(one.hi, other.lo, file, line);
}

#endif
