/* The six rules of clean.h, each with bytes as terminals write them, fed whole and in pieces. */
#include "clean.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define JOIN         "\x1e"
#define SPINNER      "\xe2\xa0\x8b"

struct example {
    struct span raw, clean;
};
#define EXAMPLE(raw, clean)                                                                                            \
    {                                                                                                                  \
        {raw, sizeof(raw) - 1},                                                                                        \
        {                                                                                                              \
            clean, sizeof(clean) - 1                                                                                   \
        }                                                                                                              \
    }

/* As the reader does it: a plain block is taken as it is. */
static void take(struct cleaner *cleaner, struct span block, struct buffer *out)
{
    if (clean_is_plain(cleaner, block))
        buffer_add(out, block);
    else
        clean_block(cleaner, block, out, 0);
}

static void check_in_pieces(const struct example *example, size_t piece)
{
    struct cleaner cleaner = {0};
    struct buffer out = {0};
    for (size_t at = 0; at < example->raw.len; at += piece)
        take(&cleaner, span_first(span_from(example->raw, at), piece), &out);
    if (!span_equal(buffer_span(&out), example->clean))
        fail_msg("'%s' in pieces of %zu gives '%.*s'", example->raw.ptr, piece, (int)out.len, out.ptr ? out.ptr : "");
    buffer_release(&out);
}

static void check(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t piece = 1; piece <= examples[i].raw.len; piece++)
            check_in_pieces(&examples[i], piece);
}

