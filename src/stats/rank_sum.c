/*
 * The rank sum test of Mann, Whitney and Wilcoxon.
 *
 *  1. U counts the pairs with x > y, and half of the pairs with x = y.
 *  2. n·m <= 2,500 without ties: exact, by Mann and Whitney's recurrence.
 *  3. n·m <= 100 with ties: exact too, over all ways to choose the smaller side's ranks out of the mean ranks at hand
 *     (the approximation may miss by a tenth there, and benchstat is exact there).
 *  4. Else the normal approximation, its variance corrected for ties, with continuity correction, as in R.
 */
#include "stats.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { EXACT_PAIRS = 2500, EXACT_PAIRS_WITH_TIES = 100 };

/* Both samples sorted, in one block of memory. */
struct sorted_pair {
    double *x, *y;
    size_t n, m;
};

/* A run of equal values in the two samples together. */
struct group {
    size_t of_x, of_y;
};

/* What one walk over the values finds. Whole numbers in doubles: exact up to 2^53. */
struct tally {
    double twice_u;
    double ties; /* sum of t³ - t over the groups of t equal values */
};

static size_t run_of(const double *sorted, size_t n, size_t from, double value)
{
    size_t to = from;
    while (to < n && sorted[to] == value)
        to++;
    return to - from;
}

/* The group that follows the first i values of x and j values of y. */
static struct group next_group(const struct sorted_pair *pair, size_t i, size_t j)
{
    const bool from_x = j == pair->m || (i < pair->n && pair->x[i] < pair->y[j]);
    const double value = from_x ? pair->x[i] : pair->y[j];
    return (struct group){run_of(pair->x, pair->n, i, value), run_of(pair->y, pair->m, j, value)};
}

static struct tally tally_of(const struct sorted_pair *pair)
{
    struct tally tally = {0, 0};
    struct group group;
    for (size_t i = 0, j = 0; i < pair->n || j < pair->m; i += group.of_x, j += group.of_y) {
        group = next_group(pair, i, j);
        const double t = (double)(group.of_x + group.of_y);
        tally.twice_u += (double)group.of_x * (2 * (double)j + (double)group.of_y);
        tally.ties += t * t * t - t;
    }
    return tally;
}

