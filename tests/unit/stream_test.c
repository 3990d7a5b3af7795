/* The three rules of stream.h. The quantiles were worked out by hand as numpy's default (linear) does. */
#include "../../src/import/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MS(n)        ((int64_t)(n)*1000000)

#define assert_known(figure, expected)                                                                                 \
    do {                                                                                                               \
        assert_true((figure).known);                                                                                   \
        assert_int_equal((figure).value, (expected));                                                                  \
    } while (0)

static struct stream stream;
static struct stream_summary sum;

static int start(void **state)
{
    (void)state;
    stream_clear(&stream);
    sum = (struct stream_summary){0};
    return 0;
}

static int release(void **state)
{
    (void)state;
    stream_release(&stream);
    return 0;
}

static void answer(int64_t at_ns, const char *text)
{
    assert_true(stream_add(&stream, maybe_of(at_ns), span_of(text), (struct span){0}));
}

static void think(int64_t at_ns, const char *text)
{
    assert_true(stream_add(&stream, maybe_of(at_ns), (struct span){0}, span_of(text)));
}

static void only_chunks_with_text_count(void **state)
{
    (void)state;
    answer(MS(5), "");
    answer(MS(10), "One ");
    answer(MS(20), "two.");
    answer(MS(30), "");
    stream_summarize(&stream, &sum);
    assert_known(sum.chunk_count, 2);
    assert_known(sum.first_text_at_ns, MS(10));
    assert_known(sum.first_answer_at_ns, MS(10));
    assert_known(sum.last_text_at_ns, MS(20));
    assert_false(sum.first_thinking_at_ns.known);
    assert_known(sum.gap_max_ns, MS(10));
    assert_int_equal(stream.response.bytes, 8);
    assert_int_equal(stream.response.words, 2);
    assert_false(stream.thinking.known);
}

static void thinking_and_answer_are_told_apart(void **state)
{
    (void)state;
    think(MS(10), "hm");
    think(MS(20), " hm");
    answer(MS(30), "Yes");
    stream_summarize(&stream, &sum);
    assert_known(sum.chunk_count, 3);
    assert_known(sum.first_text_at_ns, MS(10));
    assert_known(sum.first_thinking_at_ns, MS(10));
    assert_known(sum.first_answer_at_ns, MS(30));
    assert_int_equal(stream.thinking.bytes, 5);
    assert_int_equal(stream.response.bytes, 3);
}

static void literal_tags_tell_them_apart_too(void **state)
{
    (void)state;
    answer(MS(10), "\n<think>");
    answer(MS(20), "so");
    answer(MS(30), " be it</think>\n\n");
    answer(MS(40), "Yes <think>");
    stream_summarize(&stream, &sum);
    assert_known(sum.first_thinking_at_ns, MS(10));
    assert_int_equal(stream.thinking.bytes, 8);  /* "so be it" */
    assert_int_equal(stream.response.bytes, 14); /* the line ends, and the tag that begins nothing */
}

static void a_thought_may_stand_in_one_piece(void **state)
{
    (void)state;
    struct think_splitter splitter = {0};
    struct text_size said = {0}, thought = {0};
    think_split(&splitter, SPAN("<think>a b</think>c"), &said, &thought);
    assert_int_equal(thought.words, 2);
    assert_int_equal(said.bytes, 1);
}

/* Whole groups of characters are counted at once; byte by byte the sizes are the same, wherever words begin and end. */
static void a_text_has_one_size_however_it_comes(void **state)
{
    (void)state;
    static const char *const parts[] = {"a",           " ",        "word",     "\n\t", "\r\x0b\x0c",
                                        "caf\xc3\xa9", "\xc2\xa0", "\x08\x0e", "~"};
    enum { PARTS = sizeof parts / sizeof *parts };
    for (unsigned seed = 1; seed < 300; seed++) {
        char text[200] = "";
        for (unsigned draw = seed * 7919, i = 0; i < seed % 30; i++, draw = draw * 1664525U + 1013904223U)
            strcat(text, parts[(draw >> 16) % PARTS]);
        struct text_size whole = {0}, pieces = {0};
        text_size_add(&whole, span_of(text));
        for (struct span rest = span_of(text); rest.len;) {
            size_t length = (unsigned char)rest.ptr[0] < 0x80 ? 1 : 2;
            text_size_add(&pieces, span_first(rest, length));
            rest = span_from(rest, length);
        }
        assert_int_equal(whole.bytes, pieces.bytes);
        assert_int_equal(whole.chars, pieces.chars);
        assert_int_equal(whole.words, pieces.words);
    }
}

