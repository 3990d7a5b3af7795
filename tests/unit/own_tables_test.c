/* Tables, lines and JSON objects of people's own. The expected figures are computed by hand. */
#include "ingest_fixture.h"

static void csv_names_units_in_its_head(void **state)
{
    (void)state;
    struct collected *all =
        collect_text("backend,model,output_tokens,output_tps,prompt_tokens,prompt_tps,total_duration_sec,"
                     "load_duration_sec\n"
                     "a,qwen3:4b,300,40.0,50,200.0,8.5,0.125\n"
                     "b,phi3:mini,100,12.5,20,80,9.000000001,0.0\n");
    assert_int_equal(all->request_count, 2);
    assert_int_equal(all->problem_count, 0);
    assert_string_equal(all->models[0], "qwen3:4b");
    assert_string_equal(all->formats[0], "csv");
    const struct request *r = &all->requests[0];
    assert_int_equal(r->line, 2);
    assert_int_equal(r->status, STATUS_OK);
    assert_int_equal(r->flags, FLAG_DERIVED);
    assert_known(r->total_duration_ns, 8500000000);
    assert_known(r->load_duration_ns, 125000000);
    assert_known(r->eval_count, 300);
    assert_known(r->eval_duration_ns, 7500000000);       /* 300 / 40 */
    assert_known(r->prompt_eval_duration_ns, 250000000); /* 50 / 200 */
    assert_known(all->requests[1].total_duration_ns, 9000000001);
    assert_known(all->requests[1].load_duration_ns, 0);
    free(all);
}

static void tsv_and_semicolons_separate_too(void **state)
{
    (void)state;
    struct collected *all = collect_text("model\tTTFT (ms)\tGen tok/s\nqwen3:4b\t120\t33.1\n\n"
                                         "model;ttft (s);gen tok/s\nqwen3:4b;0,25;33,5\n");
    assert_int_equal(all->request_count, 2);
    assert_string_equal(all->formats[0], "tsv");
    assert_known(all->requests[0].reported_ttft_ns, 120000000);
    assert_true(all->requests[0].reported_eval_rate_tok_s.value == 33.1);
    assert_known(all->requests[1].reported_ttft_ns, 250000000);
    assert_true(all->requests[1].reported_eval_rate_tok_s.value == 33.5);
    free(all);
}

static void quoted_cells_hold_separators_and_line_ends(void **state)
{
    (void)state;
    struct collected *all = collect_text("prompt,answer,model,eval_tps\n"
                                         "\"Why, \"\"oh\"\" why?\",\"One,\ntwo,\n\nthree\",qwen3:4b,20\n"
                                         "x,,phi3:mini,30\n");
    assert_int_equal(all->request_count, 2);
    assert_int_equal(all->problem_count, 0);
    assert_int_equal(all->requests[0].line, 2);
    assert_int_equal(all->requests[0].prompt.bytes, 14);
    assert_true(all->requests[0].reported_eval_rate_tok_s.value == 20);
    assert_int_equal(all->requests[1].line, 6);
    free(all);
    all = collect_text("model,eval_tps,note\nqwen3:4b,20,\"fine\"\nqwen3:4b,30,\"never\nends\n");
    assert_int_equal(all->request_count, 1);
    assert_true(has_problem(all, "open-quote"));
    free(all);
}

/* A row, by its digits or a quote, tells what the line before it was. */
static void a_head_is_the_line_before_a_row(void **state)
{
    (void)state;
    struct collected *all = collect_text("The rate, of course, counts.\nmodel,eval_tps,note\nmodel,eval_tps,note\n"
                                         "\"qwen3\n:4b\",20,x\nphi3:mini,30,y\n"
                                         "\nmodel,eval_tps\nmore words, and no figure\nqwen3:4b,40\n");
    assert_int_equal(all->request_count, 2);
    assert_int_equal(all->problem_count, 0);
    assert_int_equal(all->requests[0].line, 4);
    assert_true(all->requests[0].reported_eval_rate_tok_s.value == 20);
    assert_true(all->requests[1].reported_eval_rate_tok_s.value == 30);
    free(all);
}

