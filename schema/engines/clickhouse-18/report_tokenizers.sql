CREATE VIEW report_tokenizers AS
SELECT coalesce(name, '(unknown)') AS model, tokenizer, family, n, text_count,
  toFloat64(bytes) / nullIf(tokens, 0) AS bytes_per_token, toFloat64(chars) / nullIf(tokens, 0) AS chars_per_token,
  toFloat64(words) / nullIf(tokens, 0) AS words_per_token, tokens_per_reference, tokens_per_reference_lo,
  tokens_per_reference_hi, method, basis_count, reference, matched_factor, matched_lo, matched_hi, matched_prompt_count,
  matched_quality, fitted_prompt_count, tokens_per_char, template_token_count
FROM (
  SELECT *
  FROM (
    SELECT *
    FROM (
      SELECT *
      FROM (
        SELECT model_id, sum(is_measurement) AS n, sum(has_text) AS text_count,
          sum(CASE WHEN has_text = 1 THEN eval_count END) AS tokens, sum(CASE WHEN has_text = 1 THEN text_bytes END) AS bytes,
          sum(CASE WHEN has_text = 1 THEN text_chars END) AS chars, sum(CASE WHEN has_text = 1 THEN text_words END) AS words
        FROM (
          SELECT *,
            CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'figures' AND text_bytes > 0 THEN 1 ELSE 0 END AS has_text
          FROM series_requests)
        GROUP BY model_id
        HAVING n > 0)
      INNER JOIN (SELECT model_id, name, tokenizer, family FROM model) USING model_id)
    LEFT JOIN (
      SELECT model_id, toNullable(factor) AS tokens_per_reference, factor_lo AS tokens_per_reference_lo,
        factor_hi AS tokens_per_reference_hi, toNullable(method) AS method, toNullable(basis_count) AS basis_count
      FROM tokenizer_factors
      WHERE choice = 1)
    USING model_id)
  LEFT JOIN (
    SELECT model_id, toNullable(prompt_count) AS fitted_prompt_count,
      prompt_count >= tok_min_prompts
        AND longest_chars >= shortest_chars * tok_min_range AS is_enough,
      CASE WHEN is_enough THEN slope END AS tokens_per_char, CASE WHEN is_enough THEN template END AS template_token_count
    FROM (SELECT model_id, prompt_count, shortest_chars, longest_chars, tokens_per_char AS slope, template_token_count AS template
          FROM tokenizer_fit)
    CROSS JOIN settings)
  USING model_id)
LEFT JOIN (
  SELECT model_id, reference, matched_factor, matched_lo, matched_hi, matched_prompt_count, matched_quality
  FROM (
    SELECT model_id, reference_model_id, factor AS matched_factor, factor_lo AS matched_lo, factor_hi AS matched_hi,
      toNullable(prompt_count) AS matched_prompt_count, toNullable(quality) AS matched_quality
    FROM tokenizer_ratio
    ORDER BY prompt_count DESC, reference_model_id
    LIMIT 1 BY model_id)
  INNER JOIN (SELECT model_id AS reference_model_id, name AS reference FROM model) USING reference_model_id)
USING model_id;
