/* The five rules of json_scan.h; every example is fed whole and byte by byte, and every copy is read by cJSON. */
#include "../../src/import/json_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct outcome {
    enum scan_result result;
    size_t used; /* of all pieces */
    size_t open; /* containers closed by hand */
    int64_t lines;
    struct buffer copy, closed;
};

/* Feeds pieces of `size` bytes until the scan says something else than SCAN_MORE. What it leaves of a piece comes
 * again with the next. */
static struct outcome scan(struct span text, size_t size)
{
    struct json_scan *scan = calloc(1, sizeof *scan);
    struct outcome got = {.result = SCAN_MORE};
    assert_non_null(scan);
    json_scan_start(scan);
    for (size_t fed = 0; got.result == SCAN_MORE && fed < text.len;) {
        size_t used;
        fed = fed + size < text.len ? fed + size : text.len;
        struct span piece = span_from(span_first(text, fed), got.used);
        char *exact = malloc(piece.len); /* so that a look beyond its end is found */
        assert_non_null(exact);
        memcpy(exact, piece.ptr, piece.len);
        got.result = json_scan_feed(scan, (struct span){exact, piece.len}, &used);
        free(exact);
        got.used += used;
    }
    assert_false(scan->failed || scan->text.failed);
    got.lines = scan->line;
    buffer_add(&got.copy, buffer_span(&scan->text));
    got.open = json_scan_closed(scan, &got.closed);
    json_scan_release(scan);
    free(scan);
    return got;
}

static void release(struct outcome *outcome)
{
    buffer_release(&outcome->copy);
    buffer_release(&outcome->closed);
}

static void assert_same(struct span text, const struct outcome *a, const struct outcome *b)
{
    bool same = a->result == b->result && a->used == b->used && a->open == b->open && a->lines == b->lines &&
                span_equal(buffer_span(&a->closed), buffer_span(&b->closed)) &&
                (a->result != SCAN_DONE || span_equal(buffer_span(&a->copy), buffer_span(&b->copy)));
    if (!same)
        fail_msg("pieces differ for '%.*s': %d/%d at %zu/%zu", (int)(text.len < 200 ? text.len : 200), text.ptr,
                 (int)a->result, (int)b->result, a->used, b->used);
}

static bool parses(struct span text)
{
    cJSON *root = cJSON_ParseWithLength(text.ptr, text.len);
    cJSON_Delete(root);
    return root != NULL;
}

static void check_whole_and_in_pieces(struct span text)
{
    struct outcome whole = scan(text, text.len);
    static const size_t sizes[] = {1, 2, 7};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct outcome pieces = scan(text, sizes[i]);
        assert_same(text, &whole, &pieces);
        release(&pieces);
    }
    if (whole.result == SCAN_DONE && !parses(buffer_span(&whole.copy)))
        fail_msg("the copy of '%.200s' is no JSON: '%.*s'", text.ptr, (int)whole.copy.len, whole.copy.ptr);
    if (whole.open && !parses(buffer_span(&whole.closed)))
        fail_msg("closed, '%.200s' is no JSON: '%.*s'", text.ptr, (int)whole.closed.len, whole.closed.ptr);
    release(&whole);
}

static void check_copy(struct span text, struct span expected)
{
    struct outcome got = scan(text, text.len);
    if (got.result != SCAN_DONE || !span_equal(buffer_span(&got.copy), expected))
        fail_msg("'%.200s' gives %d, '%.*s'", text.ptr, (int)got.result, (int)got.copy.len, got.copy.ptr);
    release(&got);
    check_whole_and_in_pieces(text);
}

static void check_broken(struct span text, size_t at)
{
    struct outcome got = scan(text, text.len);
    if (got.result != SCAN_BROKEN || got.used != at)
        fail_msg("'%.200s' gives %d at %zu", text.ptr, (int)got.result, got.used);
    release(&got);
    check_whole_and_in_pieces(text);
}

static void check_closed(struct span text, size_t open, struct span expected)
{
    struct outcome got = scan(text, text.len);
    if (got.open != open || !span_equal(buffer_span(&got.closed), expected))
        fail_msg("'%.200s' closed %zu: '%.*s'", text.ptr, got.open, (int)got.closed.len, got.closed.ptr);
    release(&got);
    check_whole_and_in_pieces(text);
}

