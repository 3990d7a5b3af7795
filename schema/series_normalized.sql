-- series_normalized: decode rates of the series in reference tokens, by each method that a series has. A row is a series
-- and a method.
--
--  1. norm_decode_tok_s = reference tokens by time, over the requests that count as decoding and have what the method
--     needs; request_count is their number. Methods, best first (preference): 'counted', 'user', 'matched', 'characters'
--     (request_normalized explains them). A factor must cover the whole series; texts may be saved for a part of it.
--     A series of reference models stands under both factor methods, as 'reference', with factor 1.
--  2. Only equals are compared: is_common marks the best single method that every series with a decode rate has. No such
--     method, no mark, and a comparison leaves the column blank.
CREATE VIEW series_normalized AS
WITH decoding AS (
  SELECT s.series AS series, v.model_id AS model_id, v.eval_count AS tokens, v.eval_duration_ns AS decode_ns,
    v.text_chars AS answer_chars, v.reference_token_count AS counted
  FROM request_series s
  JOIN request_use v ON v.request_id = s.request_id
  WHERE v.why_not_decode IS NULL AND v.decode_rate_from = 'figures'),
factor AS (
  SELECT model_id,
    max(CASE WHEN method = 'reference' THEN factor END) AS yardstick,
    max(CASE WHEN method = 'user' THEN factor END) AS stated,
    max(CASE WHEN method = 'matched' THEN factor END) AS measured     -- the largest, should there be several references
  FROM tokenizer_factors
  GROUP BY model_id),
grouped AS (                                                         -- a model has one factor: sum first, divide then
  SELECT series, model_id, CAST(count(*) AS BIGINT) AS n, sum(tokens) AS sum_tokens, sum(decode_ns) AS sum_ns,
    CAST(count(counted) AS BIGINT) AS counted_n, sum(counted) AS sum_counted,
    sum(CASE WHEN counted IS NOT NULL THEN decode_ns END) AS counted_ns,
    CAST(count(answer_chars) AS BIGINT) AS chars_n, sum(answer_chars) AS sum_chars,
    sum(CASE WHEN answer_chars IS NOT NULL THEN decode_ns END) AS chars_ns
  FROM decoding
  GROUP BY series, model_id),
part AS (
  SELECT series, 1 AS preference, 'counted' AS method, 0 AS is_yardstick, counted_n AS n,
    CAST(sum_counted AS DOUBLE PRECISION) AS reference_tokens, counted_ns AS ns
  FROM grouped
  WHERE counted_n > 0
  UNION ALL
  SELECT g.series, 2, 'user', CASE WHEN f.yardstick IS NULL THEN 0 ELSE 1 END, g.n,
    CAST(g.sum_tokens AS DOUBLE PRECISION) / coalesce(f.yardstick, f.stated), g.sum_ns
  FROM grouped g
  JOIN factor f ON f.model_id = g.model_id
  WHERE f.yardstick IS NOT NULL OR f.stated IS NOT NULL
  UNION ALL
  SELECT g.series, 3, 'matched', CASE WHEN f.yardstick IS NULL THEN 0 ELSE 1 END, g.n,
    CAST(g.sum_tokens AS DOUBLE PRECISION) / coalesce(f.yardstick, f.measured), g.sum_ns
  FROM grouped g
  JOIN factor f ON f.model_id = g.model_id
  WHERE f.yardstick IS NOT NULL OR f.measured IS NOT NULL
  UNION ALL
  SELECT series, 4, 'characters', 0, chars_n,
    CAST(sum_chars AS DOUBLE PRECISION) / (SELECT value FROM setting WHERE key = 'chars_per_ref_token'), chars_ns
  FROM grouped
  WHERE chars_n > 0),
whole AS (
  SELECT series, CAST(sum(n) AS BIGINT) AS whole_n
  FROM grouped
  GROUP BY series),
rate AS (
  SELECT p.series AS series, p.preference AS preference,
    CASE WHEN min(p.is_yardstick) = 1 THEN 'reference' ELSE p.method END AS norm_method,
    sum(p.n) AS request_count, sum(p.reference_tokens) * 1e9 / NULLIF(sum(p.ns), 0) AS norm_decode_tok_s
  FROM part p
  JOIN whole w ON w.series = p.series
  GROUP BY p.series, p.preference, p.method, w.whole_n
  HAVING p.method IN ('counted', 'characters') OR sum(p.n) = w.whole_n),
common AS (
  SELECT min(preference) AS best
  FROM (SELECT preference, count(*) AS having_it FROM rate GROUP BY preference) x
  WHERE having_it = (SELECT count(*) FROM whole))
SELECT r.series AS series, r.norm_method AS norm_method, r.preference AS preference, r.request_count AS request_count,
  r.norm_decode_tok_s AS norm_decode_tok_s, CASE WHEN r.preference = c.best THEN 1 ELSE 0 END AS is_common
FROM rate r
CROSS JOIN common c;
