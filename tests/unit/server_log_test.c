/* Logs of servers: access lines in their prefixes, timings of the engine, what was loaded, and what belongs together.
 */
#include "ingest_fixture.h"

#define GIN(clock, status, latency, method, path)                                                                      \
    "[GIN] 2026/08/21 - " clock " | " status " | " latency " |       127.0.0.1 | " method "     \"" path "\"\n"
#define PROMPT(ms, n)                                                                                                  \
    "prompt eval time = " ms " ms / " n " tokens (    2.85 ms per token,   100.00 tokens per second)\n"
#define ANSWER(ms, n)                                                                                                  \
    "       eval time = " ms " ms / " n " tokens (   10.00 ms per token,   100.00 tokens per second)\n"
#define TOTAL         "      total time =    9999.99 ms /   128 tokens\n"
#define SLOT(task)    "slot print_timing: id  0 | task " task " | "
#define SLOG(message) "time=2026-08-21T18:48:20.101+02:00 level=INFO source=x.go:1 msg=" message "\n"

static void an_access_line_has_its_wall_clock_and_resolution(void **state)
{
    (void)state;
    static const struct {
        const char *latency;
        int64_t ns, resolution_ns;
    } cases[] = {
        {" 2.431877004s", 2431877004, 1},
        {"      31.7µs", 31700, 100},
        {"       2m14s", INT64_C(134000000000), 1000000000},
        {"       350ms", 350000000, 1000000},
        {"      868ns", 868, 1},
        {"     1h2m6s", INT64_C(3726000000000), 1000000000},
        {"      2.43s", 2430000000, 10000000},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char line[200];
        snprintf(line, sizeof line, "[GIN] 2026/08/21 - 18:48:22 | 200 | %s |  ::1 | POST     \"/api/chat?x=1\"\n",
                 cases[i].latency);
        struct collected *all = collect_text(line);
        assert_int_equal(all->access_count, 1);
        assert_int_equal(all->request_count, 0);
        assert_int_equal(all->problem_count, 0);
        assert_known(all->accesses[0].at_ns, INT64_C(1787338102000000000)); /* date -u -d '2026-08-21 18:48:22' +%s */
        assert_unknown(all->accesses[0].utc_offset_ns);
        assert_known(all->accesses[0].status, 200);
        assert_known(all->accesses[0].latency_ns, cases[i].ns);
        assert_known(all->accesses[0].latency_resolution_ns, cases[i].resolution_ns);
        assert_string_equal(all->paths[0], "/api/chat?x=1");
        free(all);
    }
}

static void any_prefix_of_a_journal_or_container_will_do(void **state)
{
    (void)state;
    static const char *const prefixes[] = {
        "",
        "Aug 21 18:48:22 host ollama[1066]: ",
        "2026-08-21T18:48:22+0000 host ollama[1066]: ",
        "2026-08-21T18:48:22.123456+0000 host ollama[1066]: ",
        "Fri 2026-08-21 18:48:22 UTC host ollama[1066]: ",
        "1787338102.123456 host ollama[1066]: ",
        "2026-08-21T18:48:22.123456789Z ",
        "2026-08-21T18:48:22.123Z stdout F ",
        "ollama-1  | ",
        "\x1b[36mollama-1  | \x1b[0m",
    };
    for (size_t i = 0; i < COUNT(prefixes); i++) {
        char text[600];
        snprintf(text, sizeof text,
                 "%s" GIN("18:48:22", "200", "2.4s", "POST", "/api/chat") "%s" SLOT("4")
                     PROMPT("50.00", "5") "%s" SLOT("4") ANSWER("80.00", "8") "%s" SLOT("4") TOTAL,
                 prefixes[i], prefixes[i], prefixes[i], prefixes[i]);
        struct collected *all = collect_text(text);
        assert_int_equal(all->access_count, 1);
        assert_int_equal(all->request_count, 1);
        assert_known(all->requests[0].prompt_eval_duration_ns, 50000000);
        assert_known(all->requests[0].eval_count, 8);
        assert_unknown(all->requests[0].total_duration_ns);
        free(all);
    }
}

static void colours_and_json_lines_are_no_hindrance(void **state)
{
    (void)state;
    struct collected *all = collect_text(
        "[GIN] 2026/08/21 - 18:48:22 |\x1b[97;42m 200 \x1b[0m| 1.5s | ::1 |\x1b[97;46m POST    \x1b[0m "
        "\"/api/chat\"\r\n"
        "{\"log\":\"[GIN] 2026/08/21 - 18:48:23 | 500 | 2ms | ::1 | POST     "
        "\\\"/api/show\\\"\\n\",\"stream\":\"stdout\"}\n"
        "{\"MESSAGE\":\"[GIN] 2026/08/21 - 18:48:24 | 404 | 3ms | ::1 | GET      \\\"/x\\\"\",\"_PID\":\"7\"}\n");
    assert_int_equal(all->access_count, 3);
    assert_known(all->accesses[1].status, 500);
    assert_string_equal(all->paths[2], "/x");
    free(all);
}

