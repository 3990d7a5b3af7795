CREATE VIEW prompt_length_gap AS
SELECT shortest.2 AS shortest_series, shortest.1 AS shortest_p50_count, longest.2 AS longest_series,
  longest.1 AS longest_p50_count
FROM (
  SELECT arraySort(groupArray((value, series)))[1] AS shortest,
    arraySort(median -> (-median.1, median.2), groupArray((value, series)))[1] AS longest
  FROM percentiles
  WHERE metric = 'prompt_eval_count' AND q = 50000 AND value > 0
  HAVING count() > 0)
CROSS JOIN settings
WHERE longest.1 > shortest.1 * length_mark_ratio;
