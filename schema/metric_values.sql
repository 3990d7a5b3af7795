-- metric_values: request_values in long form. A row is a request in its series and a metric that it counts in; the metric's
-- name ends in its unit, and value is in that unit. What is unknown or excluded has no row.
CREATE VIEW metric_values AS
WITH metric(metric) AS (
  VALUES ('ttft_ms'), ('ttft_warm_ms'), ('ttfa_ms'), ('tpot_ms'), ('itl_ms'), ('prefill_tok_s'), ('decode_tok_s'),
    ('e2e_tok_s'), ('norm_decode_tok_s'), ('decode_bytes_s'), ('decode_chars_s'), ('decode_words_s'),
    ('total_s'), ('norm_latency_ms'), ('residual_ms'), ('cold_load_ms'),
    ('gap_p50_ms'), ('gap_p95_ms'), ('gap_max_ms'), ('prompt_eval_count'), ('eval_count')),
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
