-- concurrency: how long a machine had so many requests in flight, and what it gave then. A row is a run and a number.
--
-- system_tok_s is the mean over that time of all requests' tokens a second together; 0 in flight is idle time between
-- the first start and the last end.
--  1. Tokens are added up as whole parts of the most that any of the intervals gave (scale parts, 4 * 10^18 divided by
--     their number): whole numbers have the same sum in any order, and so the figure the same digits in every engine.
CREATE VIEW concurrency AS
WITH given AS (
  SELECT run_id, in_flight, next_at_ns - at_ns AS duration_ns, tok_s * (next_at_ns - at_ns) AS tokens
  FROM load_sweep
  WHERE next_at_ns > at_ns),
scaled AS (
  SELECT given.*, CASE WHEN max(tokens) OVER level > 0 THEN max(tokens) OVER level ELSE 1 END AS most,
    CAST(4e18 AS DOUBLE PRECISION) / count(*) OVER level AS scale
  FROM given
  WINDOW level AS (PARTITION BY run_id, in_flight)),
total AS (
  SELECT run_id, in_flight, most, scale, sum(duration_ns) AS duration_ns,
    CAST(sum(CAST(floor(tokens / most * scale + 0.5) AS BIGINT)) AS DOUBLE PRECISION) AS parts
  FROM scaled
  GROUP BY run_id, in_flight, most, scale)
SELECT run_id, in_flight AS in_flight_count, CAST(duration_ns AS DOUBLE PRECISION) / 1e9 AS duration_s,
  CASE WHEN in_flight > 0 THEN parts / scale * most / NULLIF(duration_ns, 0) END AS system_tok_s
FROM total
ORDER BY run_id, in_flight;
