-- report_prompt_lengths: a series by the length of its prompts. A row is a series and a band of prompt_eval_count that it
-- has measurements in.
--
--  1. Bands grow by four; their names sort by their first digit. Prompts of unknown length have no row.
--  2. prompt_mean_count is the mean length in the band, ttft_mean_ms the mean of its warm requests. Rates are tokens by time.
--  3. Each figure takes the requests that count in it (request_use); n counts all measurements.
CREATE VIEW report_prompt_lengths AS
WITH banded AS (
  SELECT s.series AS series, v.prompt_eval_count AS prompt_eval_count,
    CASE WHEN v.prompt_eval_count <= 32 THEN '1: to 32'
         WHEN v.prompt_eval_count <= 128 THEN '2: 33 to 128'
         WHEN v.prompt_eval_count <= 512 THEN '3: 129 to 512'
         WHEN v.prompt_eval_count <= 2048 THEN '4: 513 to 2048'
         WHEN v.prompt_eval_count <= 8192 THEN '5: 2049 to 8192'
         WHEN v.prompt_eval_count <= 32768 THEN '6: 8193 to 32768'
         ELSE '7: over 32768' END AS prompt_band,
    CASE WHEN v.why_not_ttft_warm IS NULL THEN v.ttft_ns END AS warm_ns,
    CASE WHEN v.why_not_prefill IS NULL AND v.prefill_rate_from = 'figures' THEN v.prompt_eval_uncached_count END AS prefill_tokens,
    CASE WHEN v.why_not_prefill IS NULL AND v.prefill_rate_from = 'figures' THEN v.prompt_eval_duration_ns END AS prefill_ns,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' THEN v.eval_count END AS decode_tokens,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' THEN v.eval_duration_ns END AS decode_ns
  FROM request_series s
  JOIN request_use v ON v.request_id = s.request_id
  WHERE v.is_measurement = 1 AND v.prompt_eval_count IS NOT NULL)
SELECT series, prompt_band, CAST(count(*) AS BIGINT) AS n,
  CAST(sum(prompt_eval_count) AS DOUBLE PRECISION) / count(*) AS prompt_mean_count,
  CAST(count(warm_ns) AS BIGINT) AS ttft_count,
  CAST(sum(warm_ns) AS DOUBLE PRECISION) / NULLIF(count(warm_ns), 0) / 1e6 AS ttft_mean_ms,
  CAST(sum(prefill_tokens) AS DOUBLE PRECISION) * 1e9 / NULLIF(sum(prefill_ns), 0) AS prefill_tok_s,
  CAST(sum(decode_tokens) AS DOUBLE PRECISION) * 1e9 / NULLIF(sum(decode_ns), 0) AS decode_tok_s
FROM banded
GROUP BY series, prompt_band
ORDER BY series, prompt_band;
