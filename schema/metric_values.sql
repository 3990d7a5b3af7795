-- metric_values: the figures that statistics are made of. A row is a request, its series and a metric that it counts in.
--
-- Every statistic reads this, so an exclusion made in request_use holds everywhere.
--  1. A metric's name ends in its unit, and value is in that unit. What is unknown or excluded has no row.
--  2. ttft_ms is every request's; ttft_warm_ms and ttfa_ms (first answer text) are without cold starts and cached prompts.
--  3. tpot_ms divides by all tokens, itl_ms by the decode steps; norm_latency_ms is the total by tokens (LLMPerf's ITL).
--  4. decode_tok_s and prefill_tok_s are one request's rates, for the median of requests. The rate of a series is tokens
--     by time and stands in series_totals; it is not the mean of these.
--  5. norm_decode_tok_s leaves out what is known by characters only: that would be decode_chars_s under another name.
--  6. No window, no DISTINCT, no grouping: SQLite merges this view into the query that reads it, so that a condition there
--     (such as the one in percentiles_live) is met before any row is made.
CREATE VIEW metric_values AS
WITH metric(metric) AS (
  VALUES ('ttft_ms'), ('ttft_warm_ms'), ('ttfa_ms'), ('tpot_ms'), ('itl_ms'), ('decode_tok_s'), ('prefill_tok_s'),
    ('e2e_tok_s'), ('total_s'), ('norm_latency_ms'), ('residual_ms'), ('cold_load_ms'),
    ('decode_bytes_s'), ('decode_chars_s'), ('decode_words_s'), ('norm_decode_tok_s'),
    ('gap_p50_ms'), ('gap_p95_ms'), ('gap_max_ms'), ('prompt_eval_count'), ('eval_count')),
figure AS (
  SELECT s.series AS series, s.request_id AS request_id, k.metric AS metric,
    CASE k.metric
      WHEN 'ttft_ms'         THEN CASE WHEN u.why_not_ttft IS NULL THEN CAST(v.ttft_ns AS DOUBLE PRECISION) / 1e6 END
      WHEN 'ttft_warm_ms'    THEN CASE WHEN u.why_not_ttft_warm IS NULL THEN CAST(v.ttft_ns AS DOUBLE PRECISION) / 1e6 END
      WHEN 'ttfa_ms'         THEN CASE WHEN u.why_not_ttft_warm IS NULL THEN CAST(v.ttfa_ns AS DOUBLE PRECISION) / 1e6 END
      WHEN 'tpot_ms'         THEN CASE WHEN u.why_not_decode IS NULL THEN v.tpot_ms END
      WHEN 'itl_ms'          THEN CASE WHEN u.why_not_decode IS NULL THEN v.itl_ms END
      WHEN 'decode_tok_s'    THEN CASE WHEN u.why_not_decode IS NULL THEN v.decode_tok_s END
      WHEN 'prefill_tok_s'   THEN CASE WHEN u.why_not_prefill IS NULL THEN v.prefill_tok_s END
      WHEN 'e2e_tok_s'       THEN CASE WHEN u.why_not_decode IS NULL THEN v.e2e_tok_s END
      WHEN 'total_s'         THEN CASE WHEN u.why_not_total IS NULL THEN CAST(v.total_duration_ns AS DOUBLE PRECISION) / 1e9 END
      WHEN 'norm_latency_ms' THEN CASE WHEN u.why_not_decode IS NULL THEN v.norm_latency_ms END
      WHEN 'residual_ms'     THEN CASE WHEN u.why_not_total IS NULL THEN CAST(v.residual_ns AS DOUBLE PRECISION) / 1e6 END
      WHEN 'cold_load_ms'    THEN CASE WHEN u.why_not_total IS NULL AND v.is_cold = 1
                                       THEN CAST(v.load_duration_ns AS DOUBLE PRECISION) / 1e6 END
      WHEN 'decode_bytes_s'  THEN CASE WHEN u.why_not_decode IS NULL THEN v.decode_bytes_s END
      WHEN 'decode_chars_s'  THEN CASE WHEN u.why_not_decode IS NULL THEN v.decode_chars_s END
      WHEN 'decode_words_s'  THEN CASE WHEN u.why_not_decode IS NULL THEN v.decode_words_s END
      WHEN 'norm_decode_tok_s' THEN CASE WHEN u.why_not_decode IS NULL AND n.norm_method <> 'characters'
                                         THEN n.norm_decode_tok_s END
      WHEN 'gap_p50_ms'      THEN CASE WHEN u.why_not_stream IS NULL THEN CAST(v.gap_p50_ns AS DOUBLE PRECISION) / 1e6 END
      WHEN 'gap_p95_ms'      THEN CASE WHEN u.why_not_stream IS NULL THEN CAST(v.gap_p95_ns AS DOUBLE PRECISION) / 1e6 END
      WHEN 'gap_max_ms'      THEN CASE WHEN u.why_not_stream IS NULL THEN CAST(v.gap_max_ns AS DOUBLE PRECISION) / 1e6 END
      WHEN 'prompt_eval_count' THEN CASE WHEN v.is_measurement = 1 THEN CAST(v.prompt_eval_count AS DOUBLE PRECISION) END
      WHEN 'eval_count'      THEN CASE WHEN v.is_measurement = 1 THEN CAST(v.eval_count AS DOUBLE PRECISION) END
    END AS value
  FROM request_series s
  JOIN request_metrics v ON v.request_id = s.request_id
  JOIN request_use u ON u.request_id = s.request_id
  JOIN request_normalized n ON n.request_id = s.request_id
  CROSS JOIN metric k)
SELECT series, request_id, metric, value
FROM figure
WHERE value IS NOT NULL;