/* --- rule 1 ------------------------------------------------------------------------------------------------------- */

static void objects_are_copied_without_white_space(void **state)
{
    (void)state;
    check_copy(SPAN("{}"), SPAN("{}"));
    check_copy(SPAN("{ \"a\" : 1 , \"b\" : [ true , null ] }"), SPAN("{\"a\":1,\"b\":[true,null]}"));
    check_copy(SPAN("{\"a\":{\"b\":[[],{}]}}"), SPAN("{\"a\":{\"b\":[[],{}]}}"));
    check_copy(SPAN("{\r\n\t\"a\": \"x y\"\r\n}"), SPAN("{\"a\":\"x y\"}"));
    check_copy(SPAN("{\"a\":-1.5e+3,\"b\":0.25E-2,\"c\":-0}"), SPAN("{\"a\":-1.5e+3,\"b\":0.25E-2,\"c\":-0}"));
}

static void the_grammar_is_checked(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t at;
    } examples[] = {
        {"{\"a\" 1}", 5},
        {"{\"a\":1,}", 7},
        {"{\"a\":01}", 7},
        {"{\"a\":1.}", 7},
        {"{\"a\":.5}", 5},
        {"{\"a\":1e}", 7},
        {"{\"a\":tru}", 8},
        {"{\"a\":nope}", 9},
        {"{\"a\":+1}", 5},
        {"{\"a\":--1}", 8},
        {"{\"a\":[1,]}", 8},
        {"{\"a\":[1}", 7},
        {"{\"a\":{]", 6},
        {"{a:1}", 1},
        {"{'a':1}", 1},
        {"{\"a\":1 2}", 7},
        {"{\"a\":\"\\x\"}", 7},
        {"{\"a\":\"\\u12g4\"}", 10},
        {"{\"a\":\"x\ny\"z}", 7},
        {"{,}", 1},
        {"{\"a\"::1}", 5},
        {"{\"a\":}", 5},
        {"{1:2}", 1},
    };
    for (size_t i = 0; i < COUNT(examples); i++)
        check_broken(span_of(examples[i].text), examples[i].at);
}

static void pythons_words_are_null(void **state)
{
    (void)state;
    check_copy(SPAN("{\"a\":NaN,\"b\":[Infinity,-Infinity]}"), SPAN("{\"a\":null,\"b\":[null,null]}"));
    check_broken(SPAN("{\"a\":nan}"), 8);
    check_broken(SPAN("{\"a\":-NaN}"), 9);
}

static void numbers_that_are_too_long_are_no_figures(void **state)
{
    (void)state;
    static const char *const ends[] = {"", ".5", "e5", ".25e-7", "E+9"};
    for (size_t digits = 58; digits < 80; digits++) {
        for (size_t i = 0; i < COUNT(ends); i++) {
            struct buffer text = {0};
            buffer_add(&text, SPAN("{\"a\":"));
            for (size_t n = 0; n < digits; n++)
                buffer_add_byte(&text, '7');
            buffer_print(&text, "%s}", ends[i]);
            struct outcome got = scan(buffer_span(&text), text.len);
            assert_int_equal(got.result, SCAN_DONE);
            if (digits + strlen(ends[i]) > 63)
                assert_true(span_equal(buffer_span(&got.copy), SPAN("{\"a\":1e999}")));
            release(&got);
            check_whole_and_in_pieces(buffer_span(&text));
            buffer_release(&text);
        }
    }
}

static void many_digits_after_the_point(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_add(&text, SPAN("{\"a\":0."));
    for (size_t n = 0; n < 5000; n++)
        buffer_add_byte(&text, '3');
    buffer_add(&text, SPAN(",\"b\":1}"));
    check_copy(buffer_span(&text), SPAN("{\"a\":1e999,\"b\":1}"));
    buffer_release(&text);
}

