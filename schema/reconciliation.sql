-- reconciliation: requests whose own figures contradict each other. A row is a request and a contradiction.
--
--  1. stated is what the log says, computed what follows from its other figures, both in unit. Nothing is corrected: rates
--     are computed from counts and durations wherever these are there.
--       'prompt eval rate'   printed and computed differ by over 1 % and 0.02 tokens/s (with and without cached tokens)
--       'eval rate'          the same of the answer
--       'parts exceed whole' load + prompt + answer last longer than the total
--       'implausible rate'   over max_plausible_tok_s: wrong units
--       'no unit'            a duration without unit, taken for seconds: nothing to compute
CREATE VIEW reconciliation AS
WITH looked_at AS (
  SELECT s.series AS series, v.request_id AS request_id, v.source AS source, v.line AS line, v.model AS model,
    v.reported_prompt_eval_rate_tok_s AS prompt_rate, v.reported_eval_rate_tok_s AS answer_rate,
    CASE WHEN v.prompt_eval_duration_ns > 0
         THEN CAST(v.prompt_eval_count AS DOUBLE PRECISION) * 1e9 / v.prompt_eval_duration_ns END AS whole_prompt_rate,
    CASE WHEN v.prefill_rate_from = 'figures' THEN v.prefill_tok_s END AS rest_prompt_rate,
    CASE WHEN v.decode_rate_from = 'figures' THEN v.decode_tok_s END AS decode_rate,
    v.total_duration_ns AS total_ns,
    coalesce(v.load_duration_ns, 0) + coalesce(v.prompt_eval_duration_ns, 0) + coalesce(v.eval_duration_ns, 0) AS parts_ns,
    v.is_suspect AS is_suspect, v.is_no_unit AS is_no_unit,
    CASE WHEN v.is_rounded = 1 OR v.is_derived = 1 THEN 2000000000
         ELSE (SELECT value FROM setting WHERE key = 'whole_tolerance_ns') END AS tolerance_ns
  FROM request_series s
  JOIN request_metrics v ON v.request_id = s.request_id
  WHERE v.is_measurement = 1),
contradiction AS (
  SELECT series, request_id, source, line, model, 'prompt eval rate' AS what, prompt_rate AS stated,
    whole_prompt_rate AS computed, 'tokens/s' AS unit
  FROM looked_at
  WHERE abs(prompt_rate - whole_prompt_rate) > 0.01 * whole_prompt_rate AND abs(prompt_rate - whole_prompt_rate) > 0.02
    AND (rest_prompt_rate IS NULL
         OR abs(prompt_rate - rest_prompt_rate) > 0.01 * rest_prompt_rate AND abs(prompt_rate - rest_prompt_rate) > 0.02)
  UNION ALL
  SELECT series, request_id, source, line, model, 'eval rate', answer_rate, decode_rate, 'tokens/s'
  FROM looked_at
  WHERE abs(answer_rate - decode_rate) > 0.01 * decode_rate AND abs(answer_rate - decode_rate) > 0.02
  UNION ALL
  SELECT series, request_id, source, line, model, 'parts exceed whole', CAST(total_ns AS DOUBLE PRECISION) / 1e9,
    CAST(parts_ns AS DOUBLE PRECISION) / 1e9, 's'
  FROM looked_at
  WHERE parts_ns > total_ns + tolerance_ns
  UNION ALL
  SELECT series, request_id, source, line, model, 'implausible rate', answer_rate, decode_rate, 'tokens/s'
  FROM looked_at
  WHERE is_suspect = 1 AND (total_ns IS NULL OR parts_ns <= total_ns + tolerance_ns)
  UNION ALL
  SELECT series, request_id, source, line, model, 'no unit', CAST(NULL AS DOUBLE PRECISION), CAST(NULL AS DOUBLE PRECISION), NULL
  FROM looked_at
  WHERE is_no_unit = 1)
SELECT series, request_id, source, line, model, what, stated, computed, unit
FROM contradiction
ORDER BY source, line, request_id, what;
