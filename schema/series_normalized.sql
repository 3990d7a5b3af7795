-- series_normalized: decode rates of the series in reference tokens, by each method that a series has. A row is a series
-- and a method.
--
--  1. norm_decode_tok_s = reference tokens by time, over the requests that count as decoding and have what the method
--     needs; request_count is their number. Methods, best first (preference): 'counted', 'user', 'matched', 'characters'
--     (request_normalized explains them). A factor must cover the whole series; texts may be saved for a part of it.
--     A series of reference models stands under both factor methods, as 'reference', with factor 1.
--  2. [norm_decode_lo_tok_s, norm_decode_hi_tok_s] comes from the factors' 95 % intervals; blank where one is not known.
--  3. Only equals are compared: is_common marks the best single method that every series with a decode rate has. No such
--     method, no mark, and a comparison leaves the column blank.
CREATE VIEW series_normalized AS
WITH ranked AS (
  SELECT model_id, method, factor, factor_lo, factor_hi,
    row_number() OVER (PARTITION BY model_id, method ORDER BY factor DESC) AS place
  FROM tokenizer_factors),
factor AS (                                                          -- the largest, should there be several references
  SELECT model_id,
    max(CASE WHEN method = 'reference' THEN factor END) AS yardstick,
    max(CASE WHEN method = 'user' THEN factor END) AS stated,
    max(CASE WHEN method = 'user' THEN factor_lo END) AS stated_lo,
    max(CASE WHEN method = 'user' THEN factor_hi END) AS stated_hi,
    max(CASE WHEN method = 'matched' THEN factor END) AS measured,
    max(CASE WHEN method = 'matched' THEN factor_lo END) AS measured_lo,
    max(CASE WHEN method = 'matched' THEN factor_hi END) AS measured_hi
  FROM ranked
  WHERE place = 1
  GROUP BY model_id),
grouped AS (                                                         -- a model has one factor: sum first, divide then
  SELECT series, model_id, sum_decode_count AS n, sum_decode_token_count AS sum_tokens, sum_decode_ns AS sum_ns,
    sum_counted_count AS counted_n, sum_counted_token_count AS sum_counted, sum_counted_ns AS counted_ns,
    sum_chars_count AS chars_n, sum_decode_chars AS sum_chars, sum_chars_ns AS chars_ns
  FROM series_sums
  WHERE sum_decode_count > 0),
method AS (
  SELECT 1 AS preference, 'counted' AS method UNION ALL SELECT 2, 'user' UNION ALL SELECT 3, 'matched'
  UNION ALL SELECT 4, 'characters'),
part AS (
  SELECT g.series AS series, k.preference AS preference, k.method AS method, g.n AS n,
    CASE WHEN f.yardstick IS NOT NULL AND k.method IN ('user', 'matched') THEN 1 ELSE 0 END AS is_yardstick,
    CASE k.method
      WHEN 'counted'    THEN CAST(g.sum_counted AS DOUBLE PRECISION)
      WHEN 'user'       THEN CAST(g.sum_tokens AS DOUBLE PRECISION) / coalesce(f.yardstick, f.stated)
      WHEN 'matched'    THEN CAST(g.sum_tokens AS DOUBLE PRECISION) / coalesce(f.yardstick, f.measured)
      WHEN 'characters' THEN CAST(g.sum_chars AS DOUBLE PRECISION) / (SELECT value FROM setting WHERE key = 'chars_per_ref_token')
    END AS reference_tokens,
    CASE k.method
      WHEN 'user'    THEN CAST(g.sum_tokens AS DOUBLE PRECISION) / coalesce(f.yardstick, f.stated_hi)
      WHEN 'matched' THEN CAST(g.sum_tokens AS DOUBLE PRECISION) / coalesce(f.yardstick, f.measured_hi)
    END AS fewest_tokens,
    CASE k.method
      WHEN 'user'    THEN CAST(g.sum_tokens AS DOUBLE PRECISION) / coalesce(f.yardstick, f.stated_lo)
      WHEN 'matched' THEN CAST(g.sum_tokens AS DOUBLE PRECISION) / coalesce(f.yardstick, f.measured_lo)
    END AS most_tokens,
    CASE k.method WHEN 'counted' THEN g.counted_ns WHEN 'characters' THEN g.chars_ns ELSE g.sum_ns END AS ns,
    CASE k.method WHEN 'counted' THEN g.counted_n WHEN 'characters' THEN g.chars_n ELSE g.n END AS having_n
  FROM grouped g
  CROSS JOIN method k
  LEFT JOIN factor f ON f.model_id = g.model_id),
most AS (
  SELECT part.*, CAST(4e18 AS DOUBLE PRECISION) / count(*) OVER (PARTITION BY series, preference) AS scale,
    max(reference_tokens) OVER (PARTITION BY series, preference) AS reference_most,
    max(fewest_tokens) OVER (PARTITION BY series, preference) AS fewest_most,
    max(most_tokens) OVER (PARTITION BY series, preference) AS most_most
  FROM part),
scaled AS (                                                          -- whole parts have the same sum in any order
  SELECT most.*,
    CAST(floor(coalesce(reference_tokens / NULLIF(reference_most, 0), 0) * scale + 0.5) AS BIGINT) AS reference_parts,
    CAST(floor(coalesce(fewest_tokens / NULLIF(fewest_most, 0), 0) * scale + 0.5) AS BIGINT) AS fewest_parts,
    CAST(floor(coalesce(most_tokens / NULLIF(most_most, 0), 0) * scale + 0.5) AS BIGINT) AS most_parts
  FROM most),
rate AS (
  SELECT series, preference, CASE WHEN min(is_yardstick) = 1 THEN 'reference' ELSE method END AS norm_method,
    sum(CASE WHEN reference_tokens IS NOT NULL THEN having_n ELSE 0 END) AS request_count,
    CASE WHEN method IN ('counted', 'characters') OR count(reference_tokens) = count(*)
         THEN CAST(sum(reference_parts) AS BIGINT) / max(scale) * max(reference_most) * 1e9
              / NULLIF(sum(CASE WHEN reference_tokens IS NOT NULL THEN ns END), 0)
    END AS norm_decode_tok_s,
    CASE WHEN count(fewest_tokens) = count(*)
         THEN CAST(sum(fewest_parts) AS BIGINT) / max(scale) * max(fewest_most) * 1e9 / NULLIF(sum(ns), 0)
    END AS norm_decode_lo_tok_s,
    CASE WHEN count(most_tokens) = count(*)
         THEN CAST(sum(most_parts) AS BIGINT) / max(scale) * max(most_most) * 1e9 / NULLIF(sum(ns), 0)
    END AS norm_decode_hi_tok_s
  FROM scaled
  GROUP BY series, preference, method),
shared AS (
  SELECT rate.*,
    CASE WHEN count(norm_decode_tok_s) OVER (PARTITION BY preference) = count(*) OVER (PARTITION BY preference)
         THEN preference END AS shared_preference
  FROM rate),
best AS (
  SELECT shared.*, min(shared_preference) OVER () AS best_preference
  FROM shared)
SELECT series, norm_method, preference, request_count, norm_decode_tok_s, norm_decode_lo_tok_s, norm_decode_hi_tok_s,
  CASE WHEN preference = best_preference THEN 1 ELSE 0 END AS is_common
FROM best
WHERE norm_decode_tok_s IS NOT NULL;
