/* Signed rank test, sign test, pseudo-median, mean with Student's interval, Holm: against R. */
#include "stats.h"
#include "stats_check.h"
#include "stats_reference.h"

static const double x[] = {10.1, 12.3, 9.8, 11.0, 13.7, 10.9, 12.2, 9.5, 14.1, 11.8, 12.9, 10.4};
static const double y[] = {9.6, 11.1, 9.9, 10.1, 12.0, 10.2, 11.5, 9.1, 12.8, 11.0, 11.9, 10.6};

static struct signed_rank signed_rank_of(const double *d, size_t n)
{
    struct signed_rank result;
    struct failure why;
    assert_true(signed_rank_test(d, n, &result, &why));
    return result;
}

static struct estimate pseudo_median_of(const double *d, size_t n)
{
    struct estimate result;
    struct failure why;
    assert_true(pseudo_median(d, n, 0.95, &result, &why));
    return result;
}

static void everything_matches_r(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(differences_reference); i++) {
        double d[300];
        const size_t n = (size_t)differences_reference[i].n;
        sample_fill(d, (int)n, 3, differences_reference[i].modulus, differences_reference[i].shift);
        struct signed_rank test = signed_rank_of(d, n);
        check_same(test.v, differences_reference[i].v);
        check_close(test.p, differences_reference[i].p, 1e-12);
        struct estimate middle = pseudo_median_of(d, n), mean = mean_interval(d, n, 0.95);
        check_known(middle.value, differences_reference[i].by, 1e-14);
        check_known(middle.lo, differences_reference[i].by_lo, 1e-14);
        check_known(middle.hi, differences_reference[i].by_hi, 1e-14);
        check_known(mean.value, differences_reference[i].mean, 1e-13);
        check_known(mean.lo, differences_reference[i].mean_lo, 1e-12);
        check_known(mean.hi, differences_reference[i].mean_hi, 1e-12);
        check_known(mean_test(d, n), differences_reference[i].mean_p, 1e-12);
        check_close(sign_test(d, n).p, differences_reference[i].sign_p, 1e-12);
    }
}

/* R 4.2.2: wilcox.test, t.test and binom.test of twelve prompts' ln y - ln x. */
static void twelve_prompts(void **state)
{
    (void)state;
    double d[COUNT(x)];
    assert_true(log_ratios(y, x, COUNT(x), d));
    struct signed_rank test = signed_rank_of(d, COUNT(d));
    check_same(test.v, 3);
    check_close(test.p, 0.00244140625, 1e-15);
    assert_int_equal(test.used, 12);
    assert_true(test.exact);

    struct estimate middle = ratio_of_logs(pseudo_median_of(d, COUNT(d)));
    check_known(middle.value, 0.934988940548685, 1e-14);
    check_known(middle.lo, 0.912442002718805, 1e-14);
    check_known(middle.hi, 0.969649747115471, 1e-14);

    struct estimate mean = ratio_of_logs(mean_interval(d, COUNT(d), 0.95));
    check_known(mean.value, 0.938772983937692, 1e-14);
    check_known(mean.lo, 0.913032500663700, 1e-14);
    check_known(mean.hi, 0.965239150556689, 1e-14);
    check_known(mean_test(d, COUNT(d)), 4.01373893547883e-04, 1e-11);

    struct signs signs = sign_test(d, COUNT(d));
    assert_int_equal(signs.negative, 10);
    assert_int_equal(signs.positive, 2);
    check_close(signs.p, 0.03857421875, 1e-15);
}

static void swapping_sides_inverts_exactly(void **state)
{
    (void)state;
    double forth[COUNT(x)], back[COUNT(x)];
    assert_true(log_ratios(y, x, COUNT(x), forth));
    assert_true(log_ratios(x, y, COUNT(x), back));
    check_same(signed_rank_of(forth, COUNT(x)).p, signed_rank_of(back, COUNT(x)).p);
    check_same(sign_test(forth, COUNT(x)).p, sign_test(back, COUNT(x)).p);
    check_same(mean_test(forth, COUNT(x)).value, mean_test(back, COUNT(x)).value);
    check_reciprocal(ratio_of_logs(pseudo_median_of(forth, COUNT(x))), ratio_of_logs(pseudo_median_of(back, COUNT(x))));
    check_reciprocal(ratio_of_logs(mean_interval(forth, COUNT(x), 0.95)),
                     ratio_of_logs(mean_interval(back, COUNT(x), 0.95)));
}

