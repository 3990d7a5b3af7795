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

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* `got` may differ from `expected` by `tolerance`, relative to `expected`. */
#define check_close(got, expected, tolerance) check_close_at((got), (expected), (tolerance), __FILE__, __LINE__)

/* The same value, to the last bit; 0 and -0 count as different. */
#define check_same(got, expected) check_same_at((got), (expected), __FILE__, __LINE__)

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

#endif
