/* Rank sum test, Cliff's delta, Hodges and Lehmann's shift and ratio: against R, the published figures of benchstat,
 * and what must hold when the sides are swapped. */
#include "stats.h"
#include "stats_check.h"
#include "stats_reference.h"

static const double a[] = {204.69, 203.91, 206.02, 205.11, 204.40, 207.33, 203.20, 205.87, 204.95, 206.71};
static const double b[] = {198.12, 201.55, 199.43, 200.08, 202.97, 197.66,
                           203.55, 200.91, 199.02, 201.20, 198.77, 204.10};

/* Out of memory is no part of these tests. */
static struct rank_sum rank_sum_of(const double *x, size_t n, const double *y, size_t m)
{
    struct rank_sum result;
    struct failure why;
    assert_true(rank_sum_test(x, n, y, m, &result, &why));
    return result;
}

static struct estimate shift_of(const double *x, size_t n, const double *y, size_t m)
{
    struct estimate result;
    struct failure why;
    assert_true(shift_between(x, n, y, m, 0.95, &result, &why));
    return result;
}

static struct estimate ratio_of(const double *x, size_t n, const double *y, size_t m)
{
    struct estimate result;
    struct failure why;
    assert_true(ratio_between(x, n, y, m, 0.95, &result, &why));
    return result;
}

static void everything_matches_r(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rank_sum_reference); i++) {
        double x[300], y[300];
        const int n = rank_sum_reference[i].n, m = rank_sum_reference[i].m, modulus = rank_sum_reference[i].modulus;
        sample_fill(x, n, 1, modulus, 1 + rank_sum_reference[i].shift);
        sample_fill(y, m, 2, modulus, 1);
        struct rank_sum test = rank_sum_of(x, (size_t)n, y, (size_t)m);
        check_same(test.u, rank_sum_reference[i].u);
        check_close(test.delta, rank_sum_reference[i].delta, 1e-12);
        check_close(test.p, rank_sum_reference[i].p, 1e-12);
        struct estimate shift = shift_of(x, (size_t)n, y, (size_t)m);
        check_known(shift.value, rank_sum_reference[i].by, 1e-14);
        check_known(shift.lo, rank_sum_reference[i].by_lo, 1e-14);
        check_known(shift.hi, rank_sum_reference[i].by_hi, 1e-14);
        struct estimate ratio = ratio_of(x, (size_t)n, y, (size_t)m);
        check_known(ratio.value, rank_sum_reference[i].times, 1e-13);
        check_known(ratio.lo, rank_sum_reference[i].times_lo, 1e-13);
        check_known(ratio.hi, rank_sum_reference[i].times_hi, 1e-13);
    }
}

/* wilcox.test and effsize of R 4.2.2 for two series of 10 and 12. */
static void a_faster_than_b(void **state)
{
    (void)state;
    struct rank_sum test = rank_sum_of(a, COUNT(a), b, COUNT(b));
    check_same(test.u, 117);
    check_close(test.p, 2.16501764489381e-05, 1e-12);
    check_close(test.delta, 0.95, 1e-14);
    assert_true(test.exact);
    assert_string_equal(effect_size_word(test.delta), "large");
    struct estimate shift = shift_of(a, COUNT(a), b, COUNT(b));
    check_known(shift.value, 4.845, 1e-12);
    check_known(shift.lo, 2.90, 1e-12);
    check_known(shift.hi, 6.42, 1e-12);
    struct estimate ratio = ratio_of(a, COUNT(a), b, COUNT(b));
    check_known(ratio.value, 1.02414824516241, 1e-14);
    check_known(ratio.lo, 1.01428782578706, 1e-14);
    check_known(ratio.hi, 1.03195460654024, 1e-14);
}

/* R's wilcox.test with ties takes the normal approximation. */
static void ties_beyond_100_pairs_are_approximated(void **state)
{
    (void)state;
    const double x[] = {1, 2, 2, 3, 3, 3, 4, 5, 6, 6}, y[] = {2, 3, 4, 4, 5, 6, 7, 7, 8, 8, 9};
    struct rank_sum test = rank_sum_of(x, COUNT(x), y, COUNT(y));
    check_same(test.u, 24);
    check_close(test.p, 0.0303575654752862, 1e-12);
    assert_false(test.exact);
}

/* The example of benchstat's documentation (golang.org/x/perf, cmd/benchstat/testdata, ns/op of two Go versions):
 * medians 1.718 µs and 1.4225 µs with ±1 %, p=0.000; 3.0655 µs ±0 % and 3.07 µs ±2 %, p=0.446. */