/* journalctl -o json writes a line with control characters so; a cut one is a problem. */
static void a_journal_line_in_byte_values_is_read(void **state)
{
    (void)state;
#define BYTES                                                                                                          \
    "27,91,51,54,109,91,71,73,78,93,32,50,48,50,54,47,48,56,47,50,49,32,45,32,49,56,58,52,56,58"                       \
    ",50,50,32,124,32,50,48,48,32,124,32,49,46,53,115,32,124,32,58,58,49,32,124,32,80,79,83,84,"                       \
    "32,32,32,32,32,34,47,97,112,105,47,99,104,97,116,34,27,91,48,109"
    struct collected *all = collect_text("{\"_PID\":\"7\",\"MESSAGE\":[" BYTES "],\"PRIORITY\":\"6\"}\n"
                                         "{\"MESSAGE\" : [ 91, 256 ]}\n{\"MESSAGE\":[" BYTES);
#undef BYTES
    assert_int_equal(all->access_count, 1);
    assert_known(all->accesses[0].latency_ns, 1500000000);
    assert_string_equal(all->paths[0], "/api/chat");
    assert_int_equal(all->problem_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(all->codes[i], "journal-bytes");
        assert_int_equal(all->problem_lines[i], 2 + i);
    }
    free(all);
}

static void a_line_glued_to_an_answer_leaves_the_statistics_alone(void **state)
{
    (void)state;
    struct collected *all = collect_text(">>> hello\nHi there." GIN(
        "18:48:22", "200", "8m26s", "POST", "/api/chat") "\ntotal duration:       8m26.47435789s\n"
                                                         "eval count:           97 token(s)\n");
    assert_int_equal(all->access_count, 1);
    assert_int_equal(all->request_count, 1);
    assert_known(all->requests[0].total_duration_ns, INT64_C(506474357890));
    free(all);
}

static void split_lines_make_one_request(void **state)
{
    (void)state;
    struct collected *all = collect_text(
        "2026-02-18T10:54:38+01:00 g.server[1]: slot print_timing: id  2 | task 37 |\n"
        "2026-02-18T10:54:38+01:00 g.server[1]: " PROMPT(
            "263.10", "13") "2026-02-18T10:54:38+01:00 g.server[1]: " ANSWER("2719.40", "31") "2026-02-18T10:54:38+01:"
                                                                                              "00 g.server[1]: " TOTAL);
    assert_int_equal(all->request_count, 1);
    assert_int_equal(all->requests[0].line, 2);
    assert_known(all->requests[0].eval_duration_ns, 2719400000);
    free(all);
}

static void progress_lines_are_no_requests(void **state)
{
    (void)state;
    struct collected *all = collect_text(SLOT(
        "0") "prompt processing, n_tokens =    512, progress = 0.74, t =  14.42 s / 35.50 tokens per "
             "second\n" SLOT("0") "n_decoded =    100, tg =  14.65 t/s\n" SLOT("0") "      total time = 1.00 ms\n");
    assert_int_equal(all->request_count, 0);
    free(all);
}

/* Ollama's runner for MLX tells what of a prompt its cache had, and no times. */
static void mlx_tells_the_prompt_alone(void **state)
{
    (void)state;
    struct collected *all = collect_text(SLOG("\"starting mlx runner subprocess\" model=qwen3:4b-mlx port=4120")
                                             SLOG("\"cache miss\" total=240 matched=0 cached=0 left=240")
                                                 SLOG("\"Prompt processing progress\" processed=240 total="
                                                      "240") SLOG("\"peak memory\" size=\"2.51 GiB\"")
                                                     GIN("18:48:24", "200", "2.4s", "POST", "/api/chat")
                                                         SLOG("\"Cache hit\" total=310 cached=256 left=54")
                                                             GIN("18:48:29", "200", "1.4s", "POST", "/api/chat")
                                                                 SLOG("\"Cache miss\" left=77"));
    assert_int_equal(all->request_count, 3);
    assert_string_equal(all->models[1], "qwen3:4b-mlx");
    assert_string_equal(all->formats[1], "ollama-mlx");
    assert_known(all->requests[0].prompt_eval_count, 240);
    assert_known(all->requests[0].prompt_eval_cached_count, 0);
    assert_known(all->requests[1].prompt_eval_count, 310);
    assert_known(all->requests[1].prompt_eval_cached_count, 256);
    assert_known(all->requests[2].prompt_eval_count, 77);
    assert_unknown(all->requests[1].eval_count);
    assert_int_equal(all->requests[1].status, STATUS_PARTIAL);
    assert_int_equal(all->access_count, 2);
    assert_known(all->accesses[1].request_line, all->requests[1].line);
    assert_true(all->accesses[1].is_tie_sure);
    free(all);
}

