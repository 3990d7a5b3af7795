-- report_concurrency: what one user and the whole machine got at each load. A row is a series, a machine and a level.
--
--  1. in_flight_count, n and the user's figures are those of concurrency_per_user.
--  2. system_tok_s is what the machine gave to all requests together while so many were in flight, of all its series
--     (concurrency); blank where its clock never had exactly so many.
CREATE VIEW report_concurrency AS
SELECT c.series AS series, NULLIF(u.label, '') AS label, NULLIF(u.host, '') AS host,
  c.in_flight_count AS in_flight_count, c.request_count AS n, c.user_tok_s AS user_tok_s, m.system_tok_s AS system_tok_s,
  c.ttft_mean_ms AS ttft_mean_ms, c.answer_mean_s AS answer_mean_s, c.residual_mean_ms AS residual_mean_ms
FROM concurrency_per_user c
JOIN run u ON u.run_id = c.run_id
LEFT JOIN concurrency m ON m.run_id = c.run_id AND m.in_flight_count = c.in_flight_count
ORDER BY c.series, c.run_id, c.in_flight_count;
