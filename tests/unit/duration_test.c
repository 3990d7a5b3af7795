/* Durations, rule by rule; expectations are worked by hand. */
#include "duration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct example {
    const char *text;
    int64_t ns;
    size_t length; /* 0: the whole text */
};

static void check(const struct example *examples, size_t count, bool has_unit)
{
    for (size_t i = 0; i < count; i++) {
        struct duration got = duration_parse(span_of(examples[i].text));
        if (!got.ns.known)
            fail_msg("'%s' is no duration", examples[i].text);
        if (got.ns.value != examples[i].ns)
            fail_msg("'%s' is %lld", examples[i].text, (long long)got.ns.value);
        assert_int_equal(got.length, examples[i].length ? examples[i].length : strlen(examples[i].text));
        assert_int_equal(got.has_unit, has_unit);
    }
}

static void check_none(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct duration got = duration_parse(span_of(texts[i]));
        if (got.ns.known || got.length)
            fail_msg("'%s' is %lld", texts[i], (long long)got.ns.value);
    }
}

static void whole_nanoseconds_exactly(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"58.502942674s", 58502942674, 0},
        {"1h32m6.9s", 5526900000000, 0},
        {"1h0m0.000000001s", 3600000000001, 0},
        {"2m0s", 120000000000, 0},
        {"350ms", 350000000, 0},
        {"350.1ms", 350100000, 0},
        {"0.29ms", 290000, 0},
        {"4.035s", 4035000000, 0}, /* 4.035 * 1e9 in doubles is 4034999999.9999995 */
        {"999.999999ms", 999999999, 0},
        {"0s", 0, 0},
        {"0.0000000019s", 1, 0}, /* cut off, not rounded */
        {"1.9ns", 1, 0},
        {"0.00027777777777777777h", 999999999, 0}, /* 1/3600 h, written short of it */
        {"0.5h", 1800000000000, 0},
    };
    check(examples, COUNT(examples), true);
}

static void every_unit(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"7h", 25200000000000, 0},
        {"7m", 420000000000, 0},
        {"7s", 7000000000, 0},
        {"7ms", 7000000, 0},
        {"7ns", 7, 0},
        {"868.088us", 868088, 0},
        {"868.088\xc2\xb5s", 868088, 0},
        {"868.088\xce\xbcs", 868088, 0},
        {"868.088\xc3\x82\xc2\xb5s", 868088, 0},
        {"868.088\xe2\x94\xac\xe2\x95\xa1s", 868088, 0},
        {"868.088\xe2\x94\xac\xc3\x81s", 868088, 0},
    };
    check(examples, COUNT(examples), true);
}

static void a_blank_and_written_out_units(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"12.5 s", 12500000000, 0},       {"12.5 sec", 12500000000, 0},     {"12.5 secs", 12500000000, 0},
        {"1 second", 1000000000, 0},      {"12.5 seconds", 12500000000, 0}, {"3 second(s)", 3000000000, 0},
        {"2 min", 120000000000, 0},       {"2 mins", 120000000000, 0},      {"2 minutes", 120000000000, 0},
        {"1 minute", 60000000000, 0},     {"3 hours", 10800000000000, 0},   {"1 hour", 3600000000000, 0},
        {"2 hrs", 7200000000000, 0},      {"1 hr", 3600000000000, 0},       {"40 msec", 40000000, 0},
        {"2 min 5.5 s", 125500000000, 0}, {"1m 23.4s", 83400000000, 0},
    };
    check(examples, COUNT(examples), true);
}

static void a_comma_only_where_it_is_clear(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"12,5s", 12500000000, 0}, {"0,123s", 123000000, 0}, {"12,5 ms", 12500000, 0}, {"3,4567s", 3456700000, 0}};
    static const char *const unclear[] = {"1,234s", "12,019", "1,234.5s"};
    check(examples, COUNT(examples), true);
    check_none(unclear, COUNT(unclear));
}

static void without_a_unit_it_is_seconds(void **state)
{
    (void)state;
    static const struct example examples[] = {{"12.019", 12019000000, 0},
                                              {"12.019  ", 12019000000, 6},
                                              {"12.019 (a remark)", 12019000000, 6},
                                              {"5.", 5000000000, 1}};
    check(examples, COUNT(examples), false);
}

static void what_follows_does_not_matter(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"4.7s load duration: 3ms", 4700000000, 4},
        {"166.564ms (a second run)", 166564000, 9},
        {"1m3s, then", 63000000000, 4},
        {"5s.", 5000000000, 2},
        {"2m 31 token(s)", 120000000000, 2},
        {"5s 6m", 5000000000, 2},
    };
    check(examples, COUNT(examples), true);
}

static void no_durations(void **state)
{
    (void)state;
    static const char *const texts[] = {"",      "-5s",   "s",   ".5s",  "abc",  "5smart", "12abc", "12%",  "1.2.3",
                                        "12:30", "3-4 s", " 5s", "5m3h", "5s5s", "nan",    "+Inf",  "5_000"};
    check_none(texts, COUNT(texts));
}

/* 2^53-1 ns are 104 days, 5:59:59.254740991. */
static void nothing_beyond_the_limit(void **state)
{
    (void)state;
    static const struct example most[] = {{"9007199254740991ns", 9007199254740991, 0},
                                          {"2501h59m59.254740991s", 9007199254740991, 0},
                                          {"9007199.254740991s", 9007199254740991, 0}};
    static const char *const more[] = {
        "9007199254740992ns", "9007199.254740992s",   "2501h59m59.254740992s",         "2502h",
        "2540400h10m10s",     "9223372036854775807s", "99999999999999999999999999999h"};
    check(most, COUNT(most), true);
    check_none(more, COUNT(more));
}

static void longer_than_any_number(void **state)
{
    (void)state;
    static char digits[5000];
    memset(digits, '1', sizeof digits - 2);
    digits[sizeof digits - 2] = 's';
    assert_false(duration_parse(span_of(digits)).ns.known);
    digits[1] = '.';
    assert_int_equal(duration_parse(span_of(digits)).ns.value, 1111111111);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_nanoseconds_exactly),
        cmocka_unit_test(every_unit),
        cmocka_unit_test(a_blank_and_written_out_units),
        cmocka_unit_test(a_comma_only_where_it_is_clear),
        cmocka_unit_test(without_a_unit_it_is_seconds),
        cmocka_unit_test(what_follows_does_not_matter),
        cmocka_unit_test(no_durations),
        cmocka_unit_test(nothing_beyond_the_limit),
        cmocka_unit_test(longer_than_any_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
