/* Tables and lines of benchmark tools. */
#include "ingest_fixture.h"

static void expect(const struct collected *all, size_t at, const char *model, const char *test, const char *metric,
                   double mean)
{
    assert_string_equal(all->benchmark_models[at], model);
    assert_string_equal(all->tests[at], test);
    assert_string_equal(all->benchmarks[at].metric, metric);
    assert_true(all->benchmarks[at].mean.known);
    assert_true(all->benchmarks[at].mean.value == mean);
}

static void markdown_goes_by_the_names_of_its_columns(void **state)
{
    (void)state;
    struct collected *all = collect_text("| model | size | test | t/s |\n| --- | ---: | ---: | ---: |\n"
                                         "| llama 7B Q4_0 | 3.56 GiB | pp512 | 1331.42 ± 0.59 |\n| llama 7B Q4_0 | "
                                         "3.56 GiB | tg 128 | 131.5 ± 0.25 |\n\n"
                                         "| model | what | t/s |\n| --- | --- | --- |\n| a | b | 1.0 ± 2.0 |\n");
    assert_int_equal(all->benchmark_count, 2);
    assert_int_equal(all->request_count, 0);
    expect(all, 0, "llama 7B Q4_0", "pp512", "prefill_tok_s", 1331.42);
    expect(all, 1, "llama 7B Q4_0", "tg 128", "decode_tok_s", 131.5);
    assert_true(all->benchmarks[1].stddev.value == 0.25);
    free(all);
}

static void csv_and_sql_name_their_columns_once(void **state)
{
    (void)state;
    struct collected *all =
        collect_text("build_commit,model_filename,model_type,n_prompt,n_gen,n_depth,avg_ts,stddev_ts\n"
                     "\"a\",\"/m/x, y.gguf\",\"llama 7B\",\"0\",\"128\",\"512\",\"50.25\",\"0.5\"\n");
    assert_int_equal(all->benchmark_count, 1);
    expect(all, 0, "x, y", "tg128 @ d512", "decode_tok_s", 50.25);
    free(all);
    all = collect_text("INSERT INTO llama_bench (build_commit, model_filename, n_prompt, n_gen, avg_ts) VALUES ('a', "
                       "'x.gguf', '64', '0', '9.5');\n"
                       "INSERT INTO other (n_prompt, avg_ts) VALUES ('64', '9.5');\n");
    assert_int_equal(all->benchmark_count, 1);
    expect(all, 0, "x", "pp64", "prefill_tok_s", 9.5);
    free(all);
}

static void ollamas_bench_has_a_line_a_step(void **state)
{
    (void)state;
    struct collected *all =
        collect_text("BenchmarkModel/name=qwen3:4b/step=generate 1 20000000.00 ns/token 50.00 token/sec\n"
                     "BenchmarkModel/name=qwen3:4b/step=ttft 1 190000000 ns/op\n"
                     "BenchmarkModel/name=qwen3:4b/step=load 97 2000000 ns/request\n");
    assert_int_equal(all->benchmark_count, 3);
    expect(all, 0, "qwen3:4b", "generate", "decode_tok_s", 50);
    expect(all, 1, "qwen3:4b", "ttft", "ttft_ms", 190);
    expect(all, 2, "qwen3:4b", "load", "load_ms", 2);
    free(all);
}

static void mlx_prints_counts_and_rates_of_one_request(void **state)
{
    (void)state;
    struct collected *all = collect_text(
        "Prompt: 31 tokens, 351.5 tokens-per-sec\nGeneration: 97 tokens, 46.25 tokens-per-sec\nPeak memory: 2.5 GB\n"
        "Prompt: 8 tokens, 100.0 tokens-per-sec\n");
    assert_int_equal(all->request_count, 2);
    assert_string_equal(all->formats[0], "mlx-lm");
    assert_known(all->requests[0].prompt_eval_count, 31);
    assert_known(all->requests[0].eval_count, 97);
    assert_true(all->requests[0].reported_eval_rate_tok_s.value == 46.25);
    assert_unknown(all->requests[0].eval_duration_ns);
    assert_known(all->requests[1].prompt_eval_count, 8);
    assert_unknown(all->requests[1].eval_count);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markdown_goes_by_the_names_of_its_columns),
        cmocka_unit_test(csv_and_sql_name_their_columns_once),
        cmocka_unit_test(ollamas_bench_has_a_line_a_step),
        cmocka_unit_test(mlx_prints_counts_and_rates_of_one_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
