-- tokenizer_fit: tokens = template + slope * characters, fitted over the prompts of each model. A row is a model.
--
--  1. Weighted least squares with weight 1 / characters²: the scatter of a prompt's tokens grows with its length, so this
--     is the efficient fit, and its standard errors hold. They need three prompts of two lengths.
--  2. template_token_count is what the chat template adds to every prompt; tokens_per_char what the text costs.
--  3. With v = 1 / characters and t = tokens / characters the weighted sums are plain ones: of v², v, v t; and of the squares
--     and products of what is left around the weighted means, 1 - mean * v and t - mean * v. Each is added up as whole parts
--     of the largest possible term, which have the same sum in any order.
CREATE VIEW tokenizer_fit AS
WITH point AS (
  SELECT model_id, prompt_chars, 1 / CAST(prompt_chars AS DOUBLE PRECISION) AS v,
    CAST(token_count AS DOUBLE PRECISION) / prompt_chars AS t
  FROM token_observations),
reach AS (
  SELECT model_id, count(*) AS n, CAST(4e18 AS DOUBLE PRECISION) / count(*) AS scale, max(v) AS most_v, max(t) AS most_t,
    min(prompt_chars) AS shortest, max(prompt_chars) AS longest
  FROM point
  GROUP BY model_id),
weighed AS (
  SELECT p.model_id AS model_id,
    CAST(sum(CAST(floor(p.v / r.most_v * (p.v / r.most_v) * r.scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_vv,
    CAST(sum(CAST(floor(p.v / r.most_v * r.scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_v,
    CAST(sum(CAST(floor(p.v / r.most_v * (p.t / r.most_t) * r.scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_vt
  FROM point p
  JOIN reach r ON r.model_id = p.model_id
  GROUP BY p.model_id),
centre AS (
  SELECT r.model_id AS model_id, r.n AS n, r.scale AS scale, r.shortest AS shortest, r.longest AS longest,
    w.parts_vv / r.scale * r.most_v * r.most_v AS sw,
    CAST(w.parts_v AS DOUBLE PRECISION) / w.parts_vv / r.most_v AS mx,
    CAST(w.parts_vt AS DOUBLE PRECISION) / w.parts_vv * r.most_t / r.most_v AS my
  FROM reach r
  JOIN weighed w ON w.model_id = r.model_id),
rest AS (
  SELECT c.model_id AS model_id, c.scale AS scale, 1 - c.mx * p.v AS dx, p.t - c.my * p.v AS dy
  FROM point p
  JOIN centre c ON c.model_id = p.model_id),
furthest AS (
  SELECT model_id, CASE WHEN max(abs(dx)) > 0 THEN max(abs(dx)) ELSE 1 END AS most_x,
    CASE WHEN max(abs(dy)) > 0 THEN max(abs(dy)) ELSE 1 END AS most_y
  FROM rest
  GROUP BY model_id),
total AS (
  SELECT d.model_id AS model_id,
    CAST(sum(CAST(floor(d.dx / f.most_x * (d.dx / f.most_x) * d.scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_xx,
    CAST(sum(CAST(floor(d.dx / f.most_x * (d.dy / f.most_y) * d.scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_xy,
    CAST(sum(CAST(floor(d.dy / f.most_y * (d.dy / f.most_y) * d.scale + 0.5) AS BIGINT)) AS BIGINT) AS parts_yy
  FROM rest d
  JOIN furthest f ON f.model_id = d.model_id
  GROUP BY d.model_id),
spread AS (
  SELECT c.model_id AS model_id, c.n AS n, c.shortest AS shortest, c.longest AS longest, c.mx AS mx, c.my AS my,
    t.parts_xx / c.scale * f.most_x * f.most_x / c.sw AS sxx,
    t.parts_xy / c.scale * f.most_x * f.most_y / c.sw AS sxy,
    t.parts_yy / c.scale * f.most_y * f.most_y / c.sw AS syy
  FROM centre c
  JOIN furthest f ON f.model_id = c.model_id
  JOIN total t ON t.model_id = c.model_id)
SELECT model_id, n AS prompt_count, shortest AS shortest_chars, longest AS longest_chars,
  sxy / NULLIF(sxx, 0) AS tokens_per_char,
  my - mx * sxy / NULLIF(sxx, 0) AS template_token_count,
  sxy * sxy / NULLIF(sxx * syy, 0) AS r_squared,
  CASE WHEN n > 2 AND sxx > 0 THEN sqrt(abs(syy - sxy * sxy / sxx) / (n - 2) / sxx) END AS tokens_per_char_se,
  CASE WHEN n > 2 AND sxx > 0 THEN sqrt(abs(syy - sxy * sxy / sxx) / (n - 2) * (1 + mx * mx / sxx)) END AS template_token_se
FROM spread;
