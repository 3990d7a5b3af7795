/* The fast parser: what it says, what it leaves to the general parser, and that the two never disagree. */
#include "two_parsers.h"

#include "../../src/import/ollama_object.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* --- by hand ------------------------------------------------------------------------------------------------------ */

static struct buffer scratch;

static size_t scan(const char *text, struct ollama_object *object)
{
    assert_true(buffer_reserve(&scratch, strlen(text)));
    return ollama_scan(span_of(text), object, &scratch);
}

static void assert_text(const struct ollama_object *object, enum text text, const char *expected)
{
    if (!expected)
        assert_null(object->text[text].ptr);
    else if (!span_equal(object->text[text], span_of(expected)))
        fail_msg("text %d is '%.*s', not '%s'", (int)text, (int)object->text[text].len, object->text[text].ptr,
                 expected);
}

static void assert_figure(const struct ollama_object *object, enum figure figure, int64_t expected)
{
    assert_true(object->figures[figure].known);
    assert_int_equal(object->figures[figure].value, expected);
}

static void the_final_object_of_generate(void **state)
{
    (void)state;
    struct ollama_object object;
    const char *text =
        "{\"model\":\"tiny:1b\",\"created_at\":\"2026-01-02T03:04:05.5Z\",\"response\":\"Hello\",\"done\":true,"
        "\"done_reason\":\"stop\",\"context\":[1,2,3],\"total_duration\":500,\"load_duration\":20,"
        "\"prompt_eval_count\":7,\"prompt_eval_duration\":30,\"eval_count\":11,\"eval_duration\":400} rest";
    assert_int_equal(scan(text, &object), strlen(text) - strlen(" rest"));
    assert_text(&object, MODEL, "tiny:1b");
    assert_text(&object, CREATED_AT, "2026-01-02T03:04:05.5Z");
    assert_text(&object, RESPONSE, "Hello");
    assert_text(&object, DONE_REASON, "stop");
    assert_text(&object, THINKING, NULL);
    assert_text(&object, ERROR_TEXT, NULL);
    assert_figure(&object, TOTAL_DURATION, 500);
    assert_figure(&object, LOAD_DURATION, 20);
    assert_figure(&object, PROMPT_EVAL_COUNT, 7);
    assert_figure(&object, PROMPT_EVAL_DURATION, 30);
    assert_figure(&object, EVAL_COUNT, 11);
    assert_figure(&object, EVAL_DURATION, 400);
    assert_false(object.figures[PROMPT_EVAL_CACHED_COUNT].known);
    assert_int_equal(object.done, DONE_TRUE);
    assert_false(object.has[MESSAGE]);
}

static void a_chunk_of_chat(void **state)
{
    (void)state;
    struct ollama_object object;
    const char *text =
        "{ \"model\" : \"m\" ,\n \"created_at\": \"x\",\t\"message\" : {\"role\":\"assistant\",\"content\":\"\","
        "\"thinking\":\"hm\"},\r\n\"done\" : false }";
    assert_int_equal(scan(text, &object), strlen(text));
    assert_text(&object, RESPONSE, "");
    assert_text(&object, THINKING, "hm");
    assert_true(object.has[MESSAGE]);
    assert_int_equal(object.done, DONE_FALSE);
}

static void escapes_are_decoded(void **state)
{
    (void)state;
    struct ollama_object object;
    const char *text = "{\"model\":\"a\\/"
                       "b\",\"created_at\":\"\",\"response\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83d\\ude00!\","
                       "\"thinking\":\"\\u0041\",\"done\":true,\"eval_count\":1}";
    assert_int_equal(scan(text, &object), strlen(text));
    assert_text(&object, MODEL, "a/b");
    assert_text(&object, RESPONSE, "\"\\\b\f\n\r\t\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80!");
    assert_text(&object, THINKING, "A");
}

static void numbers_up_to_the_limit(void **state)
{
    (void)state;
    struct ollama_object object;
    assert_true(scan("{\"eval_count\":9007199254740991}", &object) > 0);
    assert_figure(&object, EVAL_COUNT, 9007199254740991);
    assert_true(scan("{\"eval_count\":0 }", &object) > 0);
    assert_figure(&object, EVAL_COUNT, 0);
    assert_true(scan("{\"eval_count\":null,\"eval_duration\":5}", &object) > 0);
    assert_false(object.figures[EVAL_COUNT].known);
}

