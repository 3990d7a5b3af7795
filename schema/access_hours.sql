-- access_hours: how busy a server was, hour by hour of its wall clock. A row is an hour in which anything was asked for.
--
--  1. n counts all lines, error_count those with a status of 400 and more; latencies are those of generations that went well
--     (status below 300).
--  2. Percentiles are linear between order statistics, over latencies as printed (access_paths).
CREATE VIEW access_hours AS
WITH hourly AS (
  SELECT strftime('%Y-%m-%dT%H:00', at_local_ns / 1000000000, 'unixepoch') AS hour, status, kind,
    CASE WHEN kind = 'generation' AND status < 300 THEN latency_ms END AS spent_ms,
    CASE WHEN kind = 'generation' AND status < 300 THEN latency_ns END AS spent_ns
  FROM accesses
  WHERE at_local_ns IS NOT NULL),
ranked AS (
  SELECT hour, status, kind, spent_ms, spent_ns,
    CAST(row_number() OVER (PARTITION BY hour
                            ORDER BY CASE WHEN spent_ms IS NULL THEN 1 ELSE 0 END, spent_ms) AS BIGINT) AS k,
    CAST(count(spent_ms) OVER (PARTITION BY hour) AS BIGINT) AS timed_n
  FROM hourly),
wanted AS (
  SELECT 50 AS q UNION ALL SELECT 95 UNION ALL SELECT 99),
spot AS (  -- 1 + q (n - 1) / 100: between ranks low_k and low_k + 1
  SELECT r.hour AS hour, r.status AS status, r.kind AS kind, r.spent_ms AS spent_ms, r.spent_ns AS spent_ns, r.k AS k, w.q AS q,
    ((r.timed_n - 1) * w.q - ((r.timed_n - 1) * w.q) % 100) / 100 + 1 AS low_k,
    CAST(((r.timed_n - 1) * w.q) % 100 AS DOUBLE PRECISION) / 100 AS part
  FROM ranked r
  CROSS JOIN wanted w),
value AS (
  SELECT hour, q, CAST(count(*) AS BIGINT) AS line_n,
    sum(CASE WHEN kind = 'generation' THEN 1 ELSE 0 END) AS generations,
    sum(CASE WHEN status >= 400 THEN 1 ELSE 0 END) AS errors,
    CAST(sum(spent_ns) AS DOUBLE PRECISION) / NULLIF(count(spent_ns), 0) / 1e6 AS mean_ms, max(spent_ms) AS largest,
    max(CASE WHEN k = low_k THEN spent_ms END) AS low, max(CASE WHEN k = low_k + 1 THEN spent_ms END) AS high,
    max(part) AS upper_part
  FROM spot
  GROUP BY hour, q)
SELECT hour, max(line_n) AS n, max(generations) AS generation_count, max(errors) AS error_count,
  max(mean_ms) AS generation_latency_mean_ms,
  max(CASE WHEN q = 50 THEN low + upper_part * (coalesce(high, low) - low) END) AS generation_latency_p50_ms,
  max(CASE WHEN q = 95 THEN low + upper_part * (coalesce(high, low) - low) END) AS generation_latency_p95_ms,
  max(CASE WHEN q = 99 THEN low + upper_part * (coalesce(high, low) - low) END) AS generation_latency_p99_ms,
  max(largest) AS generation_latency_max_ms
FROM value
GROUP BY hour
ORDER BY hour;
