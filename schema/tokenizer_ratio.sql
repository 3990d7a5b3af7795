-- tokenizer_ratio: tokens that a model needs for one token of a reference model, the same text given, measured from the
-- prompts that both were asked. A row is a model and a reference model (reference_models); none without a reference.
--
--  1. factor = cov(its tokens, characters) / cov(the reference's tokens, characters), weights 1 / characters². Covariances
--     do not see constants, so each model's chat template drops out; scatter in the denominator does not bias it, for the
--     characters are the instrument; and a/b * b/c = a/c holds exactly over the same prompts.
--  2. Its 95 % interval [factor_lo, factor_hi] uses Student's t with prompts - 2 degrees of freedom (table student_t,
--     which the program fills; NULL without it). Simulated coverage is 95-96 % from 8 prompts on.
--  3. quality: 'same tokenizer' where the counts differ by one constant over three or more prompts of different length;
--     'ok' with tok_min_prompts prompts, tok_min_range between longest and shortest, and an interval within
--     tok_max_rel_err; else 'weak': shown, not used.
--  4. The factor has twelve decimals: beyond them sums of fractions depend on the order that an engine adds them in.
--  5. The factor is that of the prompts; answers in another language or code may have another.
CREATE VIEW tokenizer_ratio AS
WITH pair AS (
  SELECT a.model_id AS model_id, b.model_id AS reference_model_id,
    CAST(a.token_count AS DOUBLE PRECISION) AS y, CAST(b.token_count AS DOUBLE PRECISION) AS z,
    CAST(a.prompt_chars AS DOUBLE PRECISION) AS x,
    1.0 / (CAST(a.prompt_chars AS DOUBLE PRECISION) * CAST(a.prompt_chars AS DOUBLE PRECISION)) AS w
  FROM reference_models m
  JOIN token_observations b ON b.model_id = m.model_id
  JOIN token_observations a ON a.prompt_id = b.prompt_id AND a.model_id <> b.model_id),
centre AS (
  SELECT model_id, reference_model_id, count(*) AS n, sum(w) AS sw,
    sum(w * x) / sum(w) AS mx, sum(w * y) / sum(w) AS my, sum(w * z) / sum(w) AS mz,
    min(x) AS shortest, max(x) AS longest, max(y - z) - min(y - z) AS difference_range
  FROM pair
  GROUP BY model_id, reference_model_id),
spread AS (
  SELECT c.model_id AS model_id, c.reference_model_id AS reference_model_id, c.n AS n,
    c.shortest AS shortest, c.longest AS longest, c.difference_range AS difference_range, c.my AS my, c.mz AS mz,
    sum(p.w * (p.x - c.mx) * (p.x - c.mx)) / c.sw AS sxx,
    sum(p.w * (p.x - c.mx) * (p.y - c.my)) / c.sw AS sxy,
    sum(p.w * (p.x - c.mx) * (p.z - c.mz)) / c.sw AS sxz,
    sum(p.w * (p.y - c.my) * (p.y - c.my)) / c.sw AS syy,
    sum(p.w * (p.z - c.mz) * (p.z - c.mz)) / c.sw AS szz,
    sum(p.w * (p.y - c.my) * (p.z - c.mz)) / c.sw AS syz
  FROM pair p
  JOIN centre c ON c.model_id = p.model_id AND c.reference_model_id = p.reference_model_id
  GROUP BY c.model_id, c.reference_model_id, c.n, c.shortest, c.longest, c.difference_range, c.my, c.mz, c.sw),
fit AS (
  SELECT model_id, reference_model_id, n, shortest, longest, difference_range,
    floor(sxy / NULLIF(sxz, 0) * 1e12 + 0.5) / 1e12 AS factor,
    my - mz * sxy / NULLIF(sxz, 0) AS template_gap,
    syz * syz / NULLIF(syy * szz, 0) AS r_squared,
    CASE WHEN n > 2 AND sxz > 0
         THEN sqrt(abs(syy - 2 * (sxy / sxz) * syz + (sxy / sxz) * (sxy / sxz) * szz) / (n - 2) * sxx) / sxz END AS se
  FROM spread),
margin AS (
  SELECT fit.*, q.t * se AS half
  FROM fit
  CROSS JOIN (SELECT max(df) AS largest FROM student_t) d
  LEFT JOIN student_t q ON q.df = CASE WHEN fit.n - 2 > d.largest THEN d.largest ELSE fit.n - 2 END)
SELECT model_id, reference_model_id, n AS prompt_count,
  CAST(shortest AS BIGINT) AS shortest_chars, CAST(longest AS BIGINT) AS longest_chars,
  factor, factor - half AS factor_lo, factor + half AS factor_hi, se AS factor_se,
  template_gap AS template_gap_count,             -- its template's tokens less the reference's, in its own tokens
  r_squared,
  CASE WHEN difference_range = 0 AND n >= 3 AND longest > shortest THEN 'same tokenizer'
       WHEN n >= (SELECT value FROM setting WHERE key = 'tok_min_prompts')
        AND longest >= shortest * (SELECT value FROM setting WHERE key = 'tok_min_range')
        AND half <= factor * (SELECT value FROM setting WHERE key = 'tok_max_rel_err') THEN 'ok'
       ELSE 'weak' END AS quality
FROM margin;