static void benchstat_prints_the_same(void **state)
{
    (void)state;
    static const struct {
        double before[10], after[10], medians[2];
        int percents[2];
        const char *p;
    } examples[] = {
        {{1726, 1723, 1707, 1707, 1713, 1729, 1736, 1707, 1705, 1774},
         {1423, 1416, 1411, 1413, 1412, 1426, 1422, 1424, 1447, 1425},
         {1718, 1422.5},
         {1, 1},
         "0.000"},
        {{3069, 3075, 3069, 3067, 3207, 3064, 3064, 3058, 3059, 3062},
         {3075, 3065, 3059, 3065, 3060, 3081, 3186, 3135, 3087, 3062},
         {3065.5, 3070},
         {0, 2},
         "0.446"},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        char p[32];
        snprintf(p, sizeof p, "%.3f", rank_sum_of(examples[i].before, 10, examples[i].after, 10).p);
        assert_string_equal(p, examples[i].p);
        for (int side = 0; side < 2; side++) {
            double sorted[10];
            values_sort_into(sorted, side ? examples[i].after : examples[i].before, 10);
            const double median = percentile_linear(sorted, 10, 50000);
            check_same(median, examples[i].medians[side]);
            struct order_interval ranks = order_interval(50000, 10, 0.95);
            const double reach = fmax(sorted[ranks.hi - 1] - median, median - sorted[ranks.lo - 1]);
            assert_int_equal(lround(100 * reach / median), examples[i].percents[side]);
        }
    }
}

/* benchstat's own tests (benchmath): all values on each side equal, and one of four exchanged. By hand: 2 of 20, 2 of
 * 70, and 34 of 70 divisions are as extreme. */
static void few_values_with_ties_are_exact(void **state)
{
    (void)state;
    const double low[] = {-1, -1, -1, -1}, high[] = {1, 1, 1, 1}, mostly_low[] = {1, -1, -1, -1},
                 mostly_high[] = {-1, 1, 1, 1};
    check_close(rank_sum_of(low, 3, high, 3).p, 0.1, 1e-14);
    check_close(rank_sum_of(low, 4, high, 4).p, 0.02857142857142857, 1e-14);
    check_close(rank_sum_of(mostly_low, 4, mostly_high, 4).p, 0.4857142857142857, 1e-14);
    check_same(rank_sum_of(high, 4, high, 4).p, 1);
    check_same(rank_sum_of(high, 1, low, 1).p, 1);
}

static void all_equal_says_nothing(void **state)
{
    (void)state;
    double same[200];
    for (size_t i = 0; i < COUNT(same); i++)
        same[i] = 7;
    struct rank_sum test = rank_sum_of(same, 200, same, 200);
    check_same(test.p, 1);
    check_same(test.delta, 0);
    check_known(shift_of(same, 200, same, 200).hi, 0, 0);
}

static void an_approximation_never_beats_the_exact_test(void **state)
{
    (void)state;
    double low[60];
    for (size_t i = 0; i < COUNT(low); i++)
        low[i] = 5;
    const double high[] = {6, 6};
    struct rank_sum test = rank_sum_of(low, COUNT(low), high, COUNT(high));
    assert_false(test.exact);
    check_close(test.p, 2.0 / (62 * 61 / 2), 1e-12); /* 62 over 2 divisions; the approximation says 1e-14 */
}

static void the_least_n(void **state)
{
    (void)state;
    assert_int_equal(rank_sum_least_n(1), 1);
    assert_int_equal(rank_sum_least_n(0.05), 4);
    assert_int_equal(rank_sum_least_n(0.01), 5);
    check_close(rank_sum_least_p(3, 3), 0.1, 1e-14);      /* 2 of 20 */
    check_close(rank_sum_least_p(5, 3), 2.0 / 56, 1e-14); /* 5 over 8 */
    check_same(rank_sum_least_p(1, 1), 1);
    for (size_t n = 1; n <= 6; n++) { /* the interval comes exactly where the test can decide */
        size_t q;
        struct failure why;
        assert_true(rank_sum_critical(n, n, 0.95, &q, &why));
        assert_int_equal(q > 0, n >= 4);
    }
}

