/* Shapes of JSON beside Ollama's own: figures, units and models of each, against values worked out by hand. */
#include "ingest_fixture.h"

static struct collected *only_request(const char *json, const char *format)
{
    struct collected *all = collect_text(json);
    assert_int_equal(all->request_count, 1);
    assert_int_equal(all->problem_count, 0);
    assert_string_equal(all->formats[0], format);
    return all;
}

static void llama_cpp_counts_in_milliseconds_and_beside_the_cache(void **state)
{
    (void)state;
    struct collected *all = only_request(
        "{\"content\":\"hi\",\"stop\":true,\"model\":\"m.gguf\",\"timings\":{\"cache_n\":10,\"prompt_n\":6,"
        "\"prompt_ms\":315.259,\"prompt_per_second\":19.03,\"predicted_n\":20,"
        "\"predicted_ms\":876.246,\"predicted_per_second\":22.82}}",
        "llama.cpp");
    const struct request *r = &all->requests[0];
    assert_known(r->prompt_eval_count, 16);
    assert_known(r->prompt_eval_cached_count, 10);
    assert_known(r->prompt_eval_duration_ns, 315259000);
    assert_known(r->eval_count, 20);
    assert_known(r->eval_duration_ns, 876246000);
    assert_unknown(r->total_duration_ns);
    assert_known(r->response.known ? maybe_of(r->response.bytes) : (struct maybe){0}, 2);
    assert_int_equal(r->status, STATUS_PARTIAL);
    assert_int_equal(r->flags, 0);
    assert_string_equal(all->models[0], "m.gguf");
    free(all);
}

static void llama_cpp_marks_what_is_unset_with_minus_one(void **state)
{
    (void)state;
    struct collected *all =
        only_request("{\"stop\":true,\"content\":\"\",\"timings\":{\"cache_n\":0,\"prompt_n\":-1,\"prompt_ms\":-1,"
                     "\"prompt_per_second\":null,\"predicted_n\":1,\"predicted_ms\":0.001}}",
                     "llama.cpp");
    assert_unknown(all->requests[0].prompt_eval_count);
    assert_unknown(all->requests[0].prompt_eval_duration_ns);
    assert_false(all->requests[0].reported_prompt_eval_rate_tok_s.known);
    assert_known(all->requests[0].eval_duration_ns, 1000);
    free(all);
}

static void llama_cpp_repeats_its_timings_in_every_piece(void **state)
{
    (void)state;
    struct collected *all = only_request("data: "
                                         "{\"content\":\"a\",\"stop\":false,\"timings\":{\"prompt_n\":3,\"prompt_ms\":"
                                         "5.0,\"predicted_n\":1,\"predicted_ms\":9.5}}\n\n"
                                         "data: "
                                         "{\"content\":\"\",\"stop\":true,\"timings\":{\"prompt_n\":3,\"prompt_ms\":5."
                                         "0,\"predicted_n\":2,\"predicted_ms\":19.5}}\n",
                                         "llama.cpp");
    assert_known(all->requests[0].eval_count, 2);
    free(all);
}

static void a_rate_over_one_token_fewer_is_no_contradiction(void **state)
{
    (void)state;
    struct collected *all =
        only_request("{\"timings\":{\"prompt_n\":4,\"prompt_ms\":40.0,\"prompt_per_second\":100.0,\"predicted_n\":11,"
                     "\"predicted_ms\":100.0,\"predicted_per_second\":100.0}}",
                     "llama.cpp");
    assert_int_equal(all->requests[0].flags, 0);
    free(all);
    all = only_request("{\"timings\":{\"prompt_n\":4,\"prompt_ms\":40.0,\"predicted_n\":11,\"predicted_ms\":100.0,"
                       "\"predicted_per_second\":90.0}}",
                       "llama.cpp");
    assert_int_equal(all->requests[0].flags, FLAG_RATE_MISMATCH);
    free(all);
}

