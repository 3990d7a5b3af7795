-- concurrency_per_user: what one user got at the load that he met. A row is a series, a run and a level of load.
--
--  1. in_flight_count is the request's mean_in_flight rounded to a whole number (a half up).
--  2. user_tok_s is tokens by decode time of the requests at that level. The means are of requests: blank where none of
--     them has the figure. residual_mean_ms is an upper bound of the time waited in a queue.
CREATE VIEW concurrency_per_user AS
WITH met AS (
  SELECT s.series AS series, c.run_id AS run_id,
    CAST(round(c.mean_in_flight) AS BIGINT) AS level,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' THEN v.eval_count END AS tokens,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' THEN v.eval_duration_ns END AS decode_ns,
    CASE WHEN v.why_not_ttft_warm IS NULL THEN v.ttft_ns END AS warm_ns,
    v.total_duration_ns AS total_ns, v.residual_ns AS rest_ns
  FROM request_series s
  JOIN request_use v ON v.request_id = s.request_id
  JOIN request_concurrency c ON c.request_id = s.request_id)
SELECT series, run_id, level AS in_flight_count, CAST(count(*) AS BIGINT) AS request_count,
  CAST(sum(tokens) AS DOUBLE PRECISION) * 1e9 / NULLIF(sum(decode_ns), 0) AS user_tok_s,
  CAST(sum(warm_ns) AS DOUBLE PRECISION) / NULLIF(count(warm_ns), 0) / 1e6 AS ttft_mean_ms,
  CAST(sum(total_ns) AS DOUBLE PRECISION) / NULLIF(count(total_ns), 0) / 1e9 AS answer_mean_s,
  CAST(sum(rest_ns) AS DOUBLE PRECISION) / NULLIF(count(rest_ns), 0) / 1e6 AS residual_mean_ms
FROM met
GROUP BY series, run_id, level
ORDER BY series, run_id, level;
