CREATE VIEW metric_moments AS
SELECT series, metric, n, middle + shares / n * most AS mean,
  CASE WHEN n > 1 THEN sqrt(abs(squares - shares * shares / n) / (n - 1)) * most END AS sd
FROM (
  SELECT series, metric, any(size) AS n, any(median) AS middle, any(reach) AS most,
    sum(toInt64(floor(share * scale + 0.5))) / any(scale) AS shares,
    sum(toInt64(floor(share * share * scale + 0.5))) / any(scale) AS squares
  FROM (
    SELECT series, metric, size, median, reach, 4e18 / size AS scale, (value - median) / reach AS share
    FROM metric_values
    INNER JOIN (
      SELECT series, metric, size, median,
        CASE WHEN largest = smallest THEN toFloat64(1)
             WHEN largest - median > median - smallest THEN largest - median
             ELSE median - smallest END AS reach
      FROM (
        SELECT series, metric, max(n) AS size, maxIf(value, q = 0) AS smallest, maxIf(value, q = 50000) AS median,
          maxIf(value, q = 100000) AS largest
        FROM percentiles
        GROUP BY series, metric))
    USING series, metric)
  GROUP BY series, metric);