static void half_characters_become_one_that_can_be_read(void **state)
{
    (void)state;
    check_copy(SPAN("{\"a\":\"\\ud83d\\ude00\"}"), SPAN("{\"a\":\"\\ud83d\\ude00\"}"));
    check_copy(SPAN("{\"a\":\"\\ud83d\"}"), SPAN("{\"a\":\"\\ufffd\"}"));
    check_copy(SPAN("{\"a\":\"\\ude00\"}"), SPAN("{\"a\":\"\\ufffd\"}"));
    check_copy(SPAN("{\"a\":\"\\ud83dx\\ude00\"}"), SPAN("{\"a\":\"\\ufffdx\\ufffd\"}"));
    check_copy(SPAN("{\"a\":\"\\ud83d\\ud83d\\ude00\"}"), SPAN("{\"a\":\"\\ufffd\\ud83d\\ude00\"}"));
    check_copy(SPAN("{\"a\":\"\\ud83d\\n\"}"), SPAN("{\"a\":\"\\ufffd\\n\"}"));
    check_copy(SPAN("{\"a\":\"\\ude00\\ud83d\"}"), SPAN("{\"a\":\"\\ufffd\\ufffd\"}"));
    check_copy(SPAN("{\"\\ud83d\":\"\\ude00\"}"), SPAN("{\"\\ufffd\":\"\\ufffd\"}"));
    check_copy(SPAN("{\"a\":\"x\\u0000y\"}"), SPAN("{\"a\":\"x\\ufffdy\"}"));
}

static void soft_wraps_in_strings_go_and_tabs_are_escaped(void **state)
{
    (void)state;
    check_copy(SPAN("{\"a\":\"x\x1ey\tz\",\x1e\"b\":1}"), SPAN("{\"a\":\"xy\\tz\",\"b\":1}"));
}

static void lines_inside_are_counted(void **state)
{
    (void)state;
    struct span text = SPAN("{\n\"a\":\"x\x1ey\",\n\n\"b\":[1,\x1e\n2]\n}");
    struct outcome got = scan(text, text.len);
    assert_int_equal(got.lines, 7);
    release(&got);
    check_whole_and_in_pieces(text);
}

/* --- rule 2 ------------------------------------------------------------------------------------------------------- */

static void long_arrays_of_numbers_are_cut(void **state)
{
    (void)state;
    check_copy(SPAN("{\"c\":[1,2,3,4,5,6,7,8]}"), SPAN("{\"c\":[1,2,3,4,5,6,7,8]}"));
    check_copy(SPAN("{\"c\":[1,2,3,4,5,6,7,8,9,10],\"d\":1}"), SPAN("{\"c\":[1,2,3,4,5,6,7,8],\"d\":1}"));
    check_copy(SPAN("{\"c\":[1,2,3,4,5,6,7,8,9,\"x\",10]}"), SPAN("{\"c\":[1,2,3,4,5,6,7,8,\"x\",10]}"));
    check_copy(SPAN("{\"c\":[1,2,3,4,5,6,7,8,9,{\"e\":1}]}"), SPAN("{\"c\":[1,2,3,4,5,6,7,8,{\"e\":1}]}"));
    check_copy(SPAN("{\"c\":[[1,2,3,4,5,6,7,8,9],[9,8,7]]}"), SPAN("{\"c\":[[1,2,3,4,5,6,7,8],[9,8,7]]}"));
}

static void add_long_string(struct buffer *text, struct span unit, size_t length)
{
    buffer_add_byte(text, '"');
    for (size_t n = 0; n < length; n += unit.len)
        buffer_add(text, unit);
    buffer_add_byte(text, '"');
}

/* A text that was cut would have a wrong size: it is as if it had not been saved. */
static void strings_that_are_too_long_are_null(void **state)
{
    (void)state;
    static const struct span units[] = {{"x", 1}, {"\\n", 2}, {"\\u00e9", 6}, {"ab\\ud83d\\ude00", 14}, {"\\ud83d", 6}};
    for (size_t i = 0; i < COUNT(units); i++) {
        struct buffer text = {0};
        buffer_add(&text, SPAN("{\"a\":"));
        add_long_string(&text, units[i], SCAN_STRING_LIMIT + 1);
        buffer_add(&text, SPAN(",\"b\":"));
        add_long_string(&text, SPAN("y"), 3);
        buffer_add_byte(&text, '}');
        check_copy(buffer_span(&text), SPAN("{\"a\":null,\"b\":\"yyy\"}"));
        buffer_release(&text);
    }
}

