-- A series' requests on a run stand in one array, in order.
CREATE VIEW drift AS
SELECT series, run_id, label, host, request_count, order_from, first_tok_s, last_tok_s, change_ratio, span_hours,
  toFloat64(parts_xy) / nullIf(parts_xx, 0) * most_tok_s / nullIf(span_hours, 0) AS slope_tok_s_per_hour
FROM (
  SELECT series, run_id, toInt64(length(ordered)) AS request_count, CASE WHEN timed = 1 THEN 'time' ELSE 'line' END AS order_from,
    intDiv(request_count, 3) AS third, 4e18 / request_count AS scale,
    arraySlice(ordered, 1, third) AS first_third, arraySlice(ordered, request_count - third + 1) AS last_third,
    toFloat64(arraySum(arrayMap(request -> request.5, first_third))) * 1e9
      / nullIf(arraySum(arrayMap(request -> request.6, first_third)), 0) AS first_tok_s,
    toFloat64(arraySum(arrayMap(request -> request.5, last_third))) * 1e9
      / nullIf(arraySum(arrayMap(request -> request.6, last_third)), 0) AS last_tok_s,
    last_tok_s / nullIf(first_tok_s, 0) AS change_ratio,
    arrayReduce('max', arrayMap(request -> request.7, ordered)) AS most_tok_s,
    CASE WHEN timed = 1 THEN toFloat64(ordered[request_count].1 - ordered[1].1) / 3600e9 END AS span_hours,
    arrayMap(request -> coalesce(toFloat64(request.1 - ordered[1].1) / 3600e9 / nullIf(span_hours, 0), 0), ordered) AS xs,
    arrayMap(request -> coalesce(request.7 / nullIf(most_tok_s, 0), 0), ordered) AS ys,
    arraySum(arrayMap(x -> toInt64(floor(x * scale + 0.5)), xs)) / scale / request_count AS mean_x,
    arraySum(arrayMap(y -> toInt64(floor(y * scale + 0.5)), ys)) / scale / request_count AS mean_y,
    arraySum(arrayMap((x, y) -> toInt64(floor((x - mean_x) * (y - mean_y) * scale + 0.5)), xs, ys)) AS parts_xy,
    arraySum(arrayMap(x -> toInt64(floor((x - mean_x) * (x - mean_x) * scale + 0.5)), xs)) AS parts_xx
  FROM (
    SELECT series, run_id, max(created_at_ns IS NOT NULL) AS timed,
      arraySort(arrayFilter(request -> timed = 0 OR request.8 = 1, groupArray(
        (coalesce(created_at_ns, 0), source, line, request_id, assumeNotNull(eval_count), assumeNotNull(eval_duration_ns),
         assumeNotNull(decode_tok_s), created_at_ns IS NOT NULL)))) AS ordered
    FROM series_requests
    WHERE why_not_decode IS NULL AND decode_rate_from = 'figures'
    GROUP BY series, run_id)
  WHERE length(ordered) >= 6)
INNER JOIN (SELECT run_id, nullIf(label, '') AS label, nullIf(host, '') AS host FROM run) USING run_id;
