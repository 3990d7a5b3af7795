CREATE VIEW strata AS
SELECT series, prompt_band, answer_band, count() AS request_count, count(tokens) AS decode_count,
  toFloat64(sum(tokens)) * 1e9 / nullIf(sum(decode_ns), 0) AS decode_tok_s,
  count(warm_ns) AS ttft_count, toFloat64(sum(warm_ns)) / nullIf(count(warm_ns), 0) / 1e6 AS ttft_mean_ms
FROM (
  SELECT series,
    CASE WHEN prompt_eval_count <= 128 THEN '1: to 128'
         WHEN prompt_eval_count <= 512 THEN '2: 129 to 512'
         WHEN prompt_eval_count <= 2048 THEN '3: 513 to 2048'
         WHEN prompt_eval_count <= 8192 THEN '4: 2049 to 8192'
         WHEN prompt_eval_count > 8192 THEN '5: over 8192'
         ELSE '0: unknown' END AS prompt_band,
    CASE WHEN eval_count <= 32 THEN '1: to 32'
         WHEN eval_count <= 128 THEN '2: 33 to 128'
         WHEN eval_count <= 512 THEN '3: 129 to 512'
         WHEN eval_count > 512 THEN '4: over 512'
         ELSE '0: unknown' END AS answer_band,
    CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'figures' THEN eval_count END AS tokens,
    CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'figures' THEN eval_duration_ns END AS decode_ns,
    CASE WHEN why_not_ttft_warm IS NULL THEN ttft_ns END AS warm_ns
  FROM series_requests
  WHERE is_measurement = 1)
GROUP BY series, prompt_band, answer_band;