static void a_chunk_printed_again_is_left_out(void **state)
{
    (void)state;
    answer(MS(10), "One ");
    answer(MS(10), "One ");
    answer(MS(20), "two");
    answer(MS(10), "One ");
    answer(MS(20), "two");
    answer(MS(30), ".");
    stream_summarize(&stream, &sum);
    assert_known(sum.chunk_count, 3);
    assert_int_equal(stream.response.bytes, 8);
    assert_known(sum.gap_max_ns, MS(10));
}

/* Clocks of 15 ms steps, and servers that write whole seconds, give the same time to different chunks. */
static void chunks_of_the_same_time_are_not_the_same(void **state)
{
    (void)state;
    answer(MS(10), "One ");
    answer(MS(10), "two ");
    answer(MS(10), "three");
    answer(MS(25), ".");
    stream_summarize(&stream, &sum);
    assert_known(sum.chunk_count, 4);
    assert_int_equal(stream.response.bytes, 14);
    assert_known(sum.gap_p50_ns, 0);
    assert_known(sum.gap_max_ns, MS(15));
    assert_false(stream.reordered);
}

static void times_that_run_backwards_are_noted(void **state)
{
    (void)state;
    answer(MS(20), "a");
    answer(MS(10), "b");
    assert_true(stream.reordered);
}

static void gaps_and_their_quantiles(void **state)
{
    (void)state;
    static const int64_t at_ms[] = {0, 40, 50, 70, 100, 200}; /* gaps 40 10 20 30 100 */
    for (size_t i = 0; i < COUNT(at_ms); i++)
        answer(MS(1000 + at_ms[i]), "x");
    stream_summarize(&stream, &sum);
    assert_known(sum.gap_p50_ns, MS(30));
    assert_known(sum.gap_p95_ns, MS(88)); /* 40 + 0.8 * 60 */
    assert_known(sum.gap_max_ns, MS(100));
    assert_known(sum.gap_jitter_ns, 30000000); /* (30 + 10 + 10 + 70) / 4 */
    assert_known(sum.stall_count, 1);          /* 100 >= 100 and 100 >= 3 * 30 */
    assert_known(sum.stall_duration_ns, MS(100));
}

static void quantiles_are_rounded_to_whole_nanoseconds(void **state)
{
    (void)state;
    static const int64_t at_ns[] = {100, 101, 104}; /* gaps 1 3: p50 2, p95 2.9 */
    for (size_t i = 0; i < COUNT(at_ns); i++)
        answer(at_ns[i], "x");
    stream_summarize(&stream, &sum);
    assert_known(sum.gap_p50_ns, 2);
    assert_known(sum.gap_p95_ns, 3);
    assert_known(sum.stall_count, 0);
    assert_known(sum.stall_duration_ns, 0);
}

static void a_stall_is_three_times_the_median(void **state)
{
    (void)state;
    static const int64_t at_ms[] = {0, 50, 100, 150, 299, 449}; /* gaps 50 50 50 149 150 */
    for (size_t i = 0; i < COUNT(at_ms); i++)
        answer(MS(at_ms[i]), "x");
    stream_summarize(&stream, &sum);
    assert_known(sum.stall_count, 1);
    assert_known(sum.stall_duration_ns, MS(150));
}

