-- Ranks are whole numbers from 1, as they are of arrays.
CREATE VIEW percentiles AS
SELECT series, metric, q, n,
  CASE WHEN fraction = 0 THEN sorted[below_rank]
       ELSE sorted[below_rank] + (sorted[below_rank + 1] - sorted[below_rank]) * (toFloat64(fraction) / 100000) END AS value,
  sorted[nearest_rank] AS nearest,
  CASE WHEN lo_rank IS NOT NULL THEN sorted[assumeNotNull(lo_rank)] END AS lo,
  CASE WHEN hi_rank IS NOT NULL THEN sorted[assumeNotNull(hi_rank)] END AS hi,
  CASE WHEN q = 0 OR q = 100000 THEN 'ok'
       WHEN q > 50000 AND n * (100000 - q) < 100000 THEN 'none'
       WHEN q < 50000 AND n * q < 100000 THEN 'none'
       WHEN lo_rank IS NULL OR hi_rank IS NULL THEN 'open'
       ELSE 'ok' END AS support
FROM (
  SELECT series, metric, q, n, sorted, ((n - 1) * q) % 100000 AS fraction, intDiv((n - 1) * q, 100000) + 1 AS below_rank,
    CASE WHEN q = 0 THEN toInt64(1) ELSE intDiv(n * q + 99999, 100000) END AS nearest_rank
  FROM (
    SELECT series, metric, toInt64(count()) AS n, arraySort(groupArray(value)) AS sorted
    FROM metric_values
    GROUP BY series, metric)
  CROSS JOIN quantile)
LEFT JOIN (SELECT q, n, lo AS lo_rank, hi AS hi_rank FROM order_interval) USING q, n;