static void sequences_go(void **state)
{
    (void)state;
    static const struct example examples[] = {
        EXAMPLE("a\x1b[1;31mred\x1b[0m b", "ared b"),
        EXAMPLE("\x1b]0;window title\x07text", "text"),
        EXAMPLE("\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        EXAMPLE("\x1bPq#0\x1b\\after", "after"),
        EXAMPLE("\x1b[?25l\x1b[?2026htext\x1b[?25h", "text"),
        EXAMPLE("\x1b(Btext\x1b=x\x1b>y", "textxy"),
    };
    check(examples, COUNT(examples));
}

static void sequences_that_move_the_cursor_end_the_line(void **state)
{
    (void)state;
    static const struct example examples[] = {
        EXAMPLE("pulling\x1b[2Kdone", "pulling\rdone"),
        EXAMPLE("one\x1b[Atwo", "one\rtwo"),
        EXAMPLE("one\x1b[1Gtwo", "one\rtwo"),
        EXAMPLE("one\x1b[2;1Htwo", "one\rtwo"),
        EXAMPLE("one\x1b[2Jtwo", "one\rtwo"),
        EXAMPLE("one\x1b[Ctwo", "one two"),
        EXAMPLE("one\x1b[Ktwo", "onetwo"),
    };
    check(examples, COUNT(examples));
}

static void carriage_returns(void **state)
{
    (void)state;
    static const struct example examples[] = {
        EXAMPLE("a\r\nb\r\n", "a\nb\n"),  EXAMPLE("a\rb", "a\rb"),        EXAMPLE("a\r\r\rb", "a\rb"),
        EXAMPLE("a\r\r\nb", "a\nb"),      EXAMPLE("a\n\nb", "a\n\nb"),    EXAMPLE("a\r\n\r\nb", "a\n\nb"),
        EXAMPLE("a\r\x1b[0m\nb", "a\nb"), EXAMPLE("a\x1b[2K\nb", "a\nb"), EXAMPLE("a\r\xe2\x80\x94", "a\r\xe2\x80\x94"),
    };
    check(examples, COUNT(examples));
}

/* Ollama wraps at the terminal's width: it takes the begun word back and writes it again on the next line. */
static void soft_wraps_are_undone(void **state)
{
    (void)state;
    static const struct example examples[] = {
        EXAMPLE("the quick bro\x1b[3D\x1b[K\nbrown fox", "the quick " JOIN "brown fox"),
        EXAMPLE("the end \x1b[0D\x1b[K\nnext", "the end" JOIN "next"),
        EXAMPLE("the \xc3\xa9t\xc3\xa9\x1b[3D\x1b[K\n\xc3\xa9t\xc3\xa9s", "the " JOIN "\xc3\xa9t\xc3\xa9s"),
        EXAMPLE("\xe6\x97\xa5\xe6\x9c\xac\x1b[2D\x1b[K\n\xe6\x9c\xac", "\xe6\x97\xa5" JOIN "\xe6\x9c\xac"),
        EXAMPLE("ab\ncd\x1b[9D\x1b[K\ne", "ab\n" JOIN "e"),
        EXAMPLE("a bc\x1b[2D\x1b[K\nbc\x1b[3D\x1b[K\nbcd", "a " JOIN JOIN "bcd"),
        EXAMPLE("a b\x1b[1D\x1b[K\n\b\rbc", "a " JOIN "bc"),
        EXAMPLE("no wrap\x1b[3Dmore\nx", "no wrapmore\nx"),
    };
    check(examples, COUNT(examples));
}

/* A terminal that is recorded (script, tmux) has turned the LF into CR LF. */
static void soft_wraps_of_a_recorded_terminal_are_undone(void **state)
{
    (void)state;
    static const struct example examples[] = {
        EXAMPLE("the quick bro\x1b[3D\x1b[K\r\nbrown fox", "the quick " JOIN "brown fox"),
    };
    check(examples, COUNT(examples));
}

static void spinners_and_backspaces_go(void **state)
{
    (void)state;
    static const struct example examples[] = {
        EXAMPLE(SPINNER " text", "text"),
        EXAMPLE("a" SPINNER SPINNER "b", "ab"),
        EXAMPLE("a" SPINNER "  b", "a b"),
        EXAMPLE("dash \xe2\x80\x94 stays", "dash \xe2\x80\x94 stays"),
        EXAMPLE("cut \xe2" SPINNER "x", "cut \xe2x"),
        EXAMPLE("cut \xe2\xa0\nx", "cut \xe2\xa0\nx"),
        EXAMPLE("abc\b\bx", "ax"),
        EXAMPLE("\xc3\xa9\bx", "x"),
        EXAMPLE("a\n\bb", "a\nb"),
        EXAMPLE("a\x80\x80\x80\x80\x80\bb", "a\x80"
                                            "b"),
    };
    check(examples, COUNT(examples));
}

static void control_characters_go(void **state)
{
    (void)state;
    static const struct example examples[] = {
        EXAMPLE("a\0b\0", "ab"),
        EXAMPLE("a\x07\x01\x1f"
                "b",
                "ab"),
        EXAMPLE("a" JOIN "b", "ab"),
        EXAMPLE("a\tb", "a\tb"),
        EXAMPLE("\x0c"
                "a\x0b",
                "a"),
    };
    check(examples, COUNT(examples));
}

static void nul_bytes_are_counted(void **state)
{
    (void)state;
    struct cleaner cleaner = {0};
    struct buffer out = {0};
    clean_block(&cleaner, (struct span){"\0a\0\0", 4}, &out, 0);
    clean_block(&cleaner, (struct span){"b\0", 2}, &out, 0);
    assert_int_equal(cleaner.nul_count, 4);
    assert_true(span_equal(buffer_span(&out), SPAN("ab")));
    buffer_release(&out);
}

static void an_unfinished_sequence_swallows_no_line_end(void **state)
{
    (void)state;
    static const struct example examples[] = {
        EXAMPLE("a\x1b\nb", "a\nb"),           EXAMPLE("a\x1b[12\nb", "a\nb"), EXAMPLE("a\x1b]0;title\nb", "a\nb"),
        EXAMPLE("a\x1b]0;title\r\nb", "a\nb"), EXAMPLE("a\x1b(\nb", "a\nb"),   EXAMPLE("a\x1b]0;\x1b\nb", "a\nb"),
    };
    check(examples, COUNT(examples));
}

static void a_sequence_that_is_too_long_is_none(void **state)
{
    (void)state;
    struct cleaner cleaner = {0};
    struct buffer raw = {0}, out = {0};
    buffer_add(&raw, SPAN("\x1b]"));
    for (int i = 0; i < 10000; i++)
        buffer_add_byte(&raw, 'x');
    buffer_add(&raw, SPAN("eval count"));
    clean_block(&cleaner, buffer_span(&raw), &out, 0);
    assert_true(span_ends(buffer_span(&out), SPAN("xxeval count")));
    buffer_release(&raw);
    buffer_release(&out);
}

/* What has been read already is not taken back. */
static void nothing_before_the_floor_is_touched(void **state)
{
    (void)state;
    struct cleaner cleaner = {0};
    struct buffer out = {0};
    buffer_add(&out, SPAN("read"));
    clean_block(&cleaner, SPAN("\b\bx\x1b[9D\x1b[K\ny"), &out, 4);
    assert_true(span_equal(buffer_span(&out), SPAN("read" JOIN "y")));
    buffer_release(&out);
}

static void plain_text_needs_no_cleaning(void **state)
{
    (void)state;
    struct cleaner fresh = {0}, busy = {0};
    struct buffer out = {0};
    assert_true(clean_is_plain(&fresh, SPAN("eval count:  5 token(s)\n\t\xc3\xa9\n")));
    assert_false(clean_is_plain(&fresh, SPAN("a\rb")));
    assert_false(clean_is_plain(&fresh, SPAN("a\x1b[0m")));
    assert_false(clean_is_plain(&fresh, SPAN("a\x07")));
    assert_false(clean_is_plain(&fresh, SPAN(SPINNER)));
    clean_block(&busy, SPAN("a\x1b["), &out, 0);
    assert_false(clean_is_plain(&busy, SPAN("plain")));
    buffer_release(&out);
}

/* Characters that have no start were looked through up to the line's at each backspace: minutes for this. */
static void backspaces_take_no_longer_in_long_lines(void **state)
{
    (void)state;
    enum { SIZE = 400000 };
    struct cleaner cleaner = {0};
    struct buffer raw = {0}, out = {0};
    for (int i = 0; i < SIZE; i++)
        buffer_add_byte(&raw, '\x80');
    for (int i = 0; i < SIZE; i++)
        buffer_add_byte(&raw, '\b');
    clean_block(&cleaner, buffer_span(&raw), &out, 0);
    assert_true(out.len < 4);
    buffer_release(&raw);
    buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences_go),
        cmocka_unit_test(sequences_that_move_the_cursor_end_the_line),
        cmocka_unit_test(carriage_returns),
        cmocka_unit_test(soft_wraps_are_undone),
        cmocka_unit_test(soft_wraps_of_a_recorded_terminal_are_undone),
        cmocka_unit_test(spinners_and_backspaces_go),
        cmocka_unit_test(backspaces_take_no_longer_in_long_lines),
        cmocka_unit_test(control_characters_go),
        cmocka_unit_test(nul_bytes_are_counted),
        cmocka_unit_test(an_unfinished_sequence_swallows_no_line_end),
        cmocka_unit_test(a_sequence_that_is_too_long_is_none),
        cmocka_unit_test(nothing_before_the_floor_is_touched),
        cmocka_unit_test(plain_text_needs_no_cleaning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
