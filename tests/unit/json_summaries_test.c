/* What benchmark tools say of all their requests together: benchmark figures in the units of their names, no requests.
 */
#include "ingest_fixture.h"

static const struct benchmark *figure(const struct collected *all, const char *metric)
{
    for (size_t i = 0; i < all->benchmark_count && i < KEPT; i++)
        if (strcmp(all->benchmarks[i].metric, metric) == 0)
            return &all->benchmarks[i];
    fail_msg("there is no %s", metric);
    return NULL;
}

static void assert_real(struct maybe_real value, double expected)
{
    assert_true(value.known);
    assert_true(value.value > expected * (1 - 1e-12) && value.value < expected * (1 + 1e-12));
}

#define SPREAD(factor)                                                                                                 \
    "{\"successful\":{\"mean\":" factor "1.5,\"median\":" factor "1.25,\"std_dev\":" factor "0.5,\"min\":" factor      \
    "1.0,\"max\":" factor "2.0,\"count\":4,\"percentiles\":{\"p90\":" factor "1.75,\"p95\":" factor                    \
    "1.875,\"p99\":" factor "1.975}},\"errored\":{\"mean\":0.0,\"count\":0},\"total\":{\"mean\":9.0,\"count\":5}}"

static void guidellm_sums_up_what_succeeded(void **state)
{
    (void)state;
    struct collected *all =
        collect_text("{\"benchmarks\":[{\"type_\":\"generative_benchmark\",\"config\":{\"strategy\":{\"type_\":"
                     "\"concurrent\",\"streams\":8,"
                     "\"max_concurrency\":9},\"backend\":{\"model\":\"m:1b\"}},\"end_time\":1777809700.5,\"metrics\":{"
                     "\"requests_per_second\":{\"successful\":{\"mean\":0.5,\"median\":0.0,\"count\":4}},"
                     "\"request_latency\":" SPREAD("") ",\"time_to_first_token_ms\":" SPREAD(
                         "") ",\"inter_token_latency_ms\":"
                             "{\"successful\":{\"mean\":0.0,\"count\":0}}},\"requests\":{\"successful\":[]}}]}");
    assert_int_equal(all->request_count, 0);
    assert_int_equal(all->problem_count, 0);
    assert_int_equal(all->benchmark_count, 3); /* nothing of no samples */
    const struct benchmark *ttft = figure(all, "ttft_ms"), *total = figure(all, "total_ms");
    assert_real(ttft->mean, 1.5);
    assert_real(ttft->median, 1.25);
    assert_real(ttft->p95, 1.875);
    assert_real(total->mean, 1500);
    assert_real(total->max, 2000);
    assert_known(total->sample_count, 4);
    assert_known(total->concurrency, 8);
    assert_known(total->created_at_ns, INT64_C(1777809700500000000));
    assert_string_equal(all->tests[0], "concurrent");
    assert_string_equal(all->benchmark_models[0], "m:1b");
    free(all);
}

static void aiperf_has_the_unit_beside_the_figure(void **state)
{
    (void)state;
    struct collected *all = collect_text(
        "{\"request_throughput\":{\"unit\":\"requests/"
        "sec\",\"avg\":0.8},\"request_latency\":{\"unit\":\"sec\",\"avg\":2.5,"
        "\"p50\":2.25,\"p90\":3.0,\"p95\":3.5,\"p99\":4.0,\"min\":2.0,\"max\":4.5,\"std\":0.25,\"count\":12},"
        "\"time_to_first_token\":{\"unit\":\"ms\",\"avg\":195.5,\"p50\":175.0},\"inter_token_latency\":{\"unit\":"
        "\"weeks\",\"avg\":1},"
        "\"output_token_throughput\":{\"unit\":\"tokens/"
        "sec\",\"avg\":52.5},\"request_count\":{\"unit\":\"requests\",\"avg\":10.0},"
        "\"input_config\":{\"endpoint\":{\"model_names\":[\"qwen/x\",\"y\"]},\"loadgen\":{\"concurrency\":3}}}");
    assert_int_equal(all->request_count, 0);
    assert_int_equal(all->benchmark_count, 4);
    const struct benchmark *total = figure(all, "total_ms"), *ttft = figure(all, "ttft_ms");
    assert_real(total->mean, 2500);
    assert_real(total->median, 2250);
    assert_real(total->stddev, 250);
    assert_known(total->sample_count, 12);
    assert_real(ttft->mean, 195.5);
    assert_known(ttft->sample_count, 10);
    assert_known(ttft->concurrency, 3);
    assert_real(figure(all, "output_throughput_tok_s")->mean, 52.5);
    assert_real(figure(all, "request_rate_per_s")->mean, 0.8);
    assert_string_equal(all->benchmark_models[0], "qwen/x");
    free(all);
}

static void llmperf_is_flat_and_in_seconds(void **state)
{
    (void)state;
    struct collected *all = collect_text(
        "{\"version\":\"2023-08-31\",\"name\":\"m_550_150\",\"model\":\"m\",\"mean_input_tokens\":550,\"num_concurrent_"
        "requests\":5,"
        "\"results_inter_token_latency_s_mean\":0.02,\"results_ttft_s_quantiles_p50\":0.25,\"results_ttft_s_quantiles_"
        "p99\":0.5,"
        "\"results_ttft_s_mean\":0.3,\"results_ttft_s_stddev\":0.1,\"results_end_to_end_latency_s_mean\":2.5,"
        "\"results_end_to_end_latency_s_max\":4,\"results_request_output_throughput_token_per_s_mean\":43.5,"
        "\"results_num_completed_requests\":20,\"results_mean_output_throughput_token_per_s\":140.25,\"timestamp\":"
        "1777809600}");
    assert_int_equal(all->request_count, 0);
    assert_int_equal(all->problem_count, 0);
    assert_int_equal(all->benchmark_count, 5);
    const struct benchmark *ttft = figure(all, "ttft_ms");
    assert_real(ttft->mean, 300);
    assert_real(ttft->median, 250);
    assert_real(ttft->p99, 500);
    assert_known(ttft->sample_count, 20);
    assert_known(ttft->concurrency, 5);
    assert_real(figure(all, "tpot_ms")->mean, 20);
    assert_real(figure(all, "total_ms")->max, 4000);
    assert_real(figure(all, "e2e_tok_s")->mean, 43.5);
    assert_real(figure(all, "output_throughput_tok_s")->mean, 140.25);
    assert_string_equal(all->benchmark_models[0], "m");
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guidellm_sums_up_what_succeeded),
        cmocka_unit_test(aiperf_has_the_unit_beside_the_figure),
        cmocka_unit_test(llmperf_is_flat_and_in_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
