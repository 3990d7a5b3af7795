-- request_concurrency: how busy the machine was while a request ran. A row is a request that has a place in time.
--
-- mean_in_flight is weighted by time and counts the request itself: 1 means that it ran alone.
CREATE VIEW request_concurrency AS
WITH crossed AS (
  SELECT run_id, request_id,
    max(CASE WHEN what = 'end' THEN area_ns END) - max(CASE WHEN what = 'start' THEN area_ns END) AS area_ns,
    max(CASE WHEN what = 'end' THEN at_ns END) - max(CASE WHEN what = 'start' THEN at_ns END) AS duration_ns
  FROM load_sweep
  WHERE what <> 'decode'
  GROUP BY run_id, request_id)
SELECT run_id, request_id, CAST(area_ns AS DOUBLE PRECISION) / NULLIF(duration_ns, 0) AS mean_in_flight
FROM crossed;
