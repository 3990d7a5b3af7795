CREATE VIEW access_hours AS
SELECT hour, n, generation_count, error_count,
  toFloat64(spent_ns) / nullIf(timed_n, 0) / 1e6 AS generation_latency_mean_ms,
  percentile[1] AS generation_latency_p50_ms, percentile[2] AS generation_latency_p95_ms,
  percentile[3] AS generation_latency_p99_ms, longest_ms AS generation_latency_max_ms
FROM (
  SELECT hour, count() AS n, sum(kind = 'generation') AS generation_count, sum(status >= 400) AS error_count,
    sum(CASE WHEN went_well THEN latency_ns END) AS spent_ns, max(CASE WHEN went_well THEN latency_ms END) AS longest_ms,
    toInt64(count(CASE WHEN went_well THEN latency_ms END)) AS timed_n,
    arraySort(groupArray(CASE WHEN went_well THEN latency_ms END)) AS sorted,
    arrayMap(q -> CASE WHEN timed_n > 0
      THEN sorted[intDiv((timed_n - 1) * q, 100) + 1] + toFloat64(((timed_n - 1) * q) % 100) / 100
        * (sorted[least(intDiv((timed_n - 1) * q, 100) + 2, timed_n)] - sorted[intDiv((timed_n - 1) * q, 100) + 1]) END,
      [50, 95, 99]) AS percentile
  FROM (
    SELECT concat(substring(assumeNotNull(finished_at), 1, 13), ':00') AS hour, status, kind, latency_ms, latency_ns,
      kind = 'generation' AND status < 300 AS went_well
    FROM accesses
    WHERE finished_at IS NOT NULL)
  GROUP BY hour);
