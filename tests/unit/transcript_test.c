/*
 * Plain text to requests, rule by rule. The texts are made up; what they must give is read off them by eye.
 */
#include "transcript.h"

#include "../../src/import/line_marks.h"
#include "hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { MOST = 32 };

/* What came out, with the texts copied. */
struct collected {
    struct request requests[MOST];
    char models[MOST][256];
    size_t count;
    struct problem problems[MOST];
    size_t problem_count;
    char json[4096];
    size_t json_count;
    int64_t json_line;
};

static bool collect_request(void *ctx, const struct request *request, struct failure *why)
{
    struct collected *all = ctx;
    (void)why;
    assert_true(all->count < MOST);
    snprintf(all->models[all->count], sizeof all->models[0], "%.*s", (int)request->model.len, request->model.ptr);
    all->requests[all->count++] = *request;
    return true;
}

static bool collect_problem(void *ctx, const struct problem *problem, struct failure *why)
{
    struct collected *all = ctx;
    (void)why;
    assert_true(all->problem_count < MOST);
    all->problems[all->problem_count++] = *problem;
    return true;
}

static bool collect_json(void *ctx, struct span text, int64_t line, struct failure *why)
{
    struct collected *all = ctx;
    (void)why;
    snprintf(all->json, sizeof all->json, "%.*s", (int)text.len, text.ptr);
    all->json_count++;
    all->json_line = line;
    return true;
}

struct reading {
    struct transcript *transcript;
    struct collected all;
    int64_t line;
};

static void start_file(struct reading *reading, const char *path, const char *model)
{
    struct failure why;
    *reading = (struct reading){.line = 1};
    struct transcript_options options = {
        .path = span_of(path), .model = span_of(model), .json = collect_json, .json_ctx = &reading->all};
    struct sink sink = {.ctx = &reading->all, .request = collect_request, .problem = collect_problem};
    reading->transcript = transcript_open(&options, sink, &why);
    assert_non_null(reading->transcript);
}

static void start(struct reading *reading)
{
    start_file(reading, "notes.txt", "");
}

static void feed(struct reading *reading, const char *text)
{
    struct failure why;
    struct span rest = span_of(text);
    while (rest.len) {
        size_t end = span_find_byte(rest, '\n');
        assert_true(transcript_line(reading->transcript, span_first(rest, end), MARKS_ALL, reading->line++, &why));
        rest = span_from(rest, end + 1);
    }
}

static void finish(struct reading *reading)
{
    struct failure why;
    assert_true(transcript_end(reading->transcript, &why));
    transcript_close(reading->transcript);
}

/* Reads a whole text and says how many requests it gave. */
static size_t read_all(struct reading *reading, const char *text)
{
    start(reading);
    feed(reading, text);
    finish(reading);
    return reading->all.count;
}

static void has_model(const struct reading *reading, size_t index, const char *model, enum model_from from)
{
    assert_true(index < reading->all.count);
    assert_string_equal(reading->all.models[index], model);
    assert_int_equal(reading->all.requests[index].model_from, from);
}

static void is_size(const struct text_size *size, int64_t bytes, int64_t chars, int64_t words)
{
    assert_true(size->known);
    assert_int_equal(size->bytes, bytes);
    assert_int_equal(size->chars, chars);
    assert_int_equal(size->words, words);
}

static void is_rate(struct maybe_real rate, const char *text)
{
    char printed[32];
    assert_true(rate.known);
    snprintf(printed, sizeof printed, "%.2f", rate.value);
    assert_string_equal(printed, text);
}

/* A block that agrees with itself: 40 tokens in 2 s are 20 tokens/s, 25 in 50 ms are 500. */
#define BLOCK                                                                                                          \
    "total duration:       2.150000001s\n"                                                                             \
    "load duration:        98.765µs\n"                                                                                \
    "prompt eval count:    25 token(s)\n"                                                                              \
    "prompt eval duration: 50ms\n"                                                                                     \
    "prompt eval rate:     500.00 tokens/s\n"                                                                          \
    "eval count:           40 token(s)\n"                                                                              \
    "eval duration:        2s\n"                                                                                       \
    "eval rate:            20.00 tokens/s\n"

static void is_block(const struct request *request)
{
    assert_int_equal(request->status, STATUS_OK);
    assert_int_equal(request->flags, 0);
    assert_int_equal(request->total_duration_ns.value, 2150000001);
    assert_int_equal(request->load_duration_ns.value, 98765);
    assert_int_equal(request->prompt_eval_count.value, 25);
    assert_int_equal(request->prompt_eval_duration_ns.value, 50000000);
    assert_int_equal(request->eval_count.value, 40);
    assert_int_equal(request->eval_duration_ns.value, 2000000000);
    is_rate(request->reported_prompt_eval_rate_tok_s, "500.00");
    is_rate(request->reported_eval_rate_tok_s, "20.00");
    assert_true(span_equal(request->format, SPAN("verbose")));
}

/* --- Figures -------------------------------------------------------------------------------------------------- */

static void a_block(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "one line\n" BLOCK "and another\n"), 1);
    is_block(&reading.all.requests[0]);
    assert_int_equal(reading.all.requests[0].line, 2);
    assert_int_equal(reading.all.requests[0].model_from, MODEL_FROM_NONE);
    assert_int_equal(reading.all.problem_count, 0);
}

