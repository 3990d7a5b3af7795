CREATE VIEW compared_values AS
SELECT series, metric, request_id, model_id, prompt_id, value,
  CASE WHEN metric = 'prefill_tok_s' AND prefill_rate_from = 'figures' THEN toFloat64(prompt_eval_uncached_count)
       WHEN decode_rate_from IS NULL OR decode_rate_from <> 'figures' THEN NULL
       WHEN metric = 'decode_tok_s' THEN toFloat64(eval_count)
       WHEN metric = 'norm_decode_tok_s' THEN answer_reference_tokens
       WHEN metric = 'decode_bytes_s' THEN toFloat64(text_bytes)
       WHEN metric = 'decode_chars_s' THEN toFloat64(text_chars)
       WHEN metric = 'decode_words_s' THEN toFloat64(text_words) END AS amount,
  CASE WHEN metric = 'prefill_tok_s' THEN prompt_eval_duration_ns
       WHEN metric IN ('decode_tok_s', 'norm_decode_tok_s', 'decode_bytes_s', 'decode_chars_s', 'decode_words_s')
         THEN eval_duration_ns END AS time_ns
FROM metric_values
INNER JOIN request_normalized USING request_id;
