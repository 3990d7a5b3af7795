-- (vs_baseline_ratio is blank: it comes from evalrate compare.)
CREATE VIEW report_models AS
SELECT series, measurement_count AS n, cold_count AS cold,
  ttft_p50_ms, ttft_p95_ms, tpot_p50_ms, itl_p50_ms, prefill_tok_s, decode_tok_s, decode_p50_tok_s, decode_bytes_s,
  norm_decode_tok_s, norm_method, norm_decode_lo_tok_s, norm_decode_hi_tok_s,
  bytes_per_token, answer_p50_s, answer_p95_s, residual_share_ratio, CAST(NULL AS Nullable(Float64)) AS vs_baseline_ratio,
  ttft_p50_lo_ms, ttft_p50_hi_ms, decode_p50_lo_tok_s, decode_p50_hi_tok_s, ttft_max_ms, ttft_p95_support, answer_p95_support,
  residual_p50_ms, prefill_p50_tok_s, prompt_p50_count, answer_p50_count,
  ttft_count, ttft_measured_count, ttft_reported_count, residual_marked_count,
  prefill_count, decode_count, coalesce(rate_count, 0) AS decode_rate_count, text_count, total_count AS answer_count,
  request_count, partial_count, incomplete_count, error_count, load_count, embedding_count,
  cold_load_max_s, cached_count, cache_suspect_count, short_count, cut_count, suspect_count, remote_count,
  derived_count, rate_mismatch_count, clock_doubt_count, two_pass_count, reported_rate_count
FROM (
  SELECT *
  FROM series_totals
  LEFT JOIN (
    SELECT series,
      max(CASE WHEN metric = 'ttft_warm_ms' AND q = 50000 THEN value END) AS ttft_p50_ms,
      max(CASE WHEN metric = 'ttft_warm_ms' AND q = 50000 THEN lo END) AS ttft_p50_lo_ms,
      max(CASE WHEN metric = 'ttft_warm_ms' AND q = 50000 THEN hi END) AS ttft_p50_hi_ms,
      max(CASE WHEN metric = 'ttft_warm_ms' AND q = 95000 AND support <> 'none' THEN value END) AS ttft_p95_ms,
      max(CASE WHEN metric = 'ttft_warm_ms' AND q = 95000 THEN support END) AS ttft_p95_support,
      max(CASE WHEN metric = 'ttft_warm_ms' AND q = 100000 THEN value END) AS ttft_max_ms,
      max(CASE WHEN metric = 'tpot_ms' AND q = 50000 THEN value END) AS tpot_p50_ms,
      max(CASE WHEN metric = 'itl_ms' AND q = 50000 THEN value END) AS itl_p50_ms,
      max(CASE WHEN metric = 'decode_tok_s' AND q = 50000 THEN value END) AS decode_p50_tok_s,
      max(CASE WHEN metric = 'decode_tok_s' AND q = 50000 THEN lo END) AS decode_p50_lo_tok_s,
      max(CASE WHEN metric = 'decode_tok_s' AND q = 50000 THEN hi END) AS decode_p50_hi_tok_s,
      max(CASE WHEN metric = 'decode_tok_s' AND q = 50000 THEN n END) AS rate_count,
      max(CASE WHEN metric = 'prefill_tok_s' AND q = 50000 THEN value END) AS prefill_p50_tok_s,
      max(CASE WHEN metric = 'total_s' AND q = 50000 THEN value END) AS answer_p50_s,
      max(CASE WHEN metric = 'total_s' AND q = 95000 AND support <> 'none' THEN value END) AS answer_p95_s,
      max(CASE WHEN metric = 'total_s' AND q = 95000 THEN support END) AS answer_p95_support,
      max(CASE WHEN metric = 'residual_ms' AND q = 50000 THEN value END) AS residual_p50_ms,
      max(CASE WHEN metric = 'prompt_eval_count' AND q = 50000 THEN value END) AS prompt_p50_count,
      max(CASE WHEN metric = 'eval_count' AND q = 50000 THEN value END) AS answer_p50_count
    FROM percentiles
    GROUP BY series)
  USING series)
LEFT JOIN (
  SELECT series, norm_decode_tok_s, toNullable(norm_method) AS norm_method, norm_decode_lo_tok_s, norm_decode_hi_tok_s
  FROM series_normalized
  WHERE is_common = 1)
USING series;