static void rows_that_do_not_fit_are_told(void **state)
{
    (void)state;
    struct collected *all = collect_text("model,eval_tps,ttft_ms\nqwen3:4b,20,100\nqwen3:4b,20\nqwen3:4b,fast,100\n"
                                         "qwen3:4b,0.0,0.0\nqwen3:4b,N/A,90\nmodel,eval_tps,ttft_ms\nqwen3:4b,1,1\n");
    assert_int_equal(all->request_count, 4);
    assert_int_equal(all->problem_count, 3);
    assert_string_equal(all->codes[0], "ragged-row");
    assert_int_equal(all->problem_lines[0], 3);
    assert_string_equal(all->codes[1], "bad-value");
    assert_string_equal(all->excerpts[1], "fast");
    assert_string_equal(all->codes[2], "no-figures");
    assert_false(all->requests[1].reported_eval_rate_tok_s.known);
    assert_known(all->requests[2].reported_ttft_ns, 90000000);
    free(all);
}

static void aggregates_are_no_requests(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "model,avg_tps,tps,output_tokens\nqwen3:4b,20,20,30\n",
        "model,tokens_per_second,success_rate\nqwen3:4b,20,0.8\n",
        "model,gen_tps_p90,gen_tps\nqwen3:4b,20,20\n",
        "| Model | Tokens | tok/s (mean) |\n|---|---|---|\n| qwen3:4b | 30 | 20 |\n",
        "| Model | tok/s | TTFT (s) |\n|---|---|---|\n| qwen3:4b | 20 | 0.5 |\n", /* Markdown: rates alone */
        "{\"model\": \"qwen3:4b\", \"tokens_per_second\": 20.5, \"latency_avg_s\": 3.5}",
        "{\"results\": {\"qwen3:4b\": {\"tokens_per_second\": 9.03, \"success_rate\": 0.8}}}",
        "{\"summary\": {\"model\": \"qwen3:4b\", \"gen_tps\": 20}}",
        "{\"model\": \"qwen3:4b\", \"gen_tps\": 0, \"ttft_ms\": 0}",
        "average | 30 tokens | 2.5 sec | 12 tokens/sec\n",
        "I compared tokens, ttft, and tps.\nThe first, of all, was slow.\n",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct collected *all = collect_text(texts[i]);
        if (all->request_count)
            fail_msg("%s", texts[i]);
        free(all);
    }
    struct collected *all = collect_text("run,model,gen_tps,output_tokens\n1,qwen3:4b,20,40\nMean,qwen3:4b,20,40\n");
    assert_int_equal(all->request_count, 1);
    free(all);
}

static void markdown_takes_the_model_of_its_heading(void **state)
{
    (void)state;
    struct collected *all = collect_text(
        "### gemma3:1b\n\n| Run | Gen tok/s | Gen toks | Prompt toks | Eval s | Total s | Wall s |\n|---:|---|\n"
        "| 1 | 68.26 | 52 | 55 | 0.76 | 6.20 | 6.21 |\n| 2 | 60.00 | 90 | 55 | 9.99 | 10.2 | 10.3 |\n");
    assert_int_equal(all->request_count, 2);
    assert_string_equal(all->models[0], "gemma3:1b");
    const struct request *r = &all->requests[0];
    assert_int_equal(r->model_from, MODEL_FROM_HEADING);
    assert_int_equal(r->flags, FLAG_ROUNDED | FLAG_DERIVED);
    assert_known(r->total_duration_ns, 6200000000);
    assert_known(r->eval_duration_ns, 761793144); /* 52 / 68.26 s, which rounds to 0.76 s */
    r = &all->requests[1];                        /* 90 / 60 s is not 9.99 s: a contradiction stays one */
    assert_int_equal(r->flags, FLAG_ROUNDED | FLAG_RATE_MISMATCH);
    assert_known(r->eval_duration_ns, 9990000000);
    free(all);
}

