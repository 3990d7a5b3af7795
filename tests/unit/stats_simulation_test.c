/* Do the intervals cover, and do the tests raise false alarms, as often as they say? Samples of a known truth,
 * log-normal like times, the same in every run. A share out of RUNS may differ from its expectation by four standard
 * errors. */
#include "stats.h"
#include "stats_check.h"

enum { RUNS = 2000, DRAWN_RUNS = 120 };

static void check_share(int hits, int runs, double expected)
{
    const double share = (double)hits / runs;
    if (fabs(share - expected) <= 4 * sqrt(expected * (1 - expected) / runs))
        return;
    print_error("# %.4f of %d runs, expected %.4f\n", share, runs, expected);
    fail();
}

static bool covers(struct estimate estimate, double truth)
{
    return estimate.lo.known && estimate.lo.value <= truth && truth <= estimate.hi.value;
}

static void fill(double *out, size_t n, double scale, double spread, uint64_t *random)
{
    for (size_t i = 0; i < n; i++)
        out[i] = scale * random_time(random, spread);
}

/* The true median of these times is 5, their p90 5·exp(1.2816 · 0.4). */
static void order_intervals_cover(void **state)
{
    (void)state;
    uint64_t random = 11;
    int median_covered = 0, p90_covered = 0;
    const struct order_interval median = order_interval(50000, 40, 0.95), p90 = order_interval(90000, 40, 0.95);
    for (int run = 0; run < RUNS; run++) {
        double sorted[40];
        fill(sorted, 40, 5, 0.4, &random);
        values_sort(sorted, 40);
        const double true_p90 = 5 * exp(1.2815515655446004 * 0.4);
        median_covered += sorted[median.lo - 1] <= 5 && 5 < sorted[median.hi - 1];
        p90_covered += sorted[p90.lo - 1] <= true_p90 && true_p90 < sorted[p90.hi - 1];
    }
    check_share(median_covered, RUNS, median.coverage);
    check_share(p90_covered, RUNS, p90.coverage);
}

/* R: the largest level of the exact test that is not above 0.05 is 2 · pwilcox(17, 8, 10) = 0.0434. */
static void rank_sum_keeps_its_level(void **state)
{
    (void)state;
    uint64_t random = 12;
    int covered = 0, alarms = 0;
    for (int run = 0; run < RUNS; run++) {
        double x[8], y[10];
        struct estimate ratio;
        struct rank_sum test;
        struct failure why;
        fill(x, 8, 3, 0.5, &random);
        fill(y, 10, 2, 0.5, &random);
        assert_true(ratio_between(x, 8, y, 10, 0.95, &ratio, &why));
        covered += covers(ratio, 1.5);
        for (size_t i = 0; i < 8; i++)
            x[i] /= 1.5;
        assert_true(rank_sum_test(x, 8, y, 10, &test, &why));
        alarms += test.p <= 0.05;
    }
    check_share(covered, RUNS, 0.9565793683);
    check_share(alarms, RUNS, 0.0434206317);
}

/* 60 against 60 is beyond the exact distribution; rounding to two digits makes ties. */
static void the_approximation_keeps_its_level(void **state)
{
    (void)state;
    uint64_t random = 13;
    int alarms = 0;
    for (int run = 0; run < RUNS; run++) {
        double x[60], y[60];
        struct rank_sum test;
        struct failure why;
        fill(x, 60, 1, 0.5, &random);
        fill(y, 60, 1, 0.5, &random);
        for (size_t i = 0; i < 60; i++) {
            x[i] = round(10 * x[i]) / 10;
            y[i] = round(10 * y[i]) / 10;
        }
        assert_true(rank_sum_test(x, 60, y, 60, &test, &why));
        assert_false(test.exact);
        alarms += test.p <= 0.05;
    }
    check_share(alarms, RUNS, 0.05);
}

/* R: likewise 2 · psignrank(13, 12) = 0.0425. */
static void paired_intervals_cover(void **state)
{
    (void)state;
    uint64_t random = 14;
    int middle_covered = 0, mean_covered = 0, alarms = 0;
    for (int run = 0; run < RUNS; run++) {
        double x[12], y[12], d[12];
        struct estimate middle;
        struct signed_rank test;
        struct failure why;
        fill(x, 12, 2, 0.3, &random);
        fill(y, 12, 1, 0.2, &random);
        assert_true(log_ratios(x, y, 12, d));
        assert_true(pseudo_median(d, 12, 0.95, &middle, &why));
        middle_covered += covers(middle, log(2));
        mean_covered += covers(mean_interval(d, 12, 0.95), log(2));
        for (size_t i = 0; i < 12; i++)
            d[i] -= log(2);
        assert_true(signed_rank_test(d, 12, &test, &why));
        alarms += test.p <= 0.05;
    }
    check_share(middle_covered, RUNS, 0.9575195313);
    check_share(alarms, RUNS, 0.0424804687);
    check_share(mean_covered, RUNS, 0.95);
}

/* Few requests, and lengths that differ much more than the rates. */
static void drawn_intervals_cover(void **state)
{
    (void)state;
    uint64_t random = 15;
    int covered = 0;
    for (int run = 0; run < DRAWN_RUNS; run++) {
        double tokens[2][9], times[2][9];
        for (int side = 0; side < 2; side++) {
            fill(tokens[side], 9, 200, 0.7, &random);
            fill(times[side], 9, 0.02, 0.2, &random);
            for (size_t i = 0; i < 9; i++)
                times[side][i] *= tokens[side][i];
        }
        struct estimate ratio;
        struct failure why;
        const struct totals a = {tokens[0], times[0], 9}, b = {tokens[1], times[1], 9};
        assert_true(ratio_of_totals(&a, &b, false, 0.95, (uint64_t)run, &ratio, &why));
        covered += covers(ratio, 1);
    }
    check_share(covered, DRAWN_RUNS, 0.95);
}

/* Summed in R over all 101 outcomes of 100 trials at 0.3, the interval covers with probability 0.9372. */
static void wilson_covers(void **state)
{
    (void)state;
    uint64_t random = 16;
    int covered = 0;
    for (int run = 0; run < RUNS; run++) {
        size_t hits = 0;
        for (int i = 0; i < 100; i++)
            hits += random_share(&random) < 0.3;
        struct interval share = wilson_interval(hits, 100, 0.95);
        covered += share.lo <= 0.3 && 0.3 <= share.hi;
    }
    check_share(covered, RUNS, 0.9371897486);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_intervals_cover),
        cmocka_unit_test(rank_sum_keeps_its_level),
        cmocka_unit_test(the_approximation_keeps_its_level),
        cmocka_unit_test(paired_intervals_cover),
        cmocka_unit_test(drawn_intervals_cover),
        cmocka_unit_test(wilson_covers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
