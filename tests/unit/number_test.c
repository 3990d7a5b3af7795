#include "number.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void integers_are_exact(void **state)
{
    (void)state;
    static const int64_t values[] = {
        0, 1, -1, 9, 10, -10, 99, 100, INT64_MAX, INT64_MIN, 1234567890123456789, 9007199254740993};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char out[NUMBER_SIZE], expected[32];
        snprintf(expected, sizeof expected, "%" PRId64, values[i]);
        assert_int_equal(number_integer(values[i], out), strlen(expected));
        assert_string_equal(out, expected);
    }
}

/* The definition, spelt out with the C library alone. */
static void expect_exact(double value)
{
    if (!isfinite(value))
        return;
    char out[NUMBER_SIZE], expected[64] = "";
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(expected, sizeof expected, "%.*g", digits, value);
        if (strtod(expected, NULL) == value)
            break;
    }
    assert_int_equal(number_exact(value, out), strlen(expected));
    assert_string_equal(out, expected);
    double back = strtod(out, NULL);
    assert_memory_equal(&back, &value, sizeof back);
    snprintf(expected, sizeof expected, "%.17g", value);
    assert_int_equal(number_17_digits(value, out), strlen(expected));
    assert_string_equal(out, expected);
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void reals_read_back_to_the_same_bits(void **state)
{
    (void)state;
    static const double values[] = {0.0,
                                    -0.0,
                                    0.1,
                                    0.1 + 0.2,
                                    1.0 / 3.0,
                                    100.0,
                                    1e15,
                                    1e16,
                                    123456789012345680.0,
                                    1e21,
                                    1e22,
                                    1e23,
                                    DBL_MAX,
                                    -DBL_MAX,
                                    DBL_MIN,
                                    DBL_TRUE_MIN,
                                    3 * DBL_TRUE_MIN,
                                    DBL_EPSILON,
                                    9007199254740992.0,
                                    4.35,
                                    29404516.437100213,
                                    0.0001,
                                    0.00001,
                                    9.5367431640625e-07,
                                    2.0,
                                    1024.0,
                                    4503599627370496.5,
                                    4503599627370497.5,
                                    0.3,
                                    5e-5};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        expect_exact(values[i]);
        expect_exact(nextafter(values[i], INFINITY));
        expect_exact(nextafter(values[i], -INFINITY));
    }
    uint64_t seed = 0x9e3779b97f4a7c15u;
    for (int i = 0; i < 100000; i++) {
        uint64_t bits = next_random(&seed);
        double any;
        memcpy(&any, &bits, sizeof any);
        expect_exact(any);
        double rate = (double)(bits % 5000) * 1e9 / (double)(next_random(&seed) % 60000000000u + 1);
        expect_exact(rate);
        expect_exact((double)(bits % 100000000000u) / 1e6);
        expect_exact(ldexp((double)(bits >> 11), (int)(next_random(&seed) % 160) - 110));
        uint64_t tiny = bits & 0x000fffffffffffffu; /* subnormal */
        memcpy(&any, &tiny, sizeof any);
        if (i % 10 == 0)
            expect_exact(any);
    }
}

static void what_is_no_number_is_empty(void **state)
{
    (void)state;
    static const double values[] = {INFINITY, -INFINITY, NAN};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char out[NUMBER_SIZE] = "x";
        assert_int_equal(number_exact(values[i], out), 0);
        assert_int_equal(number_17_digits(values[i], out), 0);
        assert_string_equal(out, "");
        strcpy(out, "x");
        assert_int_equal(number_display(values[i], -1, out), 0);
        assert_string_equal(out, "");
    }
}

static void people_see_three_digits(void **state)
{
    (void)state;
    static const struct {
        double value;
        int decimals;
        const char *text;
    } cases[] = {
        {437.2, -1, "437"},
        {79.14, -1, "79.1"},
        {4.694, -1, "4.69"},
        {0.10512, -1, "0.105"},
        {12345.6, -1, "12346"},
        {9.996, -1, "10.0"},
        {99.96, -1, "100"},
        {999.6, -1, "1000"},
        {0, -1, "0"},
        {-0.0, -1, "0"},
        {-4.694, -1, "-4.69"},
        {1, -1, "1.00"},
        {0.00012345, -1, "0.000123"},
        {0.00001234, -1, "1.23e-05"},
        {1e300, 2, NULL},
        {40.04, 1, "40.0"},
        {0.04, 1, "4.00e-02"},
        {0.06, 1, "0.1"},
        {0, 1, "0.0"},
        {-0.0, 1, "0.0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[NUMBER_SIZE];
        size_t length = number_display(cases[i].value, cases[i].decimals, out);
        assert_int_equal(length, strlen(out));
        if (cases[i].text)
            assert_string_equal(out, cases[i].text);
    }
    char out[NUMBER_SIZE];
    assert_int_equal(number_display(-DBL_MAX, -1, out), 310); /* a sign and 309 digits */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_are_exact),
        cmocka_unit_test(reals_read_back_to_the_same_bits),
        cmocka_unit_test(what_is_no_number_is_empty),
        cmocka_unit_test(people_see_three_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