/* The sum of gaps is a duration like any other: at most 2^53-1 ns, some 104 days. */
static void clocks_that_leap_tell_no_gaps(void **state)
{
    (void)state;
    answer(0, "a");
    answer(1, "b");
    answer(INT64_C(9007199254740991), "c"); /* gaps 1, 2^53-2 */
    stream_summarize(&stream, &sum);
    assert_known(sum.gap_max_ns, INT64_C(9007199254740990));
    assert_known(sum.gap_jitter_ns, INT64_C(9007199254740989));
    answer(INT64_C(9007199254740992), "d");
    sum = (struct stream_summary){0};
    stream_summarize(&stream, &sum);
    assert_known(sum.chunk_count, 4);
    assert_false(sum.gap_max_ns.known);
    assert_known(sum.last_text_at_ns, INT64_C(9007199254740992));
}

static void one_chunk_has_no_gaps(void **state)
{
    (void)state;
    answer(MS(10), "x");
    stream_summarize(&stream, &sum);
    assert_known(sum.chunk_count, 1);
    assert_known(sum.last_text_at_ns, MS(10));
    assert_false(sum.gap_p50_ns.known);
    assert_false(sum.gap_jitter_ns.known);
    assert_false(sum.stall_count.known);
}

static void chunks_without_times_have_none(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_true(stream_add(&stream, (struct maybe){0}, SPAN("x"), (struct span){0}));
    stream_summarize(&stream, &sum);
    assert_known(sum.chunk_count, 3);
    assert_false(sum.first_text_at_ns.known);
    assert_false(sum.gap_p50_ns.known);
}

/* A gap to an unknown time is unknown, not one since 1970. */
static void one_chunk_without_time_spoils_the_times(void **state)
{
    (void)state;
    assert_true(stream_add(&stream, (struct maybe){0}, SPAN("x"), (struct span){0}));
    answer(MS(1700000000000), "y");
    answer(MS(1700000000050), "z");
    stream_summarize(&stream, &sum);
    assert_known(sum.chunk_count, 3);
    assert_false(sum.first_text_at_ns.known);
    assert_false(sum.last_text_at_ns.known);
    assert_false(sum.gap_max_ns.known);
}

static void times_as_far_apart_as_can_be(void **state)
{
    (void)state;
    answer(INT64_MIN, "x");
    answer(INT64_MAX, "y");
    stream_summarize(&stream, &sum);
    assert_known(sum.first_text_at_ns, INT64_MIN);
    assert_known(sum.last_text_at_ns, INT64_MAX);
    assert_false(sum.gap_max_ns.known);
}

static void a_cleared_stream_knows_nothing(void **state)
{
    (void)state;
    answer(MS(10), "<think>");
    answer(MS(5), "x");
    stream_clear(&stream);
    stream_summarize(&stream, &sum);
    assert_known(sum.chunk_count, 0);
    assert_false(stream.reordered);
    assert_false(stream.splitter.inside);
    answer(MS(1), "y");
    assert_int_equal(stream.response.bytes, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(only_chunks_with_text_count, start),
        cmocka_unit_test_setup(thinking_and_answer_are_told_apart, start),
        cmocka_unit_test_setup(literal_tags_tell_them_apart_too, start),
        cmocka_unit_test_setup(a_thought_may_stand_in_one_piece, start),
        cmocka_unit_test(a_text_has_one_size_however_it_comes),
        cmocka_unit_test_setup(a_chunk_printed_again_is_left_out, start),
        cmocka_unit_test_setup(chunks_of_the_same_time_are_not_the_same, start),
        cmocka_unit_test_setup(times_that_run_backwards_are_noted, start),
        cmocka_unit_test_setup(gaps_and_their_quantiles, start),
        cmocka_unit_test_setup(quantiles_are_rounded_to_whole_nanoseconds, start),
        cmocka_unit_test_setup(a_stall_is_three_times_the_median, start),
        cmocka_unit_test_setup(clocks_that_leap_tell_no_gaps, start),
        cmocka_unit_test_setup(one_chunk_has_no_gaps, start),
        cmocka_unit_test_setup(chunks_without_times_have_none, start),
        cmocka_unit_test_setup(one_chunk_without_time_spoils_the_times, start),
        cmocka_unit_test_setup(times_as_far_apart_as_can_be, start),
        cmocka_unit_test_setup(a_cleared_stream_knows_nothing, start),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