/* qwilcox of R: (0.025, 10, 12) = 30. Of 2 and 79 values exactly 81 of 3,240 divisions have U <= 16: exactly 0.025. */
static void critical_ranks(void **state)
{
    (void)state;
    size_t q;
    struct failure why;
    assert_true(rank_sum_critical(10, 12, 0.95, &q, &why));
    assert_int_equal(q, 30);
    assert_true(rank_sum_critical(2, 79, 0.95, &q, &why));
    assert_int_equal(q, 17);
    assert_true(rank_sum_critical(51, 50, 0.95, &q, &why)); /* approximate; exact, by R: 987 and 975 */
    assert_int_equal(q, 986);
    assert_true(rank_sum_critical(100, 26, 0.95, &q, &why));
    assert_int_equal(q, 975);
}

/* Rule 6: moving one sample step by step, the interval leaves out 0 exactly while p <= 0.05. */
static void interval_and_test_agree(void **state)
{
    (void)state;
    for (int step = 0; step < 200; step++) {
        double x[9], y[13];
        sample_fill(x, 9, 1, 1009, step + 0.03);
        sample_fill(y, 13, 2, 1009, 0);
        struct estimate shift = shift_of(x, 9, y, 13);
        const bool without_zero = shift.lo.value > 0 || shift.hi.value < 0;
        assert_int_equal(without_zero, rank_sum_of(x, 9, y, 13).p <= 0.05);
    }
}

static void check_mirrored(const double *x, size_t n, const double *y, size_t m)
{
    struct rank_sum forth = rank_sum_of(x, n, y, m), back = rank_sum_of(y, m, x, n);
    check_same(back.p, forth.p);
    check_same(back.delta, 0 - forth.delta);
    check_same(back.u + forth.u, (double)(n * m));
    struct estimate shift = shift_of(x, n, y, m), shift_back = shift_of(y, m, x, n);
    check_same(shift_back.value.value, 0 - shift.value.value);
    check_same(shift_back.lo.value, 0 - shift.hi.value);
    check_same(shift_back.hi.value, 0 - shift.lo.value);
    check_reciprocal(ratio_of(x, n, y, m), ratio_of(y, m, x, n));
}

static void swapping_sides_inverts_exactly(void **state)
{
    (void)state;
    check_mirrored(a, COUNT(a), b, COUNT(b));
    for (int i = 0; i < 60; i++) {
        double x[70], y[60];
        const int n = 4 + i % 13 * 5, m = 5 + i % 7 * 8, modulus = i % 3 ? 100003 : 11;
        sample_fill(x, n, i, modulus, 1.1 + i / 60.0);
        sample_fill(y, m, i + 100, modulus, 1.3);
        check_mirrored(x, (size_t)n, y, (size_t)m);
    }
}

static void order_of_values_does_not_matter(void **state)
{
    (void)state;
    double reversed[COUNT(a)];
    for (size_t i = 0; i < COUNT(a); i++)
        reversed[i] = a[COUNT(a) - 1 - i];
    check_same(ratio_of(reversed, COUNT(a), b, COUNT(b)).lo.value, ratio_of(a, COUNT(a), b, COUNT(b)).lo.value);
    check_same(rank_sum_of(reversed, COUNT(a), b, COUNT(b)).p, rank_sum_of(a, COUNT(a), b, COUNT(b)).p);
}

static void no_ratio_of_what_is_not_above_0(void **state)
{
    (void)state;
    const double with_zero[] = {3, 0, 5, 4, 6};
    struct estimate ratio = ratio_of(with_zero, COUNT(with_zero), b, COUNT(b));
    assert_false(ratio.value.known || ratio.lo.known || ratio.hi.known);
}

static void effect_sizes_have_words(void **state)
{
    (void)state;
    assert_string_equal(effect_size_word(0), "negligible");
    assert_string_equal(effect_size_word(-0.146), "negligible");
    assert_string_equal(effect_size_word(0.147), "small");
    assert_string_equal(effect_size_word(-0.33), "medium");
    assert_string_equal(effect_size_word(0.474), "large");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_matches_r),
        cmocka_unit_test(a_faster_than_b),
        cmocka_unit_test(ties_beyond_100_pairs_are_approximated),
        cmocka_unit_test(benchstat_prints_the_same),
        cmocka_unit_test(few_values_with_ties_are_exact),
        cmocka_unit_test(all_equal_says_nothing),
        cmocka_unit_test(an_approximation_never_beats_the_exact_test),
        cmocka_unit_test(the_least_n),
        cmocka_unit_test(critical_ranks),
        cmocka_unit_test(interval_and_test_agree),
        cmocka_unit_test(swapping_sides_inverts_exactly),
        cmocka_unit_test(order_of_values_does_not_matter),
        cmocka_unit_test(no_ratio_of_what_is_not_above_0),
        cmocka_unit_test(effect_sizes_have_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
