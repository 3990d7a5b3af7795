CREATE VIEW bandwidth AS
SELECT series, run_id, nullIf(run_label, '') AS label, nullIf(run_host, '') AS host, count() AS request_count,
  sum(CASE WHEN in_flight IS NULL THEN 1 ELSE 0 END) AS unplaced_count,
  sum(read_bytes) * 1e9 / nullIf(sum(eval_duration_ns), 0) AS achieved_bytes_s, peak_bytes_s,
  sum(read_bytes) * 1e9 / nullIf(sum(eval_duration_ns), 0) / nullIf(peak_bytes_s, 0) AS utilization_ratio
FROM (
  SELECT *
  FROM (
    SELECT *,
      toFloat64(decode_step_count)
        * (weights + coalesce(kv_bytes, 0) * (coalesce(prompt_eval_count, 0) + toFloat64(eval_count) / 2)) AS read_bytes
    FROM (SELECT * FROM series_requests
          WHERE why_not_decode IS NULL AND decode_rate_from = 'figures' AND decode_step_count > 0)
    INNER JOIN (
      SELECT model_id, weight_bytes AS weights, kv_bytes_per_token AS kv_bytes
      FROM model
      WHERE weight_bytes IS NOT NULL)
    USING model_id)
  LEFT JOIN (SELECT request_id, toNullable(mean_in_flight) AS in_flight FROM request_concurrency) USING request_id
  WHERE in_flight IS NULL OR in_flight <= 1.05)
INNER JOIN (SELECT run_id, label AS run_label, host AS run_host, peak_bytes_s FROM run) USING run_id
GROUP BY series, run_id, run_label, run_host, peak_bytes_s;
