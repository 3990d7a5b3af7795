/* Python's printed values as JSON; the expected texts are what json.dumps makes of the same values. */
#include "python_repr.h"

#include "buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct example {
    const char *python, *json;
    size_t rest; /* bytes behind the value */
};

static void check(size_t (*convert)(struct span, struct buffer *), const struct example *examples, size_t count)
{
    struct buffer json = {0};
    for (size_t i = 0; i < count; i++) {
        buffer_clear(&json);
        buffer_add(&json, SPAN("kept:"));
        size_t taken = convert(span_of(examples[i].python), &json);
        buffer_add_byte(&json, '\0');
        if (taken != strlen(examples[i].python) - examples[i].rest)
            fail_msg("%s: took %zu", examples[i].python, taken);
        assert_string_equal(json.ptr + 5, examples[i].json);
    }
    buffer_release(&json);
}

static void check_none(size_t (*convert)(struct span, struct buffer *), const char *const *texts, size_t count)
{
    struct buffer json = {0};
    for (size_t i = 0; i < count; i++) {
        buffer_clear(&json);
        buffer_add(&json, SPAN("kept"));
        if (convert(span_of(texts[i]), &json) != 0)
            fail_msg("%s: is a value", texts[i]);
        assert_int_equal(json.len, 4);
        assert_memory_equal(json.ptr, "kept", 4);
    }
    buffer_release(&json);
}

static void dicts_lists_and_scalars(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"{'model': 'm', 'done': True, 'x': None, 'n': -12, 'r': 1.5e-07}",
         "{\"model\":\"m\",\"done\":true,\"x\":null,\"n\":-12,\"r\":1.5e-07}", 0},
        {"[1, [2, []], {}]", "[1,[2,[]],{}]", 0},
        {"{'a': {'b': {'c': [False]}}} tail", "{\"a\":{\"b\":{\"c\":[false]}}}", 5},
        {"{'t': 1234567890123456789}", "{\"t\":1234567890123456789}", 0},
        {"{'a': nan, 'b': inf, 'c': -inf, 'd': ...}", "{\"a\":null,\"b\":null,\"c\":null,\"d\":null}", 0},
        {"{'a': 1,\n 'b': [1,\n  2,\n ],\n}", "{\"a\":1,\"b\":[1,2]}", 0},
    };
    check(python_repr_to_json, examples, COUNT(examples));
}

static void tuples_sets_and_keys(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"(1, 2)", "[1,2]", 0},
        {"(1,)", "[1]", 0},
        {"()", "[]", 0},
        {"('a')", " \"a\"", 0},
        {"{1, 2}", "[1,2]", 0},
        {"{'a'}", "[\"a\"]", 0},
        {"{(1, 2), (3,)}", "[[1,2],[3]]", 0},
        {"{1: 'a', None: 2}", "{\"1\":\"a\",\"null\":2}", 0},
    };
    check(python_repr_to_json, examples, COUNT(examples));
}

static void strings_and_their_escapes(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"'it\\'s'", "\"it's\"", 0},
        {"\"it's\"", "\"it's\"", 0},
        {"'say \"hi\"'", "\"say \\\"hi\\\"\"", 0},
        {"'a\\n\\t\\\\b'", "\"a\\u000a\\u0009\\\\b\"", 0},
        {"'\\x41\\xe9'", "\"A\xc3\xa9\"", 0},
        {"'\\u00e9\\u20ac'", "\"\xc3\xa9\xe2\x82\xac\"", 0},
        {"'\\U0001F600'", "\"\xf0\x9f\x98\x80\"", 0},
        {"'\\ud83d\\ude00'", "\"\xf0\x9f\x98\x80\"", 0},
        {"'\\ud83d!'", "\"\xef\xbf\xbd!\"", 0},
        {"'\\101\\0'", "\"A\\u0000\"", 0},
        {"'\\d'", "\"\\\\d\"", 0},
        {"'''one\n'two' \"three\"'''", "\"one\\u000a'two' \\\"three\\\"\"", 0},
        {"r'\\d+'", "\"\\\\d+\"", 0},
        {"b'abc\\xc3\\xa9'", "\"abc\xc3\xa9\"", 0},
        {"b'\\xff\\xd8x'", "\"??x\"", 0},
        {"u'x'", "\"x\"", 0},
        {"{'a': 'one '\n      'two', 'b': 1}", "{\"a\":\"one two\",\"b\":1}", 0},
        {"('one '\n 'two')", " \"one two\"", 0},
        {"'' tail", "\"\"", 5},
    };
    check(python_repr_to_json, examples, COUNT(examples));
}

static void calls(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"ChatResponse(model='m', message=Message(role='assistant', content='a=1, b=2'), logprobs=None)",
         "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"a=1, b=2\"},\"logprobs\":null}", 0},
        {"ollama._types.Chat(model='m')", "{\"model\":\"m\"}", 0},
        {"{'at': datetime.datetime(2026, 8, 21, tzinfo=datetime.timezone.utc), 'n': 1}", "{\"at\":null,\"n\":1}", 0},
        {"{'e': <Role.user: 'us>er'>, 'f': Empty(), 'g': name}", "{\"e\":null,\"f\":null,\"g\":null}", 0},
    };
    check(python_repr_to_json, examples, COUNT(examples));
}

static void keyword_lists(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"model='m' done=True n=7 message=Message(role='a', content='total_duration=9 x')",
         "{\"model\":\"m\",\"done\":true,\"n\":7,\"message\":{\"role\":\"a\",\"content\":\"total_duration=9 x\"}}", 0},
        {"model='m', n=1 and more", "{\"model\":\"m\",\"n\":1}", 9},
        {"a=1 b=[1, 2]\n", "{\"a\":1,\"b\":[1,2]}", 1},
    };
    static const char *const none[] = {"model='m'", "model='m' then", "model='m", "model=='m' a=1", "", "a = 1 b = 2"};
    check(python_fields_to_json, examples, COUNT(examples));
    check_none(python_fields_to_json, none, COUNT(none));
}

static void what_is_no_value(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",      "{",         "{'a'",   "{'a': ", "{'a': 1",       "{'a': 1]", "{'a' 1}",     "{'a': 1 'b': 2}",
        "[1 2]", "'abc",      "'a\nb'", "'\\x4'", "'\\u12'",       "01",       "1abc",        "-",
        "{,}",   "[,]",       "f(a=1",  "f(1, ",  "{'a': f(1, (}", "{[1]: 2}", "{'a': 1, 2}", "{1, 'a': 2}",
        ")",     "f(a=1, 2)",
    };
    check_none(python_repr_to_json, texts, COUNT(texts));
}

static void depth_is_bounded(void **state)
{
    (void)state;
    static char deep[100001];
    struct buffer json = {0};
    memset(deep, '[', sizeof deep - 1);
    assert_int_equal(python_repr_to_json(span_of(deep), &json), 0);
    memset(deep, '(', sizeof deep - 1);
    assert_int_equal(python_repr_to_json(span_of(deep), &json), 0);
    buffer_release(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dicts_lists_and_scalars),
        cmocka_unit_test(tuples_sets_and_keys),
        cmocka_unit_test(strings_and_their_escapes),
        cmocka_unit_test(calls),
        cmocka_unit_test(keyword_lists),
        cmocka_unit_test(what_is_no_value),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