static void every_guise_of_a_label(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "- eval count: 40 token(s)\n- eval rate: 20.00 tokens/s\n",
        "* **Eval count:** 40 tokens\n* **Eval rate:** 20.00 tok/s\n",
        "• `eval count`: 40\n• `eval rate`: 20.00 t/s\n",
        "> EVAL COUNT = 40\n> EVAL RATE = 20.00 tokens/sec\n",
        "1. eval count    40 token(s)\n2. eval rate     20.00 tokens/s\n",
        "| eval count | 40 tokens |\n| eval rate | 20.00 tokens/s |\n",
        "eval count\t40\neval rate\t20.00\n",
        "eval count (tokens): 40\neval rate (tokens/s): 20.00\n",
        "eval count：40\neval rate：20,00 tokens/s\n",
        "it said eval count: 40 token(s) eval rate: 20.00 tokens/s and no more\n",
        "garbage before itEVAL COUNT: 7 | eval count: 40\neval rate: 20.00\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct reading reading;
        size_t count = read_all(&reading, texts[i]);
        if (count != 1)
            fail_msg("%zu requests in: %s", count, texts[i]);
        const struct request *request = &reading.all.requests[0];
        assert_int_equal(request->status, STATUS_PARTIAL);
        assert_int_equal(request->eval_count.value, 40);
        is_rate(request->reported_eval_rate_tok_s, "20.00");
        assert_false(request->prompt_eval_count.known);
        assert_false(request->total_duration_ns.known);
    }
}

static void prompt_figures_are_not_answer_figures(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "prompt eval count: 25\nprompt eval rate: 500.00 tokens/s\n"), 1);
    assert_int_equal(reading.all.requests[0].prompt_eval_count.value, 25);
    assert_false(reading.all.requests[0].eval_count.known);
    assert_false(reading.all.requests[0].reported_eval_rate_tok_s.known);
}

static void averages_and_prose_are_no_figures(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "Average of eval rate:  21.5  tokens/s\n"
                                        "mean eval rate: 20.1 tokens/s\n"
                                        "Average prompt eval rate: 480 tokens/s\n"
                                        "the eval rate clears 20 tokens/s, the load duration was 2 s\n"
                                        "eval rate: how fast tokens come\n"
                                        "total eval count: 4000\n"
                                        "reeval rate: 20 tokens/s\n"
                                        "eval_rate: 20\n"),
                     0);
    assert_int_equal(reading.all.problem_count, 0);
}

static void old_and_new_labels(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "total duration: 1.000000007s\nsample count: 9 token(s)\nsample duration: 3ms\n"
                                        "sample rate: 3000.00 tokens/s\npeak memory: 2.511 GiB\n"
                                        "prompt eval count: 21 token(s)\nprompt eval cached: 16 token(s)\n"
                                        "prompt eval duration: 50ms\nprompt eval rate: 100.00 tokens/s\n"
                                        "eval duraiton: 500ms\n"),
                     1);
    assert_int_equal(reading.all.requests[0].prompt_eval_cached_count.value, 16);
    assert_int_equal(reading.all.requests[0].eval_duration_ns.value, 500000000);
    assert_int_equal(reading.all.requests[0].flags, 0); /* (21-16) / 50 ms is 100 */
}

static void durations_without_unit(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "prompt eval duration: 12.019  \nprompt eval rate: 64.81 tokens/s\n"), 1);
    assert_int_equal(reading.all.requests[0].prompt_eval_duration_ns.value, 12019000000);
    assert_int_equal(reading.all.requests[0].flags, FLAG_NO_UNIT);
    /* The API's nanoseconds, as a script prints them. */
    assert_int_equal(read_all(&reading, "Total duration: 5088275983\nEval duration: 14876787123\n"), 1);
    assert_int_equal(reading.all.requests[0].total_duration_ns.value, 5088275983);
    assert_int_equal(reading.all.requests[0].eval_duration_ns.value, 14876787123);
    assert_int_equal(reading.all.requests[0].flags, 0);
    assert_int_equal(read_all(&reading, "Total duration (ms): 5088.275983\nEval duration (s): 4.876\n"), 1);
    assert_int_equal(reading.all.requests[0].total_duration_ns.value, 5088275983);
    assert_int_equal(reading.all.requests[0].eval_duration_ns.value, 4876000000);
}

static void rounded_seconds(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "Total Duration: 86.24s\nLoad Duration: 0.03s\nEval Duration: 3.33s\n"), 1);
    assert_int_equal(reading.all.requests[0].flags, FLAG_ROUNDED);
    assert_int_equal(read_all(&reading, "total duration: 9.908634181s\neval duration: 9.75s\n"), 1);
    assert_int_equal(reading.all.requests[0].flags, 0);
    assert_int_equal(read_all(&reading, "eval count: 8\neval duration: 9.75s\n"), 1);
    assert_int_equal(reading.all.requests[0].flags, 0); /* some versions measure whole milliseconds */
}

static void a_contradicting_rate_is_flagged(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "eval count: 40\neval duration: 2s\neval rate: 18.00 tokens/s\n"), 1);
    assert_int_equal(reading.all.requests[0].flags, FLAG_RATE_MISMATCH);
    assert_int_equal(reading.all.problem_count, 0);
}

static void unreadable_values_are_problems(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "total duration: 5 parsecs\nprompt eval count: 2x5\neval count: 40\n"
                                        "eval duration: -3s\neval rate: NaN tokens/s\n"),
                     1);
    assert_int_equal(reading.all.requests[0].eval_count.value, 40);
    assert_int_equal(reading.all.requests[0].status, STATUS_PARTIAL);
    static const char *const codes[] = {"bad-duration", "bad-count", "bad-duration", "bad-rate"};
    static const int64_t lines[] = {1, 2, 4, 5};
    assert_int_equal(reading.all.problem_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(reading.all.problems[i].code, codes[i]);
        assert_int_equal(reading.all.problems[i].line, lines[i]);
    }
}

static void absent_values_are_unknown(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "eval count: 40\neval duration: N/A\neval rate: -\n"), 1);
    assert_false(reading.all.requests[0].eval_duration_ns.known);
    assert_int_equal(reading.all.problem_count, 0);
}

/* --- Blocks --------------------------------------------------------------------------------------------------- */

