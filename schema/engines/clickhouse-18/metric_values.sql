CREATE VIEW metric_values AS
SELECT series, request_id, metric, assumeNotNull(figure) AS value
FROM request_values
ARRAY JOIN
  ['ttft_ms', 'ttft_warm_ms', 'ttfa_ms', 'tpot_ms', 'itl_ms', 'prefill_tok_s', 'decode_tok_s', 'e2e_tok_s',
   'norm_decode_tok_s', 'decode_bytes_s', 'decode_chars_s', 'decode_words_s', 'total_s', 'norm_latency_ms',
   'residual_ms', 'cold_load_ms', 'gap_p50_ms', 'gap_p95_ms', 'gap_max_ms', 'prompt_eval_count', 'eval_count'] AS metric,
  [ttft_ms, ttft_warm_ms, ttfa_ms, tpot_ms, itl_ms, prefill_tok_s, decode_tok_s, e2e_tok_s, norm_decode_tok_s,
   decode_bytes_s, decode_chars_s, decode_words_s, total_s, norm_latency_ms, residual_ms, cold_load_ms, gap_p50_ms,
   gap_p95_ms, gap_max_ms, prompt_eval_count, eval_count] AS figure
WHERE figure IS NOT NULL;