static void lm_studio_has_seconds_in_three_vocabularies(void **state)
{
    (void)state;
    struct collected *all =
        only_request("{\"model\":\"g\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Ahoy\"}}],"
                     "\"usage\":{\"prompt_tokens\":24,\"completion_tokens\":53},\"stats\":{\"tokens_per_second\":51.4,"
                     "\"time_to_first_token\":0.111,\"generation_time\":0.954,\"stop_reason\":\"eosFound\"}}",
                     "lm-studio");
    assert_known(all->requests[0].reported_ttft_ns, 111000000);
    assert_known(all->requests[0].eval_duration_ns, 954000000);
    assert_known(all->requests[0].prompt_eval_count, 24);
    free(all);
    all = only_request("{\"model_instance_id\":\"g\",\"stats\":{\"input_tokens\":646,\"total_output_tokens\":586,"
                       "\"tokens_per_second\":29.75,"
                       "\"time_to_first_token_seconds\":1.088,\"model_load_time_seconds\":2.656}}",
                       "lm-studio");
    assert_known(all->requests[0].load_duration_ns, 2656000000);
    assert_known(all->requests[0].reported_ttft_ns, 1088000000);
    assert_unknown(all->requests[0].eval_duration_ns);
    assert_string_equal(all->models[0], "g");
    free(all);
    all = only_request("{\"stats\":{\"tokens_per_second\":20.0,\"time_to_first_token_sec\":0.25,\"total_time_sec\":5.0,"
                       "\"prompt_tokens_count\":7,\"predicted_tokens_count\":100}}",
                       "lm-studio");
    assert_known(all->requests[0].eval_count, 100);
    assert_known(all->requests[0].eval_duration_ns, 5000000000);
    free(all);
}

static void a_total_that_does_not_give_the_rate_is_left_out(void **state)
{
    (void)state;
    struct collected *all = only_request("{\"tokensPerSecond\":20.0,\"timeToFirstTokenSec\":0.25,\"totalTimeSec\":5.25,"
                                         "\"promptTokensCount\":7,\"predictedTokensCount\":100}",
                                         "lm-studio");
    assert_unknown(all->requests[0].eval_duration_ns);
    assert_unknown(all->requests[0].total_duration_ns);
    free(all);
}

static void groq_adds_its_queue_and_both_phases(void **state)
{
    (void)state;
    struct collected *all =
        only_request("{\"model\":\"l\",\"choices\":[],\"usage\":{\"queue_time\":0.5,\"prompt_tokens\":18,"
                     "\"prompt_time\":0.002,\"completion_tokens\":50,\"completion_time\":0.1,\"total_time\":0.102}}",
                     "groq");
    assert_known(all->requests[0].prompt_eval_duration_ns, 2000000);
    assert_known(all->requests[0].eval_duration_ns, 100000000);
    assert_known(all->requests[0].total_duration_ns, 602000000);
    assert_int_equal(all->requests[0].flags, FLAG_DERIVED);
    free(all);
}

static void a_latency_of_openrouter_counts_where_it_can_only_be_the_first_token(void **state)
{
    (void)state;
    static const char form[] = "{\"data\":{\"model\":\"m\",\"latency\":%d,\"generation_time\":1200,"
                               "\"native_tokens_prompt\":10,\"native_tokens_completion\":25}}";
    char json[200];
    snprintf(json, sizeof json, form, 300);
    struct collected *all = only_request(json, "openrouter");
    assert_known(all->requests[0].eval_duration_ns, 1200000000);
    assert_known(all->requests[0].reported_ttft_ns, 300000000);
    free(all);
    snprintf(json, sizeof json, form, 1250);
    all = only_request(json, "openrouter");
    assert_unknown(all->requests[0].reported_ttft_ns);
    assert_unknown(all->requests[0].total_duration_ns);
    free(all);
}

static void zero_is_nothing_said_in_open_webui(void **state)
{
    (void)state;
    struct collected *all =
        only_request("{\"usage\":{\"response_token/s\":\"N/A\",\"prompt_token/s\":120.5,\"total_duration\":1000000000,"
                     "\"load_duration\":0,\"prompt_eval_count\":241,\"prompt_eval_duration\":2000000000,"
                     "\"eval_count\":0,\"eval_duration\":0}}",
                     "open-webui");
    assert_known(all->requests[0].total_duration_ns, 1000000000);
    assert_unknown(all->requests[0].load_duration_ns);
    assert_unknown(all->requests[0].eval_count);
    assert_false(all->requests[0].reported_eval_rate_tok_s.known);
    assert_int_equal(all->requests[0].flags, 0);
    free(all);
}

