-- access_paths: what access logs say of each path: how often, with which status, how long. A row is a method, a path and a
-- status.
--
--  1. Percentiles are linear between order statistics, over latencies as printed; ranks are integers (percentiles_live).
--     request_rate_per_s is over the time from the first to the last line of the row; blank for a single one.
CREATE VIEW access_paths AS
WITH timed AS (
  SELECT method, path, status, kind, latency_ms, at_local_ns,
    CAST(row_number() OVER (PARTITION BY method, path, status
                            ORDER BY CASE WHEN latency_ms IS NULL THEN 1 ELSE 0 END, latency_ms) AS BIGINT) AS k,
    CAST(count(latency_ms) OVER (PARTITION BY method, path, status) AS BIGINT) AS timed_n
  FROM accesses),
wanted AS (
  SELECT 50 AS q UNION ALL SELECT 95 UNION ALL SELECT 99),
spot AS (  -- 1 + q (n - 1) / 100: between ranks low_k and low_k + 1
  SELECT t.method AS method, t.path AS path, t.status AS status, t.kind AS kind, t.latency_ms AS latency_ms,
    t.at_local_ns AS at_local_ns, t.k AS k, w.q AS q,
    ((t.timed_n - 1) * w.q - ((t.timed_n - 1) * w.q) % 100) / 100 + 1 AS low_k,
    CAST(((t.timed_n - 1) * w.q) % 100 AS DOUBLE PRECISION) / 100 AS part
  FROM timed t
  CROSS JOIN wanted w),
value AS (
  SELECT method, path, status, q, max(kind) AS some_kind, CAST(count(*) AS BIGINT) AS line_n,
    min(latency_ms) AS smallest, max(latency_ms) AS largest, max(at_local_ns) - min(at_local_ns) AS span_ns,
    max(CASE WHEN k = low_k THEN latency_ms END) AS low, max(CASE WHEN k = low_k + 1 THEN latency_ms END) AS high,
    max(part) AS upper_part
  FROM spot
  GROUP BY method, path, status, q)
SELECT method, path, status, max(some_kind) AS kind, max(line_n) AS n, min(smallest) AS latency_min_ms,
  max(CASE WHEN q = 50 THEN low + upper_part * (coalesce(high, low) - low) END) AS latency_p50_ms,
  max(CASE WHEN q = 95 THEN low + upper_part * (coalesce(high, low) - low) END) AS latency_p95_ms,
  max(CASE WHEN q = 99 THEN low + upper_part * (coalesce(high, low) - low) END) AS latency_p99_ms,
  max(largest) AS latency_max_ms,
  CAST(max(line_n) - 1 AS DOUBLE PRECISION) * 1e9 / NULLIF(max(span_ns), 0) AS request_rate_per_s
FROM value
GROUP BY method, path, status
ORDER BY max(line_n) DESC, method, path, status;
