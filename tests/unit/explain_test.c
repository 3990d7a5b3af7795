#include "explain.h"

#include "display.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* 1: the worked example of the README. 2: a cold start. 3: only a rate. 4: a saved stream, whose first text comes 0.5 s
 * after its start (end at 2.0 s less 1.5 s). 5: no load in the log. 6: a model's name that would act on a terminal. */
static const char LOG[] =
    ">>> ollama run llama2 --verbose\n"
    "total duration:       58.502942674s\n"
    "load duration:        7.185349ms\n"
    "prompt eval count:    31 token(s)\n"
    "prompt eval duration: 4.044684s\n"
    "prompt eval rate:     7.66 tokens/s\n"
    "eval count:           266 token(s)\n"
    "eval duration:        54.44846s\n"
    "eval rate:            4.89 tokens/s\n"
    "\n"
    "{\"model\":\"pebble:2b\",\"created_at\":\"2026-03-01T09:00:00Z\",\"response\":\"One, two.\",\"done\":true,"
    "\"done_reason\":\"stop\",\"total_duration\":4000000000,\"load_duration\":3000000000,\"prompt_eval_count\":40,"
    "\"prompt_eval_duration\":250000000,\"eval_count\":30,\"eval_duration\":700000000}\n"
    "\n"
    "| gravel:7b | eval rate: 21.5 tokens/s |\n"
    "\n"
    "{\"model\":\"pebble:2b\",\"created_at\":\"2026-03-01T10:00:01Z\",\"response\":\"Up\",\"done\":false}\n"
    "{\"model\":\"pebble:2b\",\"created_at\":\"2026-03-01T10:00:01.25Z\",\"response\":\" and\",\"done\":false}\n"
    "{\"model\":\"pebble:2b\",\"created_at\":\"2026-03-01T10:00:01.75Z\",\"response\":\" down\",\"done\":false}\n"
    "{\"model\":\"pebble:2b\",\"created_at\":\"2026-03-01T10:00:02Z\",\"response\":\"\",\"done\":true,"
    "\"done_reason\":\"stop\",\"total_duration\":1500000000,\"load_duration\":100000000,\"prompt_eval_count\":20,"
    "\"prompt_eval_duration\":300000000,\"eval_count\":12,\"eval_duration\":900000000}\n"
    "\n"
    "{\"model\":\"slate:1b\",\"created_at\":\"2026-03-01T11:00:00Z\",\"response\":\"ok\",\"done\":true,"
    "\"done_reason\":\"length\",\"total_duration\":900000000,\"prompt_eval_count\":25,"
    "\"prompt_eval_duration\":100000000,\"eval_count\":5,\"eval_duration\":600000000}\n"
    "\n"
    "{\"model\":\"red\\u001b[31m\",\"created_at\":\"2026-03-01T12:00:00Z\",\"response\":\"no\",\"done\":true,"
    "\"done_reason\":\"stop\",\"total_duration\":900000000,\"load_duration\":1000000,\"prompt_eval_count\":25,"
    "\"prompt_eval_duration\":100000000,\"eval_count\":15,\"eval_duration\":600000000}\n";

enum { SEED = 1, COLD, RATE_ONLY, STREAM, NO_LOAD, UNSAFE };

static bool import_log(struct store *store, struct failure *why)
{
    char path[] = "/tmp/explain_test.XXXXXX";
    struct run_key run = {"", ""};
    struct ingest_options options = {0};
    struct file_result result;
    int handle = mkstemp(path);
    if (handle < 0)
        return false;
    bool done = write(handle, LOG, sizeof LOG - 1) == (ssize_t)(sizeof LOG - 1) && close(handle) == 0 &&
                store_begin(store, why) && store_import_file(store, path, 0, &run, &options, &result, why) &&
                store_commit(store, why);
    unlink(path);
    return done && result.requests == UNSAFE;
}

static int open_log(void **state)
{
    struct failure why = {0};
    struct selection all = {0};
    struct store *store = store_open(NULL, &why);
    *state = store;
    if (store && import_log(store, &why) && store_select(store, &all, &why))
        return 0;
    print_error("%s\n", why.message);
    return -1;
}

static int close_log(void **state)
{
    store_close(*state);
    return 0;
}

/* What explain_request writes; freed by the caller. */
static char *explained(void **state, const char *name, int64_t request_id)
{
    char *text = NULL;
    size_t size;
    struct failure why = {0};
    const struct metric *metric = name ? metric_find(name) : NULL;
    assert_true(!name || metric);
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    if (!explain_request(*state, metric, request_id, out, &why))
        fail_msg("%s", why.message);
    fclose(out);
    return text;
}

static void expect_text(void **state, const char *name, int64_t request_id, const char *expected)
{
    char *text = explained(state, name, request_id);
    if (!strstr(text, expected))
        fail_msg("wanted:\n%s\ngot:\n%s", expected, text);
    free(text);
}

