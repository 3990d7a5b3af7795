CREATE VIEW report_statistics AS
SELECT series, metric, n, CASE WHEN endsWith(metric, '_s') AND metric <> 'total_s' THEN NULL ELSE mean END AS mean,
  min, p50, p90, p95, p99, max
FROM (
  SELECT series, metric, min, p50, p90, p95, p99, max
  FROM summary)
INNER JOIN metric_moments USING series, metric;
