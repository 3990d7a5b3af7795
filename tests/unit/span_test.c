/* A real is what strtod reads, whichever way it was read. */
#include "span.h"

#include <stdio.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void expect_real(const char *text)
{
    struct maybe_real real = span_to_real(span_of(text));
    double expected = strtod(text, NULL);
    assert_true(real.known);
    assert_memory_equal(&real.value, &expected, sizeof expected);
}

static void reals_have_the_bits_of_strtod(void **state)
{
    (void)state;
    static const char *const texts[] = {"0",
                                        "0.0",
                                        "-0.5",
                                        "12.",
                                        ".5",
                                        "1e3",
                                        "4.89",
                                        "0.1",
                                        "123456789012345",
                                        "1234567890123.5",
                                        "0.0000000000001",
                                        "9007199254740993",
                                        "0.12345678901234567",
                                        "99999999999999.9",
                                        "0.30000000000000004"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_real(texts[i]);
}

static void random_decimals_have_the_bits_of_strtod(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int i = 0; i < 200000; i++) {
        char text[48];
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        int decimals = (int)(random >> 60), width = (int)(random >> 56 & 15);
        unsigned long long digits = (unsigned long long)(random >> 4 >> (4 * width) & 0xffffffffffff);
        snprintf(text, sizeof text, "%llu.%0*llu", digits >> (2 * width), decimals + 1, digits & 1023);
        expect_real(text);
    }
}

static void what_is_no_number_is_unknown(void **state)
{
    (void)state;
    static const char *const texts[] = {"", ".", "1.2.3", "1,5", "0x10", "inf", "nan", "1e400", "12a", "e5", "-"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(span_to_real(span_of(texts[i])).known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reals_have_the_bits_of_strtod),
        cmocka_unit_test(random_decimals_have_the_bits_of_strtod),
        cmocka_unit_test(what_is_no_number_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
