-- percentiles_live: exact percentiles of every metric. The definition; a row is a series, a metric and a quantile.
--
--  1. q is per 100,000 (95000 is p95), from table quantile. value interpolates linearly between order statistics at rank
--     (n - 1) q + 1: numpy's default, percentile_cont, R's type 7. nearest is the value at rank ceil(n q).
--  2. Ranks are integers, never q * n in floating point, and (a - a % m) / m divides exactly in every engine.
--  3. lo and hi are the order statistics that bound the true quantile with 95 % confidence, whatever the distribution:
--     the binomial ranks of table order_interval, which the program fills for every n. NULL: no finite limit.
--  4. One sort: row numbers, joined to the few ranks that are wanted. These are made once (MATERIALIZED), and both ranks
--     are of one declared type, or SQLite would not look them up by an index.
--  5. Empty while the program's copy is up to date.
CREATE VIEW percentiles_live AS
WITH sample AS (
  SELECT series, metric, value
  FROM metric_values
  WHERE (SELECT fresh FROM copy_state) = 0),
size AS (
  SELECT series, metric, CAST(count(*) AS BIGINT) AS n
  FROM sample
  GROUP BY series, metric),
target AS (
  SELECT z.series AS series, z.metric AS metric, z.n AS n, w.q AS q,
    ((z.n - 1) * w.q) % 100000 AS fraction,
    CAST(((z.n - 1) * w.q - ((z.n - 1) * w.q) % 100000) / 100000 + 1 AS BIGINT) AS below_rank,
    CAST(CASE WHEN w.q = 0 THEN 1 ELSE (z.n * w.q + 99999 - (z.n * w.q + 99999) % 100000) / 100000 END AS BIGINT) AS nearest_rank,
    o.lo AS lo_rank, o.hi AS hi_rank
  FROM size z
  CROSS JOIN quantile w
  LEFT JOIN order_interval o ON o.q = w.q AND o.n = z.n),
part AS (
  SELECT 'below' AS part UNION ALL SELECT 'above' UNION ALL SELECT 'nearest' UNION ALL SELECT 'lo' UNION ALL SELECT 'hi'),
wanted AS MATERIALIZED (
  SELECT t.series AS series, t.metric AS metric, t.q AS q, t.n AS n, t.fraction AS fraction, p.part AS part,
    CAST(CASE p.part
           WHEN 'below'   THEN t.below_rank
           WHEN 'above'   THEN CASE WHEN t.fraction > 0 THEN t.below_rank + 1 END
           WHEN 'nearest' THEN t.nearest_rank
           WHEN 'lo'      THEN t.lo_rank
           WHEN 'hi'      THEN t.hi_rank
         END AS BIGINT) AS rank                                      -- NULL: not wanted, and found nowhere
  FROM target t
  CROSS JOIN part p),
ranked AS (
  SELECT series, metric, value,
    CAST(row_number() OVER (PARTITION BY series, metric ORDER BY value) AS BIGINT) AS rank
  FROM sample),
found AS (
  SELECT w.series AS series, w.metric AS metric, w.q AS q, w.n AS n, w.fraction AS fraction,
    max(CASE WHEN w.part = 'below' THEN r.value END) AS below_value,
    max(CASE WHEN w.part = 'above' THEN r.value END) AS above_value,
    max(CASE WHEN w.part = 'nearest' THEN r.value END) AS nearest_value,
    max(CASE WHEN w.part = 'lo' THEN r.value END) AS lo_value,
    max(CASE WHEN w.part = 'hi' THEN r.value END) AS hi_value
  FROM ranked r
  CROSS JOIN wanted w
  WHERE w.rank = r.rank AND w.metric = r.metric AND w.series = r.series
  GROUP BY w.series, w.metric, w.q, w.n, w.fraction)
SELECT series, metric, q, n,
  CASE WHEN fraction = 0 THEN below_value
       ELSE below_value + (above_value - below_value) * (CAST(fraction AS DOUBLE PRECISION) / 100000) END AS value,
  nearest_value AS nearest, lo_value AS lo, hi_value AS hi
FROM found;
