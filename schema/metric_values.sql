-- metric_values: request_values in long form. A row is a request in its series and a metric that it counts in; the metric's
-- name ends in its unit, and value is in that unit. What is unknown or excluded has no row.
CREATE VIEW metric_values AS
WITH metric AS (
  SELECT 'ttft_ms' AS metric UNION ALL SELECT 'ttft_warm_ms' UNION ALL SELECT 'ttfa_ms' UNION ALL SELECT 'tpot_ms'
  UNION ALL SELECT 'itl_ms' UNION ALL SELECT 'prefill_tok_s' UNION ALL SELECT 'decode_tok_s' UNION ALL SELECT 'e2e_tok_s'
  UNION ALL SELECT 'norm_decode_tok_s' UNION ALL SELECT 'decode_bytes_s' UNION ALL SELECT 'decode_chars_s'
  UNION ALL SELECT 'decode_words_s' UNION ALL SELECT 'total_s' UNION ALL SELECT 'norm_latency_ms'
  UNION ALL SELECT 'residual_ms' UNION ALL SELECT 'cold_load_ms' UNION ALL SELECT 'gap_p50_ms'
  UNION ALL SELECT 'gap_p95_ms' UNION ALL SELECT 'gap_max_ms' UNION ALL SELECT 'prompt_eval_count'
  UNION ALL SELECT 'eval_count'),
figure AS (
  SELECT v.series AS series, v.request_id AS request_id, k.metric AS metric,
    CASE k.metric
      WHEN 'ttft_ms' THEN v.ttft_ms
      WHEN 'ttft_warm_ms' THEN v.ttft_warm_ms
      WHEN 'ttfa_ms' THEN v.ttfa_ms
      WHEN 'tpot_ms' THEN v.tpot_ms
      WHEN 'itl_ms' THEN v.itl_ms
      WHEN 'prefill_tok_s' THEN v.prefill_tok_s
      WHEN 'decode_tok_s' THEN v.decode_tok_s
      WHEN 'e2e_tok_s' THEN v.e2e_tok_s
      WHEN 'norm_decode_tok_s' THEN v.norm_decode_tok_s
      WHEN 'decode_bytes_s' THEN v.decode_bytes_s
      WHEN 'decode_chars_s' THEN v.decode_chars_s
      WHEN 'decode_words_s' THEN v.decode_words_s
      WHEN 'total_s' THEN v.total_s
      WHEN 'norm_latency_ms' THEN v.norm_latency_ms
      WHEN 'residual_ms' THEN v.residual_ms
      WHEN 'cold_load_ms' THEN v.cold_load_ms
      WHEN 'gap_p50_ms' THEN v.gap_p50_ms
      WHEN 'gap_p95_ms' THEN v.gap_p95_ms
      WHEN 'gap_max_ms' THEN v.gap_max_ms
      WHEN 'prompt_eval_count' THEN v.prompt_eval_count
      WHEN 'eval_count' THEN v.eval_count
    END AS value
  FROM request_values v
  CROSS JOIN metric k)
SELECT series, request_id, metric, value
FROM figure
WHERE value IS NOT NULL;
