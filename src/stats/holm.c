/*
 * Holm's adjustment (1979): the i-th smallest of m p-values times m - i + 1, never below the one before, never above 1.
 */
#include "stats.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

struct placed {
    double p;
    size_t place;
};

static int compare_p(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    return (a->p > b->p) - (a->p < b->p);
}

bool holm_adjust(const double *p, size_t m, double *adjusted, struct failure *why)
{
    struct placed *sorted = calloc(m ? m : 1, sizeof *sorted);
    if (!sorted)
        return failure_out_of_memory(why);
    for (size_t i = 0; i < m; i++) {
        assert(p[i] >= 0 && p[i] <= 1);
        sorted[i] = (struct placed){p[i], i};
    }
    qsort(sorted, m, sizeof *sorted, compare_p); /* equal ones get equal results, in whichever order they come */
    double least = 0;
    for (size_t i = 0; i < m; i++) {
        least = fmax(least, fmin(1, sorted[i].p * (double)(m - i)));
        adjusted[sorted[i].place] = least;
    }
    free(sorted);
    return true;
}
