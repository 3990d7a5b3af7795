-- A run's events stand in one array, in order of time. (ARRAY JOIN repeats every other array of the row: here is none.)
CREATE VIEW load_sweep AS
SELECT run_id, request_id, what, at_ns, next_at_ns, in_flight, toFloat64(millionths) / 1e6 AS tok_s, area_ns
FROM (
  SELECT run_id, arrayMap(event -> event.1, events) AS at_ns,
    arrayPushBack(arrayPopFront(arrayMap(event -> toNullable(event.1), events)), NULL) AS next_at_ns,
    arrayMap(event -> event.2, events) AS changes, arrayMap(event -> event.3, events) AS request_id,
    arrayCumSum(arrayMap(event -> toInt64(floor(event.4 * 1e6 + 0.5)), events)) AS millionths,
    arrayMap(event -> event.5, events) AS what, arrayCumSum(changes) AS in_flight,
    arrayCumSum(arrayMap((n, change, moment, last_moment) -> (n - change) * (moment - last_moment),
                         in_flight, changes, at_ns, arrayPushFront(arrayPopBack(at_ns), at_ns[1]))) AS area_ns
  FROM (
    SELECT run_id, arraySort(groupArray((at_ns, in_flight_change, request_id, tok_s_change, what))) AS events
    FROM load_events
    GROUP BY run_id))
ARRAY JOIN request_id, what, at_ns, next_at_ns, in_flight, millionths, area_ns;
