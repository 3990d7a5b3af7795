-- Only here: what tokenizer_pairs reads twice. A row is a series.
CREATE VIEW series_tokenizers AS
SELECT series, min(named) AS first_tokenizer, max(named) AS last_tokenizer, uniqExact(named) AS tokenizer_n,
  count() - count(named) AS unknown_n, coalesce(min(method), 'reference') AS first_method,
  coalesce(max(method), 'reference') AS last_method
FROM (
  SELECT series, named, CASE WHEN norm_method = 'reference' THEN NULL ELSE coalesce(norm_method, 'none') END AS method
  FROM series_requests
  INNER JOIN (SELECT model_id, coalesce(tokenizer, family) AS named FROM model) USING model_id
  WHERE why_not_decode IS NULL)
GROUP BY series;
