/*
 * The expressions of request_metrics and request_use, in their order. A comparison with what is unknown does not hold,
 * and a figure made of something unknown is unknown, as in SQL.
 */
#include "request_figures.h"

#include <math.h>

static const int64_t CLOCK_DOUBT_NS = 5000000, LATE_TEXT_NS = 50000000, ROUNDED_TOLERANCE_NS = 2000000000;

/* --- unknown or not ----------------------------------------------------------------------------------------------- */

static int64_t or_zero(struct maybe value)
{
    return value.known ? value.value : 0;
}

static bool is_positive(struct maybe value)
{
    return value.known && value.value > 0;
}

static bool is_less(struct maybe a, struct maybe b)
{
    return a.known && b.known && a.value < b.value;
}

static bool is_between(struct maybe value, struct maybe low, struct maybe high)
{
    return value.known && low.known && high.known && low.value <= value.value && value.value <= high.value;
}

static struct maybe add(struct maybe a, struct maybe b)
{
    return a.known && b.known ? maybe_of(a.value + b.value) : (struct maybe){0};
}

static struct maybe subtract(struct maybe a, struct maybe b)
{
    return a.known && b.known ? maybe_of(a.value - b.value) : (struct maybe){0};
}

static struct maybe unless_zero(struct maybe value)
{
    return value.known && value.value != 0 ? value : (struct maybe){0};
}

/* count * 1e9 / ns */
static struct maybe_real per_second(struct maybe count, struct maybe ns)
{
    if (!count.known || !ns.known || ns.value == 0)
        return (struct maybe_real){0};
    return maybe_real_of((double)count.value * 1e9 / (double)ns.value);
}

/* ns / count / 1e6 */
static struct maybe_real ms_each(struct maybe ns, struct maybe count)
{
    if (!ns.known || !count.known || count.value == 0)
        return (struct maybe_real){0};
    return maybe_real_of((double)ns.value / (double)count.value / 1e6);
}

/* Exactly; a whole number of at least 0. */
static bool exceeds(int64_t whole, double real)
{
    return real < 0 || (real < 0x1p62 && whole > (int64_t)real);
}

static bool is_word(struct span text, struct span word)
{
    return text.ptr && span_equal(text, word);
}

/* --- request_metrics ---------------------------------------------------------------------------------------------- */

static void read_flags(struct request_figures *f)
{
    int64_t flags = or_zero(f->flags);
    f->is_recovered = flags & 1;
    f->is_derived = flags & 2;
    f->is_rate_mismatch = flags & 4;
    f->is_no_unit = flags & 8;
    f->is_rounded = flags & 16;
    f->is_reordered = flags & 32;
    f->is_unsure_model = flags & 64;
}

static void judge_kind(struct request_figures *f, const struct figure_settings *settings)
{
    f->is_complete = is_word(f->status, SPAN("ok"));
    f->is_measurement = f->is_complete || is_word(f->status, SPAN("partial"));
    f->is_embedding = is_word(f->endpoint, SPAN("embed"));
    f->is_cold = f->load_duration_ns.known && (double)f->load_duration_ns.value >= settings->cold_load_ns;
    f->is_short = f->eval_count.known && (double)f->eval_count.value < settings->min_eval_count;
    f->is_cut = is_word(f->done_reason, SPAN("length"));
    f->is_remote = f->remote_host.ptr || f->is_cloud_model || f->engine_kind == ENGINE_REMOTE;
}

/* How many steps eval_duration covers more than there are tokens: rule 3. */
static int64_t further_steps(const struct request_figures *f)
{
    switch (f->engine_kind) {
    case ENGINE_MLX:
        return f->is_cut ? 0 : 1;
    case ENGINE_MLX_OLD:
        return f->is_cut ? -1 : 0;
    default:
        return -1;
    }
}

static void count_tokens(struct request_figures *f)
{
    int64_t cached = or_zero(f->prompt_eval_cached_count);
    f->prompt_eval_uncached_count = f->prompt_eval_count.known && f->prompt_eval_count.value > cached
                                        ? maybe_of(f->prompt_eval_count.value - cached)
                                        : (struct maybe){0};
    f->decode_step_count =
        is_positive(f->eval_count) ? maybe_of(f->eval_count.value + further_steps(f)) : (struct maybe){0};
}

static struct maybe text_size(struct maybe answer, struct maybe thinking)
{
    return unless_zero(add(answer, maybe_of(or_zero(thinking))));
}

/* What MLX leaves of the prompt to the first decode step. */
static struct maybe first_step(const struct request_figures *f)
{
    if (f->engine_kind != ENGINE_MLX)
        return maybe_of(0);
    if (!is_positive(f->decode_step_count) || !f->eval_duration_ns.known)
        return (struct maybe){0};
    return maybe_of(f->eval_duration_ns.value / f->decode_step_count.value);
}

