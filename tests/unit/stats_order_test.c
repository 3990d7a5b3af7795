/* Percentiles and the order statistics around them, against R and the definitions. */
#include "stats.h"
#include "stats_check.h"
#include "stats_reference.h"

static void percentiles_match_r(void **state)
{
    (void)state;
    double values[1000];
    for (size_t i = 0; i < COUNT(percentile_reference); i++) {
        int n = percentile_reference[i].n;
        sample_fill(values, n, 0, 1009, 0);
        values_sort(values, (size_t)n);
        check_close(percentile_linear(values, (size_t)n, percentile_reference[i].q), percentile_reference[i].linear,
                    1e-14);
        check_same(percentile_nearest(values, (size_t)n, percentile_reference[i].q), percentile_reference[i].nearest);
    }
}

/* Few and many, of both signs, large and small: ascending, and each as often as before. */
static void values_are_sorted_however_many(void **state)
{
    (void)state;
    enum { MOST = 5000 };
    static const double some[] = {0, -1e300, 1e300, 5e-324, -5e-324, 1, -1, 1.5, 86400e9};
    static double values[MOST];
    for (size_t n = 0; n <= MOST; n = n < 3 ? n + 1 : n * 5 / 2) {
        uint32_t random = 12345;
        uint64_t before = 0, after = 0, bits;
        for (size_t i = 0; i < n; i++) {
            random = random * 1664525U + 1013904223U;
            values[i] = random % 7 ? ((double)random - 2e9) * 1e-3 : some[random / 7 % COUNT(some)];
            memcpy(&bits, &values[i], sizeof bits);
            before += bits * bits + bits;
        }
        values_sort(values, n);
        for (size_t i = 0; i < n; i++) {
            assert_true(i == 0 || values[i - 1] <= values[i]);
            memcpy(&bits, &values[i], sizeof bits);
            after += bits * bits + bits;
        }
        assert_true(before == after);
    }
}

/* A sum over the values tells whether each is as often there as before. */
static void whole_numbers_are_sorted_however_many(void **state)
{
    (void)state;
    enum { MOST = 3000 };
    static const int64_t some[] = {0, -1, 1, INT64_MAX, INT64_MIN, INT64_MAX - 1, 255, 256, -256};
    static int64_t values[MOST];
    for (size_t n = 0; n <= MOST; n = n < 3 ? n + 1 : n * 3 / 2) {
        uint64_t random = 99, before = 0, after = 0;
        for (size_t i = 0; i < n; i++) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
            values[i] = random >> 60 ? (int64_t)(random >> 40) : some[random % COUNT(some)];
            before += (uint64_t)values[i] * (uint64_t)values[i] + (uint64_t)values[i];
        }
        integers_sort(values, n);
        for (size_t i = 0; i < n; i++) {
            assert_true(i == 0 || values[i - 1] <= values[i]);
            after += (uint64_t)values[i] * (uint64_t)values[i] + (uint64_t)values[i];
        }
        assert_true(before == after);
    }
}

/* Worked by hand: ranks 1 + 9q of ten values. */
static void percentiles_of_ten_values(void **state)
{
    (void)state;
    double a[] = {204.69, 203.91, 206.02, 205.11, 204.40, 207.33, 203.20, 205.87, 204.95, 206.71};
    values_sort(a, COUNT(a));
    check_close(percentile_linear(a, COUNT(a), 25000), 204.4725, 1e-14);
    check_close(percentile_linear(a, COUNT(a), 50000), 205.03, 1e-14);
    check_close(percentile_linear(a, COUNT(a), 75000), 205.9825, 1e-14);
    check_close(percentile_linear(a, COUNT(a), 90000), 206.772, 1e-14);
    check_close(percentile_linear(a, COUNT(a), 95000), 207.051, 1e-14);
    check_close(percentile_linear(a, COUNT(a), 99000), 207.2742, 1e-14);
}

