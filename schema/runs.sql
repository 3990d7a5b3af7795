-- runs: the machines and set-ups that files were measured on. A row is a label and host, both declared by a person.
--
--  1. ollama_version is what the logs' servers said of themselves, where all said the same, or what a person declared;
--     engine_era is what that makes of the durations (engine_eras). Blank where no one told.
--  2. num_parallel, peak_bytes_s, usd_per_hour and avg_watts are declared (--meta).
--  3. measurement_count counts requests with status ok or partial, request_count all.
CREATE VIEW runs AS
WITH seen AS (
  SELECT run_id, CAST(count(*) AS BIGINT) AS request_count,
    sum(CASE WHEN status IN ('ok', 'partial') THEN 1 ELSE 0 END) AS measurement_count
  FROM request
  GROUP BY run_id)
SELECT u.run_id AS run_id, NULLIF(u.label, '') AS label, NULLIF(u.host, '') AS host,
  u.ollama_version AS ollama_version, e.engine_era AS engine_era, u.num_parallel AS num_parallel,
  u.peak_bytes_s AS peak_bytes_s, u.usd_per_hour AS usd_per_hour, u.avg_watts AS avg_watts,
  coalesce(s.request_count, 0) AS request_count, coalesce(s.measurement_count, 0) AS measurement_count
FROM run u
LEFT JOIN run_eras e ON e.run_id = u.run_id
LEFT JOIN seen s ON s.run_id = u.run_id
ORDER BY u.label, u.host, u.run_id;