static void bound_first_token(struct request_figures *f)
{
    struct maybe step = first_step(f);
    struct maybe last_start = add(subtract(f->total_duration_ns, f->eval_duration_ns), step);
    f->started_at_ns = subtract(f->created_at_ns, f->total_duration_ns);
    f->residual_ns = subtract(
        subtract(subtract(f->total_duration_ns, maybe_of(or_zero(f->load_duration_ns))), f->prompt_eval_duration_ns),
        f->eval_duration_ns);
    f->ttft_lower_ns = add(add(maybe_of(or_zero(f->load_duration_ns)), f->prompt_eval_duration_ns), step);
    f->ttft_upper_ns = is_less(last_start, f->ttft_lower_ns) ? f->ttft_lower_ns : last_start;
}

static struct maybe since_start(const struct request_figures *f, struct maybe at_ns)
{
    return is_between(at_ns, f->started_at_ns, f->created_at_ns) ? subtract(at_ns, f->started_at_ns)
                                                                 : (struct maybe){0};
}

static bool is_clock_doubt(const struct request_figures *f)
{
    return (f->is_reordered && f->first_text_at_ns.known) || is_less(f->first_text_at_ns, f->started_at_ns) ||
           is_less(f->created_at_ns, f->first_text_at_ns) ||
           is_less(f->ttft_measured_ns, subtract(f->ttft_lower_ns, maybe_of(CLOCK_DOUBT_NS)));
}

static void time_first_token(struct request_figures *f)
{
    f->ttft_measured_ns = since_start(f, f->first_text_at_ns);
    f->is_clock_doubt = is_clock_doubt(f);
    bool is_measured = !f->is_clock_doubt && f->ttft_measured_ns.known;
    f->ttft_ns = is_measured ? f->ttft_measured_ns : f->reported_ttft_ns.known ? f->reported_ttft_ns : f->ttft_lower_ns;
    f->ttft_from = is_measured                 ? "stream"
                   : f->reported_ttft_ns.known ? "reported"
                   : f->ttft_lower_ns.known    ? "estimate"
                                               : NULL;
    f->ttfa_ns = f->is_clock_doubt ? (struct maybe){0} : since_start(f, f->first_answer_at_ns);
    struct maybe thinking = subtract(f->first_answer_at_ns, f->first_thinking_at_ns);
    f->thinking_span_ns = !f->is_reordered && thinking.known && thinking.value >= 0 ? thinking : (struct maybe){0};
    f->is_late_text =
        f->engine_kind != ENGINE_MLX && is_less(add(f->ttft_upper_ns, maybe_of(LATE_TEXT_NS)), f->ttft_measured_ns);
}

/* A phase's rate: from its figures, else as printed. */
static void choose_rate(bool has_figures, struct maybe_real computed, struct maybe_real printed,
                        struct maybe_real *rate, const char **from)
{
    bool is_printed = printed.known && printed.value != 0;
    *rate = has_figures ? computed : is_printed ? printed : (struct maybe_real){0};
    *from = has_figures ? "figures" : printed.known && printed.value > 0 ? "reported" : NULL;
}

static void work_out_rates(struct request_figures *f)
{
    choose_rate(f->prompt_eval_count.known && is_positive(f->prompt_eval_duration_ns),
                per_second(f->prompt_eval_uncached_count, f->prompt_eval_duration_ns),
                f->reported_prompt_eval_rate_tok_s, &f->prefill_tok_s, &f->prefill_rate_from);
    choose_rate(is_positive(f->eval_count) && is_positive(f->eval_duration_ns),
                per_second(f->eval_count, f->eval_duration_ns), f->reported_eval_rate_tok_s, &f->decode_tok_s,
                &f->decode_rate_from);
    bool has_steps = is_positive(f->eval_duration_ns) && is_positive(f->decode_step_count);
    f->tpot_ms = ms_each(unless_zero(f->eval_duration_ns), f->eval_count);
    f->itl_ms = has_steps ? ms_each(f->eval_duration_ns, f->decode_step_count) : (struct maybe_real){0};
    f->e2e_tok_s = per_second(unless_zero(f->eval_count), f->total_duration_ns);
    f->norm_latency_ms = ms_each(unless_zero(f->total_duration_ns), f->eval_count);
}

static void measure_text(struct request_figures *f)
{
    f->text_bytes = text_size(f->response_bytes, f->thinking_bytes);
    f->text_chars = text_size(f->response_chars, f->thinking_chars);
    f->text_words = text_size(f->response_words, f->thinking_words);
    f->decode_bytes_s = per_second(f->text_bytes, f->eval_duration_ns);
    f->decode_chars_s = per_second(f->text_chars, f->eval_duration_ns);
    f->decode_words_s = per_second(f->text_words, f->eval_duration_ns);
    f->tokens_per_chunk = f->eval_count.known && f->chunk_count.known && f->chunk_count.value != 0
                              ? maybe_real_of((double)f->eval_count.value / (double)f->chunk_count.value)
                              : (struct maybe_real){0};
}

