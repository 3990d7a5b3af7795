CREATE VIEW reconciliation AS
SELECT series, request_id, source, line, model, what, stated, computed, unit
FROM (
  SELECT series, request_id, source, line, model, is_suspect, is_no_unit,
    reported_prompt_eval_rate_tok_s AS prompt_rate, reported_eval_rate_tok_s AS answer_rate,
    CASE WHEN prompt_eval_duration_ns > 0
         THEN toFloat64(prompt_eval_count) * 1e9 / prompt_eval_duration_ns END AS whole_prompt_rate,
    CASE WHEN prefill_rate_from = 'figures' THEN prefill_tok_s END AS rest_prompt_rate,
    CASE WHEN decode_rate_from = 'figures' THEN decode_tok_s END AS decode_rate,
    total_duration_ns AS total_ns,
    coalesce(load_duration_ns, 0) + coalesce(prompt_eval_duration_ns, 0) + coalesce(eval_duration_ns, 0) AS parts_ns,
    CASE WHEN is_rounded = 1 OR is_derived = 1 THEN 2000000000
         ELSE whole_tolerance_ns END AS tolerance_ns,
    coalesce(parts_ns > total_ns + tolerance_ns, 0) AS is_beyond_whole
  FROM series_requests
  CROSS JOIN (SELECT whole_tolerance_ns FROM settings)
  WHERE is_measurement = 1)
ARRAY JOIN
  ['prompt eval rate', 'eval rate', 'parts exceed whole', 'implausible rate', 'no unit'] AS what,
  [prompt_rate, answer_rate, toFloat64(total_ns) / 1e9, answer_rate, NULL] AS stated,
  [whole_prompt_rate, decode_rate, toFloat64(parts_ns) / 1e9, decode_rate, NULL] AS computed,
  ['tokens/s', 'tokens/s', 's', 'tokens/s', NULL] AS unit,
  [coalesce(abs(prompt_rate - whole_prompt_rate) > 0.01 * whole_prompt_rate AND abs(prompt_rate - whole_prompt_rate) > 0.02
            AND (rest_prompt_rate IS NULL OR abs(prompt_rate - rest_prompt_rate) > 0.01 * rest_prompt_rate
                                             AND abs(prompt_rate - rest_prompt_rate) > 0.02), 0),
   coalesce(abs(answer_rate - decode_rate) > 0.01 * decode_rate AND abs(answer_rate - decode_rate) > 0.02, 0),
   is_beyond_whole,
   is_suspect = 1 AND NOT is_beyond_whole,
   is_no_unit = 1] AS applies
WHERE applies;