static void blocks_end_at_another_task_and_at_the_end(void **state)
{
    (void)state;
    struct collected *all = collect_text(SLOT("1") PROMPT("10.00", "1") SLOT("1") ANSWER("20.00", "2") SLOT("9")
                                             PROMPT("30.00", "3") SLOT("9") ANSWER("40.00", "4"));
    assert_int_equal(all->request_count, 2);
    assert_known(all->requests[0].eval_count, 2);
    assert_known(all->requests[1].prompt_eval_count, 3);
    assert_known(all->requests[1].eval_count, 4);
    assert_known(all->requests[0].task_id, 1);
    assert_known(all->requests[1].task_id, 9);
    assert_known(all->requests[1].slot_id, 0);
    free(all);
}

static void the_json_of_old_servers_counts_once(void **state)
{
    (void)state;
    struct collected *all = collect_text(
        "{\"function\":\"print_timings\",\"level\":\"INFO\",\"msg\":\"prompt eval time     =     310.20 ms /   120 "
        "tokens (    2.59 ms per token,   386.85 tokens per second)\",\"slot_id\":3,\"task_id\":7}\n"
        "{\"function\":\"print_timings\",\"level\":\"INFO\",\"msg\":\"generation eval time =    1000.00 ms /    50 "
        "runs   (   20.00 ms per token,    50.00 tokens per second)\",\"slot_id\":3,\"task_id\":7}\n"
        "{\"function\":\"print_timings\",\"level\":\"INFO\",\"msg\":\"          total time =    1310.20 "
        "ms\",\"slot_id\":3,\"task_id\":7}\n");
    assert_int_equal(all->request_count, 1);
    assert_known(all->requests[0].prompt_eval_count, 120);
    assert_known(all->requests[0].eval_count, 50);
    assert_known(all->requests[0].slot_id, 3);
    assert_known(all->requests[0].task_id, 7);
    assert_true(all->requests[0].reported_eval_rate_tok_s.value == 50.0);
    free(all);
}

static void infinite_rates_are_unknown(void **state)
{
    (void)state;
    struct collected *all = collect_text("llama_print_timings: prompt eval time =      21.93 ms /    11 tokens (    "
                                         "1.99 ms per token,   501.55 tokens per second)\n"
                                         "llama_print_timings:        eval time =       0.00 ms /     1 runs   (    "
                                         "0.00 ms per token,      inf tokens per second)\n"
                                         "llama_print_timings:       total time =      30.00 ms\n");
    assert_int_equal(all->request_count, 1);
    assert_false(all->requests[0].reported_eval_rate_tok_s.known);
    free(all);
}

static void the_model_is_the_one_that_was_loaded_last(void **state)
{
    (void)state;
    static const char block[] = PROMPT("10.00", "1") ANSWER("20.00", "2") TOTAL;
    char text[3000];
    snprintf(
        text, sizeof text,
        "%s" SLOG(
            "\"starting llama-server\" cmd=\"/x/llama-server --model /b/sha256-%s --port 1\"") "%s"
                                                                                               "print_info: "
                                                                                               "general.name     = Phi "
                                                                                               "4\n%s" SLOG(
                                                                                                   "\"template"
                                                                                                   " selection"
                                                                                                   "\" "
                                                                                                   "model="
                                                                                                   "registry."
                                                                                                   "ollama.ai/"
                                                                                                   "library/"
                                                                                                   "phi4:14b") "%"
                                                                                                               "s" SLOG(
                                                                                                                   "\"s"
                                                                                                                   "tar"
                                                                                                                   "tin"
                                                                                                                   "g "
                                                                                                                   "lla"
                                                                                                                   "ma-"
                                                                                                                   "ser"
                                                                                                                   "ver"
                                                                                                                   "\" "
                                                                                                                   "cmd"
                                                                                                                   "=\""
                                                                                                                   "/x/"
                                                                                                                   "lla"
                                                                                                                   "ma-"
                                                                                                                   "ser"
                                                                                                                   "ver"
                                                                                                                   " "
                                                                                                                   "--"
                                                                                                                   "mod"
                                                                                                                   "el "
                                                                                                                   "/b/"
                                                                                                                   "sha"
                                                                                                                   "256"
                                                                                                                   "-%"
                                                                                                                   "s "
                                                                                                                   "--"
                                                                                                                   "por"
                                                                                                                   "t "
                                                                                                                   "2"
                                                                                                                   "\"") "%s",
        block, "aaaaaaaaaaaaaaaaaaaa", block, block, block, "bbbbbbbbbbbbbbbbbbbb", block);
    struct collected *all = collect_text(text);
    static const char *const models[] = {"", "sha256-aaaaaaaaaaaa", "Phi 4", "registry.ollama.ai/library/phi4:14b",
                                         "sha256-bbbbbbbbbbbb"};
    assert_int_equal(all->request_count, 5);
    for (size_t i = 1; i < 5; i++) {
        assert_string_equal(all->models[i], models[i]);
        assert_int_equal(all->requests[i].model_from, MODEL_FROM_LOG);
        assert_int_equal(all->requests[i].flags & FLAG_UNSURE_MODEL, i == 4 ? FLAG_UNSURE_MODEL : 0);
    }
    free(all);
}

