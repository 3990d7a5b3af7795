CREATE VIEW sources AS
SELECT source_id, path, label, host, request_count, repeat_count, problem_count, size_bytes, line_count, encoding, content_hash,
  access_count, benchmark_count
FROM (
  SELECT *
  FROM source
  INNER JOIN (SELECT run_id, nullIf(label, '') AS label, nullIf(host, '') AS host FROM run) USING run_id)
LEFT JOIN (
  SELECT source_id, sum(is_access) AS access_count, sum(is_benchmark) AS benchmark_count
  FROM (
    SELECT source_id, 1 AS is_access, 0 AS is_benchmark FROM access
    UNION ALL
    SELECT source_id, 0, 1 FROM benchmark)
  GROUP BY source_id)
USING source_id;