static double choose(size_t n, size_t k)
{
    double ways = 1;
    for (size_t i = 1; i <= k; i++)
        ways *= (double)(n - k + i) / (double)i;
    return ways;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* p where each tail of the distribution has its probability; never above 1, as the middle belongs to both. */
static double two_sided(double tail)
{
    return smaller(2 * tail, 1);
}

/* cumulative[u] = P(U <= u) without ties for u = 0 … limit; the caller frees it. N(u; i, j) ways put i x's and j y's in
 * order: the largest value is an x, above all j y's, or a y: N(u; i, j) = N(u-j; i-1, j) + N(u; i, j-1). The table
 * holds all i at the present j. */
static double *cumulative_distribution(size_t n, size_t m, size_t limit, struct failure *why)
{
    const size_t few = n < m ? n : m, many = n < m ? m : n, width = limit + 1;
    double *ways = calloc((few + 1) * width, sizeof *ways);
    if (!ways) {
        (void)failure_out_of_memory(why);
        return NULL;
    }
    for (size_t i = 0; i <= few; i++)
        ways[i * width] = 1; /* j = 0: U is 0 */
    for (size_t j = 1; j <= many; j++)
        for (size_t i = 1; i <= few; i++)
            for (size_t u = j; u <= limit && u <= i * j; u++)
                ways[i * width + u] += ways[(i - 1) * width + u - j];

    const double total = choose(n + m, few);
    double sum = 0;
    for (size_t u = 0; u <= limit; u++) /* the first row is of no more use, and takes the result */
        ways[u] = (sum += ways[few * width + u]) / total;
    return ways;
}

static bool exact_p(const struct sorted_pair *pair, const struct tally *tally, double *p, struct failure *why)
{
    const double u = tally->twice_u / 2, pairs = (double)pair->n * (double)pair->m;
    const size_t least = (size_t)smaller(u, pairs - u);
    double *cumulative = cumulative_distribution(pair->n, pair->m, least, why);
    if (!cumulative)
        return false;
    *p = two_sided(cumulative[least]);
    free(cumulative);
    return true;
}

/* Adds one more rank to choose from. ways[k][s] counts the choices of k ranks whose doubles add up to s. */
static void add_rank(double *ways, size_t few, size_t width, size_t twice_rank)
{
    for (size_t k = few; k >= 1; k--)
        for (size_t s = twice_rank; s < width; s++)
            ways[k * width + s] += ways[(k - 1) * width + s - twice_rank];
}

/* How many choices have a sum as small as the one seen, or as large, whichever are fewer. */
static double smaller_tail(const double *ways, size_t width, size_t seen)
{
    double up_to = 0, from = 0;
    for (size_t s = 0; s < width; s++) {
        up_to += s <= seen ? ways[s] : 0;
        from += s >= seen ? ways[s] : 0;
    }
    return smaller(up_to, from);
}

static bool exact_p_with_ties(const struct sorted_pair *pair, const struct tally *tally, double *p, struct failure *why)
{
    const size_t few = pair->n < pair->m ? pair->n : pair->m, all = pair->n + pair->m;
    const size_t width = 2 * all * few + 1;
    double *ways = calloc((few + 1) * width, sizeof *ways);
    if (!ways)
        return failure_out_of_memory(why);
    ways[0] = 1;
    struct group group;
    for (size_t i = 0, j = 0; i + j < all; i += group.of_x, j += group.of_y) {
        group = next_group(pair, i, j);
        const size_t size = group.of_x + group.of_y;
        for (size_t t = 0; t < size; t++)
            add_rank(ways, few, width, 2 * (i + j) + size + 1);
    }
    /* The smaller side's rank sum is its U and the sum of the few least ranks. */
    const double pairs = (double)pair->n * (double)pair->m;
    const double twice_u = pair->n <= pair->m ? tally->twice_u : 2 * pairs - tally->twice_u;
    const size_t seen = (size_t)twice_u + few * (few + 1);
    *p = two_sided(smaller_tail(ways + few * width, width, seen) / choose(all, few));
    free(ways);
    return true;
}

/* The standard deviation of U when the two samples are alike. */
static double deviation(double n, double m, double ties)
{
    const double all = n + m;
    return sqrt(n * m / 12 * (all + 1 - ties / (all * (all - 1))));
}

double rank_sum_least_p(size_t n, size_t m)
{
    assert(n >= 1 && m >= 1);
    return two_sided(1 / choose(n + m, n < m ? n : m));
}

static double approximate_p(const struct sorted_pair *pair, const struct tally *tally)
{
    const double n = (double)pair->n, m = (double)pair->m;
    const double distance = fabs(tally->twice_u - n * m) / 2 - 0.5;
    const double sd = deviation(n, m, tally->ties);
    if (distance <= 0 || sd == 0) /* the middle, or all values equal */
        return 1;
    return fmax(normal_two_sided_p(distance / sd), rank_sum_least_p(pair->n, pair->m));
}

static bool judge(const struct sorted_pair *pair, struct rank_sum *result, struct failure *why)
{
    const struct tally tally = tally_of(pair);
    const double pairs = (double)pair->n * (double)pair->m;
    const bool tied = tally.ties > 0;
    struct rank_sum found = {.u = tally.twice_u / 2, .delta = (tally.twice_u - pairs) / pairs};
    found.exact = pairs <= (tied ? EXACT_PAIRS_WITH_TIES : EXACT_PAIRS);
    bool done = true;
    if (!found.exact)
        found.p = approximate_p(pair, &tally);
    else if (tied)
        done = exact_p_with_ties(pair, &tally, &found.p, why);
    else
        done = exact_p(pair, &tally, &found.p, why);
    if (done)
        *result = found;
    return done;
}

bool rank_sum_test(const double *x, size_t n, const double *y, size_t m, struct rank_sum *result, struct failure *why)
{
    assert(n >= 1 && m >= 1);
    double *memory = calloc(n + m, sizeof *memory);
    if (!memory)
        return failure_out_of_memory(why);
    const struct sorted_pair pair = {values_sort_into(memory, x, n), values_sort_into(memory + n, y, m), n, m};
    bool done = judge(&pair, result, why);
    free(memory);
    return done;
}

size_t rank_sum_least_n(double alpha)
{
    assert(alpha > 0 && alpha <= 1);
    size_t n = 1;
    while (rank_sum_least_p(n, n) > alpha)
        n++;
    return n;
}

bool rank_sum_critical(size_t n, size_t m, double confidence, size_t *q, struct failure *why)
{
    assert(n >= 1 && m >= 1);
    assert(confidence > 0 && confidence < 1);
    const double tail = (1 - confidence) / 2, pairs = (double)n * (double)m;
    if (pairs > EXACT_PAIRS) {
        const double limit = pairs / 2 + 0.5 + normal_quantile(tail) * deviation((double)n, (double)m, 0);
        *q = limit >= 1 ? (size_t)limit : 0;
        return true;
    }
    double *cumulative = cumulative_distribution(n, m, n * m / 2, why);
    if (!cumulative)
        return false;
    size_t rank = 0;
    while (cumulative[rank] <= tail) /* ends: P(U <= nm/2) is at least a half */
        rank++;
    *q = rank;
    free(cumulative);
    return true;
}

const char *effect_size_word(double delta)
{
    static const struct {
        double below;
        const char *word;
    } words[] = {{0.147, "negligible"}, {0.33, "small"}, {0.474, "medium"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (fabs(delta) < words[i].below)
            return words[i].word;
    return "large";
}
