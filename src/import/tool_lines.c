/*
 * What tools print as lines of text: Ollama's cmd/bench, MLX-LM's summary.
 *
 *  1. cmd/bench: a line for each step of a request. Prefill and generate are rates; ttft, load and total are
 * nanoseconds. The prompt's and the answer's sizes are not in them, so they are benchmark figures.
 *  2. MLX-LM: `Prompt: 31 tokens, 351.434 tokens-per-sec` and the same of `Generation:` are one request, of which
 * counts and rates are known. Its generation rate counts the tokens over the time since the first.
 */
#include "line_recogniser.h"

#include <stdlib.h>

enum { LINES_BETWEEN = 3 };

struct tools {
    struct sink sink;
    struct line_context around;
    bool has_prompt; /* of `mlx`, whose generation may follow */
    struct request mlx;
    char model[160]; /* of the last MLX-LM command above */
    size_t model_length;
};

static void *open_tools(struct sink sink, const struct line_context *around, struct failure *why)
{
    struct tools *tools = calloc(1, sizeof *tools);
    if (!tools)
        failure_out_of_memory(why);
    else
        *tools = (struct tools){.sink = sink, .around = *around};
    return tools;
}

/* --- Ollama's cmd/bench ------------------------------------------------------------------------------------------- */

static struct span name_value(struct span line, struct span name)
{
    size_t at = span_find(line, name);
    struct span rest = span_from(line, at + name.len);
    size_t end = 0;
    while (end < rest.len && rest.ptr[end] != ' ' && rest.ptr[end] != '\t' &&
           !span_starts(span_from(rest, end), SPAN("/step=")))
        end++;
    return at < line.len ? span_first(rest, end) : (struct span){0};
}

static const struct {
    struct span step, unit;
    const char *metric;
    double scale; /* to the metric's unit */
} steps[] = {
    {{"prefill", 7}, {"token/sec", 9}, "prefill_tok_s", 1},
    {{"generate", 8}, {"token/sec", 9}, "decode_tok_s", 1},
    {{"ttft", 4}, {"ns/", 3}, "ttft_ms", 1e-6},
    {{"load", 4}, {"ns/", 3}, "load_ms", 1e-6},
    {{"total", 5}, {"ns/", 3}, "total_ms", 1e-6},
};

/* The number before the word that starts with `unit`. */
static struct maybe_real number_before(struct span line, struct span unit)
{
    struct span number = {0};
    for (struct span rest = span_trim(line); rest.len; rest = span_trim(rest)) {
        struct span word = span_first(rest, span_find_byte(rest, ' '));
        word = span_first(word, span_find_byte(word, '\t'));
        if (number.len && span_starts(word, unit))
            return span_to_real(number);
        number = word;
        rest = span_from(rest, word.len);
    }
    return (struct maybe_real){0};
}

static bool take_ollama_bench(struct tools *tools, struct span line, int64_t number, bool *claimed, struct failure *why)
{
    struct span step = name_value(line, SPAN("/step="));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (!span_equal(step, steps[i].step))
            continue;
        struct benchmark b = {.line = number, .tool = SPAN("ollama-bench"), .test = step, .metric = steps[i].metric};
        struct maybe_real value = number_before(line, steps[i].unit);
        b.model = name_value(line, SPAN("/name="));
        b.mean = (struct maybe_real){value.value * steps[i].scale, value.known};
        *claimed = true;
        return !value.known || !tools->sink.benchmark || tools->sink.benchmark(tools->sink.ctx, &b, why);
    }
    return true;
}

/* --- MLX-LM ------------------------------------------------------------------------------------------------------- */

/* "31 tokens, 351.434 tokens-per-sec" */
static bool read_mlx(struct span text, struct maybe *count, struct maybe_real *rate)
{
    const struct span unit = SPAN(" tokens, ");
    size_t at = span_find(text, unit);
    if (at == text.len)
        return false;
    struct span behind = span_from(text, at + unit.len);
    size_t end = span_find(behind, SPAN(" tokens-per-sec"));
    if (end == behind.len)
        return false;
    *count = span_to_count(span_trim(span_first(text, at)));
    *rate = span_to_real(span_first(behind, end));
    return count->known && rate->known;
}

