-- metric_moments: mean and standard deviation of every metric. A row is a series and a metric.
--
--  1. Both are worked out from the deviations from the median. These are added up as whole parts of the largest one (scale
--     parts, 4 * 10^18 divided by their number): whole numbers have the same sum in any order, and so the figures the same
--     digits in every engine. Nothing cancels: the median is never further from the mean than one standard deviation.
--  2. sd is that of the sample (n - 1); one value has none.
--  3. The mean of rates is no rate: who shows it must say so.
CREATE VIEW metric_moments AS
WITH extreme AS (
  SELECT series, metric, max(n) AS n,
    max(CASE WHEN q = 0 THEN value END) AS smallest,
    max(CASE WHEN q = 50000 THEN value END) AS middle,
    max(CASE WHEN q = 100000 THEN value END) AS largest
  FROM percentiles
  GROUP BY series, metric),
scaled AS (
  SELECT series, metric, n, middle, CAST(4e18 AS DOUBLE PRECISION) / n AS scale,
    CASE WHEN largest = smallest THEN 1
         WHEN largest - middle > middle - smallest THEN largest - middle
         ELSE middle - smallest END AS most
  FROM extreme),
deviation AS (
  SELECT v.series AS series, v.metric AS metric, s.n AS n, s.middle AS middle, s.most AS most, s.scale AS scale,
    (v.value - s.middle) / s.most AS share
  FROM metric_values v
  JOIN scaled s ON s.series = v.series AND s.metric = v.metric),
total AS (
  SELECT series, metric, max(n) AS n, max(middle) AS middle, max(most) AS most,
    CAST(sum(CAST(floor(share * scale + 0.5) AS BIGINT)) AS BIGINT) / max(scale) AS shares,
    CAST(sum(CAST(floor(share * share * scale + 0.5) AS BIGINT)) AS BIGINT) / max(scale) AS squares
  FROM deviation
  GROUP BY series, metric)
SELECT series, metric, n, middle + shares / n * most AS mean,
  CASE WHEN n > 1 THEN sqrt(abs(squares - shares * shares / n) / (n - 1)) * most END AS sd
FROM total;
