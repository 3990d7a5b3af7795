CREATE VIEW report_concurrency AS
SELECT series, label, host, in_flight_count, request_count AS n, user_tok_s, system_tok_s, ttft_mean_ms, answer_mean_s,
  residual_mean_ms
FROM (
  SELECT *
  FROM concurrency_per_user
  INNER JOIN (SELECT run_id, nullIf(label, '') AS label, nullIf(host, '') AS host FROM run) USING run_id)
LEFT JOIN (SELECT run_id, assumeNotNull(in_flight_count) AS in_flight_count, system_tok_s FROM concurrency)
USING run_id, in_flight_count;
