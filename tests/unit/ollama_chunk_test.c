/* Chunks read by the shape of the one before say what the scanner says, whatever came before. */
#include "../../src/import/ollama_chunk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define CHUNK(time, text) "{\"model\":\"tiny:1b\",\"created_at\":" time ",\"response\":" text ",\"done\":false}"
#define CHAT(time, text)                                                                                               \
    "{\"model\":\"tiny:1b\",\"created_at\":" time ",\"message\":{\"role\":\"assistant\",\"content\":" text             \
    "},\"done\":false}"
#define TIME "\"2026-01-02T03:04:05.5Z\""

static const char *const texts[] = {
    CHUNK(TIME, "\"Hello\""),
    CHUNK("\"2026-01-02T03:04:06Z\"", "\" world\"") "\n" CHUNK(TIME, "\"next\""),
    CHUNK(TIME, "\"\""),
    CHUNK(TIME, "\"a \\\"quote\\\"\""),
    CHUNK(TIME, "\"ends in a backslash\\\\\""),
    CHUNK(TIME, "\"\xc3\xa9\xff\""),
    CHUNK("\"2026-01-02\\u0054\"", "\"x\""),
    CHUNK(TIME, "\"not closed"),
    CHUNK(TIME, "null"),
    CHUNK("null", "\"x\""),
    CHUNK("\"\"", "\"x\""),
    CHUNK(TIME, "\"a\",\"thinking\":\"b\""),
    CHUNK(TIME, "\"a\",\"thinking\":\"c\""),
    CHUNK(TIME, "\"a\",\"eval_count\":7"),
    CHUNK(TIME, "\"a\",\"eval_count\":8"),
    CHUNK(TIME, "\"a\",\"other\":\"{\""),
    CHUNK(TIME, "\"a\",\"other\":[1]"),
    CHUNK(TIME, "\"b\",\"other\":[1]"),
    CHUNK(TIME, "\"b\",\"response\":\"twice\""),
    CHAT(TIME, "\"Hello\""),
    CHAT("\"2026-01-02T03:04:06Z\"", "\" world\""),
    "{\"model\":\"tiny:1b\",\"created_at\":" TIME ",\"response\":\"x\",\"done\":true}",
    "{\"model\":\"other\",\"created_at\":" TIME ",\"response\":\"x\",\"done\":false}",
    "{\"created_at\":" TIME ",\"response\":\"x\",\"done\":false}",
    "{\"created_at\":" TIME ",\"response\":\"y\",\"done\":false}",
    "{\"response\":\"y\",\"created_at\":" TIME ",\"model\":\"late\",\"done\":false}",
    "{\"created_at\":" TIME ",\"model\":\"late\",\"response\":\"y\",\"done\":false}",
    "{ \"model\" : \"tiny:1b\", \"created_at\" : " TIME ", \"response\" : \"spaced\", \"done\" : false }",
    "{ \"model\" : \"tiny:1b\", \"created_at\" : " TIME ", \"response\" : \"again\", \"done\" : false }",
    "{\"model\":\"tiny:1b\",\"created_at\":",
    "{",
    "plain text",
};

static struct buffer chunk_scratch, scan_scratch;

static void compare(struct chunk_shape *shape, struct span text)
{
    struct ollama_object expected, got;
    assert_true(buffer_reserve(&chunk_scratch, text.len) && buffer_reserve(&scan_scratch, text.len));
    size_t used = ollama_scan(text, &expected, &scan_scratch);
    assert_int_equal(ollama_chunk(shape, text, &got, &chunk_scratch), used);
    if (used == 0)
        return;
    for (int i = 0; i < TEXT_COUNT; i++) {
        assert_int_equal(got.text[i].ptr != NULL, expected.text[i].ptr != NULL);
        assert_true(span_equal(got.text[i], expected.text[i]));
    }
    for (int i = 0; i < FIGURE_COUNT; i++) {
        assert_int_equal(got.figures[i].known, expected.figures[i].known);
        assert_int_equal(got.figures[i].value, expected.figures[i].value);
    }
    for (int i = 0; i < PRESENCE_COUNT; i++)
        assert_int_equal(got.has[i], expected.has[i]);
    assert_int_equal(got.bad_figures, expected.bad_figures);
    assert_int_equal(got.done, expected.done);
}

static void after_any_other_it_says_the_same(void **state)
{
    (void)state;
    for (size_t before = 0; before < COUNT(texts); before++)
        for (size_t i = 0; i < COUNT(texts); i++) {
            struct chunk_shape shape = {0};
            compare(&shape, span_of(texts[0]));
            compare(&shape, span_of(texts[before]));
            compare(&shape, span_of(texts[i]));
        }
}

/* A text that ends in the middle of a chunk is none, wherever it ends. */
static void a_part_is_no_chunk(void **state)
{
    (void)state;
    struct chunk_shape shape = {0};
    compare(&shape, span_of(texts[0]));
    for (size_t length = 0; length <= strlen(texts[0]); length++) {
        char *part = malloc(length + 1); /* so that a sanitizer sees a look beyond it */
        assert_non_null(part);
        memcpy(part, texts[0], length);
        compare(&shape, (struct span){part, length});
        free(part);
    }
}

static void a_chunk_too_long_is_not_learnt(void **state)
{
    (void)state;
    struct chunk_shape shape = {0};
    char text[700];
    for (int length = 100; length < 400; length += 50) {
        snprintf(text, sizeof text, "{\"model\":\"%0*d\",\"created_at\":" TIME ",\"response\":\"x\",\"done\":false}",
                 length, 7);
        compare(&shape, span_of(text));
        assert_int_equal(shape.head_length > 0, length < 250);
        if (length < 250)
            compare(&shape, span_of(text));
        shape = (struct chunk_shape){0};
    }
}

static int release(void **state)
{
    (void)state;
    buffer_release(&chunk_scratch);
    buffer_release(&scan_scratch);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(after_any_other_it_says_the_same),
        cmocka_unit_test(a_part_is_no_chunk),
        cmocka_unit_test(a_chunk_too_long_is_not_learnt),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