static bool put_mlx(struct tools *tools, struct failure *why)
{
    struct request *r = &tools->mlx;
    tools->has_prompt = false;
    r->model = (struct span){tools->model, tools->model_length};
    r->model_from = MODEL_FROM_COMMAND;
    if (r->model.len == 0)
        r->model = tools->around.model(tools->around.ctx, &r->model_from);
    if (r->model.len == 0)
        r->model_from = MODEL_FROM_NONE;
    return tools->sink.request(tools->sink.ctx, r, why);
}

static void start_mlx(struct tools *tools, int64_t number)
{
    tools->mlx = (struct request){.line = number, .format = SPAN("mlx-lm"), .status = STATUS_PARTIAL};
}

static bool take_prompt(struct tools *tools, struct span text, int64_t number, bool *claimed, struct failure *why)
{
    struct maybe count;
    struct maybe_real rate;
    *claimed = read_mlx(text, &count, &rate);
    if (!*claimed)
        return true;
    if (tools->has_prompt && !put_mlx(tools, why))
        return false;
    start_mlx(tools, number);
    tools->mlx.prompt_eval_count = count;
    tools->mlx.reported_prompt_eval_rate_tok_s = rate;
    tools->has_prompt = true;
    return true;
}

static bool take_generation(struct tools *tools, struct span text, int64_t number, bool *claimed, struct failure *why)
{
    struct maybe count;
    struct maybe_real rate;
    *claimed = read_mlx(text, &count, &rate);
    if (!*claimed)
        return true;
    bool far = number - tools->mlx.line > LINES_BETWEEN;
    if (tools->has_prompt && far && !put_mlx(tools, why))
        return false;
    if (!tools->has_prompt)
        start_mlx(tools, number);
    tools->mlx.eval_count = count;
    tools->mlx.reported_eval_rate_tok_s = rate;
    return put_mlx(tools, why);
}

/* "mlx_lm.generate --model NAME --prompt …" */
static void note_command(struct tools *tools, struct span line)
{
    size_t at = span_find(line, SPAN("--model "));
    struct span rest = span_trim(span_from(line, at + 8)), model = span_first(rest, span_find_byte(rest, ' '));
    if (at == line.len || model.len == 0 || model.len > sizeof tools->model)
        return;
    memcpy(tools->model, model.ptr, model.len);
    tools->model_length = model.len;
}

/* --- lines -------------------------------------------------------------------------------------------------------- */

static bool take_line(void *self, struct span text, unsigned marks, int64_t number, bool *claimed, struct failure *why)
{
    struct tools *tools = self;
    (void)marks;
    *claimed = false;
    if (span_find(text, SPAN("/step=")) < text.len && span_find(text, SPAN("/name=")) < text.len)
        return take_ollama_bench(tools, text, number, claimed, why);
    if (span_find(text, SPAN("mlx_lm")) < text.len)
        note_command(tools, text);
    if (span_find(text, SPAN(" tokens-per-sec")) == text.len)
        return true;
    size_t prompt = span_find(text, SPAN("Prompt: ")), answer = span_find(text, SPAN("Generation: "));
    if (prompt < text.len)
        return take_prompt(tools, span_from(text, prompt + 8), number, claimed, why);
    return answer == text.len || take_generation(tools, span_from(text, answer + 12), number, claimed, why);
}

static bool end_tools(void *self, struct failure *why)
{
    struct tools *tools = self;
    return !tools->has_prompt || put_mlx(tools, why);
}

const struct line_recogniser tool_lines = {
    .needs = MARK_EQUALS | MARK_UNDERSCORE | MARK_HYPHEN,
    .open = open_tools,
    .line = take_line,
    .end = end_tools,
    .close = free,
};