static void openai_counts_and_has_no_times(void **state)
{
    (void)state;
    struct collected *all =
        only_request("{\"object\":\"response\",\"model\":\"m\",\"output\":[{\"type\":\"message\",\"content\":["
                     "{\"type\":\"output_text\",\"text\":\"one two\"}]}],\"usage\":{\"input_tokens\":12,"
                     "\"output_tokens\":3,\"input_tokens_details\":{\"cached_tokens\":4}}}",
                     "openai");
    assert_known(all->requests[0].prompt_eval_count, 12);
    assert_known(all->requests[0].prompt_eval_cached_count, 4);
    assert_known(all->requests[0].eval_count, 3);
    assert_int_equal(all->requests[0].response.words, 2);
    assert_unknown(all->requests[0].total_duration_ns);
    free(all);
}

static void an_event_of_a_stream_is_no_answer(void **state)
{
    (void)state;
    struct collected *all = collect_text(
        "data: "
        "{\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"one "
        "\"},\"finish_reason\":null}],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0}}\n\n"
        "data: "
        "{\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":"
        "\"two\"},\"finish_reason\":\"stop\"}]}\n\n"
        "data: "
        "{\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_"
        "tokens\":7,\"completion_tokens\":2}}\n\ndata: [DONE]\n");
    assert_int_equal(all->request_count, 1);
    assert_int_equal(all->problem_count, 0);
    assert_string_equal(all->models[0], "m");
    assert_int_equal(all->requests[0].line, 1);
    assert_known(all->requests[0].prompt_eval_count, 7);
    assert_known(all->requests[0].eval_count, 2);
    assert_int_equal(all->requests[0].response.words, 2);
    assert_int_equal(all->requests[0].status, STATUS_PARTIAL);
    free(all);
}

static void a_stream_that_tells_nothing_is_a_problem(void **state)
{
    (void)state;
    struct collected *all = collect_text(
        "data: {\"id\":\"a\",\"choices\":[{\"delta\":{\"content\":\"one\"},\"finish_reason\":\"stop\"}]}\n\n"
        "data: {\"id\":\"b\",\"choices\":[{\"delta\":{\"content\":\"one\"},\"finish_reason\":null}]}\n\n");
    assert_true(has_problem(all, "stream-without-usage"));
    assert_int_equal(all->request_count, 1);
    assert_int_equal(all->requests[0].status, STATUS_INCOMPLETE);
    free(all);
}

static void anthropics_last_count_is_the_one(void **state)
{
    (void)state;
    struct collected *all = collect_text(
        "data: "
        "{\"type\":\"message_start\",\"message\":{\"type\":\"message\",\"id\":\"1\",\"model\":\"m\",\"usage\":{\"input_"
        "tokens\":40,\"output_tokens\":1}}}\n"
        "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"hi there\"}}\n"
        "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":5}}\n"
        "data: {\"type\":\"message_stop\"}\n"
        "{\"type\":\"message\",\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":3,\"cache_creation_input_"
        "tokens\":4,"
        "\"cache_read_input_tokens\":5,\"output_tokens\":6}}\n");
    assert_int_equal(all->request_count, 2);
    assert_known(all->requests[0].prompt_eval_count, 40);
    assert_known(all->requests[0].eval_count, 5);
    assert_int_equal(all->requests[0].response.chars, 8);
    assert_known(all->requests[1].prompt_eval_count, 12);
    assert_known(all->requests[1].prompt_eval_cached_count, 5);
    free(all);
}

static void a_browser_waited_for_the_first_byte_of_a_stream(void **state)
{
    (void)state;
    static const char form[] =
        "{\"log\":{\"entries\":[{\"startedDateTime\":\"x\",\"timings\":{\"wait\":150.5},\"response\":{\"content\":{"
        "\"mimeType\":\"%s\","
        "\"text\":\"{\\\"model\\\":\\\"m\\\",\\\"choices\\\":[],\\\"usage\\\":{\\\"prompt_tokens\\\":7,\\\"completion_"
        "tokens\\\":2}}\"}}}]}}\n"
        "{\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":2}}";
    for (int streamed = 0; streamed < 2; streamed++) {
        char text[800];
        snprintf(text, sizeof text, form, streamed ? "application/x-ndjson" : "application/json");
        struct collected *all = collect_text(text);
        assert_int_equal(all->request_count, 2);
        assert_int_equal(all->requests[0].reported_ttft_ns.known, streamed);
        assert_int_equal(all->requests[0].reported_ttft_ns.value, streamed ? 150500000 : 0);
        assert_unknown(all->requests[1].reported_ttft_ns);
        free(all);
    }
}

