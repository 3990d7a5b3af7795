-- What comes to an engine already judged, in the words of facts.sql: a row of these views is a row there (request_normalized,
-- request_series).
CREATE TABLE request_normalized(
  request_id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL, model_id INTEGER NOT NULL, source_id INTEGER NOT NULL,
  prompt_id INTEGER, source TEXT NOT NULL, line INTEGER NOT NULL, ollama_version TEXT, model TEXT NOT NULL,
  engine TEXT, model_from TEXT, format TEXT NOT NULL, endpoint TEXT, status TEXT NOT NULL, done_reason TEXT,
  created_at_ns INTEGER, started_at_ns INTEGER, total_duration_ns INTEGER, load_duration_ns INTEGER,
  prompt_eval_count INTEGER, prompt_eval_cached_count INTEGER, prompt_eval_uncached_count INTEGER,
  prompt_eval_duration_ns INTEGER, eval_count INTEGER, eval_duration_ns INTEGER, decode_step_count INTEGER,
  residual_ns INTEGER, ttft_ns INTEGER, ttft_from TEXT, ttft_lower_ns INTEGER, ttft_upper_ns INTEGER,
  ttft_measured_ns INTEGER, ttfa_ns INTEGER, thinking_span_ns INTEGER, prefill_tok_s REAL, prefill_rate_from TEXT,
  decode_tok_s REAL, decode_rate_from TEXT, reported_prompt_eval_rate_tok_s REAL, reported_eval_rate_tok_s REAL,
  tpot_ms REAL, itl_ms REAL, e2e_tok_s REAL, norm_latency_ms REAL, text_bytes INTEGER, text_chars INTEGER,
  text_words INTEGER, reference_token_count INTEGER, chunk_count INTEGER, decode_bytes_s REAL, decode_chars_s REAL,
  decode_words_s REAL, gap_p50_ns INTEGER, gap_p95_ns INTEGER, gap_max_ns INTEGER, gap_jitter_ns INTEGER,
  stall_count INTEGER, stall_duration_ns INTEGER, tokens_per_chunk REAL, clock_step_ns INTEGER,
  is_measurement INTEGER NOT NULL, is_complete INTEGER NOT NULL, is_embedding INTEGER NOT NULL,
  is_cold INTEGER NOT NULL, is_short INTEGER NOT NULL, is_cut INTEGER NOT NULL, is_remote INTEGER NOT NULL,
  is_suspect INTEGER NOT NULL, is_clock_doubt INTEGER NOT NULL, is_late_text INTEGER NOT NULL,
  is_two_pass INTEGER NOT NULL, is_recovered INTEGER NOT NULL, is_derived INTEGER NOT NULL,
  is_rate_mismatch INTEGER NOT NULL, is_no_unit INTEGER NOT NULL, is_rounded INTEGER NOT NULL,
  is_reordered INTEGER NOT NULL, is_unsure_model INTEGER NOT NULL, cache_class INTEGER NOT NULL, seen INTEGER,
  why_not TEXT, why_not_total TEXT, why_not_ttft TEXT, why_not_ttft_warm TEXT, why_not_prefill TEXT,
  why_not_decode TEXT, why_not_stream TEXT, norm_method TEXT, answer_reference_tokens REAL, norm_decode_tok_s REAL,
  norm_decode_lo_tok_s REAL, norm_decode_hi_tok_s REAL
);

CREATE TABLE request_series(
  request_id INTEGER PRIMARY KEY, series TEXT NOT NULL
);