static void long_strings_are_kept_up_to_the_limit(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_add(&text, SPAN("{\"a\":"));
    add_long_string(&text, SPAN("x"), SCAN_STRING_LIMIT);
    buffer_add_byte(&text, '}');
    check_copy(buffer_span(&text), buffer_span(&text));
    buffer_release(&text);
}

static void a_name_that_is_too_long_stays_a_name(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_add(&text, SPAN("{"));
    add_long_string(&text, SPAN("x"), SCAN_STRING_LIMIT + 1);
    buffer_add(&text, SPAN(":1}"));
    check_copy(buffer_span(&text), SPAN("{\"\":1}"));
    buffer_release(&text);
}

/* --- rule 3 ------------------------------------------------------------------------------------------------------- */

static void depth_is_bounded(void **state)
{
    (void)state;
    struct buffer deep = {0};
    buffer_add(&deep, SPAN("{\"a\":"));
    for (size_t n = 1; n < SCAN_DEPTH; n++)
        buffer_add_byte(&deep, '[');
    size_t limit = deep.len;
    buffer_add_byte(&deep, '[');
    check_broken(buffer_span(&deep), limit);
    deep.len = limit;
    for (size_t n = 1; n < SCAN_DEPTH; n++)
        buffer_add_byte(&deep, ']');
    buffer_add_byte(&deep, '}');
    check_copy(buffer_span(&deep), buffer_span(&deep));
    buffer_release(&deep);
}

/* --- rule 4 ------------------------------------------------------------------------------------------------------- */

static void a_damaged_object_keeps_its_whole_members(void **state)
{
    (void)state;
    check_closed(SPAN("{"), 1, SPAN("{}"));
    check_closed(SPAN("{\"a\""), 1, SPAN("{}"));
    check_closed(SPAN("{\"a\":"), 1, SPAN("{}"));
    check_closed(SPAN("{\"a\":12"), 1, SPAN("{}")); /* may have been 123 */
    check_closed(SPAN("{\"a\":12,"), 1, SPAN("{\"a\":12}"));
    check_closed(SPAN("{\"a\":12,\"b\":\"x"), 1, SPAN("{\"a\":12}"));
    check_closed(SPAN("{\"a\":12,\"b\":[1,{\"c\":2,\"d\""), 3, SPAN("{\"a\":12,\"b\":[1,{\"c\":2}]}"));
    check_closed(SPAN("{\"a\":[1,2,3,4,5,6,7,8,9,10,"), 2, SPAN("{\"a\":[1,2,3,4,5,6,7,8]}"));
    check_closed(SPAN("{\"a\":{\"b\":1},!"), 1, SPAN("{\"a\":{\"b\":1}}"));
}

static void every_start_of_an_object_can_be_closed(void **state)
{
    (void)state;
    struct span text =
        SPAN("{ \"m\":\"a\\u00e9\\ud83d\\ude00\\\\\", \"n\":[1,2,3,4,5,6,7,8,9,10.5,-2e3,[],{}],\n\"o\":{\"p\":{\"q\":"
             "[true,false,null,NaN]},\"r\":\"\"} , \"context\":[ 11 , 12 , 13,14,15,16,17,18,19,20 ]\n}");
    for (size_t length = 1; length <= text.len; length++)
        check_whole_and_in_pieces(span_first(text, length));
}

/* Any byte put anywhere: the two ways agree, and what can be closed can be read. */
static void every_damaged_object_can_be_closed(void **state)
{
    (void)state;
    static const char bytes[] = "{}[]\",:\\ u0-e.t\n\x1e\x01\xff";
    struct span text = SPAN("{\"m\":\"\\ud83d\\ude00\",\"n\":[1,{\"q\":[true,-1.5e3]}]}");
    char damaged[80];
    assert_true(text.len < sizeof damaged);
    for (size_t at = 1; at < text.len; at++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            memcpy(damaged, text.ptr, text.len);
            damaged[at] = bytes[i];
            check_whole_and_in_pieces((struct span){damaged, text.len});
            memmove(damaged + at + 1, text.ptr + at, text.len - at);
            check_whole_and_in_pieces((struct span){damaged, text.len + 1});
        }
    }
}