/* By hand: 0.007185349 + 4.044684, 54.44846 / 266, 54.44846 / 265, 266 / 54.44846, 31 / 4.044684 (bc, 20 digits). */
static void the_worked_example_comes_out(void **state)
{
    expect_text(state, "ttft_ms", SEED,
                "  ttft_ms = load_duration + prompt_eval_duration\n"
                "    = 7.185349 ms + 4.044684 s\n"
                "    = 4051.869349 ms\n"
                "\n"
                "  It counts in the statistics.\n");
    expect_text(state, "ttft_ms", SEED, "  ttft_upper_ms                   4054.482674 ms\n");
    expect_text(state, "tpot_ms", SEED,
                "  tpot_ms = eval_duration / eval_count\n"
                "    = 54.44846 s / 266 tokens\n"
                "    = 204.6934586466165");
    expect_text(state, "itl_ms", SEED,
                "  itl_ms = eval_duration / (eval_count - 1)\n"
                "    = 54.44846 s / (266 tokens - 1)\n"
                "    = 205.4658867924528");
    expect_text(state, "decode_tok_s", SEED, "    = 266 tokens / 54.44846 s\n    = 4.88535396593402");
    expect_text(state, "prefill_tok_s", SEED, "    = (31 tokens - 0 (not known)) / 4.044684 s\n    = 7.66438119764115");
    expect_text(state, "residual_ms", SEED,
                "    = 58.502942674 s - 7.185349 ms - 4.044684 s - 54.44846 s\n    = 2.613325 ms\n");
}

static void what_is_left_out_says_why(void **state)
{
    expect_text(state, "ttft_warm_ms", COLD,
                "    = 3 s + 250 ms\n"
                "    = 3250 ms\n"
                "\n"
                "  It is left out of the statistics: cold start\n");
    expect_text(state, "ttft_ms", COLD, "  It counts in the statistics.\n");
    expect_text(state, "decode_tok_s", NO_LOAD, "  It is left out of the statistics: short answer\n");
}

static void a_rate_alone_is_its_own_formula(void **state)
{
    expect_text(state, "decode_tok_s", RATE_ONLY,
                "  decode_tok_s = reported_eval_rate_tok_s\n"
                "    = 21.5 tok/s\n"
                "\n");
    expect_text(state, "tpot_ms", RATE_ONLY,
                "  eval_duration_ns                not known\n"
                "  eval_count                      not known\n"
                "\n"
                "  tpot_ms = eval_duration / eval_count\n"
                "    is blank here, as always when the log has no eval_count or no\n"
                "    eval_duration, or either is 0\n");
}

static void a_stream_is_measured(void **state)
{
    expect_text(state, "ttft_ms", STREAM,
                "  ttft_ms = first_text_at - (created_at - total_duration)\n"
                "    = 2026-03-01T10:00:01Z - (2026-03-01T10:00:02Z - 1.5 s)\n"
                "    = 500 ms\n");
    expect_text(state, "ttft_ms", STREAM, "  ttft_from                       stream\n");
    expect_text(state, "ttft_lower_ms", STREAM, "    = 100 ms + 300 ms\n    = 400 ms\n");
    expect_text(state, "ttft_upper_ms", STREAM, "    = max(1.5 s - 900 ms, 400 ms)\n    = 600 ms\n");
    expect_text(state, "gap_max_ms", STREAM, "    = 500 ms\n");
}

static void a_load_that_is_not_told_counts_as_none(void **state)
{
    expect_text(state, "ttft_ms", NO_LOAD, "    = 0 (not known) + 100 ms\n    = 100 ms\n");
}

static void a_figure_of_many_is_explained_by_its_part(void **state)
{
    expect_text(state, "ttft_p50_ms", SEED, "ttft_p50_ms is a figure of many requests:\n    median of ttft_warm_ms\n");
    expect_text(state, "ttft_p50_ms", SEED, "  ttft_warm_ms = load_duration + prompt_eval_duration\n");
    expect_text(state, "n", SEED, "n is a figure of many requests:\n");
}

static void without_a_metric_all_figures_are_told(void **state)
{
    char *text = explained(state, NULL, SEED);
    assert_non_null(strstr(text, "request 1: llama2, "));
    assert_non_null(strstr(text, ":2, ok, warm\n"));
    assert_non_null(strstr(text, "\n  eval_duration_ns                54.44846 s\n"));
    assert_non_null(strstr(text, "\n  residual_ns                     2.613325 ms\n"));
    assert_null(strstr(text, "gap_max_ms"));
    assert_null(strstr(text, "not known"));
    free(text);
    expect_text(state, NULL, COLD, "\n  ttft_warm_ms                    3250 ms; left out of statistics: cold start\n");
}

