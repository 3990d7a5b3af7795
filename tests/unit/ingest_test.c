/* One file through the recognisers: JSON wherever it stands, lines as `sed -n` counts them, bounded memory, and what is
 * said of files without measurements. */
#include "ingest_fixture.h"

#include <sys/resource.h>

/* A sanitizer keeps what was freed: memory is not measured then. */
#if defined __SANITIZE_ADDRESS__
#define SANITIZED
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

#define ANSWER(count)                                                                                                  \
    "{\"model\":\"m:1b\",\"created_at\":\"2026-01-02T03:04:05Z\",\"response\":\"ok\",\"done\":true,\"eval_"            \
    "count\":" #count ",\"eval_duration\":5}"

static void check_counts(const char *text, size_t requests, size_t problems)
{
    struct collected *all = collect_text(text);
    if (all->request_count != requests || all->problem_count != problems)
        fail_msg("'%.300s' has %zu requests, %zu problems (%s)", text, all->request_count, all->problem_count,
                 all->problem_count ? all->codes[0] : "");
    free(all);
}

static void json_stands_anywhere(void **state)
{
    (void)state;
    check_counts(ANSWER(1), 1, 0);
    check_counts("\n\n  " ANSWER(1) "\n", 1, 0);
    check_counts("some text " ANSWER(1) " and more", 1, 0);
    check_counts("data: " ANSWER(1) "\n\ndata: [DONE]\n", 1, 0);
    check_counts("[" ANSWER(1) "," ANSWER(2) ",\n" ANSWER(3) "]", 3, 0);
    check_counts(ANSWER(1) ANSWER(2), 2, 0);
    check_counts("curl -d '{\"model\":\"m:1b\",\"prompt\":\"x\"}' " ANSWER(1), 1, 0);
    check_counts("{\"a\":{\"b\":[[{\"c\":" ANSWER(1) "}]]}}", 1, 0);
    check_counts("{\"runs\":[" ANSWER(1) "," ANSWER(2) "]}", 2, 0);
    check_counts("```json\n" ANSWER(1) "\n```\n", 1, 0);
    check_counts("\x1b[2K\r" ANSWER(1) "\x1b[0m", 1, 0);
}

static void json_inside_strings(void **state)
{
    (void)state;
    check_counts("level=INFO msg=\"{\\\"model\\\":\\\"m\\\",\\\"done\\\":true,\\\"eval_count\\\":3}\" x=1\n", 1, 0);
    check_counts("{\"log\":\"{\\\"model\\\":\\\"m\\\",\\\"done\\\":true,\\\"eval_count\\\":3}\\n\"}", 1, 0);
    check_counts("1,\"{\"\"model\"\":\"\"m\"\",\"\"done\"\":true,\"\"eval_count\"\":3}\",x\n", 1, 0);
    check_counts("{\"a\":\"{\\\"b\\\":\\\"{\\\\\\\"model\\\\\\\":\\\\\\\"m\\\\\\\",\\\\\\\"done\\\\\\\":true,"
                 "\\\\\\\"eval_count\\\\\\\":3}\\\"}\"}",
                 1, 0);
}

/* An answer may talk about JSON: its own words are no measurements. */
static void the_answers_own_words_are_not_read(void **state)
{
    (void)state;
    check_counts("{\"model\":\"m\",\"response\":\"try "
                 "{\\\"done\\\":true,\\\"eval_count\\\":3}\",\"done\":true,\"eval_count\":9}",
                 1, 0);
}

