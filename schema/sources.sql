-- sources: what each file gave. A row is a file content; copies of it are the same source.
--
--  1. request_count counts the records found, repeat_count those of them that were known already; problem_count what
--     could not be used.
--  2. access_count and benchmark_count count facts of other kinds, which are no requests.
--  3. label and host are declared by a person.
CREATE VIEW sources AS
SELECT s.source_id AS source_id, s.path AS path, NULLIF(u.label, '') AS label, NULLIF(u.host, '') AS host,
  s.request_count AS request_count, s.repeat_count AS repeat_count, s.problem_count AS problem_count,
  s.size_bytes AS size_bytes, s.line_count AS line_count, s.encoding AS encoding, s.content_hash AS content_hash,
  -- no row is NULL to ClickHouse, where a count is asked for each row
  coalesce((SELECT CAST(count(*) AS BIGINT) FROM access a WHERE a.source_id = s.source_id), 0) AS access_count,
  coalesce((SELECT CAST(count(*) AS BIGINT) FROM benchmark b WHERE b.source_id = s.source_id), 0) AS benchmark_count
FROM source s
JOIN run u ON u.run_id = s.run_id
ORDER BY s.path, s.source_id;