static void names_from_files_do_not_reach_the_terminal(void **state)
{
    char *text = explained(state, NULL, UNSAFE);
    assert_null(strchr(text, '\x1b'));
    assert_non_null(strstr(text, "request 6: red"));
    free(text);
}

static void a_request_that_is_not_there_is_a_failure(void **state)
{
    struct failure why = {0};
    assert_false(explain_request(*state, metric_find("tpot"), 99, stdout, &why));
    assert_string_equal(why.message, "there is no request 99 here; evalrate export lists all with their request_id");
}

static void an_example_is_the_first_request_with_the_figure(void **state)
{
    char *text = NULL;
    size_t size;
    struct failure why = {0};
    FILE *out = open_memstream(&text, &size);
    assert_true(explain_example(*state, metric_find("gap_max_ms"), out, &why));
    fclose(out);
    assert_non_null(strstr(text, "request 4: pebble:2b"));
    free(text);
    assert_false(explain_example(*state, metric_find("norm_decode_tok_s"), stdout, &why));
    assert_string_equal(why.message, "no request here has norm_decode_tok_s: it is blank when nothing is known of the "
                                     "model's tokenizer; decode_chars_s needs none");
}

/* What is explained must be what is counted: the figure of request_values, or none where a reason is given. */
static void explanations_agree_with_the_statistics(void **state)
{
    size_t count = 0;
    for (const struct metric *metric = metrics; metric->name; metric++) {
        char sql[400];
        struct failure why = {0};
        struct maybe wrong, columns;
        snprintf(sql, sizeof sql, "SELECT count(*) FROM pragma_table_info('request_values') WHERE name = '%s'",
                 metric->name);
        assert_true(db_number(store_db(*state), sql, &columns, &why));
        if (metric->of_series || columns.value == 0)
            continue;
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM request_explained e JOIN request_values v ON v.request_id = e.request_id"
                 " WHERE v.%s IS NOT CASE WHEN e.why_not_%s IS NULL THEN e.%s END",
                 metric->name, metric->statistic, metric->name);
        assert_true(db_number(store_db(*state), sql, &wrong, &why));
        if (wrong.value)
            fail_msg("%s of %lld requests differs", metric->name, (long long)wrong.value);
        count++;
    }
    assert_true(count >= 21);
}

static void expect_narrow(const char *text)
{
    struct span rest = span_of(text);
    while (rest.len) {
        struct span line = span_first(rest, span_find_byte(rest, '\n'));
        if (display_width(line) > 78)
            fail_msg("a line of %zu columns: %.*s", display_width(line), (int)line.len, line.ptr);
        assert_false(span_ends(line, SPAN(" ")));
        rest = span_from(rest, line.len + 1);
    }
}

static void definitions_fit_a_terminal(void **state)
{
    (void)state;
    struct failure why = {0};
    for (const struct metric *metric = metrics; metric->name; metric++) {
        char *text = NULL;
        size_t size;
        FILE *out = open_memstream(&text, &size);
        assert_true(explain_metric(metric, out, &why));
        fclose(out);
        expect_narrow(text);
        assert_true(strncmp(text, metric->name, strlen(metric->name)) == 0);
        free(text);
    }
}

static void every_metric_is_listed(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size, lines = 0, expected = 0;
    struct failure why = {0};
    FILE *out = open_memstream(&text, &size);
    assert_true(explain_list(out, &why));
    fclose(out);
    expect_narrow(text);
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    while (metrics[expected].name)
        expected++;
    assert_int_equal(lines, expected + 3); /* two headings, a blank line between */
    free(text);
}

static void a_stream_that_does_not_take_it_is_a_failure(void **state)
{
    (void)state;
    struct failure why = {0};
    FILE *full = fopen("/dev/null", "r");
    assert_non_null(full);
    assert_false(explain_list(full, &why));
    assert_non_null(strstr(why.message, "cannot write the explanation"));
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worked_example_comes_out),
        cmocka_unit_test(what_is_left_out_says_why),
        cmocka_unit_test(a_rate_alone_is_its_own_formula),
        cmocka_unit_test(a_stream_is_measured),
        cmocka_unit_test(a_load_that_is_not_told_counts_as_none),
        cmocka_unit_test(a_figure_of_many_is_explained_by_its_part),
        cmocka_unit_test(without_a_metric_all_figures_are_told),
        cmocka_unit_test(names_from_files_do_not_reach_the_terminal),
        cmocka_unit_test(a_request_that_is_not_there_is_a_failure),
        cmocka_unit_test(an_example_is_the_first_request_with_the_figure),
        cmocka_unit_test(explanations_agree_with_the_statistics),
        cmocka_unit_test(definitions_fit_a_terminal),
        cmocka_unit_test(every_metric_is_listed),
        cmocka_unit_test(a_stream_that_does_not_take_it_is_a_failure),
    };
    return cmocka_run_group_tests(tests, open_log, close_log);
}
