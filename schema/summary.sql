-- summary: the statistics of every metric side by side. A row is a series and a metric.
--
--  1. Percentiles that the sample cannot carry (percentiles.support = 'none') are blank; the maximum is always there.
--  2. mean and sd (metric_moments) are for times and sizes. The mean of rates is no rate: it is blank for them, and
--     the rate of a series, tokens by time, stands in series_totals.
--  3. All columns but n and the supports are in the metric's unit, the end of its name.
CREATE VIEW summary AS
WITH quantiles AS (
  SELECT p.series AS series, p.metric AS metric,
    max(CASE WHEN p.q = 0 THEN p.value END) AS smallest,
    max(CASE WHEN p.q = 25000 AND p.support <> 'none' THEN p.value END) AS p25,
    max(CASE WHEN p.q = 50000 THEN p.value END) AS p50,
    max(CASE WHEN p.q = 50000 THEN p.lo END) AS p50_lo,
    max(CASE WHEN p.q = 50000 THEN p.hi END) AS p50_hi,
    max(CASE WHEN p.q = 75000 AND p.support <> 'none' THEN p.value END) AS p75,
    max(CASE WHEN p.q = 90000 AND p.support <> 'none' THEN p.value END) AS p90,
    max(CASE WHEN p.q = 90000 THEN p.support END) AS p90_support,
    max(CASE WHEN p.q = 95000 AND p.support <> 'none' THEN p.value END) AS p95,
    max(CASE WHEN p.q = 95000 THEN p.support END) AS p95_support,
    max(CASE WHEN p.q = 99000 AND p.support <> 'none' THEN p.value END) AS p99,
    max(CASE WHEN p.q = 99000 THEN p.support END) AS p99_support,
    max(CASE WHEN p.q = 100000 THEN p.value END) AS largest
  FROM percentiles p
  GROUP BY p.series, p.metric),
moments AS (
  SELECT series, metric, n, mean, sd,
    CASE WHEN substr(metric, length(metric) - 5) = '_tok_s'
           OR substr(metric, 1, 7) = 'decode_' AND substr(metric, length(metric) - 1) = '_s' THEN 1 ELSE 0 END AS is_rate
  FROM metric_moments)
SELECT m.series AS series, m.metric AS metric, m.n AS n,
  CASE WHEN m.is_rate = 0 THEN m.mean END AS mean, CASE WHEN m.is_rate = 0 THEN m.sd END AS sd,
  q.smallest AS min, q.p25 AS p25, q.p50 AS p50, q.p50_lo AS p50_lo, q.p50_hi AS p50_hi, q.p75 AS p75,
  q.p90 AS p90, q.p90_support AS p90_support, q.p95 AS p95, q.p95_support AS p95_support,
  q.p99 AS p99, q.p99_support AS p99_support, q.largest AS max
FROM moments m
LEFT JOIN quantiles q ON q.series = m.series AND q.metric = m.metric
ORDER BY m.series, m.metric;
