/* Normal and Student's t, Wilson's interval, against R; closed forms where there are some. */
#include "stats.h"
#include "stats_check.h"
#include "stats_reference.h"
#include "student_reference.h"

static void normal_matches_r(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(normal_reference); i++) {
        check_close(normal_below(normal_reference[i].z), normal_reference[i].below, 1e-13);
        check_close(normal_two_sided_p(normal_reference[i].z), normal_reference[i].two_sided, 1e-13);
    }
    for (size_t i = 0; i < COUNT(normal_quantile_reference); i++)
        check_close(normal_quantile(normal_quantile_reference[i].p), normal_quantile_reference[i].z, 1e-14);
}

static void student_matches_r(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(student_reference); i++)
        check_close(student_two_sided_p(student_reference[i].t, student_reference[i].df), student_reference[i].p,
                    1e-12);
    for (size_t i = 0; i < COUNT(student_quantile_reference); i++)
        check_close(student_quantile(student_quantile_reference[i].p, student_quantile_reference[i].df),
                    student_quantile_reference[i].t, 1e-13);
}

/* Every value of the table student_t, to the last bit. */
static void student_rounded_is_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(student_rounded_reference); i++)
        check_same(student_quantile_rounded(0.975, (double)i + 1), student_rounded_reference[i]);
    check_same(student_quantile_rounded(0.025, 1), -student_rounded_reference[0]);
}

/* One degree of freedom is Cauchy's distribution, two have an algebraic quantile. */
static void student_has_closed_forms(void **state)
{
    (void)state;
    const double pi = acos(-1);
    for (double p = 0.51; p < 0.999; p += 0.013) {
        check_close(student_quantile(p, 1), tan(pi * (p - 0.5)), 1e-12);
        check_close(student_quantile(p, 2), (2 * p - 1) / sqrt(2 * p * (1 - p)), 1e-12);
        check_same(student_quantile(0.5, 7), 0);
        check_close(student_quantile(1 - p, 9), -student_quantile(p, 9), 1e-12);
    }
}

static void student_becomes_normal(void **state)
{
    (void)state;
    check_close(student_quantile(0.975, 1e15), normal_quantile(0.975), 1e-13);
    check_close(student_two_sided_p(2.5, 1e15), normal_two_sided_p(2.5), 1e-12);
}

static void quantile_and_p_agree(void **state)
{
    (void)state;
    for (double df = 1; df < 1e7; df = ceil(df * 1.7))
        check_close(student_two_sided_p(student_quantile(0.975, df), df), 0.05, 1e-13);
}

static void wilson_matches_r(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(wilson_reference); i++) {
        struct interval got = wilson_interval((size_t)wilson_reference[i].hits, (size_t)wilson_reference[i].n, 0.95);
        check_close(got.lo, wilson_reference[i].lo, 1e-12);
        check_close(got.hi, wilson_reference[i].hi, 1e-12);
    }
}

static void wilson_ends_at_0_and_1(void **state)
{
    (void)state;
    check_same(wilson_interval(0, 17, 0.95).lo, 0);
    check_same(wilson_interval(17, 17, 0.95).hi, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normal_matches_r),         cmocka_unit_test(student_matches_r),
        cmocka_unit_test(student_has_closed_forms), cmocka_unit_test(student_becomes_normal),
        cmocka_unit_test(student_rounded_is_exact), cmocka_unit_test(quantile_and_p_agree),
        cmocka_unit_test(wilson_matches_r),         cmocka_unit_test(wilson_ends_at_0_and_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
