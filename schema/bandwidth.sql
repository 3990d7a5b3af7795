-- bandwidth: how much of the memory bandwidth decoding used (model bandwidth utilisation). A row is a series on a run.
--
-- Decoding one token reads the weights and the context's keys and values once, so a machine at its limit gives
-- peak bandwidth / bytes per token.
--  1. Needs model.weight_bytes (active experts only; the file's size is a fair stand-in for a dense model), and
--     run.peak_bytes_s for the ratio; kv_bytes_per_token where known. No rows without weights.
--  2. achieved_bytes_s = bytes read by time, summed over requests: decode steps * (weights + keys and values of the prompt
--     and half of the answer) by eval_duration.
--  3. Only requests that ran alone (mean_in_flight up to 1.05); those without a place in time are taken as alone and
--     counted in unplaced_count.
--  4. A ratio above 1 means a wrong input: partly offloaded, a mixture of experts, speculative decoding.
CREATE VIEW bandwidth AS
WITH alone AS (
  SELECT s.series AS series, v.run_id AS run_id, u.label AS label, u.host AS host, u.peak_bytes_s AS peak_bytes_s,
    v.eval_duration_ns AS decode_ns, CASE WHEN c.request_id IS NULL THEN 1 ELSE 0 END AS unplaced,
    CAST(v.decode_step_count AS DOUBLE PRECISION)
      * (m.weight_bytes + coalesce(m.kv_bytes_per_token, 0)
                          * (coalesce(v.prompt_eval_count, 0) + CAST(v.eval_count AS DOUBLE PRECISION) / 2)) AS read_bytes
  FROM request_series s
  JOIN request_use v ON v.request_id = s.request_id
  JOIN model m ON m.model_id = v.model_id
  JOIN run u ON u.run_id = v.run_id
  LEFT JOIN request_concurrency c ON c.request_id = s.request_id
  WHERE v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' AND v.decode_step_count > 0 AND m.weight_bytes IS NOT NULL
    AND (c.mean_in_flight IS NULL OR c.mean_in_flight <= 1.05))
SELECT series, run_id, NULLIF(label, '') AS label, NULLIF(host, '') AS host, CAST(count(*) AS BIGINT) AS request_count,
  sum(unplaced) AS unplaced_count,
  sum(read_bytes) * 1e9 / NULLIF(sum(decode_ns), 0) AS achieved_bytes_s,
  peak_bytes_s,
  sum(read_bytes) * 1e9 / NULLIF(sum(decode_ns), 0) / NULLIF(peak_bytes_s, 0) AS utilization_ratio
FROM alone
GROUP BY series, run_id, label, host, peak_bytes_s
ORDER BY series, run_id;
