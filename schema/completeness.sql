-- completeness: answers whose saved text is much too short for their tokens. A row is such a request.
--
-- Thinking that was not shown, a tool call, or an answer cut by whoever saved it: eval_count counts tokens that the text
-- does not hold, so bytes, chars and words a second are too low for these.
--  1. bytes_per_token is the request's, median_bytes_per_token that of its series (lower median); listed below
--     text_low_ratio of it. Needs five requests with text in the series.
CREATE VIEW completeness AS
WITH answer AS (
  SELECT s.series AS series, v.request_id AS request_id, v.source AS source, v.line AS line, v.text_bytes AS text_bytes,
    v.eval_count AS eval_count, CAST(v.text_bytes AS DOUBLE PRECISION) / v.eval_count AS bytes_per_token
  FROM request_series s
  JOIN request_use v ON v.request_id = s.request_id
  WHERE v.why_not_decode IS NULL AND v.text_bytes > 0 AND v.eval_count > 0),
ranked AS (
  SELECT answer.*, row_number() OVER (PARTITION BY series ORDER BY bytes_per_token) AS rank,
    count(*) OVER (PARTITION BY series) AS n
  FROM answer),
usual AS (
  SELECT series, bytes_per_token AS median_bytes_per_token
  FROM ranked
  WHERE n >= 5 AND rank = (n + 1 - (n + 1) % 2) / 2)
SELECT a.series AS series, a.request_id AS request_id, a.source AS source, a.line AS line, a.text_bytes AS text_bytes,
  a.eval_count AS eval_count, a.bytes_per_token AS bytes_per_token, u.median_bytes_per_token AS median_bytes_per_token,
  a.bytes_per_token / u.median_bytes_per_token AS completeness_ratio
FROM ranked a
JOIN usual u ON u.series = a.series
WHERE a.bytes_per_token < u.median_bytes_per_token * (SELECT value FROM setting WHERE key = 'text_low_ratio')
ORDER BY a.source, a.line, a.request_id;
