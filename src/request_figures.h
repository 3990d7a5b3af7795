/*
 * What one request's figures mean: the columns of request_metrics and request_use, worked out in C.
 *
 * The views are the definition; these are the same values, bit for bit (tests/unit/request_table_test.c), at a tenth of
 * the time. What may be assumed for that is told by whoever reads the facts (request_reader.h).
 */
#ifndef EVALRATE_REQUEST_FIGURES_H
#define EVALRATE_REQUEST_FIGURES_H

#include "span.h"

enum model_engine { ENGINE_OTHER, ENGINE_MLX, ENGINE_MLX_OLD, ENGINE_REMOTE };

/* Of table setting; NaN where one is missing, which no comparison holds for. */
struct figure_settings {
    double cold_load_ns, min_eval_count, min_prompt_eval_count, max_plausible_tok_s, whole_tolerance_ns;
    bool ttft_counts_cold, ttft_counts_cached;
};

/* A text without ptr, and a word that is NULL, is unknown. Texts are not owned. */
struct request_figures {
    /* Facts, set by whoever read them. */
    struct maybe request_id, run_id, model_id, source_id, prompt_id, line;
    struct span source, ollama_version, model, engine, model_from, format, endpoint, status, done_reason, remote_host;
    struct maybe created_at_ns, total_duration_ns, load_duration_ns, prompt_eval_count, prompt_eval_cached_count,
        prompt_eval_duration_ns, eval_count, eval_duration_ns, reported_ttft_ns;
    struct maybe_real reported_prompt_eval_rate_tok_s, reported_eval_rate_tok_s;
    struct maybe response_bytes, response_chars, response_words, thinking_bytes, thinking_chars, thinking_words;
    struct maybe first_text_at_ns, first_thinking_at_ns, first_answer_at_ns, flags;
    struct maybe reference_token_count, chunk_count;
    struct maybe gap_p50_ns, gap_p95_ns, gap_max_ns, gap_jitter_ns, stall_count, stall_duration_ns;
    enum model_engine engine_kind;
    bool is_cloud_model;
    struct maybe cache_class, seen; /* of request_cache */

    /* Worked out. */
    struct maybe started_at_ns, prompt_eval_uncached_count, decode_step_count, residual_ns;
    struct maybe ttft_ns, ttft_lower_ns, ttft_upper_ns, ttft_measured_ns, ttfa_ns, thinking_span_ns;
    const char *ttft_from, *prefill_rate_from, *decode_rate_from;
    struct maybe_real prefill_tok_s, decode_tok_s, tpot_ms, itl_ms, e2e_tok_s, norm_latency_ms;
    struct maybe text_bytes, text_chars, text_words;
    struct maybe_real decode_bytes_s, decode_chars_s, decode_words_s, tokens_per_chunk;
    struct maybe clock_step_ns;
    bool is_measurement, is_complete, is_embedding, is_cold, is_short, is_cut, is_remote, is_suspect, is_clock_doubt,
        is_late_text, is_two_pass, is_recovered, is_derived, is_rate_mismatch, is_no_unit, is_rounded, is_reordered,
        is_unsure_model;
    const char *why_not, *why_not_total, *why_not_ttft, *why_not_ttft_warm, *why_not_prefill, *why_not_decode,
        *why_not_stream;
    const char *why_not_cold_load; /* of no view: why the load is no cold one that counts (request_values) */
};

/* Counts and durations are 0 … 2^53-1 and instants within 2^62 of 0, so nothing here overflows. */
void figures_work_out(struct request_figures *figures, const struct figure_settings *settings);

#endif
