CREATE VIEW report_prompt_lengths AS
SELECT series, prompt_band, count() AS n, toFloat64(sum(asked)) / count() AS prompt_mean_count,
  count(warm_ns) AS ttft_count, toFloat64(sum(warm_ns)) / nullIf(count(warm_ns), 0) / 1e6 AS ttft_mean_ms,
  toFloat64(sum(prefill_tokens)) * 1e9 / nullIf(sum(prefill_ns), 0) AS prefill_tok_s,
  toFloat64(sum(decode_tokens)) * 1e9 / nullIf(sum(decode_ns), 0) AS decode_tok_s
FROM (
  SELECT series, prompt_eval_count AS asked,
    CASE WHEN prompt_eval_count <= 32 THEN '1: to 32'
         WHEN prompt_eval_count <= 128 THEN '2: 33 to 128'
         WHEN prompt_eval_count <= 512 THEN '3: 129 to 512'
         WHEN prompt_eval_count <= 2048 THEN '4: 513 to 2048'
         WHEN prompt_eval_count <= 8192 THEN '5: 2049 to 8192'
         WHEN prompt_eval_count <= 32768 THEN '6: 8193 to 32768'
         ELSE '7: over 32768' END AS prompt_band,
    CASE WHEN why_not_ttft_warm IS NULL THEN ttft_ns END AS warm_ns,
    CASE WHEN why_not_prefill IS NULL AND prefill_rate_from = 'figures' THEN prompt_eval_uncached_count END AS prefill_tokens,
    CASE WHEN why_not_prefill IS NULL AND prefill_rate_from = 'figures' THEN prompt_eval_duration_ns END AS prefill_ns,
    CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'figures' THEN eval_count END AS decode_tokens,
    CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'figures' THEN eval_duration_ns END AS decode_ns
  FROM series_requests
  WHERE is_measurement = 1 AND prompt_eval_count IS NOT NULL)
GROUP BY series, prompt_band;
