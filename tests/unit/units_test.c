#include "units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void longest_suffix_decides(void **state)
{
    (void)state;
    static const struct {
        const char *column, *unit;
    } cases[] = {
        {"decode_tok_s", "tok/s"},
        {"decode_bytes_s", "B/s"},
        {"decode_chars_s", "chars/s"},
        {"words_s", "s"},
        {"decode_words_s", "words/s"},
        {"requests_per_s", "/s"},
        {"eval_duration_ns", "ns"},
        {"ttft_p50_ms", "ms"},
        {"answer_p50_s", "s"},
        {"size_bytes", "B"},
        {"response_chars", "chars"},
        {"response_words", "words"},
        {"eval_count", "count"},
        {"decode_ratio", "ratio"},
        {"residual_pct", "%"},
        {"slower_p", "p"},
        {"started_at", "UTC"},
        {"model", ""},
        {"n", ""},
        {"class", ""},
        {"flags", ""},
        {"p", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(unit_of(cases[i].column)->name, cases[i].unit);
}

static void headings_are_for_people(void **state)
{
    (void)state;
    static const struct {
        const char *column, *heading, *full;
    } cases[] = {
        {"ttft_p50_ms", "TTFT p50", "TTFT p50 ms"},
        {"decode_tok_s", "decode", "decode tok/s"},
        {"tpot_ms", "TPOT", "TPOT ms"},
        {"model", "model", "model"},
        {"request_id", "request ID", "request ID"},
        {"norm_decode_tok_s", "norm decode", "norm decode tok/s"},
        {"cold_count", "cold", "cold count"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        unit_heading(cases[i].column, text, sizeof text);
        assert_string_equal(text, cases[i].heading);
        unit_full_heading(cases[i].column, text, sizeof text);
        assert_string_equal(text, cases[i].full);
    }
}

static void headings_stay_within_their_room(void **state)
{
    (void)state;
    char small[6] = "xxxxx", guard[8] = "#######";
    unit_heading("ttft_p50_ms", small, sizeof small);
    assert_string_equal(small, "TTFT ");
    unit_full_heading("a_rather_long_name_without_end_ms", guard, 4);
    assert_string_equal(guard, "a r");
    assert_int_equal(guard[4], '#');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(longest_suffix_decides),
        cmocka_unit_test(headings_are_for_people),
        cmocka_unit_test(headings_stay_within_their_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
