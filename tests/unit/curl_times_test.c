/* What curl measured stands below the answer it is about, and goes to that one alone. */
#include "ingest_fixture.h"

#define FINAL(figures)                                                                                                 \
    "{\"model\":\"m\",\"created_at\":\"2026-05-04T10:00:00Z\",\"response\":\"Hi\",\"done\":true" figures "}"
#define EVENT(choices, usage)                                                                                          \
    "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[" choices "]" usage "}\n\n"
#define STREAM                                                                                                         \
    EVENT("{\"delta\":{\"content\":\"Hello\"}}", "")                                                                   \
    EVENT("{\"delta\":{\"content\":\" you\"},\"finish_reason\":\"stop\"}", "")                                         \
    EVENT("", ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}") "data: [DONE]\n\n"
#define TIMES "time_namelookup:  0.000012s\n time_starttransfer: 0.310021s\n     ----------\n  time_total: 2.412345s\n"

static void a_stream_has_the_clients_times(void **state)
{
    (void)state;
    static const char *const texts[] = {
        STREAM TIMES,
        STREAM "time_starttransfer=0.310021 time_total=2.412345\n",
        STREAM "TTFB: 0.310021s, time_total: 2.412345s\n",
        STREAM "{\"http_code\":200,\"time_connect\":0.000110,\"time_starttransfer\":0.310021,\"time_total\":2.412345,"
               "\"url\":\"http://localhost:11434/v1/chat/completions\",\"curl_version\":\"libcurl/8.5.0\"}\n",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct collected *all = collect_text(texts[i]);
        assert_int_equal(all->request_count, 1);
        assert_int_equal(all->problem_count, 0);
        assert_known(all->requests[0].stream.chunk_count, 2);
        assert_known(all->requests[0].reported_ttft_ns, 310021000);
        assert_known(all->requests[0].total_duration_ns, 2412345000);
        assert_string_equal(all->models[0], "m");
        free(all);
    }
}

/* Of an answer in one piece the first byte comes last, and Ollama's own total is the truer one. */
static void an_answer_in_one_piece_has_no_first_token(void **state)
{
    (void)state;
    struct collected *all = collect_text(FINAL(",\"total_duration\":5000,\"eval_count\":2") TIMES);
    assert_int_equal(all->request_count, 1);
    assert_unknown(all->requests[0].reported_ttft_ns);
    assert_known(all->requests[0].total_duration_ns, 5000);
    free(all);
}

static void times_go_to_the_answer_above(void **state)
{
    (void)state;
    struct collected *all = collect_text(FINAL(",\"prompt_eval_count\":7,\"eval_count\":2") "time_total: 1.5\n" FINAL(
        ",\"prompt_eval_count\":8,\"eval_"
        "count\":3") "\n" FINAL(",\"prompt_eval_count\":9,\"eval_count\":4") "time_total: 2.5\ntime_total: 99\n");
    assert_int_equal(all->request_count, 3);
    assert_known(all->requests[0].total_duration_ns, 1500000000);
    assert_unknown(all->requests[1].total_duration_ns);
    assert_known(all->requests[2].total_duration_ns, 2500000000);
    free(all);
}

#define TEN_LINES "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n"

static void what_is_far_below_or_no_number_counts_nothing(void **state)
{
    (void)state;
    struct collected *all = collect_text(FINAL(
        ",\"eval_count\":2") "\ntime_total is what curl says\nTTFB: n/a\ntime_total: 0.000000\n" TEN_LINES TEN_LINES
                                             TEN_LINES "time_total: 2.5\n");
    assert_int_equal(all->request_count, 1);
    assert_unknown(all->requests[0].total_duration_ns);
    free(all);
    all = collect_text("time_total: 2.5\n");
    assert_int_equal(all->request_count, 0);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_has_the_clients_times),
        cmocka_unit_test(an_answer_in_one_piece_has_no_first_token),
        cmocka_unit_test(times_go_to_the_answer_above),
        cmocka_unit_test(what_is_far_below_or_no_number_counts_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