/* --- rule 5 ------------------------------------------------------------------------------------------------------- */

/* What is left after the objects inside were dropped, and the lines of those still open. */
static void check_flushed(const char *text, const char *expected, size_t expected_objects)
{
    struct json_scan *scan = calloc(1, sizeof *scan);
    struct buffer closed = {0};
    size_t used;
    assert_non_null(scan);
    json_scan_start(scan);
    assert_int_equal(json_scan_feed(scan, span_of(text), &used), SCAN_MORE);
    assert_true(json_scan_flush(scan));
    assert_true(json_scan_closed(scan, &closed) > 0);
    if (!span_equal(buffer_span(&closed), span_of(expected)))
        fail_msg("'%s' is flushed to '%.*s'", text, (int)closed.len, closed.ptr);
    assert_int_equal(scan->object_count, expected_objects);
    buffer_release(&closed);
    json_scan_release(scan);
    free(scan);
}

static void complete_objects_are_dropped(void **state)
{
    (void)state;
    check_flushed("{\"m\":\"x\",\"r\":[{\"a\":1},", "{\"m\":\"x\",\"r\":[0]}", 1);
    check_flushed("{\"m\":\"x\",\"r\":[{\"a\":1},{\"a\":2},{\"a\":3}", "{\"m\":\"x\",\"r\":[0]}", 1);
    check_flushed("{\"r\":[{\"a\":{\"b\":1}},{\"c\":{\"d\":2},\"e\":[{}],", "{\"r\":[0,{\"c\":0,\"e\":[0]}]}", 2);
    check_flushed("{\"k\":{\"a\":1},\"l\":{\"a\":1},\"m\"", "{\"k\":0,\"l\":0}", 1);
    check_flushed("{\"r\":[7,{},\"s\",{}],\"t\":{\"u\":[[{}],", "{\"r\":[7,\"s\"],\"t\":{\"u\":[[0]]}}", 2);
    check_flushed("{\"r\":1,", "{\"r\":1}", 1);
}

static void scanning_goes_on_after_a_flush(void **state)
{
    (void)state;
    struct json_scan *scan = calloc(1, sizeof *scan);
    struct span before = SPAN("{\"m\":[{\"a\":\"x\"},\n{\"b\":[1,{\"c\":2}],\"d\":\"\\ud83d");
    struct span after = SPAN("\\ude00\",\"e\":{}\n},{\"f\":1}],\"g\":2}");
    size_t used;
    assert_non_null(scan);
    json_scan_start(scan);
    assert_int_equal(json_scan_feed(scan, before, &used), SCAN_MORE);
    assert_true(json_scan_flush(scan));
    assert_int_equal(json_scan_feed(scan, after, &used), SCAN_DONE);
    assert_int_equal(used, after.len);
    assert_true(span_equal(buffer_span(&scan->text),
                           SPAN("{\"m\":[0,{\"b\":[1],\"d\":\"\\ud83d\\ude00\",\"e\":{}},{\"f\":1}],\"g\":2}")));
    static const int64_t lines[] = {0, 1, 1, 2}; /* of the root, of the one that was open, and of the two behind */
    assert_int_equal(scan->object_count, 4);
    assert_memory_equal(scan->object_lines, lines, sizeof lines);
    json_scan_release(scan);
    free(scan);
}

/* Feeds all of `piece`, and drops what is complete where the copy is full; counts how often. */
static void feed_and_flush(struct json_scan *scan, struct span piece, size_t *flushes)
{
    size_t used;
    while (json_scan_feed(scan, piece, &used) == SCAN_FULL) {
        assert_true(json_scan_flush(scan));
        piece = span_from(piece, used);
        ++*flushes;
    }
}

static void an_array_of_any_length_takes_bounded_memory(void **state)
{
    (void)state;
    enum { ELEMENTS = 2000000 };
    struct json_scan *scan = calloc(1, sizeof *scan);
    struct span element = SPAN(",{\"eval_count\":17}");
    size_t used, flushes = 0;
    assert_non_null(scan);
    json_scan_start(scan);
    assert_int_equal(json_scan_feed(scan, SPAN("{\"model\":\"x\",\"results\":[{}"), &used), SCAN_MORE);
    for (int i = 0; i < ELEMENTS; i++)
        feed_and_flush(scan, element, &flushes);
    assert_int_equal(json_scan_feed(scan, SPAN("]}"), &used), SCAN_DONE);
    assert_true(flushes >= ELEMENTS * element.len / SCAN_SIZE_LIMIT);
    assert_true(scan->text.capacity <= 4 * SCAN_SIZE_LIMIT);
    json_scan_release(scan);
    free(scan);
}

