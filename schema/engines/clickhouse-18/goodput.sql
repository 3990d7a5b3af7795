CREATE VIEW goodput AS
SELECT slo_id, slo, series, n AS request_count, good AS good_count, bad AS bad_count, n - good - bad AS unknown_count,
  p AS good_ratio,
  CASE WHEN good = 0 THEN 0.0
       ELSE (p + zz_n / 2 - z * sqrt(p * (1 - p) / n + zz_n / 4 / n)) / (1 + zz_n) END AS good_lo_ratio,
  CASE WHEN good = n THEN 1.0
       ELSE (p + zz_n / 2 + z * sqrt(p * (1 - p) / n + zz_n / 4 / n)) / (1 + zz_n) END AS good_hi_ratio,
  toFloat64(placed_good) * 1e9 / nullIf(wall_ns, 0) AS good_per_s
FROM (
  SELECT slo_id, slo, series, sum(machine_n) AS n, sum(machine_good) AS good, sum(machine_bad) AS bad,
    sum(machine_placed_good) AS placed_good, sum(machine_wall_ns) AS wall_ns,
    toFloat64(good) / n AS p, 1.959963984540054 AS z, 3.841458820694124 / n AS zz_n
  FROM (
    SELECT slo_id, slo, series, run_id, toInt64(count()) AS machine_n, toInt64(sum(is_good)) AS machine_good,
      toInt64(sum(is_bad)) AS machine_bad, sum(CASE WHEN started_at_ns IS NOT NULL THEN is_good END) AS machine_placed_good,
      max(created_at_ns) - min(started_at_ns) AS machine_wall_ns
    FROM (
      SELECT slo_id, name AS slo, series, run_id, started_at_ns, created_at_ns,
        CASE WHEN is_suspect = 1 THEN NULL
             WHEN max_ttft_ns IS NULL OR ttft_ns <= max_ttft_ns THEN 1
             WHEN ttft_ns > max_ttft_ns THEN 0 END AS ttft_good,
        CASE WHEN is_suspect = 1 THEN NULL
             WHEN min_decode_tok_s IS NULL OR eval_count = 1 OR decode_tok_s >= min_decode_tok_s THEN 1
             WHEN decode_tok_s < min_decode_tok_s THEN 0 END AS decode_good,
        CASE WHEN is_suspect = 1 THEN NULL
             WHEN max_latency_ns IS NULL OR total_duration_ns <= max_latency_ns THEN 1
             WHEN total_duration_ns > max_latency_ns THEN 0 END AS total_good,
        CASE WHEN ttft_good = 1 AND decode_good = 1 AND total_good = 1 THEN 1 ELSE 0 END AS is_good,
        CASE WHEN ttft_good = 0 OR decode_good = 0 OR total_good = 0 THEN 1 ELSE 0 END AS is_bad
      FROM (SELECT * FROM series_requests WHERE is_measurement = 1 AND is_embedding = 0)
      CROSS JOIN slo)
    GROUP BY slo_id, slo, series, run_id)
  GROUP BY slo_id, slo, series);
