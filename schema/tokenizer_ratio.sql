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
--  4. Sums are made as in tokenizer_fit, of whole parts, which are the same in any order. The factor has twelve decimals, so
--     that it can be written down.
--  5. The factor is that of the prompts; answers in another language or code may have another.
CREATE VIEW tokenizer_ratio AS
WITH pair AS (
  SELECT a.model_id AS model_id, b.model_id AS reference_model_id, a.prompt_chars AS prompt_chars,
    a.token_count - b.token_count AS difference, 1 / CAST(a.prompt_chars AS DOUBLE PRECISION) AS v,
    CAST(a.token_count AS DOUBLE PRECISION) / a.prompt_chars AS t, CAST(b.token_count AS DOUBLE PRECISION) / a.prompt_chars AS u
  FROM reference_models m
  JOIN token_observations b ON b.model_id = m.model_id
  JOIN token_observations a ON a.prompt_id = b.prompt_id AND a.model_id <> b.model_id),
reach AS (
  SELECT model_id, reference_model_id, count(*) AS n, CAST(4e18 AS DOUBLE PRECISION) / count(*) AS scale,
    max(v) AS most_v, max(t) AS most_t, max(u) AS most_u,
    min(prompt_chars) AS shortest, max(prompt_chars) AS longest, max(difference) - min(difference) AS difference_range
  FROM pair
  GROUP BY model_id, reference_model_id),
weighed AS (
  SELECT p.model_id AS model_id, p.reference_model_id AS reference_model_id,
    CAST(sum(CAST(floor(p.v / r.most_v * (p.v / r.most_v) * r.scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_vv,
    CAST(sum(CAST(floor(p.v / r.most_v * r.scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_v,
    CAST(sum(CAST(floor(p.v / r.most_v * (p.t / r.most_t) * r.scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_vt,
    CAST(sum(CAST(floor(p.v / r.most_v * (p.u / r.most_u) * r.scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_vu
  FROM pair p
  JOIN reach r ON r.model_id = p.model_id AND r.reference_model_id = p.reference_model_id
  GROUP BY p.model_id, p.reference_model_id),
centre AS (
  SELECT r.model_id AS model_id, r.reference_model_id AS reference_model_id, r.n AS n, r.scale AS scale,
    r.shortest AS shortest, r.longest AS longest, r.difference_range AS difference_range,
    w.parts_vv / r.scale * r.most_v * r.most_v AS sw,
    CAST(w.parts_v AS DOUBLE PRECISION) / w.parts_vv / r.most_v AS mx,
    CAST(w.parts_vt AS DOUBLE PRECISION) / w.parts_vv * r.most_t / r.most_v AS my,
    CAST(w.parts_vu AS DOUBLE PRECISION) / w.parts_vv * r.most_u / r.most_v AS mz
  FROM reach r
  JOIN weighed w ON w.model_id = r.model_id AND w.reference_model_id = r.reference_model_id),
rest AS (
  SELECT c.model_id AS model_id, c.reference_model_id AS reference_model_id, c.scale AS scale,
    1 - c.mx * p.v AS dx, p.t - c.my * p.v AS dy, p.u - c.mz * p.v AS dz
  FROM pair p
  JOIN centre c ON c.model_id = p.model_id AND c.reference_model_id = p.reference_model_id),
furthest AS (
  SELECT model_id, reference_model_id, CASE WHEN max(abs(dx)) > 0 THEN max(abs(dx)) ELSE 1 END AS most_x,
    CASE WHEN max(abs(dy)) > 0 THEN max(abs(dy)) ELSE 1 END AS most_y,
    CASE WHEN max(abs(dz)) > 0 THEN max(abs(dz)) ELSE 1 END AS most_z
  FROM rest
  GROUP BY model_id, reference_model_id),
share AS (
  SELECT d.model_id AS model_id, d.reference_model_id AS reference_model_id, d.scale AS scale,
    d.dx / f.most_x AS x, d.dy / f.most_y AS y, d.dz / f.most_z AS z
  FROM rest d
  JOIN furthest f ON f.model_id = d.model_id AND f.reference_model_id = d.reference_model_id),
total AS (
  SELECT model_id, reference_model_id,
    CAST(sum(CAST(floor(x * x * scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_xx,
    CAST(sum(CAST(floor(x * y * scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_xy,
    CAST(sum(CAST(floor(x * z * scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_xz,
    CAST(sum(CAST(floor(y * y * scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_yy,
    CAST(sum(CAST(floor(z * z * scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_zz,
    CAST(sum(CAST(floor(y * z * scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_yz
  FROM share
  GROUP BY model_id, reference_model_id),
spread AS (
  SELECT c.model_id AS model_id, c.reference_model_id AS reference_model_id, c.n AS n,
    c.shortest AS shortest, c.longest AS longest, c.difference_range AS difference_range, c.my AS my, c.mz AS mz,
    t.parts_xx / c.scale * f.most_x * f.most_x / c.sw AS sxx,
    t.parts_xy / c.scale * f.most_x * f.most_y / c.sw AS sxy,
    t.parts_xz / c.scale * f.most_x * f.most_z / c.sw AS sxz,
    t.parts_yy / c.scale * f.most_y * f.most_y / c.sw AS syy,
    t.parts_zz / c.scale * f.most_z * f.most_z / c.sw AS szz,
    t.parts_yz / c.scale * f.most_y * f.most_z / c.sw AS syz
  FROM centre c
  JOIN furthest f ON f.model_id = c.model_id AND f.reference_model_id = c.reference_model_id
  JOIN total t ON t.model_id = c.model_id AND t.reference_model_id = c.reference_model_id),
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
  shortest AS shortest_chars, longest AS longest_chars,
  factor, factor - half AS factor_lo, factor + half AS factor_hi, se AS factor_se,
  template_gap AS template_gap_count,             -- its template's tokens less the reference's, in its own tokens
  r_squared,
  CASE WHEN difference_range = 0 AND n >= 3 AND longest > shortest THEN 'same tokenizer'
       WHEN n >= (SELECT value FROM setting WHERE key = 'tok_min_prompts')
        AND longest >= shortest * (SELECT value FROM setting WHERE key = 'tok_min_range')
        AND half <= factor * (SELECT value FROM setting WHERE key = 'tok_max_rel_err') THEN 'ok'
       ELSE 'weak' END AS quality
FROM margin;
