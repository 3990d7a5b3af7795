/* line_marks.h: each mark's bytes at each place of a line, and lines in parts. */
#include "../../src/import/line_marks.h"

#include "clean.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *text;
    unsigned mark;
} marked[] = {
    {":", MARK_COLON},    {"=", MARK_EQUALS},     {"|", MARK_BAR},
    {"\t", MARK_TAB},     {",", MARK_COMMA},      {";", MARK_COMMA},
    {"/", MARK_SLASH},    {"_", MARK_UNDERSCORE}, {"-", MARK_HYPHEN},
    {"0", MARK_DIGIT},    {"9", MARK_DIGIT},      {"#", MARK_HASH},
    {"`", MARK_BACKTICK}, {"~", MARK_BACKTICK},   {"(", MARK_BRACKET},
    {"]", MARK_BRACKET},  {">", MARK_BRACKET},    {"<", MARK_BRACKET},
    {"{", MARK_BRACE},    {"}", MARK_BRACE},      {"\xef", MARK_WIDE},
    {"\x80", MARK_WIDE},  {"\x1e", MARK_JOIN},    {"  ", MARK_TWO_BLANKS},
    {" run", MARK_RUN},   {"\"", MARK_QUOTE},     {"plain words.", 0},
    {"Azaz!?'", 0},       {" a b c ", 0},         {" rate, round", MARK_COMMA},
};

enum { LONGEST = 70 };

/* `text` at `at` in a line of so many letters. */
static struct span placed(char line[LONGEST], size_t length, const char *text, size_t at)
{
    memset(line, 'x', length);
    memcpy(line + at, text, strlen(text));
    return (struct span){line, length};
}

static void test_each_at_each_place(void **state)
{
    (void)state;
    char line[LONGEST];
    for (size_t i = 0; i < sizeof marked / sizeof *marked; i++)
        for (size_t length = strlen(marked[i].text); length <= LONGEST; length++)
            for (size_t at = 0; at + strlen(marked[i].text) <= length; at++) {
                unsigned marks = line_marks(placed(line, length, marked[i].text, at));
                assert_int_equal(marks & marked[i].mark, marked[i].mark);
                assert_int_equal(marks & ~marked[i].mark & ~(unsigned)MARK_RUN, 0);
            }
    assert_int_equal(CLEAN_JOIN, 0x1e);
}

/* MARK_RUN may be set too often, but not for the words that prose is full of. */
static void test_words_that_begin_like_run(void **state)
{
    (void)state;
    assert_int_equal(line_marks(SPAN(" the rate of rows")), 0);
    assert_int_equal(line_marks(SPAN("a line that has no such word and goes on for long enough")), 0);
}

static void test_an_empty_line_has_none(void **state)
{
    (void)state;
    assert_int_equal(line_marks((struct span){0}), 0);
}

/* Wherever a line is cut, the marks of the parts are those of the whole. */
static void test_a_line_in_parts(void **state)
{
    (void)state;
    static const char text[] = "tell  me, ollama run x: what is a |bar| in\ta line of this length?";
    const struct span line = {text, sizeof text - 1};
    for (size_t cut = 1; cut < line.len; cut++) {
        unsigned known = line_marks_further(span_first(line, cut), 0, 0);
        assert_int_equal(line_marks_further(line, cut, known) | MARK_RUN, line_marks(line) | MARK_RUN);
        assert_int_equal(line_marks_further(line, line.len, known | MARK_JOIN) & MARK_JOIN, MARK_JOIN);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_at_each_place),
        cmocka_unit_test(test_words_that_begin_like_run),
        cmocka_unit_test(test_an_empty_line_has_none),
        cmocka_unit_test(test_a_line_in_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
