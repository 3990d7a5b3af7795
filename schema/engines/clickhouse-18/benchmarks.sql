CREATE VIEW benchmarks AS
SELECT model, tool, test, metric, sample_count, mean, median, stddev, p90, p95, p99, min, max,
  prompt_count AS prompt_eval_count, eval_count, depth_count, concurrency, label, host, source, line
FROM (
  SELECT *
  FROM (
    SELECT *
    FROM benchmark
    INNER JOIN (SELECT model_id, coalesce(name, '(unknown)') AS model FROM model) USING model_id)
  INNER JOIN (SELECT run_id, nullIf(label, '') AS label, nullIf(host, '') AS host FROM run) USING run_id)
INNER JOIN (SELECT source_id, path AS source FROM source) USING source_id;