static void too_many_members_do_not_go(void **state)
{
    (void)state;
    struct json_scan *scan = calloc(1, sizeof *scan);
    enum scan_result result = SCAN_MORE;
    size_t used;
    assert_non_null(scan);
    json_scan_start(scan);
    assert_int_equal(json_scan_feed(scan, SPAN("{\"a\":1"), &used), SCAN_MORE);
    while (result == SCAN_MORE)
        result = json_scan_feed(scan, SPAN(",\"some_member\":\"and its value\""), &used);
    assert_int_equal(result, SCAN_FULL);
    assert_false(json_scan_flush(scan));
    json_scan_release(scan);
    free(scan);
}

/* --- rule 6 ------------------------------------------------------------------------------------------------------- */

static void raw_line_ends_are_taken_where_the_string_goes_on(void **state)
{
    (void)state;
    check_copy(SPAN("{\"a\":\"x\ny\"}"), SPAN("{\"a\":\"x\\ny\"}"));
    check_copy(SPAN("{\"a\":\"x\ry\n\n\",\"b\":1}"), SPAN("{\"a\":\"x\\ry\\n\\n\",\"b\":1}"));
    check_copy(SPAN("{\"a\":[\"x\n\\\"y\" \n ]}"), SPAN("{\"a\":[\"x\\n\\\"y\"]}"));
    check_broken(SPAN("{\"a\":\"x\n{\"b\":\"y\"}"), 7);
    check_broken(SPAN("{\"a\nb\":1}"), 3);
    check_closed(SPAN("{\"a\":1,\"b\":\"x\ny"), 1, SPAN("{\"a\":1}"));
}

/* The window that the text lies in is bounded: it must be decided before it is full. */
static void line_ends_are_decided_in_time(void **state)
{
    (void)state;
    static const char fillings[] = {'x', ' '};
    for (size_t i = 0; i < sizeof fillings; i++) {
        struct buffer text = {0};
        buffer_add(&text, SPAN("{\"a\":\"x\n\""));
        text.len -= fillings[i] == 'x';
        for (int n = 0; n < 400000; n++)
            buffer_add_byte(&text, fillings[i]);
        struct outcome got = scan(buffer_span(&text), text.len);
        assert_int_equal(got.result, SCAN_BROKEN);
        assert_int_equal(got.used, 7);
        release(&got);
        buffer_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_are_copied_without_white_space),
        cmocka_unit_test(the_grammar_is_checked),
        cmocka_unit_test(pythons_words_are_null),
        cmocka_unit_test(numbers_that_are_too_long_are_no_figures),
        cmocka_unit_test(many_digits_after_the_point),
        cmocka_unit_test(half_characters_become_one_that_can_be_read),
        cmocka_unit_test(soft_wraps_in_strings_go_and_tabs_are_escaped),
        cmocka_unit_test(lines_inside_are_counted),
        cmocka_unit_test(long_arrays_of_numbers_are_cut),
        cmocka_unit_test(strings_that_are_too_long_are_null),
        cmocka_unit_test(long_strings_are_kept_up_to_the_limit),
        cmocka_unit_test(a_name_that_is_too_long_stays_a_name),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(a_damaged_object_keeps_its_whole_members),
        cmocka_unit_test(every_start_of_an_object_can_be_closed),
        cmocka_unit_test(every_damaged_object_can_be_closed),
        cmocka_unit_test(complete_objects_are_dropped),
        cmocka_unit_test(scanning_goes_on_after_a_flush),
        cmocka_unit_test(an_array_of_any_length_takes_bounded_memory),
        cmocka_unit_test(too_many_members_do_not_go),
        cmocka_unit_test(raw_line_ends_are_taken_where_the_string_goes_on),
        cmocka_unit_test(line_ends_are_decided_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
