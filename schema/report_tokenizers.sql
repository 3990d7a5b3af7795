-- report_tokenizers: how much text a token of each model is. A row is a model that was measured.
--
--  1. bytes_per_token, chars_per_token and words_per_token are over the saved answers of the selection (text_count).
--  2. tokens_per_char and template_token_count are fitted over all prompts that the model was asked (tokenizer_fit);
--     blank where these are too few or too alike to tell (tok_min_prompts, tok_min_range): a line through two points has
--     no error.
--  3. tokens_per_reference is the factor in use with its method, interval and basis (tokenizer_factors); the matched_*
--     columns are what shared prompts say of it (tokenizer_ratio), used or not. All blank without a reference model.
CREATE VIEW report_tokenizers AS
WITH answered AS (
  SELECT v.model_id AS model_id, sum(v.is_measurement) AS n,
    sum(CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' AND v.text_bytes > 0 THEN 1 ELSE 0 END) AS text_count,
    sum(CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' AND v.text_bytes > 0 THEN v.eval_count END) AS tokens,
    sum(CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' AND v.text_bytes > 0 THEN v.text_bytes END) AS bytes,
    sum(CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' AND v.text_bytes > 0 THEN v.text_chars END) AS chars,
    sum(CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' AND v.text_bytes > 0 THEN v.text_words END) AS words
  FROM request_series s
  JOIN request_use v ON v.request_id = s.request_id
  GROUP BY v.model_id),
matched AS (
  SELECT t.model_id AS model_id, m.name AS reference, t.factor AS factor, t.factor_lo AS factor_lo, t.factor_hi AS factor_hi,
    t.prompt_count AS prompt_count, t.quality AS quality,
    row_number() OVER (PARTITION BY t.model_id ORDER BY t.prompt_count DESC, t.reference_model_id) AS choice
  FROM tokenizer_ratio t
  JOIN model m ON m.model_id = t.reference_model_id),
fitted AS (
  SELECT model_id, prompt_count, tokens_per_char, template_token_count,
    CASE WHEN prompt_count >= (SELECT value FROM setting WHERE key = 'tok_min_prompts')
          AND longest_chars >= shortest_chars * (SELECT value FROM setting WHERE key = 'tok_min_range')
         THEN 1 ELSE 0 END AS is_enough
  FROM tokenizer_fit)
SELECT coalesce(m.name, '(unknown)') AS model, m.tokenizer AS tokenizer, m.family AS family, a.n AS n, a.text_count AS text_count,
  CAST(a.bytes AS DOUBLE PRECISION) / NULLIF(a.tokens, 0) AS bytes_per_token,
  CAST(a.chars AS DOUBLE PRECISION) / NULLIF(a.tokens, 0) AS chars_per_token,
  CAST(a.words AS DOUBLE PRECISION) / NULLIF(a.tokens, 0) AS words_per_token,
  f.factor AS tokens_per_reference, f.factor_lo AS tokens_per_reference_lo, f.factor_hi AS tokens_per_reference_hi,
  f.method AS method, f.basis_count AS basis_count,
  x.reference AS reference, x.factor AS matched_factor, x.factor_lo AS matched_lo, x.factor_hi AS matched_hi,
  x.prompt_count AS matched_prompt_count, x.quality AS matched_quality,
  t.prompt_count AS fitted_prompt_count,
  CASE WHEN t.is_enough = 1 THEN t.tokens_per_char END AS tokens_per_char,
  CASE WHEN t.is_enough = 1 THEN t.template_token_count END AS template_token_count
FROM answered a
JOIN model m ON m.model_id = a.model_id
LEFT JOIN tokenizer_factors f ON f.model_id = a.model_id AND f.choice = 1
LEFT JOIN fitted t ON t.model_id = a.model_id
LEFT JOIN matched x ON x.model_id = a.model_id AND x.choice = 1
WHERE a.n > 0
ORDER BY coalesce(m.name, '(unknown)'), m.model_id;