/* By hand: all 5 of one sign is 2 of 32 choices of signs, whatever the ranks; all 6 is 2 of 64. */
static void equal_magnitudes_are_exact_too(void **state)
{
    (void)state;
    const double same[] = {2, 2, 2, 2, 2, 2};
    check_same(signed_rank_of(same, 5).p, 2.0 / 32);
    check_same(signed_rank_of(same, 6).p, 2.0 / 64);
    const double mixed[] = {2, -2, 2, 2}; /* one or less of four: 5 of 16 on each side */
    check_same(signed_rank_of(mixed, 4).p, 10.0 / 16);
}

static void zeros_are_left_out_of_the_test_only(void **state)
{
    (void)state;
    const double d[] = {0, 3, 1, 0, 4, 2, 5, 6, 0, 7, 8};
    struct signed_rank test = signed_rank_of(d, COUNT(d));
    assert_int_equal(test.used, 8);
    check_same(test.v, 36);
    check_same(test.p, 2.0 / 256);
    check_known(pseudo_median_of(d, COUNT(d)).value, 3.25, 0); /* of all 66 means, by R */
    const double zeros[] = {0, 0, 0};
    check_same(signed_rank_of(zeros, 3).p, 1);
    check_same(sign_test(zeros, 3).p, 1);
    assert_int_equal(signed_rank_of(zeros, 0).used, 0);
}

static void the_least_n(void **state)
{
    (void)state;
    assert_int_equal(signed_rank_least_n(0.05), 6);
    assert_int_equal(signed_rank_least_n(0.01), 8);
    assert_int_equal(signed_rank_least_n(1), 1);
    for (size_t n = 1; n <= 9; n++)
        assert_int_equal(signed_rank_critical(n, 0.95) > 0, n >= 6);
    assert_int_equal(signed_rank_critical(12, 0.95), 14);    /* qsignrank of R */
    assert_int_equal(signed_rank_critical(51, 0.95), 454);   /* approximate; exact, by R: 454 */
    assert_int_equal(signed_rank_critical(100, 0.95), 1955); /* 1956 */
}

static void a_mean_of_few_or_equal_values_has_no_interval(void **state)
{
    (void)state;
    const double one[] = {0.1}, same[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    assert_false(mean_interval(one, 0, 0.95).value.known);
    assert_true(mean_interval(one, 1, 0.95).value.known);
    assert_false(mean_interval(one, 1, 0.95).lo.known);
    assert_false(mean_interval(same, COUNT(same), 0.95).hi.known);
    assert_false(mean_test(same, COUNT(same)).known);
    assert_false(mean_test(one, 1).known);
}

static void ratios_need_values_above_0(void **state)
{
    (void)state;
    double out[2];
    assert_false(log_ratios((const double[]){1, 2}, (const double[]){1, 0}, 2, out));
    assert_false(log_ratios((const double[]){-1, 2}, (const double[]){1, 1}, 2, out));
    assert_false(ratio_of_logs((struct estimate){0}).value.known);
}

/* 460 of 1,000 and 10 of 60, by binom.test of R. */
static void sign_tests_of_many(void **state)
{
    (void)state;
    double d[1000];
    for (size_t i = 0; i < COUNT(d); i++)
        d[i] = i < 460 ? 1 : -1;
    check_close(sign_test(d, COUNT(d)).p, 0.012444146277171803, 1e-12);
    check_close(sign_test(d + 450, 60).p, 1.6163814566157136e-07, 1e-12);
}

static void holm_matches_r(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(holm_reference); i++) {
        double adjusted[6];
        struct failure why;
        assert_true(holm_adjust(holm_reference[i].p, 6, adjusted, &why));
        for (size_t j = 0; j < 6; j++)
            check_close(adjusted[j], holm_reference[i].adjusted[j], 1e-14);
    }
}

static void holm_by_hand_and_in_place(void **state)
{
    (void)state;
    double p[] = {0.01, 0.04, 0.03, 0.005, 0.2};
    const double expected[] = {0.04, 0.09, 0.09, 0.025, 0.2};
    struct failure why;
    assert_true(holm_adjust(p, COUNT(p), p, &why));
    for (size_t i = 0; i < COUNT(p); i++)
        check_close(p[i], expected[i], 1e-14);
    assert_true(holm_adjust(p, 0, p, &why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_matches_r),
        cmocka_unit_test(twelve_prompts),
        cmocka_unit_test(swapping_sides_inverts_exactly),
        cmocka_unit_test(equal_magnitudes_are_exact_too),
        cmocka_unit_test(zeros_are_left_out_of_the_test_only),
        cmocka_unit_test(the_least_n),
        cmocka_unit_test(a_mean_of_few_or_equal_values_has_no_interval),
        cmocka_unit_test(ratios_need_values_above_0),
        cmocka_unit_test(sign_tests_of_many),
        cmocka_unit_test(holm_matches_r),
        cmocka_unit_test(holm_by_hand_and_in_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
