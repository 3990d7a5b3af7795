-- prompt_pairs: two series over the prompts that both answered. A row is a pair of series (a before b) and a metric.
--
-- geomean_ratio is b / a: the geometric mean over prompts of the medians' ratios, so that b / a and a / b agree. The counts
-- of prompts where b is greater or smaller need no assumption at all.
CREATE VIEW prompt_pairs AS
WITH median AS (
  SELECT series, prompt_id, metric, median
  FROM prompt_medians
  WHERE median > 0)
SELECT a.series AS series_a, b.series AS series_b, a.metric AS metric, CAST(count(*) AS BIGINT) AS prompt_count,
  exp(avg(ln(b.median / a.median))) AS geomean_ratio,
  sum(CASE WHEN b.median > a.median THEN 1 ELSE 0 END) AS b_greater_count,
  sum(CASE WHEN b.median < a.median THEN 1 ELSE 0 END) AS b_smaller_count
FROM median a
JOIN median b ON b.prompt_id = a.prompt_id AND b.metric = a.metric AND b.series > a.series
GROUP BY a.series, b.series, a.metric
ORDER BY a.series, b.series, a.metric;
