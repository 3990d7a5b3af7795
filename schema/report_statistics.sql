-- report_statistics: every metric of every series on its own: what one model alone is shown as. A row is a series and a
-- metric that has values.
--
--  1. The unit is the last word of the metric. Percentiles interpolate linearly; p90, p95 and p99 are blank where fewer
--     than one value is expected beyond them.
--  2. mean is the mean of durations; rates have none, since the mean of rates is not the rate of the whole
--     (series_totals has that).
CREATE VIEW report_statistics AS
SELECT p.series AS series, p.metric AS metric, max(p.n) AS n,
  max(CASE WHEN substr(p.metric, length(p.metric) - 1) = '_s' AND p.metric <> 'total_s' THEN NULL ELSE a.mean END) AS mean,
  max(CASE WHEN p.q = 0 THEN p.value END) AS min,
  max(CASE WHEN p.q = 50000 THEN p.value END) AS p50,
  max(CASE WHEN p.q = 90000 AND p.support <> 'none' THEN p.value END) AS p90,
  max(CASE WHEN p.q = 95000 AND p.support <> 'none' THEN p.value END) AS p95,
  max(CASE WHEN p.q = 99000 AND p.support <> 'none' THEN p.value END) AS p99,
  max(CASE WHEN p.q = 100000 THEN p.value END) AS max
FROM percentiles p
LEFT JOIN metric_moments a ON a.series = p.series AND a.metric = p.metric
GROUP BY p.series, p.metric
ORDER BY p.series, p.metric;
