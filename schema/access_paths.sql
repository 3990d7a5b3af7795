-- access_paths: what access logs say of each path: how often, with which status, how long. A row is a method, a path and a
-- status.
--
--  1. Percentiles are linear between order statistics, over latencies as printed. request_rate_per_s is over the time from
--     the first to the last line of the row; blank for a single one.
CREATE VIEW access_paths AS
WITH timed AS (
  SELECT method, path, status, kind, latency_ms, at_local_ns,
    row_number() OVER (PARTITION BY method, path, status ORDER BY latency_ms) AS k,
    count(latency_ms) OVER (PARTITION BY method, path, status) AS n
  FROM accesses),
wanted(name, q) AS (VALUES ('p50', 0.5), ('p95', 0.95), ('p99', 0.99)),
spot AS (  -- 1 + q (n - 1): between ranks lo and lo + 1
  SELECT t.method AS method, t.path AS path, t.status AS status, w.name AS name,
    t.latency_ms AS latency_ms, t.k AS k, w.q * (t.n - 1) AS place, t.n AS n
  FROM timed t CROSS JOIN wanted w),
value AS (
  SELECT method, path, status, name,
    max(CASE WHEN k = CAST(place AS BIGINT) + 1 THEN latency_ms END) AS low,
    max(CASE WHEN k = CAST(place AS BIGINT) + 2 THEN latency_ms END) AS high,
    max(place - CAST(place AS BIGINT)) AS part
  FROM spot
  GROUP BY method, path, status, name),
percentile AS (
  SELECT method, path, status,
    max(CASE WHEN name = 'p50' THEN low + part * (coalesce(high, low) - low) END) AS p50,
    max(CASE WHEN name = 'p95' THEN low + part * (coalesce(high, low) - low) END) AS p95,
    max(CASE WHEN name = 'p99' THEN low + part * (coalesce(high, low) - low) END) AS p99
  FROM value
  GROUP BY method, path, status)
SELECT t.method AS method, t.path AS path, t.status AS status, max(t.kind) AS kind,
  CAST(count(*) AS BIGINT) AS n, min(t.latency_ms) AS latency_min_ms, max(p.p50) AS latency_p50_ms, max(p.p95) AS latency_p95_ms,
  max(p.p99) AS latency_p99_ms, max(t.latency_ms) AS latency_max_ms,
  CAST(count(*) - 1 AS DOUBLE PRECISION) * 1e9 / NULLIF(max(t.at_local_ns) - min(t.at_local_ns), 0) AS request_rate_per_s
FROM timed t
LEFT JOIN percentile p ON p.method IS t.method AND p.path IS t.path AND p.status IS t.status
GROUP BY t.method, t.path, t.status
ORDER BY count(*) DESC, t.method, t.path, t.status;
