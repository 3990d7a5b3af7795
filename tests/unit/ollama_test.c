/* The four rules of ollama.h, by whole files: what chunks, finals and errors become. */
#include "ingest_fixture.h"

#define CHUNK(second, text)                                                                                            \
    "{\"model\":\"m\",\"created_at\":\"2026-01-02T03:04:" second "Z\",\"response\":\"" text "\",\"done\":false}\n"
#define FINAL(second, rest)                                                                                            \
    "{\"model\":\"m\",\"created_at\":\"2026-01-02T03:04:" second "Z\",\"response\":\"\",\"done\":true" rest "}\n"
#define FIGURES                                                                                                        \
    ",\"total_duration\":3000000000,\"load_duration\":100000000,\"prompt_eval_count\":20,\"prompt_eval_duration\":"    \
    "400000000,\"eval_count\":3,\"eval_duration\":2000000000"

/* date -u -d 2026-01-02T03:04:00 +%s */
static const int64_t MINUTE_NS = 1767323040 * INT64_C(1000000000);
static const int64_t SECOND_NS = 1000000000;

static void a_stream_is_one_request(void **state)
{
    (void)state;
    struct collected *all =
        collect_text("\n" CHUNK("01", "Good ") CHUNK("02", "day") CHUNK("02.5", "!") FINAL("03", FIGURES));
    const struct request *r = &all->requests[0];
    assert_int_equal(all->request_count, 1);
    assert_int_equal(all->problem_count, 0);
    assert_int_equal(r->line, 2);
    assert_int_equal(r->status, STATUS_OK);
    assert_string_equal(all->models[0], "m");
    assert_int_equal(r->model_from, MODEL_FROM_JSON);
    assert_known(r->created_at_ns, MINUTE_NS + 3 * SECOND_NS);
    assert_known(r->total_duration_ns, 3000000000);
    assert_known(r->load_duration_ns, 100000000);
    assert_known(r->prompt_eval_count, 20);
    assert_known(r->prompt_eval_duration_ns, 400000000);
    assert_known(r->eval_count, 3);
    assert_known(r->eval_duration_ns, 2000000000);
    assert_unknown(r->prompt_eval_cached_count);
    assert_known(r->stream.chunk_count, 3);
    assert_known(r->stream.first_text_at_ns, MINUTE_NS + SECOND_NS);
    assert_known(r->stream.last_text_at_ns, MINUTE_NS + 2 * SECOND_NS + SECOND_NS / 2);
    assert_known(r->stream.gap_max_ns, SECOND_NS);
    assert_int_equal(r->response.bytes, 9);
    free(all);
}

static void an_answer_in_one_piece(void **state)
{
    (void)state;
    struct collected *all =
        collect_text("{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"Good day\"},\"done\":true,"
                     "\"eval_count\":2,\"prompt_eval_cached_count\":0}");
    const struct request *r = &all->requests[0];
    assert_int_equal(all->request_count, 1);
    assert_int_equal(r->status, STATUS_PARTIAL);
    assert_known(r->eval_count, 2);
    assert_known(r->prompt_eval_cached_count, 0);
    assert_unknown(r->eval_duration_ns);
    assert_unknown(r->created_at_ns);
    assert_unknown(r->stream.chunk_count);
    assert_int_equal(r->response.words, 2);
    free(all);
}

static void loading_is_no_measurement(void **state)
{
    (void)state;
    struct collected *all =
        collect_text(FINAL("01", ",\"done_reason\":\"load\"") FINAL("02", ",\"done_reason\":\"unload\""));
    assert_int_equal(all->request_count, 2);
    assert_int_equal(all->requests[0].status, STATUS_LOAD);
    assert_int_equal(all->requests[1].status, STATUS_LOAD);
    free(all);
}

static void errors_are_requests_that_failed(void **state)
{
    (void)state;
    struct collected *all = collect_text("{\"error\":\"model 'x' not found\"}\n");
    assert_int_equal(all->request_count, 1);
    assert_int_equal(all->requests[0].status, STATUS_ERROR);
    assert_string_equal(all->errors[0], "model 'x' not found");
    free(all);
}