static void lines_between_bars_name_their_values(void **state)
{
    (void)state;
    struct collected *all =
        collect_text("2025-04-30T07:42:33-06:00 | qwen2.5:7b | 648 tokens | 12.5 sec | 51.84 tokens/sec\n"
                     "model: phi3:mini | output_tokens=40 | decode_rate: 20.5 tok/s | ttft_ms: 70\n"
                     "just | some | words\n");
    assert_int_equal(all->request_count, 2);
    assert_string_equal(all->models[0], "qwen2.5:7b");
    assert_known(all->requests[0].created_at_ns, 1746020553000000000); /* date -d … +%s */
    assert_known(all->requests[0].eval_count, 648);
    assert_known(all->requests[0].total_duration_ns, 12500000000);
    /* 648 / 12.5 is the rate over the whole time: no decode rate. */
    assert_false(all->requests[0].reported_eval_rate_tok_s.known);
    assert_unknown(all->requests[0].eval_duration_ns);
    assert_string_equal(all->models[1], "phi3:mini");
    assert_known(all->requests[1].reported_ttft_ns, 70000000);
    assert_known(all->requests[1].eval_duration_ns, 1951219512); /* 40 / 20.5 */
    free(all);
}

static void json_objects_are_requests_by_their_own_figures(void **state)
{
    (void)state;
    struct collected *all = collect_text(
        "[{\"model\": \"llama3.2:3b\", \"tps\": 69.5, \"ttft\": 0.03},\n"
        " {\"model\": \"llama3.2:3b\", \"totalDurationMs\": 1500, \"completionTokens\": 30},\n"
        " {\"model\": \"llama3.2:3b\", \"gen_tps\": 9, \"raw\": {\"eval_count\": 7, \"eval_duration\": 1000000}}]");
    assert_int_equal(all->request_count, 3);
    assert_true(all->requests[0].reported_eval_rate_tok_s.value == 69.5);
    assert_known(all->requests[0].reported_ttft_ns, 30000000);
    assert_int_equal(all->requests[0].flags, FLAG_NO_UNIT | FLAG_ROUNDED);
    assert_string_equal(all->formats[1], "json");
    assert_int_equal(all->requests[1].line, 2);
    assert_known(all->requests[1].total_duration_ns, 1500000000);
    assert_known(all->requests[1].eval_count, 30);
    assert_string_equal(all->formats[2], "ollama"); /* what the author made of it does not count */
    assert_known(all->requests[2].eval_count, 7);
    free(all);
}

static void failures_are_errors(void **state)
{
    (void)state;
    struct collected *all = collect_text("model,gen_tps,error\nqwen3:4b,20,\nqwen3:4b,,timed out\n");
    assert_int_equal(all->request_count, 2);
    assert_int_equal(all->requests[1].status, STATUS_ERROR);
    assert_string_equal(all->errors[1], "timed out");
    free(all);
}

/* --- the dictionary ----------------------------------------------------------------------------------------------- */

static void assert_column(const struct columns *columns, const char *name, enum column_field field, const char *unit)
{
    struct named_column column = column_find(columns, span_of(name));
    if (column.field != field || !column.unit != !unit || (unit && strcmp(unit, column.unit) != 0))
        fail_msg("%s: field %d, unit %s", name, (int)column.field, column.unit ? column.unit : "none");
}

