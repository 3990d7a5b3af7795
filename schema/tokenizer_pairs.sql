-- tokenizer_pairs: whether tokens of two series are the same unit. A row is a pair of different series.
--
--  1. A model's tokenizer is the one that a person named (model.tokenizer), else it is taken to be its family's.
--  2. is_different: both sides' tokenizers are known, and they are not the same ones. What is not known is not called
--     different.
--  3. has_common_unit: the rates of both sides are known in reference tokens by one method that all requests share
--     (series_normalized), characters not counting as one.
CREATE VIEW tokenizer_pairs AS
WITH decoding AS (
  SELECT s.series AS series, coalesce(m.tokenizer, m.family) AS tokenizer,
    CASE WHEN v.norm_method = 'reference' THEN NULL ELSE coalesce(v.norm_method, 'none') END AS norm_method
  FROM request_series s
  JOIN request_normalized v ON v.request_id = s.request_id
  JOIN model m ON m.model_id = v.model_id
  WHERE v.why_not_decode IS NULL),
side AS (
  SELECT series, min(tokenizer) AS first_tokenizer, max(tokenizer) AS last_tokenizer,
    count(DISTINCT tokenizer) AS tokenizer_count, count(*) - count(tokenizer) AS unknown_count,
    coalesce(min(norm_method), 'reference') AS first_method, coalesce(max(norm_method), 'reference') AS last_method
  FROM decoding
  GROUP BY series)
SELECT a.series AS base, b.series AS candidate,
  CASE WHEN a.unknown_count + b.unknown_count > 0 THEN 0
       WHEN a.tokenizer_count = b.tokenizer_count AND a.first_tokenizer = b.first_tokenizer
        AND a.last_tokenizer = b.last_tokenizer THEN 0
       ELSE 1 END AS is_different,
  CASE WHEN a.first_method <> a.last_method OR b.first_method <> b.last_method THEN 0
       WHEN a.first_method IN ('characters', 'none') OR b.first_method IN ('characters', 'none') THEN 0
       WHEN a.first_method = b.first_method OR a.first_method = 'reference' OR b.first_method = 'reference' THEN 1
       ELSE 0 END AS has_common_unit
FROM side a
CROSS JOIN side b
WHERE a.series <> b.series;