static void an_access_line_is_tied_where_it_fits(void **state)
{
    (void)state;
    /* The block of line 1 takes 1 s, those of lines 6 and 9 take 0.2 s each. */
    struct collected *all = collect_text(
        SLOT("1") PROMPT("100.00", "1") SLOT("1") ANSWER("900.00", "2") SLOT("1")
            TOTAL GIN("18:48:22", "200", "998ms", "POST", "/api/chat")
                GIN("18:48:23", "200", "999ms", "POST", "/api/chat") SLOT("2") PROMPT("100.00", "1") SLOT("2")
                    ANSWER("100.00", "2") SLOT("2") TOTAL SLOT("3") PROMPT("100.00", "1") SLOT("3")
                        ANSWER("100.00", "2") SLOT("3") TOTAL GIN("18:48:24", "200", "1.1s", "POST", "/api/chat"));
    assert_int_equal(all->access_count, 3);
    assert_unknown(all->accesses[0].request_line);
    assert_known(all->accesses[1].request_line, 1); /* cut to milliseconds: up to 1 s */
    assert_true(all->accesses[1].is_tie_sure);
    assert_true(all->accesses[2].request_line.known);
    assert_false(all->accesses[2].is_tie_sure);
    free(all);
}

static void loads_are_told_from_generations(void **state)
{
    (void)state;
    struct collected *all = collect_text(SLOG("\"llama runner started in 12.29 seconds\"")
                                             GIN("18:48:20", "200", "13.05s", "POST", "/api/generate")
                                                 GIN("18:49:20", "200", "3.05s", "POST", "/api/generate")
                                                     GIN("18:49:21", "200", "1.01ms", "POST", "/api/generate")
                                                         GIN("18:49:22", "200", "1.01ms", "POST", "/api/chat"));
    assert_int_equal(all->access_count, 4);
    assert_true(all->accesses[0].is_load);
    assert_false(all->accesses[1].is_load);
    assert_true(all->accesses[2].is_load);
    assert_false(all->accesses[3].is_load);
    assert_known(all->accesses[0].utc_offset_ns, INT64_C(7200000000000));
    free(all);
}

static void the_server_tells_its_version(void **state)
{
    (void)state;
    struct collected *all =
        collect_text(SLOG("\"Listening on 127.0.0.1:11434 (version 0.30.10)\"") "ollama version is 0.5.4\n"
                                                                                "I read about version 7 of it (version "
                                                                                "control, that is).\n");
    assert_int_equal(all->server_count, 2);
    assert_string_equal(all->versions[0], "0.30.10");
    assert_string_equal(all->versions[1], "0.5.4");
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_access_line_has_its_wall_clock_and_resolution),
        cmocka_unit_test(any_prefix_of_a_journal_or_container_will_do),
        cmocka_unit_test(colours_and_json_lines_are_no_hindrance),
        cmocka_unit_test(a_journal_line_in_byte_values_is_read),
        cmocka_unit_test(a_line_glued_to_an_answer_leaves_the_statistics_alone),
        cmocka_unit_test(split_lines_make_one_request),
        cmocka_unit_test(progress_lines_are_no_requests),
        cmocka_unit_test(mlx_tells_the_prompt_alone),
        cmocka_unit_test(blocks_end_at_another_task_and_at_the_end),
        cmocka_unit_test(the_json_of_old_servers_counts_once),
        cmocka_unit_test(infinite_rates_are_unknown),
        cmocka_unit_test(the_model_is_the_one_that_was_loaded_last),
        cmocka_unit_test(an_access_line_is_tied_where_it_fits),
        cmocka_unit_test(loads_are_told_from_generations),
        cmocka_unit_test(the_server_tells_its_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