static struct maybe clock_step(const struct request_figures *f)
{
    if (f->is_rounded || f->is_derived || !f->prompt_eval_duration_ns.known || !f->eval_duration_ns.known)
        return (struct maybe){0};
    int64_t prompt = f->prompt_eval_duration_ns.value, answer = f->eval_duration_ns.value;
    if (prompt % 1000000 == 0 && answer % 1000000 == 0)
        return maybe_of(1000000);
    return maybe_of((prompt + 1) % 1000 <= 2 && (answer + 1) % 1000 <= 2 ? 1000 : 1);
}

static bool is_beyond_whole(const struct request_figures *f, const struct figure_settings *settings)
{
    int64_t parts = or_zero(f->load_duration_ns) + or_zero(f->prompt_eval_duration_ns) + or_zero(f->eval_duration_ns);
    if (!f->total_duration_ns.known)
        return false;
    if (f->is_rounded || f->is_derived)
        return parts > f->total_duration_ns.value + ROUNDED_TOLERANCE_NS;
    return exceeds(parts, (double)f->total_duration_ns.value + settings->whole_tolerance_ns);
}

static void judge_figures(struct request_figures *f, const struct figure_settings *settings)
{
    struct maybe_real steps_tok_s = per_second(f->decode_step_count, f->eval_duration_ns);
    bool is_only_printed = !f->eval_duration_ns.known || !f->eval_count.known;
    f->is_suspect = is_beyond_whole(f, settings) ||
                    (steps_tok_s.known && steps_tok_s.value > settings->max_plausible_tok_s) ||
                    (f->reported_eval_rate_tok_s.known &&
                     f->reported_eval_rate_tok_s.value > settings->max_plausible_tok_s && is_only_printed);
    f->is_two_pass =
        is_positive(f->thinking_chars) && f->residual_ns.known && 4 * f->residual_ns.value > f->total_duration_ns.value;
}

/* --- request_use -------------------------------------------------------------------------------------------------- */

static const char NOT_IN_LOG[] = "not in the log", PROMPT_CACHE[] = "prompt cache";

static const char *why_not_at_all(const struct request_figures *f)
{
    if (is_word(f->status, SPAN("incomplete")))
        return "stream without its end";
    if (is_word(f->status, SPAN("error")))
        return "error";
    if (is_word(f->status, SPAN("load")))
        return "only loads or unloads a model";
    return f->is_suspect ? "figures contradict each other" : f->is_embedding ? "embedding" : NULL;
}

static const char *why_not_warm(const struct request_figures *f, const struct figure_settings *settings)
{
    if (!f->ttft_ns.known)
        return NOT_IN_LOG;
    if (f->is_cold && !settings->ttft_counts_cold)
        return "cold start";
    return is_positive(f->cache_class) && !settings->ttft_counts_cached ? PROMPT_CACHE : NULL;
}

static const char *why_not_prefill(const struct request_figures *f, const struct figure_settings *settings)
{
    if (is_positive(f->cache_class) && (!f->prompt_eval_cached_count.known || !f->prefill_tok_s.known))
        return PROMPT_CACHE;
    if (!f->prefill_tok_s.known)
        return NOT_IN_LOG;
    bool is_short_prompt = f->prompt_eval_uncached_count.known &&
                           (double)f->prompt_eval_uncached_count.value < settings->min_prompt_eval_count;
    return is_short_prompt ? "short prompt" : NULL;
}

static void find_reasons(struct request_figures *f, const struct figure_settings *settings)
{
    const char *why_not = why_not_at_all(f);
    f->why_not = why_not;
    f->why_not_total = why_not ? why_not : is_positive(f->total_duration_ns) ? NULL : NOT_IN_LOG;
    f->why_not_cold_load = f->why_not_total ? f->why_not_total : f->is_cold ? NULL : "no cold start";
    f->why_not_ttft = why_not ? why_not : f->ttft_ns.known ? NULL : NOT_IN_LOG;
    f->why_not_ttft_warm = why_not ? why_not : why_not_warm(f, settings);
    f->why_not_prefill = why_not ? why_not : why_not_prefill(f, settings);
    f->why_not_decode = why_not ? why_not : !f->decode_tok_s.known ? NOT_IN_LOG : f->is_short ? "short answer" : NULL;
    f->why_not_stream = why_not                ? why_not
                        : !f->gap_p50_ns.known ? NOT_IN_LOG
                        : f->is_reordered      ? "times run backwards"
                                               : NULL;
}

void figures_work_out(struct request_figures *figures, const struct figure_settings *settings)
{
    read_flags(figures);
    judge_kind(figures, settings);
    count_tokens(figures);
    bound_first_token(figures);
    time_first_token(figures);
    work_out_rates(figures);
    measure_text(figures);
    figures->clock_step_ns = clock_step(figures);
    judge_figures(figures, settings);
    find_reasons(figures, settings);
}