static void rates_alone_are_one_request_each(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading,
                              "model_name =    gemma2:2b\nprompt = one\neval rate:            67.11 tokens/s\n"
                              "prompt = two\neval rate:            66.61 tokens/s\n"
                              "Average of eval rate:  66.86  tokens/s\n"
                              "model_name =    phi3:mini\neval rate: 12.50 tokens/s\n"),
                     3);
    has_model(&reading, 0, "gemma2:2b", MODEL_FROM_COMMAND);
    has_model(&reading, 1, "gemma2:2b", MODEL_FROM_COMMAND);
    has_model(&reading, 2, "phi3:mini", MODEL_FROM_COMMAND);
}

static void unknown_lines_do_not_break_a_block(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading,
                              "total duration: 2.1s\nllm library: metal\n\nload duration: 3.5ms\nGPU layers: 5\n"
                              "eval count: 40\n"),
                     1);
    assert_int_equal(reading.all.requests[0].load_duration_ns.value, 3500000);
    assert_int_equal(reading.all.requests[0].eval_count.value, 40);
}

static void what_ends_a_block(void **state)
{
    (void)state;
    struct reading reading;
    struct failure why;
    assert_int_equal(read_all(&reading, "eval count: 4\nx\neval count: 5\n"), 2);
    assert_int_equal(read_all(&reading, "eval count: 4\n>>> next\nanswer\neval rate: 5\n"), 2);
    assert_int_equal(read_all(&reading, "eval count: 4\n$ ollama run phi3\neval rate: 5\n"), 2);
    assert_int_equal(read_all(&reading, "eval count: 4\n## phi3:mini\neval rate: 5\n"), 2);
    assert_int_equal(read_all(&reading, "eval count: 4\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\neval rate: 5\n"), 2);
    assert_int_equal(read_all(&reading, "eval count: 4\n1\n2\n3\n4\n5\n6\n7\n8\neval rate: 5\n"), 1);
    assert_int_equal(read_all(&reading, "eval count: 4\nprompt eval count: 9\n"), 1); /* directly below, other order */
    assert_int_equal(read_all(&reading, "eval count: 4\nx\nprompt eval count: 9\n"), 2);
    start(&reading);
    feed(&reading, "eval count: 4\n");
    transcript_json(reading.transcript, SPAN("phi3"), reading.line++);
    assert_int_equal(reading.all.count, 1);
    assert_true(transcript_line(reading.transcript, SPAN("eval rate: 5"), MARKS_ALL, reading.line, &why));
    finish(&reading);
    assert_int_equal(reading.all.count, 2);
}

static void lists_keep_any_order(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "- eval rate: 20.00 tokens/s\n- eval count: 40\n- total duration: 2.15s\n\n"
                                        "- eval rate: 21.00 tokens/s\n- eval count: 42\n"),
                     2);
    assert_int_equal(reading.all.requests[0].eval_count.value, 40);
    assert_int_equal(reading.all.requests[1].eval_count.value, 42);
}

static void a_glued_first_label(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "model_name =    gemma2:2b\n    K  \t" BLOCK), 1);
    is_block(&reading.all.requests[0]);
    has_model(&reading, 0, "gemma2:2b", MODEL_FROM_COMMAND);
}

/* --- Models --------------------------------------------------------------------------------------------------- */

static void command_echoes(void **state)
{
    (void)state;
    static const struct {
        const char *echo, *model;
    } examples[] = {
        {"ollama run phi3:mini --verbose", "phi3:mini"},
        {"$ ollama run --verbose phi3:mini", "phi3:mini"},
        {"$ollama run phi3:mini", "phi3:mini"},
        {"me@box:~$ ./ollama run --think=false --format json --keepalive 5m mine/own:v1 --verbose", "mine/own:v1"},
        {"PS C:\\Users\\me> ollama.exe run hf.co/some/Repo-GGUF:Q4_K_M", "hf.co/some/Repo-GGUF:Q4_K_M"},
        {"docker exec -it ollama ollama run tinyllama", "tinyllama"},
        {"OLLAMA_DEBUG=1 ollama run tinyllama 'hi there'", "tinyllama"},
        {"echo hi | ollama run tinyllama", "tinyllama"},
        {"- `ollama run tinyllama`", "tinyllama"},
        {"Command: ollama run tinyllama \"hi\"", "tinyllama"},
        {"ollama run --think=false \\\n  --verbose tinyllama \\\n  \"hi\"", "tinyllama"},
        {"ollama run tinyllama \"first\nsecond\n```\nthird\"", "tinyllama"},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct reading reading;
        start(&reading);
        feed(&reading, examples[i].echo);
        feed(&reading, BLOCK);
        finish(&reading);
        if (strcmp(reading.all.models[0], examples[i].model) != 0)
            fail_msg("%s: %s", examples[i].echo, reading.all.models[0]);
        has_model(&reading, 0, examples[i].model, MODEL_FROM_COMMAND);
        is_block(&reading.all.requests[0]);
    }
}

static void the_last_echo_holds(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "$ ollama run phi3\n$ ollama run mistral\n" BLOCK "\n" BLOCK
                                        ">>> /load qwen2:0.5b\n>>> hi\nho\n" BLOCK),
                     3);
    has_model(&reading, 0, "mistral", MODEL_FROM_COMMAND);
    has_model(&reading, 1, "mistral", MODEL_FROM_COMMAND);
    has_model(&reading, 2, "qwen2:0.5b", MODEL_FROM_COMMAND);
}

static void templates_name_no_model(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "All were run by `ollama run <model> --verbose`.\nollama run $MODEL\n" BLOCK),
                     1);
    has_model(&reading, 0, "", MODEL_FROM_NONE);
}

static void tool_lines(void **state)
{
    (void)state;
    static const char *const lines[] = {"model_name =    own-model", "Model: own-model",
                                        "**Model:** `own-model`",    "| Model name: own-model (4-bit) |",
                                        "- モデル：own-model",       "🤖 Model: own-model"};
    for (size_t i = 0; i < 6; i++) {
        struct reading reading;
        start(&reading);
        feed(&reading, lines[i]);
        feed(&reading, "\n" BLOCK);
        finish(&reading);
        has_model(&reading, 0, "own-model", MODEL_FROM_COMMAND);
    }
    struct reading reading;
    assert_int_equal(read_all(&reading, "Model name:  Intel Core i7\ncpu model: 42\n" BLOCK), 1);
    has_model(&reading, 0, "", MODEL_FROM_NONE);
}

