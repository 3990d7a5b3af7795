-- strata: a series by lengths of prompt and answer, so that like is compared with like. A row is a series and a band of each.
--
--  1. Bands are of prompt_eval_count and eval_count; their names sort by their first digit. '0: unknown' where the log
--     does not say.
--  2. Each figure takes the requests that count in it (request_use): decode_count behind decode_tok_s, which is tokens by
--     time, and ttft_count behind ttft_mean_ms, the mean over warm requests.
CREATE VIEW strata AS
WITH banded AS (
  SELECT s.series AS series,
    CASE WHEN v.prompt_eval_count <= 128 THEN '1: to 128'
         WHEN v.prompt_eval_count <= 512 THEN '2: 129 to 512'
         WHEN v.prompt_eval_count <= 2048 THEN '3: 513 to 2048'
         WHEN v.prompt_eval_count <= 8192 THEN '4: 2049 to 8192'
         WHEN v.prompt_eval_count > 8192 THEN '5: over 8192'
         ELSE '0: unknown' END AS prompt_band,
    CASE WHEN v.eval_count <= 32 THEN '1: to 32'
         WHEN v.eval_count <= 128 THEN '2: 33 to 128'
         WHEN v.eval_count <= 512 THEN '3: 129 to 512'
         WHEN v.eval_count > 512 THEN '4: over 512'
         ELSE '0: unknown' END AS answer_band,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' THEN v.eval_count END AS tokens,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' THEN v.eval_duration_ns END AS decode_ns,
    CASE WHEN v.why_not_ttft_warm IS NULL THEN v.ttft_ns END AS warm_ns
  FROM request_series s
  JOIN request_use v ON v.request_id = s.request_id
  WHERE v.is_measurement = 1)
SELECT series, prompt_band, answer_band, CAST(count(*) AS BIGINT) AS request_count,
  CAST(count(tokens) AS BIGINT) AS decode_count,
  CAST(sum(tokens) AS DOUBLE PRECISION) * 1e9 / NULLIF(sum(decode_ns), 0) AS decode_tok_s,
  CAST(count(warm_ns) AS BIGINT) AS ttft_count,
  CAST(sum(warm_ns) AS DOUBLE PRECISION) / NULLIF(count(warm_ns), 0) / 1e6 AS ttft_mean_ms
FROM banded
GROUP BY series, prompt_band, answer_band
ORDER BY series, prompt_band, answer_band;
