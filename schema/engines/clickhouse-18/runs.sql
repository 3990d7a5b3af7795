CREATE VIEW runs AS
SELECT run_id, label, host, ollama_version, engine_era, num_parallel, peak_bytes_s, usd_per_hour, avg_watts,
  request_count, measurement_count
FROM (
  SELECT run_id, nullIf(label, '') AS label, nullIf(host, '') AS host, ollama_version, engine_era, num_parallel, peak_bytes_s,
    usd_per_hour, avg_watts
  FROM run
  LEFT JOIN (SELECT run_id, toNullable(engine_era) AS engine_era FROM run_eras) USING run_id)
LEFT JOIN (
  SELECT run_id, count() AS request_count, sum(is_measurement) AS measurement_count
  FROM request_normalized
  GROUP BY run_id)
USING run_id;
