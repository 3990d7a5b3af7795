/* Instants, both ways; seconds since 1970 come from `date -u -d … +%s`. */
#include "timestamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct example {
    const char *text;
    int64_t ns;
};

static void check(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct maybe got = timestamp_parse(span_of(examples[i].text));
        if (!got.known || got.value != examples[i].ns)
            fail_msg("'%s' is %s%lld", examples[i].text, got.known ? "" : "unknown ", (long long)got.value);
    }
}

static void zero_to_nine_decimals(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"2026-08-21T18:48:22Z", 1787338102000000000},
        {"2026-08-21T18:48:22.5Z", 1787338102500000000},
        {"2026-08-21T18:48:22.31Z", 1787338102310000000},
        {"2026-08-21T18:48:22.5697192Z", 1787338102569719200},
        {"2026-08-21T18:48:22.569719236Z", 1787338102569719236},
        {"2026-08-21T18:48:22.000000001Z", 1787338102000000001},
        {"2026-08-21T18:48:22.5697192369999Z", 1787338102569719236},
        {"1969-12-31T23:59:59.25Z", -750000000},
    };
    check(examples, COUNT(examples));
}

static void zones_and_separators(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"2026-08-21T20:48:22+02:00", 1787338102000000000}, {"2026-08-21T11:48:22-07:00", 1787338102000000000},
        {"2026-08-22T00:33:22+05:45", 1787338102000000000}, {"2026-08-21 18:48:22+00:00", 1787338102000000000},
        {"2026-08-21t18:48:22z", 1787338102000000000},
    };
    check(examples, COUNT(examples));
}

static void leap_years(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"2024-02-29T00:00:00Z", 1709164800000000000},
        {"2000-02-29T12:00:00Z", 951825600000000000},
        {"2100-02-28T23:59:59Z", 4107542399000000000},
        {"2100-03-01T00:00:00Z", 4107542400000000000},
        {"1970-01-01T00:00:00Z", 0},
    };
    check(examples, COUNT(examples));
    assert_false(timestamp_parse(SPAN("2100-02-29T00:00:00Z")).known);
    assert_false(timestamp_parse(SPAN("2023-02-29T00:00:00Z")).known);
}

static void the_ends_of_int64(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"2262-04-11T23:47:16.854775807Z", INT64_MAX},
        {"1677-09-21T00:12:43.145224192Z", INT64_MIN},
        {"1677-09-21T00:12:44Z", -9223372036000000000},
    };
    check(examples, COUNT(examples));
    static const char *const beyond[] = {"2262-04-11T23:47:16.854775808Z",
                                         "2262-04-11T23:47:17Z",
                                         "1677-09-21T00:12:43.145224191Z",
                                         "1677-09-21T00:12:43Z",
                                         "0001-01-01T00:00:00Z",
                                         "0000-01-01T00:00:00Z",
                                         "9999-12-31T23:59:59Z"};
    for (size_t i = 0; i < COUNT(beyond); i++)
        if (timestamp_parse(span_of(beyond[i])).known)
            fail_msg("'%s' is known", beyond[i]);
}

static void no_instants(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "2026-08-21",
                                        "2026-08-21T18:48:22",
                                        "2026-08-21T18:48Z",
                                        "2026-08-21T18:48:22.Z",
                                        "2026-08-21T18:48:22,5Z",
                                        "2026-08-21T18:48:22Z ",
                                        "2026-08-21T18:48:22+0200",
                                        "2026-08-21T18:48:22+24:00",
                                        "2026-08-21T24:00:00Z",
                                        "2026-08-21T18:60:00Z",
                                        "2026-08-21T18:48:60Z",
                                        "2026-13-01T00:00:00Z",
                                        "2026-00-01T00:00:00Z",
                                        "2026-04-31T00:00:00Z",
                                        "2026-04-00T00:00:00Z",
                                        "26-08-21T18:48:22Z",
                                        "x026-08-21T18:48:22Z",
                                        "2026-08-21T18:48:22 UTC"};
    for (size_t i = 0; i < COUNT(texts); i++)
        if (timestamp_parse(span_of(texts[i])).known)
            fail_msg("'%s' is known", texts[i]);
    assert_false(timestamp_parse((struct span){"2026-08-21\00018:48:22Z", 20}).known);
}

static void printed_with_as_many_decimals_as_needed(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"2026-08-21T18:48:22.569719236Z", 1787338102569719236},
        {"2026-08-21T18:48:22.5Z", 1787338102500000000},
        {"2026-08-21T18:48:22Z", 1787338102000000000},
        {"1970-01-01T00:00:00Z", 0},
        {"1969-12-31T23:59:59.999999999Z", -1},
        {"2000-02-29T12:00:00Z", 951825600000000000},
        {"2262-04-11T23:47:16.854775807Z", INT64_MAX},
        {"1677-09-21T00:12:43.145224192Z", INT64_MIN},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        char text[TIMESTAMP_SIZE];
        timestamp_print(examples[i].ns, text);
        assert_string_equal(text, examples[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zero_to_nine_decimals),
        cmocka_unit_test(zones_and_separators),
        cmocka_unit_test(leap_years),
        cmocka_unit_test(the_ends_of_int64),
        cmocka_unit_test(no_instants),
        cmocka_unit_test(printed_with_as_many_decimals_as_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
