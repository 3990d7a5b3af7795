-- load: a machine's throughput over a run. A row is a run; only requests that have a place in time (load_events).
--
--  1. wall is from the first start to the last end, busy the part of it with something in flight. A log of many days is
--     mostly idle: busy_tok_s is what the machine gives, wall_tok_s what was used of it.
--  2. offered_per_s counts starts between the first and the last start, completed_per_s requests by wall time.
--  3. mean_in_flight = completed_per_s * answer_mean_s holds identically for a closed window (Little): a check, no news.
--  4. mean_queue_upper = completed_per_s * mean residual: an upper bound, for the residual also holds templating,
--     tokenising and sampling. Servers before 0.1.33 waited outside every figure.
CREATE VIEW load AS
WITH span AS (
  SELECT run_id, sum(CASE WHEN in_flight > 0 THEN next_at_ns - at_ns ELSE 0 END) AS busy_ns,
    sum(in_flight * (next_at_ns - at_ns)) AS area_ns, max(in_flight) AS peak
  FROM load_sweep
  WHERE next_at_ns > at_ns
  GROUP BY run_id),
placed AS (
  SELECT v.run_id AS run_id, CAST(count(*) AS BIGINT) AS n,
    min(v.started_at_ns) AS first_start_ns, max(v.started_at_ns) AS last_start_ns, max(v.created_at_ns) AS last_end_ns,
    sum(v.eval_count) AS tokens, sum(v.total_duration_ns) AS total_ns,
    sum(v.residual_ns) AS rest_ns, CAST(count(v.residual_ns) AS BIGINT) AS rest_n
  FROM request_metrics v
  JOIN load_events e ON e.request_id = v.request_id AND e.what = 'start'
  GROUP BY v.run_id),
wall AS (
  SELECT p.*, s.busy_ns AS busy_ns, s.area_ns AS area_ns, s.peak AS peak, p.last_end_ns - p.first_start_ns AS wall_ns
  FROM placed p
  JOIN span s ON s.run_id = p.run_id)
SELECT w.run_id AS run_id, NULLIF(u.label, '') AS label, NULLIF(u.host, '') AS host, w.n AS request_count,
  CAST(w.wall_ns AS DOUBLE PRECISION) / 1e9 AS wall_s, CAST(w.busy_ns AS DOUBLE PRECISION) / 1e9 AS busy_s,
  CAST(w.busy_ns AS DOUBLE PRECISION) / NULLIF(w.wall_ns, 0) AS busy_ratio,
  w.peak AS peak_in_flight_count, CAST(w.area_ns AS DOUBLE PRECISION) / NULLIF(w.wall_ns, 0) AS mean_in_flight,
  CAST(w.n - 1 AS DOUBLE PRECISION) * 1e9 / NULLIF(w.last_start_ns - w.first_start_ns, 0) AS offered_per_s,
  CAST(w.n AS DOUBLE PRECISION) * 1e9 / NULLIF(w.wall_ns, 0) AS completed_per_s,
  w.tokens AS answer_token_count,
  CAST(w.tokens AS DOUBLE PRECISION) * 1e9 / NULLIF(w.busy_ns, 0) AS busy_tok_s,
  CAST(w.tokens AS DOUBLE PRECISION) * 1e9 / NULLIF(w.wall_ns, 0) AS wall_tok_s,
  CAST(w.total_ns AS DOUBLE PRECISION) / w.n / 1e9 AS answer_mean_s,
  CAST(w.rest_ns AS DOUBLE PRECISION) / NULLIF(w.rest_n, 0) / 1e6 AS residual_mean_ms,
  CAST(w.rest_ns AS DOUBLE PRECISION) / NULLIF(w.rest_n, 0) * w.n / NULLIF(w.wall_ns, 0) AS mean_queue_upper
FROM wall w
JOIN run u ON u.run_id = w.run_id
ORDER BY w.run_id;