static void lines_are_counted_as_sed_does(void **state)
{
    (void)state;
    struct collected *all = collect_text("one\r\ntwo\rstill two\n\n" ANSWER(1) "\n{\n \"x\": [\n  " ANSWER(
        2) ",\n  " ANSWER(3) "]}\n\ntext " ANSWER(4) "\n");
    static const int64_t lines[] = {4, 7, 8, 10};
    assert_int_equal(all->request_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(all->requests[i].line, lines[i]);
    assert_int_equal(all->facts.line_count, 11);
    free(all);
}

static void damaged_json_costs_only_itself(void **state)
{
    (void)state;
    struct collected *all =
        collect_text(ANSWER(1) "\n{\"model\":\"m\",\"done\":true,\"eval_count\":7,\"eval_duration\":oops}\n"
                               "{\"model\":\"m\",\"created_at\":\"2026\n" ANSWER(2) "\n");
    assert_int_equal(all->requests[0].eval_count.value, 1);
    bool last_is_there = false;
    for (size_t i = 0; i < all->request_count; i++)
        last_is_there = last_is_there || all->requests[i].line == 4;
    assert_true(last_is_there);
    free(all);
}

static void a_wrapper_names_the_model(void **state)
{
    (void)state;
    struct collected *all = collect_text("{\"llama3.2:3b\":{\"done\":true,\"eval_count\":1,\"eval_duration\":2},"
                                         "\"x\":{\"model\":\"outer\",\"raw\":{\"done\":true,\"eval_count\":3}}}");
    assert_int_equal(all->request_count, 2);
    assert_string_equal(all->models[0], "llama3.2:3b");
    assert_string_equal(all->models[1], "outer");
    free(all);
}

static void a_million_elements_on_one_line(void **state)
{
    (void)state;
    enum { ELEMENTS = 1000000 };
    static const char *const around[][2] = {{"[", "]"}, {"{\"model\":\"m\",\"results\":[", "]}"}};
    for (size_t i = 0; i < COUNT(around); i++) {
        struct buffer text = {0};
        buffer_print(&text, "%s{\"done\":true,\"eval_count\":1}", around[i][0]);
        for (int n = 1; n < ELEMENTS; n++)
            buffer_add(&text, SPAN(",{\"done\":true,\"eval_count\":1}"));
        buffer_print(&text, "%s", around[i][1]);
        struct rusage before, after;
        getrusage(RUSAGE_SELF, &before);
        struct collected *all = collect(buffer_span(&text));
        getrusage(RUSAGE_SELF, &after);
        assert_int_equal(all->request_count, ELEMENTS);
        assert_int_equal(all->problem_count, 0);
        if (i == 1)
            assert_string_equal(all->models[0], "m");
#ifndef SANITIZED
        assert_true(after.ru_maxrss - before.ru_maxrss < 64 * 1024); /* KiB; a tree of it all has some 150 MB */
#endif
        free(all);
        buffer_release(&text);
    }
}

static void a_line_longer_than_the_window(void **state)
{
    (void)state;
    struct buffer text = {0};
    for (int i = 0; i < 500000; i++)
        buffer_add(&text, SPAN("word "));
    buffer_add(&text, SPAN(ANSWER(1) "\n" ANSWER(2)));
    struct collected *all = collect(buffer_span(&text));
    assert_int_equal(all->request_count, 2);
    assert_int_equal(all->requests[0].line, 1);
    assert_int_equal(all->requests[1].line, 2);
    free(all);
    buffer_release(&text);
}

/* The look ahead from a line end in a string may not wait for more than the window holds. */
static void blanks_without_end_behind_a_quote(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_add(&text, SPAN("{\"a\":\"x\n\""));
    for (int i = 0; i < READER_WINDOW; i++)
        buffer_add_byte(&text, ' ');
    buffer_add(&text, SPAN("\n" ANSWER(1)));
    struct collected *all = collect(buffer_span(&text));
    assert_int_equal(all->request_count, 1);
    free(all);
    buffer_release(&text);
}

static void what_is_said_of_files_without_measurements(void **state)
{
    (void)state;
    static const char *const examples[][2] = {
        {"", "the file is empty"},
        {"{\"model\":\"m\",\"prompt\":\"Why?\"}", "the body of a request"},
        {"{\"models\":[]}", "description of models"},
        {"{\"question\":\"Why?\",\"answer\":\"So.\"}", "answers without their figures"},
        {"{\"a\":1}", "no figures that evalrate knows"},
        {"total duration: {{ total }}\n", "a template"},
        {"## Metrics\n```\n\n```\n", "a template"},
        {"```sh\nls\n```\n## Then\n```sh\nls\n```\n", "text without statistics"}, /* fences with something in them */
        {"Hello.\nHow are you?\n", "text without statistics"},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct collected *all = collect_text(examples[i][0]);
        assert_int_equal(all->request_count, 0);
        assert_true(has_problem(all, "nothing-found"));
        if (!strstr(all->messages[0], examples[i][1]))
            fail_msg("'%s' is told as '%s'", examples[i][0], all->messages[0]);
        assert_int_equal(all->problem_lines[0], 0);
        free(all);
    }
}

static void nul_bytes_are_told(void **state)
{
    (void)state;
    struct collected *all = collect(SPAN(ANSWER(1) "\n\0\0\0\0\0\0\0\0"));
    assert_int_equal(all->request_count, 1);
    assert_true(has_problem(all, "nul-bytes"));
    assert_non_null(strstr(all->messages[0], "8 NUL bytes"));
    free(all);
}

static void a_half_character_at_the_end_is_told(void **state)
{
    (void)state;
    static const struct span halves[] = {{"\xff\xfex\0y", 5}, {"\xff\xfex\0\x3d\xd8", 6}, {"\xfe\xff\0x\0", 5}};
    for (size_t i = 0; i < COUNT(halves); i++) {
        struct collected *all = collect(halves[i]);
        assert_true(has_problem(all, "half-character"));
        free(all);
    }
    struct collected *whole = collect(SPAN("\xff\xfex\0"));
    assert_false(has_problem(whole, "half-character"));
    free(whole);
}

static void a_string_that_is_too_long_is_told(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_add(&text, SPAN("\n{\"model\":\"m\",\n\"response\":\""));
    for (int i = 0; i < (1 << 20) + 1; i++)
        buffer_add_byte(&text, 'x');
    buffer_add(&text, SPAN("\",\"done\":true,\"eval_count\":7}\n" ANSWER(1)));
    struct collected *all = collect(buffer_span(&text));
    assert_int_equal(all->request_count, 2);
    assert_int_equal(all->requests[0].eval_count.value, 7);
    assert_int_equal(all->problem_count, 1);
    assert_string_equal(all->codes[0], "string-too-long");
    assert_int_equal(all->problem_lines[0], 3);
    buffer_release(&text);
    free(all);
}

static void the_model_of_the_options(void **state)
{
    (void)state;
    char path[PATH_SIZE];
    struct failure why = {""};
    struct collected *all = calloc(1, sizeof *all);
    assert_non_null(all);
    make_file(path, SPAN("{\"done\":true,\"eval_count\":1}\n" ANSWER(2)));
    assert_true(
        ingest_file(path, &(struct ingest_options){.model = SPAN("mine:7b")}, collecting(all), &all->facts, &why));
    unlink(path);
    assert_string_equal(all->models[0], "mine:7b");
    assert_int_equal(all->requests[0].model_from, MODEL_FROM_OPTION);
    assert_string_equal(all->models[1], "m:1b");
    free(all);
}

/* Hashing alone finds the same file, and the text of a small one is read no second time. */
static void hashing_keeps_a_small_file(void **state)
{
    (void)state;
    char path[PATH_SIZE];
    struct failure why = {""};
    struct ingest_facts facts;
    struct ingest_options options = {.ranks = NULL};
    struct collected *all = collect_text(ANSWER(1)), *again = calloc(1, sizeof *again);
    assert_non_null(again);
    make_file(path, SPAN(ANSWER(1)));
    assert_true(ingest_hash(path, &facts, &options.reader, &why));
    unlink(path);
    assert_non_null(options.reader);
    assert_string_equal(facts.content_hash, all->facts.content_hash);
    assert_int_equal(facts.size_bytes, all->facts.size_bytes);
    assert_true(ingest_file(path, &options, collecting(again), &again->facts, &why));
    reader_close(options.reader);
    assert_int_equal(again->request_count, 1);
    assert_string_equal(again->facts.content_hash, all->facts.content_hash);
    assert_int_equal(again->facts.size_bytes, all->facts.size_bytes);
    assert_int_equal(again->facts.line_count, all->facts.line_count);
    free(all);
    free(again);
}

static void hashing_keeps_no_large_file(void **state)
{
    (void)state;
    char path[PATH_SIZE];
    struct failure why = {""};
    struct ingest_facts facts;
    struct reader *reader;
    char *text = malloc(READER_WINDOW);
    assert_non_null(text);
    memset(text, 'x', READER_WINDOW);
    make_file(path, (struct span){text, READER_WINDOW});
    assert_true(ingest_hash(path, &facts, &reader, &why));
    unlink(path);
    assert_null(reader);
    assert_int_equal(facts.size_bytes, READER_WINDOW);
    free(text);
}

#define WRAP "\x1b[1D\x1b[K\n"
#define GIN  "[GIN] 2026/08/21 - 18:48:22 | 200 | 2.4s | ::1 | POST     \"/api/chat\" "

/* A line that a terminal wrapped has the number of its first row, whatever follows in it. */
static void a_wrapped_line_has_one_number(void **state)
{
    (void)state;
    static const char *const ends[] = {"\n", "{\"a\":1}\n", "{\"a\":1} more {\"b\":2}\n"};
    for (size_t i = 0; i < COUNT(ends); i++) {
        char text[400];
        snprintf(text, sizeof text, "first\nThe log: b" WRAP "b" WRAP "b: " GIN "%s" GIN "\n", ends[i]);
        struct collected *all = collect_text(text);
        assert_int_equal(all->access_count, 2);
        assert_int_equal(all->accesses[0].line, 2);
        assert_int_equal(all->accesses[1].line, 5);
        assert_int_equal(all->facts.line_count, 6);
        free(all);
    }
}

/* A response in Python's manner, somewhere in a line that is longer than the window: JSON in its text is no answer. */
static void a_python_value_in_an_endless_line_keeps_its_strings(void **state)
{
    (void)state;
    enum { OBJECTS = 60000 };
    static const char response[] =
        " model='m' created_at='2026-08-21T18:48:22.31Z' done=True done_reason='stop' total_duration=2405113900 "
        "load_duration=95002113 prompt_eval_count=31 prompt_eval_duration=142638000 eval_count=97 "
        "eval_duration=2101845000 response='say {\"model\":\"x\",\"done\":true,\"eval_count\":5,\"eval_duration\":7} "
        "now' ";
    for (int places = 1; places <= OBJECTS; places += OBJECTS / 23) {
        struct buffer text = {0};
        buffer_add(&text, SPAN("x {\"start\":0} "));
        for (int i = 0; i < OBJECTS; i++) {
            buffer_print(&text, "and {\"n\":%d} ", i);
            if (i == places)
                buffer_add(&text, SPAN(response));
        }
        struct collected *all = collect(buffer_span(&text));
        assert_int_equal(all->request_count, 1);
        assert_known(all->requests[0].eval_count, 97);
        free(all);
        buffer_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_stands_anywhere),
        cmocka_unit_test(json_inside_strings),
        cmocka_unit_test(the_answers_own_words_are_not_read),
        cmocka_unit_test(lines_are_counted_as_sed_does),
        cmocka_unit_test(damaged_json_costs_only_itself),
        cmocka_unit_test(a_wrapper_names_the_model),
        cmocka_unit_test(a_million_elements_on_one_line),
        cmocka_unit_test(a_line_longer_than_the_window),
        cmocka_unit_test(blanks_without_end_behind_a_quote),
        cmocka_unit_test(what_is_said_of_files_without_measurements),
        cmocka_unit_test(nul_bytes_are_told),
        cmocka_unit_test(a_half_character_at_the_end_is_told),
        cmocka_unit_test(a_string_that_is_too_long_is_told),
        cmocka_unit_test(the_model_of_the_options),
        cmocka_unit_test(hashing_keeps_a_small_file),
        cmocka_unit_test(hashing_keeps_no_large_file),
        cmocka_unit_test(a_wrapped_line_has_one_number),
        cmocka_unit_test(a_python_value_in_an_endless_line_keeps_its_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