static void a_recording_shows_what_the_terminal_showed(void **state)
{
    (void)state;
    struct collected *all =
        collect_text("{\"version\": 2, \"width\": 80}\n[0.1, \"o\", \"$ ollama run m:1b --verbose\\r\\n\"]\n[0.2, "
                     "\"o\", \"caf\\u00e9 \\ud83d\\ude00 {\\\"a\\\": 1}\\r\\neval co\"]\n"
                     "[0.25, \"i\", \"eval count: 9 token(s)\"]\n[0.3, \"o\", \"unt:           12 token(s)\\r\\n\"]\n");
    assert_int_equal(all->request_count, 1);
    assert_known(all->requests[0].eval_count, 12);
    assert_string_equal(all->models[0], "m:1b");
    assert_int_equal(all->requests[0].line, 2);
    free(all);
}

static void vllm_gives_requests_in_seconds_and_statistics_in_milliseconds(void **state)
{
    (void)state;
    struct collected *all =
        collect_text("{\"model_id\":\"opt\",\"completed\":2,\"max_concurrency\":4,\"request_throughput\":1.5,\"output_"
                     "throughput\":9.0,"
                     "\"mean_ttft_ms\":150.0,\"median_ttft_ms\":140.0,\"p99_ttft_ms\":199.0,\"input_lens\":[5,6],"
                     "\"output_lens\":[3,0],"
                     "\"ttfts\":[0.1,0.0],\"itls\":[[0.025,0.025],[]],\"errors\":[\"\",\"timed out\"]}");
    assert_int_equal(all->request_count, 2);
    assert_known(all->requests[0].reported_ttft_ns, 100000000);
    assert_known(all->requests[0].eval_duration_ns, 50000000);
    assert_known(all->requests[0].total_duration_ns, 150000000);
    assert_int_equal(all->requests[0].flags, FLAG_DERIVED);
    assert_int_equal(all->requests[1].status, STATUS_ERROR);
    assert_string_equal(all->errors[1], "timed out");
    assert_unknown(all->requests[1].eval_count);
    assert_int_equal(all->benchmark_count, 3);
    assert_string_equal(all->benchmarks[0].metric, "ttft_ms");
    assert_true(all->benchmarks[0].mean.value == 150.0 && all->benchmarks[0].p99.value == 199.0);
    assert_false(all->benchmarks[0].stddev.known);
    assert_known(all->benchmarks[0].sample_count, 2);
    assert_known(all->benchmarks[0].concurrency, 4);
    assert_string_equal(all->benchmarks[1].metric, "output_throughput_tok_s");
    free(all);
}

static void vllm_keeps_more_requests_than_a_screen_shows(void **state)
{
    (void)state;
    struct buffer json = {0};
    buffer_print(&json, "{\"completed\":30,\"request_throughput\":1.5,\"output_throughput\":9.0,\"ttfts\":[0.5");
    for (int i = 1; i < 30; i++)
        buffer_print(&json, ", 0.5");
    buffer_print(&json, "],\"embedding\":[1,2,3]}");
    struct collected *all = collect(buffer_span(&json));
    assert_int_equal(all->request_count, 30);
    free(all);
    buffer_release(&json);
}

static void llama_bench_rows_are_means_and_no_requests(void **state)
{
    (void)state;
    struct collected *all = collect_text(
        "[{\"model_filename\":\"/a/"
        "b.gguf\",\"n_prompt\":512,\"n_gen\":0,\"n_depth\":0,\"avg_ts\":900.5,\"stddev_ts\":1.5,\"samples_ns\":[1,2]},"
        "{\"model_filename\":\"/a/"
        "b.gguf\",\"n_prompt\":0,\"n_gen\":128,\"n_depth\":4096,\"avg_ts\":30.25,\"stddev_ts\":0,\"samples_ns\":[1]},"
        "{\"model_type\":\"llama 7B\",\"n_prompt\":64,\"n_gen\":16,\"avg_ts\":50.0}]");
    static const char *const tests[] = {"pp512", "tg128 @ d4096", "pp64+tg16"};
    static const char *const metrics[] = {"prefill_tok_s", "decode_tok_s", "prefill_decode_tok_s"};
    assert_int_equal(all->request_count, 0);
    assert_int_equal(all->problem_count, 0);
    assert_int_equal(all->benchmark_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(all->tests[i], tests[i]);
        assert_string_equal(all->benchmarks[i].metric, metrics[i]);
    }
    assert_string_equal(all->benchmark_models[0], "b");
    assert_string_equal(all->benchmark_models[2], "llama 7B");
    assert_known(all->benchmarks[0].sample_count, 2);
    assert_unknown(all->benchmarks[2].sample_count);
    free(all);
}

