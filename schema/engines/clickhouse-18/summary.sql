CREATE VIEW summary AS
SELECT series, metric, n, CASE WHEN is_rate = 0 THEN mean END AS mean, CASE WHEN is_rate = 0 THEN sd END AS sd,
  min, p25, p50, p50_lo, p50_hi, p75, p90, p90_support, p95, p95_support, p99, p99_support, max
FROM (
  SELECT series, metric, n, mean, sd, endsWith(metric, '_tok_s') OR metric LIKE 'decode\\_%\\_s' AS is_rate
  FROM metric_moments)
LEFT JOIN (
  SELECT series, metric,
    max(CASE WHEN q = 0 THEN value END) AS min,
    max(CASE WHEN q = 25000 AND support <> 'none' THEN value END) AS p25,
    max(CASE WHEN q = 50000 THEN value END) AS p50,
    max(CASE WHEN q = 50000 THEN lo END) AS p50_lo,
    max(CASE WHEN q = 50000 THEN hi END) AS p50_hi,
    max(CASE WHEN q = 75000 AND support <> 'none' THEN value END) AS p75,
    max(CASE WHEN q = 90000 AND support <> 'none' THEN value END) AS p90,
    max(CASE WHEN q = 90000 THEN support END) AS p90_support,
    max(CASE WHEN q = 95000 AND support <> 'none' THEN value END) AS p95,
    max(CASE WHEN q = 95000 THEN support END) AS p95_support,
    max(CASE WHEN q = 99000 AND support <> 'none' THEN value END) AS p99,
    max(CASE WHEN q = 99000 THEN support END) AS p99_support,
    max(CASE WHEN q = 100000 THEN value END) AS max
  FROM percentiles
  GROUP BY series, metric)
USING series, metric;