static void names_are_words_and_units(void **state)
{
    (void)state;
    assert_column(NULL, "total_duration_sec", COLUMN_TOTAL, "s");
    assert_column(NULL, "Total Duration (ms)", COLUMN_TOTAL, "ms");
    assert_column(NULL, "totalDurationMs", COLUMN_TOTAL, "ms");
    assert_column(NULL, "total_duration_\xc2\xb5s", COLUMN_TOTAL, "us");
    assert_column(NULL, "wall_s", COLUMN_WALL, "s");
    assert_column(NULL, "load-s", COLUMN_LOAD, "s");
    assert_column(NULL, "prompt_eval_s", COLUMN_PROMPT_EVAL_DURATION, "s");
    assert_column(NULL, "ttft", COLUMN_TTFT, NULL);
    assert_column(NULL, "Time to first token [s]", COLUMN_TTFT, "s");
    assert_column(NULL, "tokens_per_second", COLUMN_RATE, NULL);
    assert_column(NULL, "Gen tok/s", COLUMN_EVAL_RATE, NULL);
    assert_column(NULL, "Prompt tok/s", COLUMN_PROMPT_RATE, NULL);
    assert_column(NULL, "Prompt eval rate in tokens per second", COLUMN_PROMPT_RATE, NULL);
    assert_column(NULL, "Prompt - eval - rate  ( tok / s )", COLUMN_PROMPT_RATE, NULL);
    assert_column(NULL, "the prompt eval rate in tokens per second", COLUMN_OTHER, NULL);
    assert_column(NULL, "eval_rate", COLUMN_EVAL_RATE, NULL);
    assert_column(NULL, "completion_tokens", COLUMN_EVAL_COUNT, NULL);
    assert_column(NULL, "total", COLUMN_OTHER, NULL);
    assert_column(NULL, "max_tokens", COLUMN_OTHER, NULL);
    assert_column(NULL, "total_tokens", COLUMN_OTHER, NULL);
    assert_column(NULL, "avg_output_tokens", COLUMN_AGGREGATE, NULL);
    assert_column(NULL, "ttft_p95_ms", COLUMN_AGGREGATE, NULL);
    assert_column(NULL, "", COLUMN_OTHER, NULL);
}

static void a_persons_word_comes_first(void **state)
{
    (void)state;
#define LONG "a name that has more bytes than any figure's, so that it has no words, "
    static const char *const map[] = {"Tempo=eval_rate:tokens/s", "ttft=ttft:ms", "gen_tps=none", LONG "one=ttft:ms"};
    struct columns columns = {.map_count = COUNT(map), .map = map};
    assert_column(&columns, "tempo", COLUMN_EVAL_RATE, NULL);
    assert_column(&columns, "TTFT", COLUMN_TTFT, "ms");
    assert_column(&columns, "gen_tps", COLUMN_OTHER, NULL);
    assert_column(&columns, LONG "one", COLUMN_TTFT, "ms");
    assert_column(&columns, LONG "two", COLUMN_OTHER, NULL);
    for (size_t i = 0; i < COUNT(map); i++)
        assert_true(column_map_fits(map[i]));
    assert_false(column_map_fits("tempo"));
    assert_false(column_map_fits("tempo=brisk"));
    assert_false(column_map_fits("=ttft:ms"));
}

static void keep_told(void *ctx, const char *path, int64_t line, struct span name, const char *meaning)
{
    size_t used = strlen(ctx);
    assert_string_equal(path, "a.csv");
    snprintf((char *)ctx + used, 300 - used, "%lld %.*s %s;", (long long)line, (int)name.len, name.ptr, meaning);
}

static void each_name_is_told_once(void **state)
{
    (void)state;
    char told[300] = "";
    struct columns columns = {.read_as = keep_told, .ctx = told, .path = "a.csv"};
    struct named_column rate = column_find(&columns, SPAN("gen_tps")), ttft = column_find(&columns, SPAN("ttft_ms"));
    column_tell(&columns, SPAN("gen_tps"), &rate, 1);
    column_tell(&columns, SPAN("ttft_ms"), &ttft, 1);
    column_tell(&columns, SPAN("gen_tps"), &rate, 7);
    assert_string_equal(told, "1 gen_tps decode rate in tokens/s;1 ttft_ms time to first token in ms;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_names_units_in_its_head),
        cmocka_unit_test(tsv_and_semicolons_separate_too),
        cmocka_unit_test(quoted_cells_hold_separators_and_line_ends),
        cmocka_unit_test(a_head_is_the_line_before_a_row),
        cmocka_unit_test(rows_that_do_not_fit_are_told),
        cmocka_unit_test(aggregates_are_no_requests),
        cmocka_unit_test(markdown_takes_the_model_of_its_heading),
        cmocka_unit_test(lines_between_bars_name_their_values),
        cmocka_unit_test(json_objects_are_requests_by_their_own_figures),
        cmocka_unit_test(failures_are_errors),
        cmocka_unit_test(names_are_words_and_units),
        cmocka_unit_test(a_persons_word_comes_first),
        cmocka_unit_test(each_name_is_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