static void all_else_is_for_the_general_parser(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "{",
        "{}",
        "[{\"eval_count\":1}]",
        "{\"eval_count\":1",
        "{\"eval_count\":1,}",
        "{\"eval_count\":9007199254740992}",
        "{\"eval_count\":99999999999999999999}",
        "{\"eval_count\":-1}",
        "{\"eval_count\":1.0}",
        "{\"eval_count\":2e9}",
        "{\"eval_count\":01}",
        "{\"eval_count\":\"1\"}",
        "{\"eval_count\":1 1}",
        "{\"\\u0065val_count\":1}",
        "{\"eval_count\":1,\"x\":{\"eval_count\":2}}",
        "{\"eval_count\":1,\"x\":[{\"eval_count\":2}]}",
        "{\"eval_count\":1,\"x\":\"{\"}",
        "{\"eval_count\":1,\"prompt\":[1]}",
        "{\"eval_count\":1,\"messages\":[]}",
        "{\"eval_count\":1,\"request\":{}}",
        "{\"eval_count\":1,\"response\":\"\\u0000\"}",
        "{\"eval_count\":1,\"response\":\"\\ud83d\"}",
        "{\"eval_count\":1,\"response\":\"\\ude00\"}",
        "{\"eval_count\":1,\"response\":\"\\q\"}",
        "{\"eval_count\":1,\"response\":\"a\nb\"}",
        "{\"eval_count\":1,\"response\":\"a\tb\"}",
        "{\"eval_count\":1,\"model\":\"a\",\"model\":\"b\"}",
        "{\"eval_count\":1,\"message\":null}",
        "{\"eval_count\":1,\"done\":\"true\"}",
        "{\"eval_count\":1,\"done\":1}",
        "{\"total\":1,\"free\":2}",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct ollama_object object;
        if (scan(texts[i], &object) != 0)
            fail_msg("'%s' was taken", texts[i]);
    }
}

/* `done` alone is not Ollama's: to-do lists have it, too. */
static void not_everything_that_is_done_is_an_answer(void **state)
{
    (void)state;
    struct ollama_object object;
    assert_int_equal(scan("{\"task\":\"wash the dog\",\"done\":true}", &object), 0);
    assert_int_equal(scan("{\"task\":\"wash the dog\",\"done\":false}", &object), 0);
}

/* --- against the general parser ----------------------------------------------------------------------------------- */

/* Every combination of these is an object. */
static const char *const members[] = {
    "\"model\":\"m:1b\"",
    "\"model\":null",
    "\"model\":\"\"",
    "\"model\":7",
    "\"created_at\":\"2026-01-02T03:04:05.000000006Z\"",
    "\"created_at\":\"never\"",
    "\"response\":\"one two\"",
    "\"response\":\"\\u00e9\\ud83d\\ude00 \\\"x\\\" \\\\ \\n\"",
    "\"response\":\"\\ud83d\"",
    "\"response\":\"<think>a b</think>c\"",
    "\"response\":\"\"",
    "\"response\":[\"x\"]",
    "\"thinking\":\"hm\"",
    "\"prompt\":\"Why?\"",
    "\"prompt\":\"\"",
    "\"prompt\":[1,2]",
    "\"question\":\"Why not?\"",
    "\"done\":true",
    "\"done\":false",
    "\"done\":null",
    "\"done\":1",
    "\"done_reason\":\"load\"",
    "\"total_duration\":2405000000",
    "\"total_duration\":2.405e9",
    "\"total_duration\":-1",
    "\"total_duration\":2.5",
    "\"load_duration\":0",
    "\"load_duration\":null",
    "\"load_duration\":\"12\"",
    "\"prompt_eval_count\":26",
    "\"prompt_eval_duration\":9007199254740991",
    "\"prompt_eval_duration\":9007199254740992",
    "\"prompt_eval_cached_count\":0",
    "\"eval_count\":298",
    "\"eval_count\":1e400",
    "\"eval_count\":NaN",
    "\"eval_duration\":4799921000",
    "\"error\":\"model 'x' not found\"",
    "\"error\":{\"message\":\"x\"}",
    "\"remote_host\":\"https://h.example\"",
    "\"message\":{\"role\":\"assistant\",\"content\":\"hi\"}",
    "\"message\":{\"content\":\"\",\"thinking\":\"t\",\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}",
    "\"message\":{\"eval_count\":3,\"done\":true,\"model\":\"inner\"}",
    "\"message\":{}",
    "\"message\":null",
    "\"message\":\"text\"",
    "\"context\":[1,2,3,4,5,6,7,8,9,10]",
    "\"context\":null",
    "\"embedding\":[0.25,-1e-3]",
    "\"embeddings\":[[1,2],[]]",
    "\"tool_calls\":[{\"eval_count\":5}]",
    "\"logprobs\":{\"a\":[{\"b\":1}]}",
    "\"images\":[]",
    "\"id\":12",
    "\"note\":\"x\"",
    "\"note\":\"{ eval_count }\"",
    "\"list\":[1,[2,[\"a\"]],true]",
    "\"list\":[{}]",
    "\"deep\":{\"eval_count\":9,\"done\":true}",
    "\"Model\":\"other\"",
    "\"eval\\u005fcount\":4",
    "\"\":0",
};

