CREATE VIEW access_paths AS
SELECT method, path, status, kind, n, shortest_ms AS latency_min_ms, percentile[1] AS latency_p50_ms,
  percentile[2] AS latency_p95_ms, percentile[3] AS latency_p99_ms, longest_ms AS latency_max_ms,
  toFloat64(n - 1) * 1e9 / nullIf(span_ns, 0) AS request_rate_per_s
FROM (
  SELECT method, path, status, max(kinds) AS kind, toInt64(count()) AS n, min(latency_ms) AS shortest_ms,
    max(latency_ms) AS longest_ms, max(at_local_ns) - min(at_local_ns) AS span_ns,
    toInt64(count(latency_ms)) AS timed_n, arraySort(groupArray(latency_ms)) AS sorted,
    arrayMap(q -> CASE WHEN timed_n > 0
      THEN sorted[intDiv((timed_n - 1) * q, 100) + 1] + toFloat64(((timed_n - 1) * q) % 100) / 100
        * (sorted[least(intDiv((timed_n - 1) * q, 100) + 2, timed_n)] - sorted[intDiv((timed_n - 1) * q, 100) + 1]) END,
      [50, 95, 99]) AS percentile
  FROM (SELECT method, path, status, kind AS kinds, latency_ms, at_local_ns FROM accesses)
  GROUP BY method, path, status);
