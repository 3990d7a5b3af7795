-- A run's events stand in one array, in order of time.
CREATE VIEW load_sweep AS
SELECT run_id, request_id, what, at_ns, next_at_ns, in_flight, toFloat64(millionths) / 1e6 AS tok_s, area_ns
FROM (
  SELECT run_id, arraySort(groupArray((at_ns, in_flight_change, request_id, tok_s_change, what))) AS events,
    arrayMap(event -> event.1, events) AS moments, arrayMap(event -> event.2, events) AS changes,
    arrayPushFront(arrayPopBack(moments), moments[1]) AS last_moments,
    arrayCumSum(changes) AS counts,
    arrayCumSum(arrayMap(event -> toInt64(floor(event.4 * 1e6 + 0.5)), events)) AS rates,
    arrayCumSum(arrayMap((n, change, moment, last_moment) -> (n - change) * (moment - last_moment),
                         counts, changes, moments, last_moments)) AS areas
  FROM load_events
  GROUP BY run_id)
ARRAY JOIN
  moments AS at_ns, arrayPushBack(arrayPopFront(arrayMap(moment -> toNullable(moment), moments)), NULL) AS next_at_ns,
  arrayMap(event -> event.3, events) AS request_id, arrayMap(event -> event.5, events) AS what,
  counts AS in_flight, rates AS millionths, areas AS area_ns;