static void guidellm_names_its_model_inside_a_string(void **state)
{
    (void)state;
    struct collected *all = only_request(
        "{\"metrics\":{\"request_latency\":{\"successful\":{\"mean\":1.0}},\"time_to_first_token_ms\":{},\"output_"
        "tokens\":{}},"
        "\"successful\":[{\"request_args\":\"{\\\"body\\\":{\\\"model\\\":\\\"x/y.gguf\\\"}}\",\"info\":{\"timings\":{"
        "\"first_token_iteration\":100.5,\"last_token_iteration\":103.0}},\"request_latency\":3.25,\"prompt_tokens\":9,"
        "\"output_tokens\":80,\"time_to_first_token_ms\":500.0,\"request_end_time\":1777809602.75}]}",
        "guidellm");
    assert_string_equal(all->models[0], "x/y.gguf");
    assert_known(all->requests[0].total_duration_ns, 3250000000);
    assert_known(all->requests[0].reported_ttft_ns, 500000000);
    assert_known(all->requests[0].eval_duration_ns, 2500000000);
    assert_known(all->requests[0].created_at_ns, INT64_C(1777809602750000000));
    free(all);
}

static void aiperf_tells_the_unit_of_each_figure(void **state)
{
    (void)state;
    struct collected *all = only_request(
        "{\"metadata\":{\"request_start_ns\":1},\"metrics\":{\"request_latency\":{\"value\":2.5,\"unit\":\"sec\"},"
        "\"time_to_first_token\":{\"value\":500000000,\"unit\":\"ns\"},"
        "\"output_sequence_length\":{\"value\":9,\"unit\":\"tokens\"}},\"error\":null}",
        "aiperf");
    assert_known(all->requests[0].total_duration_ns, 2500000000);
    assert_known(all->requests[0].reported_ttft_ns, 500000000);
    assert_known(all->requests[0].eval_duration_ns, 2000000000);
    free(all);
    all = only_request("{\"metadata\":{\"request_start_ns\":1},\"metrics\":{\"request_latency\":{\"value\":2.5,"
                       "\"unit\":\"fortnights\"}},\"error\":null}",
                       "aiperf");
    assert_unknown(all->requests[0].total_duration_ns);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(llama_cpp_counts_in_milliseconds_and_beside_the_cache),
        cmocka_unit_test(llama_cpp_marks_what_is_unset_with_minus_one),
        cmocka_unit_test(llama_cpp_repeats_its_timings_in_every_piece),
        cmocka_unit_test(a_rate_over_one_token_fewer_is_no_contradiction),
        cmocka_unit_test(lm_studio_has_seconds_in_three_vocabularies),
        cmocka_unit_test(a_total_that_does_not_give_the_rate_is_left_out),
        cmocka_unit_test(groq_adds_its_queue_and_both_phases),
        cmocka_unit_test(a_latency_of_openrouter_counts_where_it_can_only_be_the_first_token),
        cmocka_unit_test(zero_is_nothing_said_in_open_webui),
        cmocka_unit_test(openai_counts_and_has_no_times),
        cmocka_unit_test(an_event_of_a_stream_is_no_answer),
        cmocka_unit_test(a_stream_that_tells_nothing_is_a_problem),
        cmocka_unit_test(anthropics_last_count_is_the_one),
        cmocka_unit_test(a_browser_waited_for_the_first_byte_of_a_stream),
        cmocka_unit_test(a_recording_shows_what_the_terminal_showed),
        cmocka_unit_test(vllm_gives_requests_in_seconds_and_statistics_in_milliseconds),
        cmocka_unit_test(vllm_keeps_more_requests_than_a_screen_shows),
        cmocka_unit_test(llama_bench_rows_are_means_and_no_requests),
        cmocka_unit_test(guidellm_names_its_model_inside_a_string),
        cmocka_unit_test(aiperf_tells_the_unit_of_each_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
