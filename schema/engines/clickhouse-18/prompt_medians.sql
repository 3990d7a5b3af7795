CREATE VIEW prompt_medians AS
SELECT series, prompt_id, metric, request_count,
  (sorted[intDiv(request_count + 1, 2)] + sorted[intDiv(request_count + 2, 2)]) / 2 AS median
FROM (
  SELECT series, prompt_id, metric, toInt64(count()) AS request_count, arraySort(groupArray(value)) AS sorted
  FROM metric_values
  INNER JOIN (SELECT request_id, prompt_id FROM request WHERE prompt_id IS NOT NULL) USING request_id
  GROUP BY series, prompt_id, metric);