static void an_error_ends_the_stream_that_is_open(void **state)
{
    (void)state;
    struct collected *all = collect_text(CHUNK("01", "Go") "{\"error\":\"out of memory\"}\n");
    assert_int_equal(all->request_count, 1);
    assert_int_equal(all->requests[0].status, STATUS_ERROR);
    assert_int_equal(all->requests[0].line, 1);
    assert_string_equal(all->models[0], "m");
    assert_string_equal(all->errors[0], "out of memory");
    free(all);
}

static void a_stream_without_end_is_incomplete(void **state)
{
    (void)state;
    struct collected *all = collect_text(CHUNK("01", "Go") CHUNK("02", "od"));
    assert_int_equal(all->request_count, 1);
    assert_int_equal(all->requests[0].status, STATUS_INCOMPLETE);
    assert_known(all->requests[0].stream.chunk_count, 2);
    assert_unknown(all->requests[0].eval_count);
    assert_true(has_problem(all, "unfinished-stream"));
    assert_int_equal(all->problem_lines[0], 1);
    free(all);
}

static void two_models_may_answer_at_once(void **state)
{
    (void)state;
    struct collected *all = collect_text(CHUNK(
        "01", "a") "{\"model\":\"n\",\"created_at\":\"2026-01-02T03:04:01.5Z\",\"response\":\"xyz\",\"done\":false}"
                   "\n" CHUNK("02", "b") "{\"model\":\"n\",\"created_at\":\"2026-01-02T03:04:02.5Z\",\"response\":\"\","
                                         "\"done\":true,\"eval_count\":1}\n" FINAL("03", FIGURES));
    assert_int_equal(all->request_count, 2);
    assert_string_equal(all->models[0], "n");
    assert_int_equal(all->requests[0].line, 2);
    assert_int_equal(all->requests[0].response.bytes, 3);
    assert_string_equal(all->models[1], "m");
    assert_int_equal(all->requests[1].line, 1);
    assert_int_equal(all->requests[1].response.bytes, 2);
    assert_int_equal(all->problem_count, 0);
    free(all);
}

static void a_stream_that_is_printed_again_is_the_same(void **state)
{
    (void)state;
    struct collected *all = collect_text(CHUNK("01", "a") CHUNK("02", "b") FINAL("03", FIGURES) CHUNK("01", "a")
                                             CHUNK("02", "b") FINAL("03", FIGURES) CHUNK("01", "a"));
    assert_int_equal(all->request_count, 2); /* the store knows the second for the first */
    assert_known(all->requests[1].stream.chunk_count, 2);
    assert_int_equal(all->requests[1].created_at_ns.value, all->requests[0].created_at_ns.value);
    assert_int_equal(all->problem_count, 0); /* the half that follows is no third */
    free(all);
}

static void every_chunk_printed_twice(void **state)
{
    (void)state;
    struct collected *all =
        collect_text(CHUNK("01", "a") CHUNK("01", "a") CHUNK("02", "b") CHUNK("02", "b") FINAL("03", FIGURES));
    assert_int_equal(all->request_count, 1);
    assert_known(all->requests[0].stream.chunk_count, 2);
    assert_int_equal(all->requests[0].response.bytes, 2);
    free(all);
}

static void more_chunks_than_tokens_are_mixed_streams(void **state)
{
    (void)state;
    struct collected *all = collect_text(CHUNK("01", "a") CHUNK("01.1", "b") CHUNK("01.2", "c") CHUNK("01.3", "d")
                                             CHUNK("01.4", "e") FINAL("03", FIGURES));
    assert_int_equal(all->request_count, 1);
    assert_true(has_problem(all, "mixed-streams"));
    assert_int_equal(all->problem_lines[0], 1);
    assert_int_equal(all->requests[0].status, STATUS_OK);
    assert_int_equal(all->requests[0].line, 6); /* its chunks are unknown, its final object is there */
    assert_unknown(all->requests[0].stream.chunk_count);
    assert_false(all->requests[0].response.known);
    free(all);
}

static void chunks_from_before_the_start_are_mixed_streams(void **state)
{
    (void)state;
    struct collected *all = collect_text(CHUNK("01", "a") CHUNK("29", "b") FINAL("30", FIGURES)); /* started at 27 */
    assert_int_equal(all->request_count, 1);
    assert_true(has_problem(all, "mixed-streams"));
    assert_unknown(all->requests[0].stream.first_text_at_ns);
    free(all);
}

