#define _XOPEN_SOURCE 700 /* for wcwidth */

#include "display.h"

#include "char_width.h"
#include "utf8.h"

#include <locale.h>
#include <stdlib.h>
#include <wchar.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void expect_buffer(struct buffer *buffer, const char *expected)
{
    buffer_add_byte(buffer, '\0');
    assert_false(buffer->failed);
    assert_string_equal(buffer->ptr, expected);
    buffer_release(buffer);
}

static void expect_display(struct span text, const char *expected)
{
    struct buffer out = {0};
    display_add(&out, text);
    expect_buffer(&out, expected);
}

static void rule_1_what_acts_or_hides_is_an_escape(void **state)
{
    (void)state;
    expect_display(SPAN("a\tb\nc\rd"), "a\\tb\\nc\\rd");
    expect_display(SPAN("\x1b[31mred\x07"), "\\x1b[31mred\\x07");
    expect_display(SPAN("nul\0byte"), "nul\\x00byte");
    expect_display(SPAN("del\x7f"), "del\\x7f");
    expect_display(SPAN("csi\xc2\x9b"), "csi\\u{9b}");
    expect_display(SPAN("\xe2\x80\xaetxet"), "\\u{202e}txet");
    expect_display(SPAN("\xe2\x81\xa6i\xe2\x81\xa9"), "\\u{2066}i\\u{2069}");
    expect_display(SPAN("zero\xe2\x80\x8bwidth"), "zero\\u{200b}width");
    expect_display(SPAN("\xef\xbb\xbf"
                        "bom"),
                   "\\u{feff}bom");
    expect_display(SPAN("tag\xf3\xa0\x81\x81"), "tag\\u{e0041}");
}

static void rule_2_bytes_that_are_no_utf8(void **state)
{
    (void)state;
    expect_display(SPAN("\xff"), "\xef\xbf\xbd");
    expect_display(SPAN("a\xc3"), "a\xef\xbf\xbd");
    expect_display(SPAN("\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd");                 /* overlong '/' */
    expect_display(SPAN("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"); /* a surrogate */
    expect_display(SPAN("\xf4\x90\x80\x80x"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx");
}

static void rule_3_everything_else_stays(void **state)
{
    (void)state;
    expect_display(SPAN("llama3.2:3b-größe 模型 🦙"), "llama3.2:3b-größe 模型 🦙");
    assert_int_equal(display_width(SPAN("größe")), 5);
    assert_int_equal(display_width(SPAN("模型")), 4);
    assert_int_equal(display_width(SPAN("🦙")), 2);
    assert_int_equal(display_width(SPAN("e\xcc\x81")), 1); /* e and a combining acute */
    assert_int_equal(display_width(SPAN("한")), 2);
    assert_int_equal(display_width(SPAN("")), 0);
}

static void expect_cut(const char *text, size_t width, const char *expected)
{
    struct buffer out = {0};
    display_add_cut(&out, span_of(text), width, "…");
    expect_buffer(&out, expected);
}

static void rule_4_cutting(void **state)
{
    (void)state;
    expect_cut("short", 5, "short");
    expect_cut("hf.co/someone/model:q4_K_M", 13, "hf.co/…q4_K_M");
    expect_cut("a sentence of words", 10, "a sentenc…");
    expect_cut("模型模型模型", 6, "模…型");
    expect_cut("word", 1, "…");
    expect_cut("word", 0, "");
    struct buffer out = {0};
    display_add_cut(&out, SPAN("abcdefgh"), 6, "...");
    expect_buffer(&out, "ab...h");
    out = (struct buffer){0};
    display_add_cut(&out, SPAN("abcdefgh"), 2, "..."); /* no room for the mark */
    expect_buffer(&out, "ab");
}

static void fitting_keeps_marks_with_their_character(void **state)
{
    (void)state;
    assert_int_equal(display_fit(SPAN("e\xcc\x81x"), 1), 3);
    assert_int_equal(display_fit(SPAN("模型"), 3), 3);
    assert_int_equal(display_fit(SPAN("abc"), 9), 3);
}

static void paragraphs_break_at_blanks(void **state)
{
    (void)state;
    assert_int_equal(display_line(SPAN("one two three"), 0), 13);
    assert_int_equal(display_line(SPAN("one two three"), 13), 13);
    assert_int_equal(display_line(SPAN("one two three"), 12), 7);
    assert_int_equal(display_line(SPAN("one two three"), 7), 7);
    assert_int_equal(display_line(SPAN("one two three"), 6), 3);
    assert_int_equal(display_line(SPAN("one two three"), 2), 3);
    assert_int_equal(display_line(SPAN("indivisible"), 4), 11);
    assert_int_equal(display_line(SPAN("größe 模型"), 8), 7);
    assert_int_equal(display_line(SPAN(" blank"), 3), 0);
}

/* The C library's own tables, where it has a UTF-8 locale, for every character that both know. */
static void widths_agree_with_the_c_library(void **state)
{
    (void)state;
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        skip();
    size_t differences = 0, compared = 0;
    for (uint32_t code = 0x20; code < 0x20000; code++) {
        int width = wcwidth((wchar_t)code);
        bool skipped = width < 0 || display_is_unsafe(code) || (code >= 0xd800 && code <= 0xdfff);
        if (skipped)
            continue;
        compared++;
        differences += width != char_width(code);
    }
    setlocale(LC_CTYPE, "C");
    assert_true(compared > 60000);
    assert_in_range(differences, 0, 20); /* versions of Unicode differ a little */
}

static void utf8_goes_there_and_back(void **state)
{
    (void)state;
    for (uint32_t code = 1; code <= 0x10ffff; code += code < 0x3000 ? 1 : 37) {
        if (code >= 0xd800 && code <= 0xdfff)
            continue;
        char bytes[4];
        size_t length = utf8_put(code, bytes);
        struct utf8_char c = utf8_next((struct span){bytes, length});
        assert_true(c.valid);
        assert_int_equal(c.code, code);
        assert_int_equal(c.length, length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rule_1_what_acts_or_hides_is_an_escape),
        cmocka_unit_test(rule_2_bytes_that_are_no_utf8),
        cmocka_unit_test(rule_3_everything_else_stays),
        cmocka_unit_test(rule_4_cutting),
        cmocka_unit_test(fitting_keeps_marks_with_their_character),
        cmocka_unit_test(paragraphs_break_at_blanks),
        cmocka_unit_test(widths_agree_with_the_c_library),
        cmocka_unit_test(utf8_goes_there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