#define PS_HEAD "NAME           ID              SIZE      PROCESSOR    UNTIL\n"
#define PS_ONE  "tinyllama:1b   a1b2c3d4e5f6    2.2 GB    100% GPU     4 minutes from now\n"
#define PS_TWO  "phi3:mini      b1b2c3d4e5f6    2.2 GB    100% GPU     4 minutes from now\n"

static void one_ps_row_above_or_below(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "$ ollama ps\n" PS_HEAD PS_ONE "\n" BLOCK), 1);
    has_model(&reading, 0, "tinyllama:1b", MODEL_FROM_PS);
    assert_int_equal(read_all(&reading, BLOCK "\n>>> /bye\n$ ollama ps\n" PS_HEAD PS_ONE), 1);
    has_model(&reading, 0, "tinyllama:1b", MODEL_FROM_PS);
    assert_int_equal(read_all(&reading, BLOCK "\n" PS_HEAD PS_ONE PS_TWO "\n"), 1);
    has_model(&reading, 0, "", MODEL_FROM_NONE);
    assert_int_equal(read_all(&reading, "## gemma2:2b\n" BLOCK "\n" PS_HEAD PS_ONE), 1);
    has_model(&reading, 0, "tinyllama:1b", MODEL_FROM_PS);
    assert_int_equal(read_all(&reading, "$ ollama run gemma2:2b\n" BLOCK "\n" PS_HEAD PS_ONE), 1);
    has_model(&reading, 0, "gemma2:2b", MODEL_FROM_COMMAND);
    assert_int_equal(read_all(&reading, BLOCK "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n" PS_HEAD PS_ONE), 1);
    has_model(&reading, 0, "", MODEL_FROM_NONE);
}

static void headings_and_captions(void **state)
{
    (void)state;
    static const char *const above[] = {
        "## gemma2:2b\n### first run\n",
        "## gemma2:2b（1.6GB）\n",
        "##### MODEL gemma2:2b tag=x 23:27:06\n",
        "**gemma2:2b** on the laptop\n",
        "gemma2:2b (CPU):\n",
        "=== Testing gemma2:2b ===\n",
        "We ran `gemma2:2b` for this.\n",
        "$ ollama run phi3\n# gemma2:2b\n",
        "## gemma2:2b\nfaster than `phi3` was\n",
        "## phi3:mini\nThe same with `gemma2:2b`:\n",
    };
    for (size_t i = 0; i < sizeof above / sizeof *above; i++) {
        struct reading reading;
        start(&reading);
        feed(&reading, above[i]);
        feed(&reading, "```\n" BLOCK "```\n");
        finish(&reading);
        if (strcmp(reading.all.models[0], "gemma2:2b") != 0)
            fail_msg("%s: %s", above[i], reading.all.models[0]);
        has_model(&reading, 0, "gemma2:2b", MODEL_FROM_HEADING);
    }
}

static void headings_that_name_no_model(void **state)
{
    (void)state;
    static const char *const above[] = {
        "## Metrics at 10:30\n",
        "## gemma2:2b\ntext\n## Another machine\n",
        "## llama.cpp, see llama-server and src/llama.cpp:120\n",
        "Either `gemma2:2b` or `phi3:mini` ran.\n",
        "from an `ollama/ollama:0.20.5` pod at `localhost:11434`\n",
    };
    for (size_t i = 0; i < sizeof above / sizeof *above; i++) {
        struct reading reading;
        start(&reading);
        feed(&reading, above[i]);
        feed(&reading, BLOCK);
        finish(&reading);
        if (reading.all.models[0][0])
            fail_msg("%s: %s", above[i], reading.all.models[0]);
    }
}

static void the_same_line_before_the_figure(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading,
                              "## phi3:mini\n"
                              "gemma2:2b             eval rate: 94.80 tokens/s\n"
                              "- hf.co/some/Repo-7B-GGUF:UD-Q4_K_M: eval rate: 10.15 tokens/s (12%/88% split)\n"),
                     2);
    has_model(&reading, 0, "gemma2:2b", MODEL_FROM_LINE);
    has_model(&reading, 1, "hf.co/some/Repo-7B-GGUF:UD-Q4_K_M", MODEL_FROM_LINE);
}

static void file_names_are_guesses(void **state)
{
    (void)state;
    static const struct {
        const char *path, *model;
    } examples[] = {
        {"data/gemma2_9b P40_24gb.md", "gemma2:9b"},
        {"bench-llama3.1-8b-instruct-q4_K_M-rtx3060.log.gz", "llama3.1:8b-instruct-q4_K_M"},
        {"phi3_3.8b Raspberry Pi 5.md", "phi3:3.8b"},
        {"mistral.txt", "mistral"},
        {"own-model_14b 2xXeon.md", "own-model:14b"},
        {"C:\\logs\\deepseek-r1-distill-qwen-14b.txt", "deepseek-r1-distill-qwen:14b"},
        {"session-phi-mistral.md", ""},
        {"2026-04-15-170237.log", ""},
        {"ollama_benchmark.md", ""},
        {"philosophy.md", ""},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct reading reading;
        start_file(&reading, examples[i].path, "");
        feed(&reading, BLOCK);
        finish(&reading);
        if (strcmp(reading.all.models[0], examples[i].model) != 0)
            fail_msg("%s: %s", examples[i].path, reading.all.models[0]);
        has_model(&reading, 0, examples[i].model, examples[i].model[0] ? MODEL_FROM_FILENAME : MODEL_FROM_NONE);
    }
}

