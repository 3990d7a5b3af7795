-- tokenizer_factors: what is known of a model's tokens per reference token. A row is a model and a method.
--
-- Normalised tokens/s = tokens/s / factor: a model whose text takes 1.19 times the tokens is that much slower than it looks.
--  1. method, best first (preference; choice 1 is the one to use):
--       reference  its tokenizer is the yardstick (reference_models, or the same model.tokenizer): 1 by definition
--       counted    its saved answers counted with a reference vocabulary
--       user       a person's figure (model.tokens_per_reference): pinned on purpose, so it beats what is inferred
--       matched    measured from shared prompts (tokenizer_ratio), if good enough
--  2. factor_lo and factor_hi bound it with 95 % confidence where that is known; basis_count is the number of answers or
--     prompts behind it.
CREATE VIEW tokenizer_factors AS
WITH known AS (
  SELECT m.model_id AS model_id, 'reference' AS method, 0 AS preference,
    CAST(1 AS DOUBLE PRECISION) AS factor, CAST(1 AS DOUBLE PRECISION) AS factor_lo, CAST(1 AS DOUBLE PRECISION) AS factor_hi,
    0 AS basis_count
  FROM model m
  WHERE m.model_id IN (SELECT y.model_id FROM reference_models y)
     OR m.tokenizer IN (SELECT y.tokenizer FROM reference_models y)
  UNION ALL
  SELECT r.model_id, 'counted', 1, CAST(sum(r.eval_count) AS DOUBLE PRECISION) / NULLIF(sum(r.reference_tokens), 0),
    CAST(NULL AS DOUBLE PRECISION), CAST(NULL AS DOUBLE PRECISION), count(*)
  FROM request r
  WHERE r.reference_tokens > 0 AND r.eval_count > 0 AND r.status IN ('ok', 'partial')
  GROUP BY r.model_id
  UNION ALL
  SELECT m.model_id, 'user', 2, m.tokens_per_reference, m.tokens_per_reference_lo, m.tokens_per_reference_hi, 0
  FROM model m
  WHERE m.tokens_per_reference IS NOT NULL
  UNION ALL
  SELECT t.model_id, 'matched', 3, t.factor, t.factor_lo, t.factor_hi, t.prompt_count
  FROM tokenizer_ratio t
  WHERE t.quality IN ('ok', 'same tokenizer'))
SELECT model_id, method, preference, factor, factor_lo, factor_hi, basis_count,
  row_number() OVER (PARTITION BY model_id ORDER BY preference, basis_count DESC, factor) AS choice
FROM known
WHERE factor > 0;