/* p95 of 21 values is the 20th exactly, though 0.95 · 20 is 18.999… in doubles; p7 of 100 is the 7th. */
static void ranks_are_whole_number_arithmetic(void **state)
{
    (void)state;
    double values[100];
    for (int i = 0; i < 100; i++)
        values[i] = i + 1;
    check_same(percentile_linear(values, 21, 95000), 20);
    check_same(percentile_nearest(values, 100, 7000), 7);
    check_same(percentile_nearest(values, 100, 0), 1);
}

static void intervals_match_r(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(order_reference); i++) {
        struct order_interval got = order_interval(order_reference[i].q, (size_t)order_reference[i].n, 0.95);
        assert_int_equal(got.lo, order_reference[i].lo);
        assert_int_equal(got.hi, order_reference[i].hi);
        check_close(got.coverage, order_reference[i].coverage, 1e-12);
    }
}

/* Binomial sums by hand: 1 - 2/64, 1 - 22/1024, and none of five values reaches 95 %. */
static void intervals_of_a_median(void **state)
{
    (void)state;
    struct order_interval six = order_interval(50000, 6, 0.95);
    assert_int_equal(six.lo, 1);
    assert_int_equal(six.hi, 6);
    check_close(six.coverage, 0.96875, 1e-15);
    struct order_interval ten = order_interval(50000, 10, 0.95);
    assert_int_equal(ten.lo, 2);
    assert_int_equal(ten.hi, 9);
    check_close(ten.coverage, 0.978515625, 1e-15);
    struct order_interval five = order_interval(50000, 5, 0.95);
    assert_int_equal(five.lo, 0);
    assert_int_equal(five.hi, 0);
    check_same(five.coverage, 1);
}

/* The smallest value bounds the 0 quantile from above only, the largest the 100th percentile from below only. */
static void intervals_of_the_extremes(void **state)
{
    (void)state;
    struct order_interval least = order_interval(0, 10, 0.95), largest = order_interval(QUANTILE_WHOLE, 10, 0.95);
    assert_int_equal(least.lo, 0);
    assert_int_equal(least.hi, 1);
    assert_int_equal(largest.lo, 10);
    assert_int_equal(largest.hi, 0);
    check_same(least.coverage, 1);
}

/* scipy.stats.binom: P(B < 9989804) = .02492423581895, P(B < 9989805) = .02550940644052;
 * P(B >= 9990196) = .02495538871505, P(B >= 9990195) = .02554892417595. */
static void intervals_of_ten_million_values(void **state)
{
    (void)state;
    struct order_interval far = order_interval(99900, 10000000, 0.95);
    assert_int_equal(far.lo, 9989804);
    assert_int_equal(far.hi, 9990196);
    check_close(far.coverage, 0.95012037546599, 1e-12);
}

static void the_least_n_has_both_limits(void **state)
{
    (void)state;
    static const struct {
        int64_t q;
        size_t n;
    } least[] = {{50000, 6}, {90000, 36}, {95000, 72}, {99000, 368}, {99900, 3688}, {10000, 36}, {1000, 368}};
    for (size_t i = 0; i < COUNT(least); i++) {
        size_t n = order_interval_least_n(least[i].q, 0.95);
        assert_int_equal(n, least[i].n);
        struct order_interval enough = order_interval(least[i].q, n, 0.95);
        struct order_interval few = order_interval(least[i].q, n - 1, 0.95);
        assert_true(enough.lo && enough.hi);
        assert_false(few.lo && few.hi);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_sorted_however_many),
        cmocka_unit_test(whole_numbers_are_sorted_however_many),
        cmocka_unit_test(percentiles_match_r),
        cmocka_unit_test(percentiles_of_ten_values),
        cmocka_unit_test(ranks_are_whole_number_arithmetic),
        cmocka_unit_test(intervals_match_r),
        cmocka_unit_test(intervals_of_a_median),
        cmocka_unit_test(intervals_of_the_extremes),
        cmocka_unit_test(intervals_of_ten_million_values),
        cmocka_unit_test(the_least_n_has_both_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