static void the_option_beats_a_guess_and_nothing_else(void **state)
{
    (void)state;
    struct reading reading;
    start_file(&reading, "gemma2_9b.md", "given:1b");
    feed(&reading, BLOCK "\n# phi3:mini\n" BLOCK);
    finish(&reading);
    has_model(&reading, 0, "given:1b", MODEL_FROM_OPTION);
    has_model(&reading, 1, "phi3:mini", MODEL_FROM_HEADING);
}

static void hints_for_json(void **state)
{
    (void)state;
    struct reading reading;
    start(&reading);
    assert_int_equal(transcript_model(reading.transcript).name.len, 0);
    feed(&reading, "##### MODEL gemma2:2b tag=gemma2_2b 23:27:06\n--- scene [gemma2_2b] ---\n");
    struct model_hint hint = transcript_model(reading.transcript);
    assert_true(span_equal(hint.name, SPAN("gemma2:2b")));
    assert_int_equal(hint.from, MODEL_FROM_HEADING);
    finish(&reading);
}

/* --- Tables --------------------------------------------------------------------------------------------------- */

static void a_table_of_metrics(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading,
                              "## gemma2:2b\n\n| Metric            | Value           |\n|---|---|\n"
                              "| eval rate         | 33.56 tokens/s  |\n| **prompt eval rate** | 105.61 tokens/s |\n"
                              "| eval count        | 18 tokens       |\n| prompt eval count | 36 tokens       |\n\n"),
                     1);
    assert_int_equal(reading.all.requests[0].status, STATUS_PARTIAL);
    assert_int_equal(reading.all.requests[0].line, 5);
    assert_int_equal(reading.all.requests[0].eval_count.value, 18);
    assert_int_equal(reading.all.requests[0].prompt_eval_count.value, 36);
    assert_false(reading.all.requests[0].eval_duration_ns.known);
    has_model(&reading, 0, "gemma2:2b", MODEL_FROM_HEADING);
}

static void several_value_columns(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "| Metric | phi3:mini | gemma2:2b | Ratio |\n|--|--|--|--|\n"
                                        "| eval rate | 3.21 tokens/s | 8.84 tokens/s | **2.75x** |\n"
                                        "| eval count | 19 tokens | 20 tokens | - |\n"),
                     2);
    has_model(&reading, 0, "phi3:mini", MODEL_FROM_HEADING);
    has_model(&reading, 1, "gemma2:2b", MODEL_FROM_HEADING);
    assert_int_equal(reading.all.requests[1].eval_count.value, 20);
    assert_int_equal(reading.all.problem_count, 0);
}

static void a_table_that_repeats_is_none(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, BLOCK "\n| Metric | before | after |\n|--|--|--|\n"
                                              "| eval rate | 20.00 tokens/s | 30.00 tokens/s |\n"
                                              "| eval count | 40 | 41 |\n\n"
                                              "| Backend | Prompt eval rate | Eval rate | Note |\n|--|--|--|--|\n"
                                              "| ROCm | 301.98 token/s | 12.76 token/s | x |\n"),
                     2);
    assert_int_equal(reading.all.requests[1].eval_count.value, 41);
}

static void a_drawn_table(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "┌────────────┬───────────────┬───────────────┐\n"
                                        "│ Metric     │ phi3:mini     │ gemma2:2b     │\n"
                                        "├────────────┼───────────────┼───────────────┤\n"
                                        "│ eval rate  │ 3.21 tokens/s │ 8.84 tokens/s │\n"
                                        "├────────────┼───────────────┼───────────────┤\n"
                                        "│ eval count │ 19            │ 20            │\n"
                                        "└────────────┴───────────────┴───────────────┘\n"),
                     2);
    has_model(&reading, 0, "phi3:mini", MODEL_FROM_HEADING);
    has_model(&reading, 1, "gemma2:2b", MODEL_FROM_HEADING);
    assert_int_equal(reading.all.requests[1].eval_count.value, 20);
}

static void labels_across(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(
        read_all(&reading, "| Model | total duration | load duration | prompt eval count | prompt eval duration (ms) | "
                           "eval count | eval duration | eval rate |\n|--|--|--|--|--|--|--|--|\n"
                           "| phi3:mini | 2.150000001s | 98.765µs | 25 | 50 | 40 | 2s | 20.00 tokens/s |\n"
                           "| own | 3.15s | 1ms | 26 | oops9 | 41 | 2.05s | 20.00 tokens/s |\n"
                           "| Average | 2.65s | 1ms | 25 | 60 | 40 | 2.02s | 20.00 tokens/s |\n"),
        2);
    has_model(&reading, 0, "phi3:mini", MODEL_FROM_LINE);
    has_model(&reading, 1, "own", MODEL_FROM_LINE);
    assert_int_equal(reading.all.requests[0].status, STATUS_OK);
    assert_int_equal(reading.all.requests[0].prompt_eval_duration_ns.value, 50000000);
    assert_int_equal(reading.all.requests[1].status, STATUS_PARTIAL);
    assert_int_equal(reading.all.problem_count, 1);
    assert_int_equal(reading.all.problems[0].line, 4);
}

/* --- Questions and answers --------------------------------------------------------------------------------------- */

static void a_session(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading,
                              "$ ollama run phi3\n>>> /set verbose\nSet 'verbose' mode.\n>>> What is é?\n"
                              " It is a letter.\n\n- one é\n\n\n" BLOCK "\n>>> and\nNo.\n\n" BLOCK ">>> /bye\n"),
                     2);
    const struct request *first = &reading.all.requests[0], *second = &reading.all.requests[1];
    is_size(&first->prompt, 11, 10, 3);
    assert_int_equal(first->prompt_hash.value, hash_text(SPAN("What is é?")));
    is_size(&first->response, 25, 24, 7); /* "It is a letter.\n\n- one é" */
    assert_false(first->thinking.known);
    is_size(&second->prompt, 3, 3, 1);
    is_size(&second->response, 3, 3, 1);
    is_block(second);
}

