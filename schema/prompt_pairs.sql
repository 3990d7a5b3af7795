-- prompt_pairs: two series over the prompts that both answered. A row is a pair of series (a before b) and a metric.
--
-- geomean_ratio is b / a: the geometric mean over prompts of the medians' ratios, so that b / a and a / b agree. The counts
-- of prompts where b is greater or smaller need no assumption at all.
--  1. The last digit of ln() and exp() is another one in each mathematical library, that of + - * / and sqrt() is not. So
--     both are written out as series, over the 256th root of a ratio, where six terms (ten) reach all digits of a double:
--     ln r = 256 ln s = 512 (z + z³/3 + z⁵/5 + …) with z = (s - 1) / (s + 1), and exp x = (1 + y + y²/2 + …)^256 with
--     y = x / 256.
--  2. Logarithms are added up as whole parts (scale to one), which have the same sum in any order.
CREATE VIEW prompt_pairs AS
WITH median AS (
  SELECT series, prompt_id, metric, median
  FROM prompt_medians
  WHERE median > 0),
pair AS (
  SELECT a.series AS series_a, b.series AS series_b, a.metric AS metric, a.median AS median_a, b.median AS median_b,
    sqrt(sqrt(sqrt(sqrt(sqrt(sqrt(sqrt(sqrt(b.median / a.median)))))))) AS root,
    CAST(1e15 AS DOUBLE PRECISION) / count(*) OVER (PARTITION BY a.series, b.series, a.metric) AS scale
  FROM median a
  JOIN median b ON b.prompt_id = a.prompt_id AND b.metric = a.metric AND b.series > a.series),
term AS (
  SELECT pair.*, (root - 1) / (root + 1) AS z, (root - 1) / (root + 1) * ((root - 1) / (root + 1)) AS zz
  FROM pair),
summed AS (
  SELECT term.*, 512 * z * (1 + zz / 3 + zz * zz / 5 + zz * zz * zz / 7 + zz * zz * zz * zz / 9
    + zz * zz * zz * zz * zz / 11) AS logarithm
  FROM term),
total AS (
  SELECT series_a, series_b, metric, scale, CAST(count(*) AS BIGINT) AS n,
    CAST(sum(CAST(floor(logarithm * scale + 0.5) AS BIGINT)) AS BIGINT) AS parts,
    sum(CASE WHEN median_b > median_a THEN 1 ELSE 0 END) AS b_greater_count,
    sum(CASE WHEN median_b < median_a THEN 1 ELSE 0 END) AS b_smaller_count
  FROM summed
  GROUP BY series_a, series_b, metric, scale),
mean AS (
  SELECT total.*, parts / scale / n / 256 AS y
  FROM total),
power AS (
  SELECT mean.*,
    1 + y * (1 + y / 2 * (1 + y / 3 * (1 + y / 4 * (1 + y / 5 * (1 + y / 6 * (1 + y / 7 * (1 + y / 8 * (1 + y / 9))))))))
      AS root
  FROM mean),
power_16 AS (
  SELECT power.*, (root * root * root * root) * (root * root * root * root)
    * ((root * root * root * root) * (root * root * root * root)) AS power_16
  FROM power)
SELECT series_a, series_b, metric, n AS prompt_count,
  (power_16 * power_16 * power_16 * power_16) * (power_16 * power_16 * power_16 * power_16)
    * ((power_16 * power_16 * power_16 * power_16) * (power_16 * power_16 * power_16 * power_16)) AS geomean_ratio,
  b_greater_count, b_smaller_count
FROM power_16
ORDER BY series_a, series_b, metric;
