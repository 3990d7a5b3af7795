#include "request_values.h"

#include <math.h>
#include <stddef.h>

/* A figure and its unit: nanoseconds become what the metric's name says. */
enum value_kind { WHOLE, REAL, NORMALIZED };

#define NOT(reason) offsetof(struct request_figures, why_not_##reason)
#define OF(member)  offsetof(struct request_figures, member)

static const struct value {
    const char *name;
    enum value_kind kind;
    size_t reason; /* what says why it does not count; 0: it counts in every measurement */
    size_t figure;
    double divisor;
} values_of[VALUE_COUNT] = {
    {"ttft_ms", WHOLE, NOT(ttft), OF(ttft_ns), 1e6},
    {"ttft_warm_ms", WHOLE, NOT(ttft_warm), OF(ttft_ns), 1e6},
    {"ttfa_ms", WHOLE, NOT(ttft_warm), OF(ttfa_ns), 1e6},
    {"tpot_ms", REAL, NOT(decode), OF(tpot_ms), 1},
    {"itl_ms", REAL, NOT(decode), OF(itl_ms), 1},
    {"prefill_tok_s", REAL, NOT(prefill), OF(prefill_tok_s), 1},
    {"decode_tok_s", REAL, NOT(decode), OF(decode_tok_s), 1},
    {"e2e_tok_s", REAL, NOT(decode), OF(e2e_tok_s), 1},
    {"norm_decode_tok_s", NORMALIZED, NOT(decode), 0, 1},
    {"decode_bytes_s", REAL, NOT(decode), OF(decode_bytes_s), 1},
    {"decode_chars_s", REAL, NOT(decode), OF(decode_chars_s), 1},
    {"decode_words_s", REAL, NOT(decode), OF(decode_words_s), 1},
    {"total_s", WHOLE, NOT(total), OF(total_duration_ns), 1e9},
    {"norm_latency_ms", REAL, NOT(decode), OF(norm_latency_ms), 1},
    {"residual_ms", WHOLE, NOT(total), OF(residual_ns), 1e6},
    {"cold_load_ms", WHOLE, NOT(cold_load), OF(load_duration_ns), 1e6},
    {"gap_p50_ms", WHOLE, NOT(stream), OF(gap_p50_ns), 1e6},
    {"gap_p95_ms", WHOLE, NOT(stream), OF(gap_p95_ns), 1e6},
    {"gap_max_ms", WHOLE, NOT(stream), OF(gap_max_ns), 1e6},
    {"prompt_eval_count", WHOLE, 0, OF(prompt_eval_count), 1},
    {"eval_count", WHOLE, 0, OF(eval_count), 1},
};

/* Of request_normalized, but for characters, which are no tokens. */
static double normalized(const struct request_figures *figures, struct maybe_real factor)
{
    struct maybe counted = figures->reference_token_count, ns = figures->eval_duration_ns;
    if (counted.known && counted.value > 0)
        return ns.known && ns.value ? (double)counted.value * 1e9 / (double)ns.value : (double)NAN;
    return factor.known && figures->decode_tok_s.known ? figures->decode_tok_s.value / factor.value : (double)NAN;
}

static bool counts(const struct value *value, const struct request_figures *figures)
{
    if (!value->reason)
        return figures->is_measurement;
    return !*(const char *const *)(const void *)((const char *)figures + value->reason);
}

static double work_out(const struct value *value, const struct request_figures *figures, struct maybe_real factor)
{
    const void *at = (const char *)figures + value->figure;
    if (!counts(value, figures))
        return (double)NAN;
    if (value->kind == NORMALIZED)
        return normalized(figures, factor);
    if (value->kind == REAL)
        return ((const struct maybe_real *)at)->known ? ((const struct maybe_real *)at)->value : (double)NAN;
    const struct maybe *whole = at;
    return whole->known ? (double)whole->value / value->divisor : (double)NAN;
}

void request_values_work_out(const struct request_figures *figures, struct maybe_real factor,
                             double values[VALUE_COUNT])
{
    for (size_t i = 0; i < VALUE_COUNT; i++)
        values[i] = work_out(&values_of[i], figures, factor);
}

const char *request_value_name(size_t value)
{
    return values_of[value].name;
}
