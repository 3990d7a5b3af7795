-- exclusions: how many requests stay out of a statistic, and why. A row is a series, a statistic and a reason.
--
--  1. metric names the statistic by its figure; others follow the same decision (request_use): total_s also residual_ms,
--     decode_tok_s also tpot_ms, itl_ms and the text rates.
--  2. 'not in the log' is listed like the others: nothing is dropped silently.
CREATE VIEW exclusions AS
WITH metric AS (
  SELECT 'total_s' AS metric UNION ALL SELECT 'ttft_ms' UNION ALL SELECT 'ttft_warm_ms'
  UNION ALL SELECT 'prefill_tok_s' UNION ALL SELECT 'decode_tok_s' UNION ALL SELECT 'gap_p50_ms'),
left_out AS (
  SELECT s.series AS series, k.metric AS metric,
    CASE k.metric
      WHEN 'total_s'       THEN u.why_not_total
      WHEN 'ttft_ms'       THEN u.why_not_ttft
      WHEN 'ttft_warm_ms'  THEN u.why_not_ttft_warm
      WHEN 'prefill_tok_s' THEN u.why_not_prefill
      WHEN 'decode_tok_s'  THEN u.why_not_decode
      WHEN 'gap_p50_ms'    THEN u.why_not_stream
    END AS reason
  FROM request_series s
  JOIN request_use u ON u.request_id = s.request_id
  CROSS JOIN metric k)
SELECT series, metric, reason, CAST(count(*) AS BIGINT) AS request_count
FROM left_out
WHERE reason IS NOT NULL
GROUP BY series, metric, reason
ORDER BY series, metric, reason;
