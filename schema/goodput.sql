-- goodput: which share of requests met an objective (table slo). A row is an objective and a series.
--
--  1. A request is good where it meets every part of the objective: TTFT (cold starts included, for the person waits for
--     them, too), decode rate, total time. An answer of one token has no rate to miss.
--  2. It is bad where it misses a part, whatever else is unknown. Otherwise it is unknown: a figure is not in the log, or
--     its figures contradict each other. Unknown counts as not good: the share is of all measurements but embeddings.
--  3. [good_lo_ratio, good_hi_ratio] is Wilson's 95 % interval of the share.
--  4. good_per_s: good requests by wall time, first start to last end of the series on each machine; only of requests
--     that have a place in time.
CREATE VIEW goodput AS
WITH asked AS (
  SELECT s.series AS series, v.run_id AS run_id, o.slo_id AS slo_id, o.name AS slo,
    v.started_at_ns AS started_at_ns, v.created_at_ns AS created_at_ns,
    CASE WHEN v.is_suspect = 1 THEN NULL
         WHEN o.max_ttft_ns IS NULL OR v.ttft_ns <= o.max_ttft_ns THEN 1
         WHEN v.ttft_ns > o.max_ttft_ns THEN 0 END AS ttft_good,
    CASE WHEN v.is_suspect = 1 THEN NULL
         WHEN o.min_decode_tok_s IS NULL OR v.eval_count = 1 OR v.decode_tok_s >= o.min_decode_tok_s THEN 1
         WHEN v.decode_tok_s < o.min_decode_tok_s THEN 0 END AS decode_good,
    CASE WHEN v.is_suspect = 1 THEN NULL
         WHEN o.max_latency_ns IS NULL OR v.total_duration_ns <= o.max_latency_ns THEN 1
         WHEN v.total_duration_ns > o.max_latency_ns THEN 0 END AS total_good
  FROM request_series s
  JOIN request_metrics v ON v.request_id = s.request_id
  CROSS JOIN slo o
  WHERE v.is_measurement = 1 AND v.is_embedding = 0),
judged AS (
  SELECT asked.*,
    CASE WHEN ttft_good = 1 AND decode_good = 1 AND total_good = 1 THEN 1 ELSE 0 END AS is_good,
    CASE WHEN ttft_good = 0 OR decode_good = 0 OR total_good = 0 THEN 1 ELSE 0 END AS is_bad
  FROM asked),
on_machine AS (
  SELECT slo_id, slo, series, run_id, CAST(count(*) AS BIGINT) AS n, sum(is_good) AS good, sum(is_bad) AS bad,
    sum(CASE WHEN started_at_ns IS NOT NULL THEN is_good END) AS placed_good, max(created_at_ns) - min(started_at_ns) AS wall_ns
  FROM judged
  GROUP BY slo_id, slo, series, run_id),
share AS (
  SELECT slo_id, slo, series, sum(n) AS n, sum(good) AS good, sum(bad) AS bad, sum(placed_good) AS placed_good,
    sum(wall_ns) AS wall_ns, CAST(sum(good) AS DOUBLE PRECISION) / sum(n) AS p,
    CAST(1.959963984540054 AS DOUBLE PRECISION) AS z, CAST(3.841458820694124 AS DOUBLE PRECISION) / sum(n) AS zz_n
  FROM on_machine
  GROUP BY slo_id, slo, series)
SELECT slo_id, slo, series, n AS request_count, good AS good_count, bad AS bad_count, n - good - bad AS unknown_count,
  p AS good_ratio,
  -- z² / n is zz_n; the ends are exact where all or none were good
  CASE WHEN good = 0 THEN 0.0
       ELSE (p + zz_n / 2 - z * sqrt(p * (1 - p) / n + zz_n / 4 / n)) / (1 + zz_n) END AS good_lo_ratio,
  CASE WHEN good = n THEN 1.0
       ELSE (p + zz_n / 2 + z * sqrt(p * (1 - p) / n + zz_n / 4 / n)) / (1 + zz_n) END AS good_hi_ratio,
  CAST(placed_good AS DOUBLE PRECISION) * 1e9 / NULLIF(wall_ns, 0) AS good_per_s
FROM share
ORDER BY slo_id, series;
