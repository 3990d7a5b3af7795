-- concurrency: how long a machine had so many requests in flight, and what it gave then. A row is a run and a number.
--
-- system_tok_s is the mean over that time of all requests' tokens a second together; 0 in flight is idle time between
-- the first start and the last end.
CREATE VIEW concurrency AS
SELECT run_id, in_flight AS in_flight_count,
  CAST(sum(next_at_ns - at_ns) AS DOUBLE PRECISION) / 1e9 AS duration_s,
  CASE WHEN in_flight > 0 THEN sum(tok_s * (next_at_ns - at_ns)) / NULLIF(sum(next_at_ns - at_ns), 0) END AS system_tok_s
FROM load_sweep
WHERE next_at_ns > at_ns
GROUP BY run_id, in_flight
ORDER BY run_id, in_flight;
