-- drift: did a series slow down while it ran (a throttling laptop)? A row is a series on a run, with 6 requests or more.
--
--  1. In order of time; where no request has a time of creation, in order of file and line (order_from 'time' or 'line').
--     Where some have, only these are looked at.
--  2. first_tok_s and last_tok_s are tokens by time of the first and the last third; change_ratio is last / first.
--  3. slope_tok_s_per_hour: least squares of the request's rate over its end; only where there is time. Its sums are of whole
--     parts (scale to one) of the span and the highest rate, which are the same in any order.
CREATE VIEW drift AS
WITH decoding AS (
  SELECT s.series AS series, v.run_id AS run_id, v.created_at_ns AS created_at_ns, v.source AS source, v.line AS line,
    v.request_id AS request_id, v.eval_count AS tokens, v.eval_duration_ns AS decode_ns, v.decode_tok_s AS rate_tok_s,
    max(CASE WHEN v.created_at_ns IS NULL THEN 0 ELSE 1 END) OVER (PARTITION BY s.series, v.run_id) AS has_time
  FROM request_series s
  JOIN request_use v ON v.request_id = s.request_id
  WHERE v.why_not_decode IS NULL AND v.decode_rate_from = 'figures'),
ordered AS (
  SELECT series, run_id, tokens, decode_ns, rate_tok_s, has_time, created_at_ns,
    CAST(created_at_ns - min(created_at_ns) OVER (PARTITION BY series, run_id) AS DOUBLE PRECISION) / 3600e9 AS hours,
    CAST(max(created_at_ns) OVER (PARTITION BY series, run_id)
         - min(created_at_ns) OVER (PARTITION BY series, run_id) AS DOUBLE PRECISION) / 3600e9 AS hours_span,
    max(rate_tok_s) OVER (PARTITION BY series, run_id) AS most_tok_s,
    row_number() OVER (PARTITION BY series, run_id ORDER BY coalesce(created_at_ns, 0), source, line, request_id) AS place,
    count(*) OVER (PARTITION BY series, run_id) AS n
  FROM decoding
  WHERE has_time = 0 OR created_at_ns IS NOT NULL),
scaled AS (
  SELECT ordered.*, CAST(4e18 AS DOUBLE PRECISION) / n AS scale,
    coalesce(hours / NULLIF(hours_span, 0), 0) AS x, coalesce(rate_tok_s / NULLIF(most_tok_s, 0), 0) AS y
  FROM ordered),
centre AS (
  SELECT series, run_id, max(scale) AS scale, max(n) AS request_count, max(has_time) AS timed,
    max(hours_span) AS hours_span, max(most_tok_s) AS most_tok_s,
    CAST(sum(CASE WHEN place <= (n - n % 3) / 3 THEN tokens END) AS DOUBLE PRECISION) * 1e9
      / NULLIF(sum(CASE WHEN place <= (n - n % 3) / 3 THEN decode_ns END), 0) AS first_tok_s,
    CAST(sum(CASE WHEN place > n - (n - n % 3) / 3 THEN tokens END) AS DOUBLE PRECISION) * 1e9
      / NULLIF(sum(CASE WHEN place > n - (n - n % 3) / 3 THEN decode_ns END), 0) AS last_tok_s,
    CAST(sum(CAST(floor(x * scale + 0.5) AS BIGINT)) AS BIGINT) / max(scale) / max(n) AS mx,
    CAST(sum(CAST(floor(y * scale + 0.5) AS BIGINT)) AS BIGINT) / max(scale) / max(n) AS my
  FROM scaled
  GROUP BY series, run_id),
total AS (
  SELECT s.series AS series, s.run_id AS run_id,
    CAST(sum(CAST(floor((s.x - c.mx) * (s.y - c.my) * s.scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_xy,
    CAST(sum(CAST(floor((s.x - c.mx) * (s.x - c.mx) * s.scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_xx
  FROM scaled s
  JOIN centre c ON c.series = s.series AND c.run_id = s.run_id
  GROUP BY s.series, s.run_id)
SELECT f.series AS series, f.run_id AS run_id, NULLIF(u.label, '') AS label, NULLIF(u.host, '') AS host,
  f.request_count AS request_count, CASE WHEN f.timed = 1 THEN 'time' ELSE 'line' END AS order_from,
  f.first_tok_s AS first_tok_s, f.last_tok_s AS last_tok_s, f.last_tok_s / NULLIF(f.first_tok_s, 0) AS change_ratio,
  f.hours_span AS span_hours,
  CAST(t.parts_xy AS DOUBLE PRECISION) / NULLIF(t.parts_xx, 0) * f.most_tok_s / NULLIF(f.hours_span, 0) AS slope_tok_s_per_hour
FROM centre f
JOIN total t ON t.series = f.series AND t.run_id = f.run_id
JOIN run u ON u.run_id = f.run_id
WHERE f.request_count >= 6
ORDER BY f.series, f.run_id;