/* An answer that has its own text, and cannot be the end of the stream above it, leaves that one without end. */
static void an_answer_in_one_piece_after_an_unfinished_stream(void **state)
{
    (void)state;
    struct collected *all = collect_text(CHUNK(
        "01",
        "Go") "{\"model\":\"m\",\"created_at\":\"2026-01-02T03:04:50Z\",\"response\":\"Good day\",\"done\":true" FIGURES
              "}\n");
    assert_int_equal(all->request_count, 2);
    assert_int_equal(all->requests[0].status, STATUS_INCOMPLETE);
    assert_int_equal(all->requests[0].line, 1);
    assert_int_equal(all->requests[1].status, STATUS_OK);
    assert_int_equal(all->requests[1].line, 2);
    assert_int_equal(all->requests[1].response.bytes, 8);
    assert_true(has_problem(all, "unfinished-stream"));
    free(all);
}

static void figures_that_are_none(void **state)
{
    (void)state;
    struct collected *all = collect_text(
        "{\"model\":\"m\",\"done\":true,\"response\":\"x\",\"eval_count\":-1,\"eval_duration\":1.5,"
        "\"total_duration\":\"9\",\"load_duration\":9007199254740992,\"prompt_eval_count\":9007199254740991,"
        "\"prompt_eval_duration\":2.405e9}");
    assert_int_equal(all->request_count, 1);
    assert_int_equal(all->problem_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(all->codes[i], "bad-number");
    assert_unknown(all->requests[0].eval_count);
    assert_unknown(all->requests[0].eval_duration_ns);
    assert_unknown(all->requests[0].total_duration_ns);
    assert_unknown(all->requests[0].load_duration_ns);
    assert_known(all->requests[0].prompt_eval_count, 9007199254740991);
    assert_known(all->requests[0].prompt_eval_duration_ns, 2405000000);
    free(all);
}

static void many_streams_at_once(void **state)
{
    (void)state;
    enum { MODELS = 20 };
    struct buffer text = {0};
    for (int i = 0; i < MODELS; i++)
        buffer_print(&text,
                     "{\"model\":\"m%d\",\"created_at\":\"2026-01-02T03:04:01Z\",\"response\":\"x\",\"done\":false}\n",
                     i);
    struct collected *all = collect(buffer_span(&text));
    assert_int_equal(all->request_count, MODELS);
    for (int i = 0; i < MODELS; i++) {
        assert_int_equal(all->requests[i].line, i + 1);
        assert_int_equal(all->requests[i].status, STATUS_INCOMPLETE);
    }
    buffer_release(&text);
    free(all);
}

static void times_at_the_ends_of_the_calendar(void **state)
{
    (void)state;
    struct collected *all =
        collect_text("{\"model\":\"m\",\"created_at\":\"1677-09-22T00:00:00Z\",\"response\":\"a\",\"done\":false}\n"
                     "{\"model\":\"m\",\"created_at\":\"2262-04-11T00:00:00Z\",\"response\":\"b\",\"done\":false}\n"
                     "{\"model\":\"m\",\"created_at\":\"1677-09-22T00:00:00Z\",\"response\":\"\",\"done\":true,\"total_"
                     "duration\":9007199254740991,"
                     "\"eval_count\":2}\n");
    assert_int_equal(all->request_count, 1);
    assert_known(all->requests[0].eval_count, 2);
    assert_unknown(all->requests[0].created_at_ns); /* no server's clock stood there */
    assert_unknown(all->requests[0].stream.gap_max_ns);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_is_one_request),
        cmocka_unit_test(an_answer_in_one_piece),
        cmocka_unit_test(loading_is_no_measurement),
        cmocka_unit_test(errors_are_requests_that_failed),
        cmocka_unit_test(an_error_ends_the_stream_that_is_open),
        cmocka_unit_test(a_stream_without_end_is_incomplete),
        cmocka_unit_test(two_models_may_answer_at_once),
        cmocka_unit_test(a_stream_that_is_printed_again_is_the_same),
        cmocka_unit_test(every_chunk_printed_twice),
        cmocka_unit_test(more_chunks_than_tokens_are_mixed_streams),
        cmocka_unit_test(chunks_from_before_the_start_are_mixed_streams),
        cmocka_unit_test(an_answer_in_one_piece_after_an_unfinished_stream),
        cmocka_unit_test(figures_that_are_none),
        cmocka_unit_test(many_streams_at_once),
        cmocka_unit_test(times_at_the_ends_of_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