struct check {
    struct two_parsers two;
    size_t taken;
};

static void check_text(struct check *check, struct span text)
{
    struct failure why = {""};
    bool took = false;
    const char *wrong = two_parsers_read(&check->two, text, &took, &why);
    if (wrong)
        fail_msg("%s for '%.*s':\n%.*s---\n%.*s", wrong, (int)text.len, text.ptr, (int)check->two.fast_says.len,
                 check->two.fast_says.ptr, (int)check->two.general_says.len, check->two.general_says.ptr);
    check->taken += took;
    two_parsers_forget(&check->two);
}

static struct check *open_check(void)
{
    struct failure why;
    struct check *check = calloc(1, sizeof *check);
    assert_non_null(check);
    assert_true(two_parsers_open(&check->two, &why));
    return check;
}

static void close_check(struct check *check)
{
    two_parsers_close(&check->two);
    free(check);
}

static void every_pair_of_members(void **state)
{
    (void)state;
    struct check *check = open_check();
    char text[400];
    for (size_t i = 0; i < COUNT(members); i++) {
        for (size_t j = 0; j < COUNT(members); j++) {
            snprintf(text, sizeof text, "{%s,%s}", members[i], members[j]);
            check_text(check, span_of(text));
            snprintf(text, sizeof text, "{ %s ,\r\n\t%s } {", members[i], members[j]);
            check_text(check, span_of(text));
        }
    }
    assert_true(check->taken > 1000); /* else nothing was compared */
    close_check(check);
}

static void every_member_beside_an_answer(void **state)
{
    (void)state;
    struct check *check = open_check();
    char text[600];
    for (size_t i = 0; i < COUNT(members); i++) {
        for (size_t j = 0; j < COUNT(members); j++) {
            snprintf(text, sizeof text, "{%s,\"eval_count\":5,\"done\":true,\"response\":\"r\",%s,\"eval_duration\":6}",
                     members[i], members[j]);
            check_text(check, span_of(text));
        }
    }
    assert_true(check->taken > 1000);
    close_check(check);
}

static const char answer[] =
    "{\"model\":\"m\",\"created_at\":\"2026-01-02T03:04:05Z\",\"message\":{\"role\":\"assistant\",\"content\":"
    "\"a\\u00e9\\\\\"},"
    "\"done\":true,\"note\":[1,\"x\",null],\"total_duration\":12,\"eval_count\":3,\"eval_duration\":0}";

static void every_start_of_an_answer(void **state)
{
    (void)state;
    struct check *check = open_check();
    for (size_t length = 0; length < sizeof answer; length++)
        check_text(check, (struct span){answer, length});
    assert_int_equal(check->taken, 1);
    close_check(check);
}

static void an_answer_with_any_byte_changed_put_in_or_left_out(void **state)
{
    (void)state;
    static const char bytes[] = "{}[]\",:\\ u0-+e.tfn1\n\t\r\x1e\x01\x7f\xc3\xff";
    struct check *check = open_check();
    char text[sizeof answer + 1];
    for (size_t at = 0; at + 1 < sizeof answer; at++) {
        memcpy(text, answer, at);
        memcpy(text + at, answer + at + 1, sizeof answer - at - 1);
        check_text(check, (struct span){text, sizeof answer - 2});
        for (size_t i = 0; i < sizeof bytes; i++) {
            memcpy(text, answer, sizeof answer);
            text[at] = bytes[i];
            check_text(check, (struct span){text, sizeof answer - 1});
            memcpy(text + at + 1, answer + at, sizeof answer - at);
            check_text(check, (struct span){text, sizeof answer});
        }
    }
    assert_true(check->taken > 1000);
    close_check(check);
}

static int release_scratch(void **state)
{
    (void)state;
    buffer_release(&scratch);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_final_object_of_generate),
        cmocka_unit_test(a_chunk_of_chat),
        cmocka_unit_test(escapes_are_decoded),
        cmocka_unit_test(numbers_up_to_the_limit),
        cmocka_unit_test(all_else_is_for_the_general_parser),
        cmocka_unit_test(not_everything_that_is_done_is_an_answer),
        cmocka_unit_test(every_pair_of_members),
        cmocka_unit_test(every_member_beside_an_answer),
        cmocka_unit_test(every_start_of_an_answer),
        cmocka_unit_test(an_answer_with_any_byte_changed_put_in_or_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, release_scratch);
}
