/*
 * Hodges and Lehmann's estimators: medians over all pairs of values, with the intervals that invert the rank tests.
 *
 * Between two samples the pairs are the n·m differences x - y, within one the n(n+1)/2 means of two values. They are
 * never listed. For sorted values it takes one walk to count the pairs up to a limit; halving the doubles between the
 * smallest and the largest pair finds the k-th in at most 64 walks, exactly, in no memory.
 */
#include "stats.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sorted values and what to make pairs of. */
struct pairs {
    const double *x, *y;
    size_t n, m;
    double smallest, largest;
    uint64_t count;
    uint64_t (*up_to)(const struct pairs *, double limit); /* how many pairs are not above the limit */
};

/* x[i] - y[j] <= limit: the larger x is, the fewer j at the upper end are left. */
static uint64_t differences_up_to(const struct pairs *pairs, double limit)
{
    uint64_t count = 0;
    size_t j = 0;
    for (size_t i = 0; i < pairs->n; i++) {
        while (j < pairs->m && pairs->x[i] - pairs->y[j] > limit)
            j++;
        count += pairs->m - j;
    }
    return count;
}

static double middle_of(double a, double b)
{
    return a / 2 + b / 2;
}

/* The mean of x[i] and x[j] <= limit, i <= j: the larger x[i] is, the lower the last j. */
static uint64_t means_up_to(const struct pairs *pairs, double limit)
{
    uint64_t count = 0;
    size_t end = pairs->n; /* beyond the last j */
    for (size_t i = 0; i < end; i++) {
        while (end > i && middle_of(pairs->x[i], pairs->x[end - 1]) > limit)
            end--;
        count += end - i;
    }
    return count;
}

/* Doubles in ascending order have ascending places, and every place between two finite ones is a finite double. */
static int64_t place_of(double value)
{
    int64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >= 0 ? bits : INT64_MIN - bits;
}

static double at_place(int64_t place)
{
    const int64_t bits = place >= 0 ? place : INT64_MIN - place;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The pair of rank k, from 1: the smallest number that has at least k pairs up to it. */
static double pair_of_rank(const struct pairs *pairs, uint64_t k)
{
    int64_t lo = place_of(pairs->smallest), hi = place_of(pairs->largest);
    while (lo < hi) {
        const int64_t middle = lo + (int64_t)(((uint64_t)hi - (uint64_t)lo) / 2);
        if (pairs->up_to(pairs, at_place(middle)) >= k)
            hi = middle;
        else
            lo = middle + 1;
    }
    return at_place(lo);
}

/* Their median, and the pairs of rank q from both ends; without these for q = 0. */
static struct estimate estimate_of(const struct pairs *pairs, size_t q)
{
    const double lower = pair_of_rank(pairs, (pairs->count + 1) / 2);
    const double upper = pairs->count % 2 ? lower : pair_of_rank(pairs, pairs->count / 2 + 1);
    struct estimate result = {.value = maybe_real_of(middle_of(lower, upper))};
    if (q > 0) {
        result.lo = maybe_real_of(pair_of_rank(pairs, q));
        result.hi = maybe_real_of(pair_of_rank(pairs, pairs->count + 1 - q));
    }
    return result;
}

bool pseudo_median(const double *d, size_t n, double confidence, struct estimate *result, struct failure *why)
{
    assert(n >= 1);
    double *sorted = calloc(n, sizeof *sorted);
    if (!sorted)
        return failure_out_of_memory(why);
    const struct pairs means = {
        .x = values_sort_into(sorted, d, n),
        .n = n,
        .smallest = sorted[0],
        .largest = sorted[n - 1],
        .count = (uint64_t)n * (n + 1) / 2,
        .up_to = means_up_to,
    };
    *result = estimate_of(&means, signed_rank_critical(n, confidence));
    free(sorted);
    return true;
}

bool shift_between(const double *x, size_t n, const double *y, size_t m, double confidence, struct estimate *result,
                   struct failure *why)
{
    assert(n >= 1 && m >= 1);
    size_t q;
    if (!rank_sum_critical(n, m, confidence, &q, why))
        return false;
    double *memory = calloc(n + m, sizeof *memory);
    if (!memory)
        return failure_out_of_memory(why);
    const double *a = values_sort_into(memory, x, n), *b = values_sort_into(memory + n, y, m);
    const struct pairs differences = {
        .x = a,
        .y = b,
        .n = n,
        .m = m,
        .smallest = a[0] - b[m - 1],
        .largest = a[n - 1] - b[0],
        .count = (uint64_t)n * m,
        .up_to = differences_up_to,
    };
    *result = estimate_of(&differences, q);
    free(memory);
    return true;
}

bool ratio_between(const double *x, size_t n, const double *y, size_t m, double confidence, struct estimate *result,
                   struct failure *why)
{
    double *logs = calloc(n + m, sizeof *logs);
    if (!logs)
        return failure_out_of_memory(why);
    struct estimate found = {0};
    bool done = true;
    if (logs_of(x, n, logs) && logs_of(y, m, logs + n))
        done = shift_between(logs, n, logs + n, m, confidence, &found, why);
    if (done)
        *result = ratio_of_logs(found);
    free(logs);
    return done;
}
