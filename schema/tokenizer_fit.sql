-- tokenizer_fit: tokens = template + slope * characters, fitted over the prompts of each model. A row is a model.
--
--  1. Weighted least squares with weight 1 / characters²: the scatter of a prompt's tokens grows with its length, so this
--     is the efficient fit, and its standard errors hold. They need three prompts of two lengths.
--  2. template_token_count is what the chat template adds to every prompt; tokens_per_char what the text costs.
CREATE VIEW tokenizer_fit AS
WITH point AS (
  SELECT model_id, CAST(prompt_chars AS DOUBLE PRECISION) AS x, CAST(token_count AS DOUBLE PRECISION) AS y,
    1.0 / (CAST(prompt_chars AS DOUBLE PRECISION) * CAST(prompt_chars AS DOUBLE PRECISION)) AS w
  FROM token_observations),
centre AS (
  SELECT model_id, count(*) AS n, sum(w) AS sw, sum(w * x) / sum(w) AS mx, sum(w * y) / sum(w) AS my,
    min(x) AS shortest, max(x) AS longest
  FROM point
  GROUP BY model_id),
spread AS (
  SELECT c.model_id AS model_id, c.n AS n, c.shortest AS shortest, c.longest AS longest, c.mx AS mx, c.my AS my,
    sum(p.w * (p.x - c.mx) * (p.x - c.mx)) / c.sw AS sxx,
    sum(p.w * (p.x - c.mx) * (p.y - c.my)) / c.sw AS sxy,
    sum(p.w * (p.y - c.my) * (p.y - c.my)) / c.sw AS syy
  FROM point p
  JOIN centre c ON c.model_id = p.model_id
  GROUP BY c.model_id, c.n, c.shortest, c.longest, c.mx, c.my, c.sw)
SELECT model_id, n AS prompt_count, CAST(shortest AS BIGINT) AS shortest_chars, CAST(longest AS BIGINT) AS longest_chars,
  sxy / NULLIF(sxx, 0) AS tokens_per_char,
  my - mx * sxy / NULLIF(sxx, 0) AS template_token_count,
  sxy * sxy / NULLIF(sxx * syy, 0) AS r_squared,
  CASE WHEN n > 2 AND sxx > 0 THEN sqrt(abs(syy - sxy * sxy / sxx) / (n - 2) / sxx) END AS tokens_per_char_se,
  CASE WHEN n > 2 AND sxx > 0 THEN sqrt(abs(syy - sxy * sxy / sxx) / (n - 2) * (1 + mx * mx / sxx)) END AS template_token_se
FROM spread;
