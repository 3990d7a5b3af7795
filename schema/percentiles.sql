-- percentiles: exact percentiles and how far they can be trusted. A row is a series, a metric and a quantile.
--
-- The columns are explained in percentiles_live, whose answer this is: the program's copy of it while nothing has
-- changed since, else the view.
--  1. support says what the sample can carry:
--       'none'  fewer than one value is expected beyond the quantile (p90 below n = 10, p95 below 20, p99 below 100): the
--               figure is little but the largest value, and reports leave it blank. The extremes (q = 0 and 100000) are
--               'ok': they are what was seen, not an estimate.
--       'open'  the 95 % interval has no finite limit on one side (median below n = 6, p95 below 72): an estimate
--       'ok'    an estimate with its interval
CREATE VIEW percentiles AS
WITH known AS (
  SELECT series, metric, q, n, value, nearest, lo, hi
  FROM percentile_copy
  WHERE (SELECT fresh FROM copy_state) = 1
  UNION ALL
  SELECT series, metric, q, n, value, nearest, lo, hi
  FROM percentiles_live)
SELECT series, metric, q, n, value, nearest, lo, hi,
  CASE WHEN q = 0 OR q = 100000 THEN 'ok'
       WHEN q > 50000 AND n * (100000 - q) < 100000 THEN 'none'
       WHEN q < 50000 AND n * q < 100000 THEN 'none'
       WHEN lo IS NULL OR hi IS NULL THEN 'open'
       ELSE 'ok' END AS support
FROM known;
