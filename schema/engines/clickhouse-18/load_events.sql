CREATE VIEW load_events AS
SELECT run_id, request_id, assumeNotNull(moment_ns) AS at_ns, in_flight_change, assumeNotNull(change) AS tok_s_change, what
FROM (
  SELECT run_id, request_id, started_at_ns, created_at_ns, eval_duration_ns,
    CASE WHEN eval_count > 0 AND eval_duration_ns > 0 AND eval_duration_ns <= total_duration_ns
         THEN floor(toFloat64(eval_count) * 1e15 / eval_duration_ns + 0.5) / 1e6 END AS rate_tok_s
  FROM request_normalized
  WHERE is_measurement = 1 AND is_embedding = 0 AND is_suspect = 0 AND started_at_ns IS NOT NULL AND total_duration_ns > 0)
ARRAY JOIN
  ['start', 'decode', 'end'] AS what,
  [started_at_ns, created_at_ns - eval_duration_ns, created_at_ns] AS moment_ns,
  [1, 0, -1] AS in_flight_change,
  [toNullable(toFloat64(0)), rate_tok_s, coalesce(-rate_tok_s, 0)] AS change
WHERE change IS NOT NULL;