static void session_commands_are_no_questions(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, ">>> /show info\n" BLOCK ">>> /bye /bye\nSee you.\n" BLOCK), 2);
    assert_false(reading.all.requests[0].prompt.known);
    assert_false(reading.all.requests[0].response.known);
    is_size(&reading.all.requests[1].prompt, 9, 9, 2);
    is_size(&reading.all.requests[1].response, 8, 8, 2);
}

static void questions_over_several_lines(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, ">>> \"\"\"one\n... two\n... three\"\"\"\nanswer\n" BLOCK
                                        ">>> one\n... two\nanswer\n" BLOCK),
                     2);
    is_size(&reading.all.requests[0].prompt, 13, 13, 3); /* "one\ntwo\nthree" */
    assert_int_equal(reading.all.requests[0].prompt_hash.value, hash_text(SPAN("one\ntwo\nthree")));
    is_size(&reading.all.requests[1].prompt, 7, 7, 2);
    is_size(&reading.all.requests[1].response, 6, 6, 1);
}

static void a_command_with_its_answer(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading,
                              "$ ollama run phi3 --verbose \"say \\\"hi\\\"\"\npulling manifest\nsuccess\nHi!\n\n" BLOCK
                              "$ ollama run phi3 why is that\nThat is so.\n" BLOCK
                              "$ ollama run phi3 'a $b' > out.txt\nnoise\n" BLOCK
                              "$ ollama run phi3 \"$(cat q)\"\nYes.\n" BLOCK "$ echo q | ollama run phi3\nNo!\n" BLOCK),
                     5);
    const struct request *r = reading.all.requests;
    is_size(&r[0].prompt, 8, 8, 2); /* say "hi" */
    is_size(&r[0].response, 3, 3, 1);
    is_size(&r[1].prompt, 11, 11, 3);
    is_size(&r[1].response, 11, 11, 3);
    is_size(&r[2].prompt, 4, 4, 2);
    assert_false(r[2].response.known);
    assert_false(r[3].prompt.known);
    is_size(&r[3].response, 4, 4, 1);
    assert_false(r[4].prompt.known);
    is_size(&r[4].response, 3, 3, 1);
}

static void thinking_is_apart(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading,
                              ">>> a\nThinking...\nOne two.\n\nThree.\n...done thinking.\n\nAnswer.\n" BLOCK
                              ">>> b\n<think>\nhm\n</think>\n\nFine.\n" BLOCK ">>> c\n<think>x</think>y\n" BLOCK),
                     3);
    const struct request *r = reading.all.requests;
    is_size(&r[0].thinking, 16, 16, 3);
    is_size(&r[0].response, 7, 7, 1);
    is_size(&r[1].thinking, 2, 2, 1);
    is_size(&r[1].response, 5, 5, 1);
    is_size(&r[2].thinking, 1, 1, 1);
    is_size(&r[2].response, 1, 1, 1);
}

static void what_is_not_surely_the_answer_is_unknown(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "```\n$ ollama run phi3 \"hi\"\n```\nMetrics:\n" BLOCK
                                        ">>> q\nlong\n[...]\n" BLOCK ">>> q\n" BLOCK),
                     3);
    assert_false(reading.all.requests[0].response.known);
    is_size(&reading.all.requests[0].prompt, 2, 2, 1);
    assert_false(reading.all.requests[1].response.known);
    assert_false(reading.all.requests[2].response.known);
    start(&reading);
    feed(&reading, ">>> q\nanswer with\n");
    transcript_cut(reading.transcript);
    feed(&reading, "in it\n" BLOCK);
    finish(&reading);
    assert_false(reading.all.requests[0].response.known);
    is_size(&reading.all.requests[0].prompt, 1, 1, 1);
}

static void fences_and_prompts_inside_an_answer(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "```\n>>> code?\nHere:\n```python\nx = 1\n```\nDone.\n" BLOCK "```\n"), 1);
    is_size(&reading.all.requests[0].response, 31, 31, 7);
}

/* A line that ends with a brace is looked at again with the next one; that cuts nothing out. */
static void code_in_an_answer_counts(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, ">>> C?\nint main(void) {\n  return 0;\n}\n" BLOCK), 1);
    is_size(&reading.all.requests[0].response, 30, 30, 6);
}

static void answers_name_no_model(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "$ ollama run phi3\n>>> which?\n## llama3:8b\nTry `ollama run llama3:8b` or\n"
                                        "ollama run llama3:8b\nModel: mistral\n" BLOCK),
                     1);
    has_model(&reading, 0, "phi3", MODEL_FROM_COMMAND);
    assert_true(reading.all.requests[0].response.known);
}

static void an_apostrophe_opens_nothing_for_long(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "$ ollama run phi3 what's up\nNothing.\n" BLOCK "$ ollama run mistral\n" BLOCK),
                     2);
    is_block(&reading.all.requests[0]);
    assert_false(reading.all.requests[0].prompt.known);
    has_model(&reading, 0, "phi3", MODEL_FROM_COMMAND);
    has_model(&reading, 1, "mistral", MODEL_FROM_COMMAND);
}

static void server_lines_in_an_answer(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(
        read_all(&reading,
                 ">>> q\nthe end}[GIN] 2026/01/27 - 03:52:26 | 200 |  8m26s | 127.0.0.1 | POST \"/api/chat\"\n"
                 "time=2026-01-27T03:52:26Z level=INFO source=x.go:1 msg=y\n\n" BLOCK),
        1);
    is_size(&reading.all.requests[0].response, 8, 8, 2);
    is_block(&reading.all.requests[0]);
}

