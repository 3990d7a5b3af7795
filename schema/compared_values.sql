-- compared_values: what a comparison of series is made of. A row is a request in its series and a metric that it counts in.
--
--  1. Which requests count, and their values, are those of metric_values; a rate's value is that request's own.
--  2. amount by time_ns makes the rate of many requests: tokens (or bytes, characters, words) by nanoseconds. NULL where
--     the metric is no rate, or where the log only printed the rate.
--  3. prompt_id is the same for the same prompt, whoever answered it. NULL: the log does not tell the prompt.
CREATE VIEW compared_values AS
SELECT k.series AS series, k.metric AS metric, k.request_id AS request_id, v.model_id AS model_id, v.prompt_id AS prompt_id,
  k.value AS value,
  CASE WHEN k.metric = 'prefill_tok_s' AND v.prefill_rate_from = 'figures' THEN v.prompt_eval_uncached_count
       WHEN v.decode_rate_from IS NULL OR v.decode_rate_from <> 'figures' THEN NULL
       WHEN k.metric = 'decode_tok_s' THEN v.eval_count
       WHEN k.metric = 'norm_decode_tok_s' THEN v.answer_reference_tokens
       WHEN k.metric = 'decode_bytes_s' THEN v.text_bytes
       WHEN k.metric = 'decode_chars_s' THEN v.text_chars
       WHEN k.metric = 'decode_words_s' THEN v.text_words END AS amount,
  CASE WHEN k.metric = 'prefill_tok_s' THEN v.prompt_eval_duration_ns
       WHEN k.metric IN ('decode_tok_s', 'norm_decode_tok_s', 'decode_bytes_s', 'decode_chars_s', 'decode_words_s')
         THEN v.eval_duration_ns END AS time_ns
FROM metric_values k
JOIN request_normalized v ON v.request_id = k.request_id;
