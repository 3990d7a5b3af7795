CREATE VIEW load AS
SELECT run_id, label, host, n AS request_count, toFloat64(wall_ns) / 1e9 AS wall_s, toFloat64(busy_ns) / 1e9 AS busy_s,
  toFloat64(busy_ns) / nullIf(wall_ns, 0) AS busy_ratio, peak AS peak_in_flight_count,
  toFloat64(area_ns) / nullIf(wall_ns, 0) AS mean_in_flight,
  toFloat64(n - 1) * 1e9 / nullIf(last_start_ns - first_start_ns, 0) AS offered_per_s,
  toFloat64(n) * 1e9 / nullIf(wall_ns, 0) AS completed_per_s, tokens AS answer_token_count,
  toFloat64(tokens) * 1e9 / nullIf(busy_ns, 0) AS busy_tok_s, toFloat64(tokens) * 1e9 / nullIf(wall_ns, 0) AS wall_tok_s,
  toFloat64(total_ns) / n / 1e9 AS answer_mean_s, toFloat64(rest_ns) / nullIf(rest_n, 0) / 1e6 AS residual_mean_ms,
  toFloat64(rest_ns) / nullIf(rest_n, 0) * n / nullIf(wall_ns, 0) AS mean_queue_upper
FROM (
  SELECT *
  FROM (
    SELECT run_id, toInt64(count()) AS n, min(started_at_ns) AS first_start_ns, max(started_at_ns) AS last_start_ns,
      max(created_at_ns) - first_start_ns AS wall_ns, sum(eval_count) AS tokens, sum(total_duration_ns) AS total_ns,
      sum(residual_ns) AS rest_ns, count(residual_ns) AS rest_n
    FROM request_normalized
    INNER JOIN (SELECT request_id FROM load_events WHERE what = 'start') USING request_id
    GROUP BY run_id)
  INNER JOIN (
    SELECT run_id, sum(CASE WHEN in_flight > 0 THEN next_at_ns - at_ns ELSE 0 END) AS busy_ns,
      sum(in_flight * (next_at_ns - at_ns)) AS area_ns, max(in_flight) AS peak
    FROM load_sweep
    WHERE next_at_ns > at_ns
    GROUP BY run_id)
  USING run_id)
INNER JOIN (SELECT run_id, nullIf(label, '') AS label, nullIf(host, '') AS host FROM run) USING run_id;