static void a_session_on_one_line(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(
        read_all(
            &reading,
            "me@box:~# ollama run phi3 >>> /set verbose Set 'verbose' mode. >>> Why? Because of that. "
            "total duration: 2.150000001s load duration: 98.765µs prompt eval count: 25 token(s) prompt eval "
            "duration: 50ms prompt eval rate: 500.00 tokens/s eval count: 40 token(s) eval duration: 2s eval rate: "
            "20.00 tokens/s >>> /bye /bye Farewell. total duration: 1s eval rate: 3.00 tokens/s >>> /bye me@box:~#\n"),
        2);
    is_block(&reading.all.requests[0]);
    has_model(&reading, 0, "phi3", MODEL_FROM_COMMAND);
    has_model(&reading, 1, "phi3", MODEL_FROM_COMMAND);
    assert_false(reading.all.requests[0].prompt.known);
    assert_false(reading.all.requests[0].response.known);
    assert_int_equal(reading.all.requests[1].total_duration_ns.value, 1000000000);
}

/* --- Python and damaged JSON ---------------------------------------------------------------------------------- */

static void python_values_become_json(void **state)
{
    (void)state;
    static const struct {
        const char *text, *json;
        int64_t line;
    } examples[] = {
        {"out: {'model': 'm', 'done': True} end\n", "{\"model\":\"m\",\"done\":true}", 1},
        {"x\nmodel='m' eval_count=7 message=Message(content='total duration: 5s')\n",
         "{\"model\":\"m\",\"eval_count\":7,\"message\":{\"content\":\"total duration: 5s\"}}", 2},
        {"r = ChatResponse(model='m', eval_count=7)\n", "{\"model\":\"m\",\"eval_count\":7}", 1},
        {"{'model': 'm',\n 'text': 'one '\n         'two',\n 'eval_count': 7}\n",
         "{\"model\":\"m\",\"text\":\"one two\",\"eval_count\":7}", 1},
        {"{\n    'model': 'm',\n    'eval_count': 7,\n}\n", "{\"model\":\"m\",\"eval_count\":7}", 1},
        {"GenerateResponse(\n    model='m',\n    eval_count=7\n)\n", "{\"model\":\"m\",\"eval_count\":7}", 1},
        {"so {'oops {'model': 'm', 'n': 1}\n", "{\"model\":\"m\",\"n\":1}", 1},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct reading reading;
        assert_int_equal(read_all(&reading, examples[i].text), 0);
        if (reading.all.json_count != 1)
            fail_msg("%zu values in %s", reading.all.json_count, examples[i].text);
        assert_string_equal(reading.all.json, examples[i].json);
        assert_int_equal(reading.all.json_line, examples[i].line);
    }
}

/* Lines that looked like the beginning of a value are read again as what they are. */
static void what_is_no_python_value_is_text(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(
        read_all(&reading, "use {'model':\n" BLOCK "int main(void) {\n" BLOCK "x = {'a': [\n## phi3:mini\n" BLOCK), 3);
    is_block(&reading.all.requests[0]);
    assert_int_equal(reading.all.requests[0].line, 2);
    is_block(&reading.all.requests[1]);
    is_block(&reading.all.requests[2]);
    has_model(&reading, 2, "phi3:mini", MODEL_FROM_HEADING);
    assert_int_equal(reading.all.json_count, 0);
}

static void python_values_are_claimed(void **state)
{
    (void)state;
    struct reading reading;
    struct span line = SPAN("a {\"x\": 1} {'m': '{\"tag\": 1}'} {\"y\": 2}");
    start(&reading);
    struct span claim = transcript_claim(reading.transcript, line, 0);
    assert_true(span_equal(claim, SPAN("{'m': '{\"tag\": 1}'}")));
    assert_int_equal(transcript_claim(reading.transcript, SPAN("no {\"x\": 1} here"), 0).len, 0);
    feed(&reading, "{'a': 1,\n");
    line = SPAN(" 'b': '{\"tag\": 1}'}");
    assert_true(span_equal(transcript_claim(reading.transcript, line, 0), line));
    finish(&reading);
}

static void the_other_half_of_a_damaged_object(void **state)
{
    (void)state;
    struct reading reading;
    struct failure why;
    char model[] = "own:1b";
    struct request head = {.line = 1,
                           .format = SPAN("ollama"),
                           .endpoint = SPAN("generate"),
                           .model = span_of(model),
                           .model_from = MODEL_FROM_JSON,
                           .total_duration_ns = maybe_of(5000000001)};
    text_size_add(&head.response, SPAN("hello"));
    start(&reading);
    assert_true(transcript_damaged(reading.transcript, &head, &why));
    model[0] = '?';
    feed(&reading,
         "    1, 2,\n    ...\n  ],\n  \"load_duration\": 7,\n  \"done_reason\": \"stop\",\n"
         "  \"prompt_eval_count\": 25,\n  \"prompt_eval_duration\": 50000000,\n"
         "  \"options\": {\n    \"seed\": 1\n  },\n  \"eval_count\": 40,\n  \"eval_duration\": 2000000000\n}\n");
    assert_int_equal(reading.all.count, 1);
    finish(&reading);
    const struct request *r = &reading.all.requests[0];
    assert_int_equal(reading.all.count, 1);
    has_model(&reading, 0, "own:1b", MODEL_FROM_JSON);
    assert_int_equal(r->line, 1);
    assert_int_equal(r->status, STATUS_OK);
    assert_int_equal(r->flags, FLAG_RECOVERED);
    assert_int_equal(r->total_duration_ns.value, 5000000001);
    assert_int_equal(r->load_duration_ns.value, 7);
    assert_int_equal(r->eval_duration_ns.value, 2000000000);
    is_size(&r->response, 5, 5, 1);
}

static void a_damaged_object_without_figures(void **state)
{
    (void)state;
    struct reading reading;
    struct failure why;
    struct request head = {.line = 3, .format = SPAN("ollama"), .model = SPAN("phi3")};
    start(&reading);
    assert_true(transcript_damaged(reading.transcript, &head, &why));
    feed(&reading, " \"seed\": 3 }\n" BLOCK);
    finish(&reading);
    assert_int_equal(reading.all.problem_count, 1);
    assert_string_equal(reading.all.problems[0].code, "damaged-json");
    assert_int_equal(reading.all.problems[0].line, 3);
    assert_int_equal(reading.all.count, 1);
    is_block(&reading.all.requests[0]);
}

