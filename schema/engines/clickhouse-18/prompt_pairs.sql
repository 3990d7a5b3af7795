CREATE VIEW prompt_pairs AS
SELECT series_a, series_b, metric, prompt_count,
  (power_16 * power_16 * power_16 * power_16) * (power_16 * power_16 * power_16 * power_16)
    * ((power_16 * power_16 * power_16 * power_16) * (power_16 * power_16 * power_16 * power_16)) AS geomean_ratio,
  b_greater_count, b_smaller_count
FROM (
  SELECT series_a, series_b, metric, prompt_count, b_greater_count, b_smaller_count,
    arraySum(arrayMap(logarithm -> toInt64(floor(logarithm * scale + 0.5)), logarithms)) / scale / prompt_count / 256 AS y,
    1 + y * (1 + y / 2 * (1 + y / 3 * (1 + y / 4 * (1 + y / 5 * (1 + y / 6 * (1 + y / 7 * (1 + y / 8 * (1 + y / 9))))))))
      AS power,
    (power * power * power * power) * (power * power * power * power)
      * ((power * power * power * power) * (power * power * power * power)) AS power_16
  FROM (
    SELECT series_a, series_b, metric, count() AS prompt_count, sum(median_b > median_a) AS b_greater_count,
      sum(median_b < median_a) AS b_smaller_count, 1e15 / count() AS scale,
      groupArray(512 * z * (1 + zz / 3 + zz * zz / 5 + zz * zz * zz / 7 + zz * zz * zz * zz / 9
        + zz * zz * zz * zz * zz / 11)) AS logarithms
    FROM (
      SELECT series_a, series_b, metric, median_a, median_b,
        sqrt(sqrt(sqrt(sqrt(sqrt(sqrt(sqrt(sqrt(median_b / median_a)))))))) AS root,
        (root - 1) / (root + 1) AS z, z * z AS zz
      FROM (SELECT series AS series_a, prompt_id, metric, median AS median_a FROM prompt_medians WHERE median > 0)
      INNER JOIN (SELECT series AS series_b, prompt_id, metric, median AS median_b FROM prompt_medians WHERE median > 0)
      USING prompt_id, metric
      WHERE series_b > series_a)
    GROUP BY series_a, series_b, metric));
