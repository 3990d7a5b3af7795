-- load_events: what begins and ends on a machine, when. A row is an event of a request: start, decode, end.
--
-- The load views describe machines. They are kept by run (clocks of two hosts do not mix) and take every request of it,
-- whatever a report selects: what was left out of a report was in flight all the same.
--  1. Only requests whose final object had its time of creation have a place in time; a verbose block has none.
--  2. A request lasts from created_at - total to created_at, half-open: where one ends as another starts they do not
--     overlap. in_flight_change is +1, 0, -1.
--  3. It decodes in its last eval_duration, with tok_s_change tokens/s: right to within the time after its last token. It is
--     a whole number of millionths, so that sums are exact: what began and ended leaves nothing.
--  4. Embeddings and loads of a model occupy the machine, too, but they are no answers: not here. An incomplete stream has
--     no end to place.
CREATE VIEW load_events AS
WITH placed AS (
  SELECT run_id, request_id, started_at_ns, created_at_ns, eval_duration_ns,
    CASE WHEN eval_count > 0 AND eval_duration_ns > 0 AND eval_duration_ns <= total_duration_ns
         THEN floor(CAST(eval_count AS DOUBLE PRECISION) * 1e15 / eval_duration_ns + 0.5) / 1e6 END AS rate_tok_s
  FROM request_metrics
  WHERE is_measurement = 1 AND is_embedding = 0 AND is_suspect = 0 AND started_at_ns IS NOT NULL AND total_duration_ns > 0)
SELECT run_id, request_id, started_at_ns AS at_ns, 1 AS in_flight_change, CAST(0 AS DOUBLE PRECISION) AS tok_s_change,
  'start' AS what
FROM placed
UNION ALL
SELECT run_id, request_id, created_at_ns - eval_duration_ns, 0, rate_tok_s, 'decode'
FROM placed
WHERE rate_tok_s IS NOT NULL
UNION ALL
SELECT run_id, request_id, created_at_ns, -1, CASE WHEN rate_tok_s IS NULL THEN 0 ELSE -rate_tok_s END, 'end'
FROM placed;
