/* Ratio of totals: the same intervals as R draws, mirrored by swapping, the same bits every time. */
#include "stats.h"
#include "stats_check.h"
#include "stats_reference.h"

enum { SEED = 20240229, MANY = 5000 };

static struct estimate ratio_of(struct totals a, struct totals b, bool paired)
{
    struct estimate result;
    struct failure why;
    assert_true(ratio_of_totals(&a, &b, paired, 0.95, SEED, &result, &why));
    return result;
}

/* Room for the largest sample; `salt` and `shift` as in stats_reference.R. */
struct side {
    double amount[30], time[30];
};

static struct totals side_fill(struct side *side, int n, int salt, double shift)
{
    sample_fill(side->amount, n, salt, 1009, 40);
    sample_fill(side->time, n, salt + 1, 1009, shift);
    return (struct totals){side->amount, side->time, (size_t)n};
}

/* Two different sets of draws agree within their own scatter: 3 % of the interval. */
static void intervals_match_r(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(totals_reference); i++) {
        struct side a, b;
        struct estimate got = ratio_of(side_fill(&a, totals_reference[i].n, 1, 30),
                                       side_fill(&b, totals_reference[i].m, 3, 50), totals_reference[i].paired);
        check_known(got.value, totals_reference[i].ratio, 1e-14);
        const double width = totals_reference[i].log_hi - totals_reference[i].log_lo;
        assert_true(fabs(log(got.lo.value) - totals_reference[i].log_lo) < 0.03 * width);
        assert_true(fabs(log(got.hi.value) - totals_reference[i].log_hi) < 0.03 * width);
    }
}

static void swapping_sides_inverts_exactly(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(totals_reference); i++) {
        struct side a, b;
        const struct totals one = side_fill(&a, totals_reference[i].n, 1, 30);
        const struct totals other = side_fill(&b, totals_reference[i].m, 3, 50);
        const bool paired = totals_reference[i].paired;
        check_reciprocal(ratio_of(one, other, paired), ratio_of(other, one, paired));
        check_reciprocal(ratio_of(one, one, false), ratio_of(one, one, false));
    }
}

static void the_same_seed_gives_the_same_bits(void **state)
{
    (void)state;
    struct side a, b;
    const struct totals one = side_fill(&a, 20, 1, 30), other = side_fill(&b, 30, 3, 50);
    struct estimate first = ratio_of(one, other, false), again = ratio_of(one, other, false), another;
    struct failure why;
    check_same(again.lo.value, first.lo.value);
    check_same(again.hi.value, first.hi.value);
    assert_true(ratio_of_totals(&one, &other, false, 0.95, SEED + 1, &another, &why));
    assert_true(another.lo.value != first.lo.value);
    check_close(another.lo.value, first.lo.value, 0.02);
}

/* Paired with itself a side is as fast as itself for certain. */
static void paired_requests_are_drawn_together(void **state)
{
    (void)state;
    struct side a;
    const struct totals one = side_fill(&a, 20, 1, 30);
    struct estimate with_itself = ratio_of(one, one, true), against_itself = ratio_of(one, one, false);
    check_known(with_itself.lo, 1, 0);
    check_known(with_itself.hi, 1, 0);
    assert_true(against_itself.lo.value < 0.95);
}

/* The variance of a ratio of totals by linearisation (Cochran): z standard errors around the ratio. */
static void many_requests_agree_with_the_large_sample_formula(void **state)
{
    (void)state;
    static double amount[MANY], time[MANY];
    uint64_t random = SEED;
    double amounts = 0, times = 0, variance = 0;
    for (size_t i = 0; i < MANY; i++) {
        amounts += amount[i] = 300 * random_time(&random, 0.6);
        times += time[i] = amount[i] / 40 * random_time(&random, 0.2);
    }
    for (size_t i = 0; i < MANY; i++)
        variance += pow(amount[i] / amounts - time[i] / times, 2);
    const struct totals side = {amount, time, MANY};
    const double reach = 1.96 * sqrt(2 * variance); /* two sides that scatter alike */
    struct estimate got = ratio_of(side, side, false);
    check_close(log(got.hi.value), reach, 0.05);
    check_close(log(got.lo.value), -reach, 0.05);
}

static void few_or_unusable_requests_have_no_interval(void **state)
{
    (void)state;
    struct side a, b;
    struct totals one = side_fill(&a, 5, 1, 30), other = side_fill(&b, 30, 3, 50);
    struct estimate few = ratio_of(one, other, false);
    assert_true(few.value.known);
    assert_false(few.lo.known || few.hi.known);
    a.time[2] = 0;
    assert_false(ratio_of(one, other, false).value.known);
    assert_false(ratio_of(other, one, false).value.known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_match_r),
        cmocka_unit_test(swapping_sides_inverts_exactly),
        cmocka_unit_test(the_same_seed_gives_the_same_bits),
        cmocka_unit_test(paired_requests_are_drawn_together),
        cmocka_unit_test(many_requests_agree_with_the_large_sample_formula),
        cmocka_unit_test(few_or_unusable_requests_have_no_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
