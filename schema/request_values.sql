-- request_values: the figures that statistics are made of. A row is a request in its series; each further column is a
-- metric, named with its unit, and NULL where it is unknown or the request does not count in it.
--
-- Every statistic of a metric reads this view (or metric_values, the same in long form), so an exclusion made in
-- request_use holds everywhere.
--  1. ttft_ms is every request's; ttft_warm_ms and ttfa_ms (first answer text) are without cold starts and cached prompts.
--  2. tpot_ms divides by all tokens, itl_ms by the decode steps; norm_latency_ms is the total by tokens (LLMPerf's ITL).
--  3. decode_tok_s and prefill_tok_s are one request's rates, for the median of requests. The rate of a series is tokens
--     by time and stands in series_totals; it is not the mean of these.
--  4. norm_decode_tok_s leaves out what is known by characters only: that would be decode_chars_s under another name.
--  5. No window, no DISTINCT, no grouping here: SQLite merges this view into the query that reads it, so that a condition
--     there (such as the one in percentiles_live) is met before any row is made, and unread columns cost nothing.
CREATE VIEW request_values AS
SELECT s.series AS series, s.request_id AS request_id,
  CASE WHEN v.why_not_ttft IS NULL THEN CAST(v.ttft_ns AS DOUBLE PRECISION) / 1e6 END AS ttft_ms,
  CASE WHEN v.why_not_ttft_warm IS NULL THEN CAST(v.ttft_ns AS DOUBLE PRECISION) / 1e6 END AS ttft_warm_ms,
  CASE WHEN v.why_not_ttft_warm IS NULL THEN CAST(v.ttfa_ns AS DOUBLE PRECISION) / 1e6 END AS ttfa_ms,
  CASE WHEN v.why_not_decode IS NULL THEN v.tpot_ms END AS tpot_ms,
  CASE WHEN v.why_not_decode IS NULL THEN v.itl_ms END AS itl_ms,
  CASE WHEN v.why_not_prefill IS NULL THEN v.prefill_tok_s END AS prefill_tok_s,
  CASE WHEN v.why_not_decode IS NULL THEN v.decode_tok_s END AS decode_tok_s,
  CASE WHEN v.why_not_decode IS NULL THEN v.e2e_tok_s END AS e2e_tok_s,
  CASE WHEN v.why_not_decode IS NULL AND v.norm_method <> 'characters' THEN v.norm_decode_tok_s END AS norm_decode_tok_s,
  CASE WHEN v.why_not_decode IS NULL THEN v.decode_bytes_s END AS decode_bytes_s,
  CASE WHEN v.why_not_decode IS NULL THEN v.decode_chars_s END AS decode_chars_s,
  CASE WHEN v.why_not_decode IS NULL THEN v.decode_words_s END AS decode_words_s,
  CASE WHEN v.why_not_total IS NULL THEN CAST(v.total_duration_ns AS DOUBLE PRECISION) / 1e9 END AS total_s,
  CASE WHEN v.why_not_decode IS NULL THEN v.norm_latency_ms END AS norm_latency_ms,
  CASE WHEN v.why_not_total IS NULL THEN CAST(v.residual_ns AS DOUBLE PRECISION) / 1e6 END AS residual_ms,
  CASE WHEN v.why_not_total IS NULL AND v.is_cold = 1 THEN CAST(v.load_duration_ns AS DOUBLE PRECISION) / 1e6 END AS cold_load_ms,
  CASE WHEN v.why_not_stream IS NULL THEN CAST(v.gap_p50_ns AS DOUBLE PRECISION) / 1e6 END AS gap_p50_ms,
  CASE WHEN v.why_not_stream IS NULL THEN CAST(v.gap_p95_ns AS DOUBLE PRECISION) / 1e6 END AS gap_p95_ms,
  CASE WHEN v.why_not_stream IS NULL THEN CAST(v.gap_max_ns AS DOUBLE PRECISION) / 1e6 END AS gap_max_ms,
  CASE WHEN v.is_measurement = 1 THEN CAST(v.prompt_eval_count AS DOUBLE PRECISION) END AS prompt_eval_count,
  CASE WHEN v.is_measurement = 1 THEN CAST(v.eval_count AS DOUBLE PRECISION) END AS eval_count
FROM request_series s
JOIN request_normalized v ON v.request_id = s.request_id;
