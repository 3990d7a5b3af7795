CREATE VIEW concurrency_per_user AS
SELECT series, run_id, level AS in_flight_count, count() AS request_count,
  toFloat64(sum(tokens)) * 1e9 / nullIf(sum(decode_ns), 0) AS user_tok_s,
  toFloat64(sum(warm_ns)) / nullIf(count(warm_ns), 0) / 1e6 AS ttft_mean_ms,
  toFloat64(sum(total_ns)) / nullIf(count(total_ns), 0) / 1e9 AS answer_mean_s,
  toFloat64(sum(rest_ns)) / nullIf(count(rest_ns), 0) / 1e6 AS residual_mean_ms
FROM (
  SELECT series, run_id, toInt64(floor(mean_in_flight + 0.5)) AS level,
    CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'figures' THEN eval_count END AS tokens,
    CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'figures' THEN eval_duration_ns END AS decode_ns,
    CASE WHEN why_not_ttft_warm IS NULL THEN ttft_ns END AS warm_ns,
    total_duration_ns AS total_ns, residual_ns AS rest_ns
  FROM series_requests
  INNER JOIN (SELECT request_id, mean_in_flight FROM request_concurrency) USING request_id)
GROUP BY series, run_id, level;
