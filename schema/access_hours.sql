-- access_hours: how busy a server was: generations an hour, by its wall clock, with their latency. A row is an hour in which
-- anything was asked for.
CREATE VIEW access_hours AS
SELECT strftime('%Y-%m-%dT%H:00', at_local_ns / 1000000000, 'unixepoch') AS hour,
  CAST(count(*) AS BIGINT) AS n,
  sum(CASE WHEN kind = 'generation' THEN 1 ELSE 0 END) AS generation_count,
  sum(CASE WHEN status >= 400 THEN 1 ELSE 0 END) AS error_count,
  CAST(sum(CASE WHEN kind = 'generation' AND status < 300 THEN latency_ns END) AS DOUBLE PRECISION)
    / NULLIF(sum(CASE WHEN kind = 'generation' AND status < 300 THEN 1 ELSE 0 END), 0) / 1e6 AS generation_latency_mean_ms,
  max(CASE WHEN kind = 'generation' AND status < 300 THEN latency_ms END) AS generation_latency_max_ms
FROM accesses
WHERE at_local_ns IS NOT NULL
GROUP BY hour
ORDER BY hour;