static void loose_members(void **state)
{
    (void)state;
    struct reading reading;
    assert_int_equal(read_all(&reading, "## gemma2:2b\n  \"eval_count\": 40,\n  \"eval_duration\": 2000000000\n}\n"
                                        "\"eval_count\": 41, \"eval_duration\": 3000000000}, "
                                        "{\"eval_count\": 42, \"eval_duration\": 2.5}\n"
                                        "the field \"eval_count\": 9 says\n"),
                     2);
    has_model(&reading, 0, "gemma2:2b", MODEL_FROM_HEADING);
    assert_int_equal(reading.all.requests[0].flags, FLAG_RECOVERED);
    assert_int_equal(reading.all.requests[0].eval_count.value, 40);
    assert_int_equal(reading.all.requests[1].eval_count.value, 41);
    assert_int_equal(reading.all.problem_count, 1);
    assert_string_equal(reading.all.problems[0].code, "bad-number");
}

/* --- Limits --------------------------------------------------------------------------------------------------- */

static bool refuse(void *ctx, const struct request *request, struct failure *why)
{
    (void)ctx;
    (void)request;
    return failure_set(why, "disk full");
}

static void a_failing_sink_is_told(void **state)
{
    (void)state;
    struct failure why;
    struct transcript_options options = {0};
    struct sink sink = {.request = refuse, .problem = collect_problem};
    struct transcript *transcript = transcript_open(&options, sink, &why);
    assert_non_null(transcript);
    assert_true(transcript_line(transcript, SPAN("eval rate: 5.00 tokens/s"), MARKS_ALL, 1, &why));
    assert_false(transcript_line(transcript, SPAN("eval rate: 6.00 tokens/s"), MARKS_ALL, 2, &why));
    assert_string_equal(why.message, "disk full");
    assert_false(transcript_end(transcript, &why));
    transcript_close(transcript);
}

/* A line of megabytes made of what looks like the beginning of something must not take long. */
static void long_lines_take_linear_time(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "{'a", "model='", ">>> ", "ollama run ", "eval rate:", "\"\"\"", "`x", "| ", "{", "  "};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        static char line[1 << 20];
        struct reading reading;
        struct failure why;
        size_t length = strlen(pieces[i]);
        for (size_t at = 0; at + length < sizeof line; at += length)
            memcpy(line + at, pieces[i], length);
        for (int answers = 0; answers < 2; answers++) {
            start(&reading);
            feed(&reading, answers ? ">>> question" : "text");
            transcript_claim(reading.transcript, (struct span){line, sizeof line - length}, 0);
            assert_true(
                transcript_line(reading.transcript, (struct span){line, sizeof line - length}, MARKS_ALL, 2, &why));
            finish(&reading);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block),
        cmocka_unit_test(every_guise_of_a_label),
        cmocka_unit_test(prompt_figures_are_not_answer_figures),
        cmocka_unit_test(averages_and_prose_are_no_figures),
        cmocka_unit_test(old_and_new_labels),
        cmocka_unit_test(durations_without_unit),
        cmocka_unit_test(rounded_seconds),
        cmocka_unit_test(a_contradicting_rate_is_flagged),
        cmocka_unit_test(unreadable_values_are_problems),
        cmocka_unit_test(absent_values_are_unknown),
        cmocka_unit_test(rates_alone_are_one_request_each),
        cmocka_unit_test(unknown_lines_do_not_break_a_block),
        cmocka_unit_test(what_ends_a_block),
        cmocka_unit_test(lists_keep_any_order),
        cmocka_unit_test(a_glued_first_label),
        cmocka_unit_test(command_echoes),
        cmocka_unit_test(the_last_echo_holds),
        cmocka_unit_test(templates_name_no_model),
        cmocka_unit_test(tool_lines),
        cmocka_unit_test(one_ps_row_above_or_below),
        cmocka_unit_test(headings_and_captions),
        cmocka_unit_test(headings_that_name_no_model),
        cmocka_unit_test(the_same_line_before_the_figure),
        cmocka_unit_test(file_names_are_guesses),
        cmocka_unit_test(the_option_beats_a_guess_and_nothing_else),
        cmocka_unit_test(hints_for_json),
        cmocka_unit_test(a_table_of_metrics),
        cmocka_unit_test(several_value_columns),
        cmocka_unit_test(a_table_that_repeats_is_none),
        cmocka_unit_test(a_drawn_table),
        cmocka_unit_test(labels_across),
        cmocka_unit_test(a_session),
        cmocka_unit_test(session_commands_are_no_questions),
        cmocka_unit_test(questions_over_several_lines),
        cmocka_unit_test(a_command_with_its_answer),
        cmocka_unit_test(thinking_is_apart),
        cmocka_unit_test(what_is_not_surely_the_answer_is_unknown),
        cmocka_unit_test(fences_and_prompts_inside_an_answer),
        cmocka_unit_test(code_in_an_answer_counts),
        cmocka_unit_test(answers_name_no_model),
        cmocka_unit_test(an_apostrophe_opens_nothing_for_long),
        cmocka_unit_test(server_lines_in_an_answer),
        cmocka_unit_test(a_session_on_one_line),
        cmocka_unit_test(python_values_become_json),
        cmocka_unit_test(what_is_no_python_value_is_text),
        cmocka_unit_test(python_values_are_claimed),
        cmocka_unit_test(the_other_half_of_a_damaged_object),
        cmocka_unit_test(a_damaged_object_without_figures),
        cmocka_unit_test(loose_members),
        cmocka_unit_test(a_failing_sink_is_told),
        cmocka_unit_test(long_lines_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
