-- (formatDateTime reaches from 1970 to 2105. Clocks before that, and from March 2100 on, borrow a day whose year has the same
-- calendar: of 28 years later, or of 112 years before, and of as many again from March 2200 on.)
CREATE VIEW requests AS
SELECT request_id, source, line, model_name AS model, model_from, label, host, endpoint, status,
  concat(clocks[1], '.', substring(toString(1000000000 + fractions[1]), 2, 9), 'Z') AS started_at,
  concat(clocks[2], '.', substring(toString(1000000000 + fractions[2]), 2, 9), 'Z') AS finished_at,
  done_reason, total_duration_ns, load_duration_ns, prompt_eval_count, prompt_eval_cached_count, prompt_eval_duration_ns,
  eval_count, eval_duration_ns, residual_ns,
  toFloat64(ttft_ns) / 1e6 AS ttft_ms, toFloat64(ttft_lower_ns) / 1e6 AS ttft_lower_ms,
  toFloat64(ttft_upper_ns) / 1e6 AS ttft_upper_ms, ttft_from, toFloat64(ttfa_ns) / 1e6 AS ttfa_ms, tpot_ms, itl_ms,
  prefill_tok_s, decode_tok_s, reported_prompt_eval_rate_tok_s, reported_eval_rate_tok_s,
  decode_bytes_s, decode_chars_s, decode_words_s,
  CASE WHEN norm_method <> 'characters' THEN norm_decode_tok_s END AS norm_decode_tok_s,
  response_bytes, response_chars, response_words, chunk_count,
  CASE WHEN is_measurement = 0 THEN NULL
       WHEN is_cold = 1 THEN 'cold'
       WHEN cache_class >= 2 THEN 'cached'
       WHEN cache_class = 1 THEN 'cache-suspect'
       WHEN is_short = 1 THEN 'short'
       WHEN load_duration_ns IS NOT NULL THEN 'warm' END AS class,
  nullIf(arrayStringConcat(arrayFilter((word, applies) -> applies = 1,
    ['recovered', 'derived', 'rate-mismatch', 'no-unit', 'rounded', 'reordered', 'cut', 'cloud', 'two-pass', 'suspect',
     'clock-doubt', 'late-text', 'unsure-model', 'cache-likely'],
    [is_recovered, is_derived, is_rate_mismatch, is_no_unit, is_rounded, is_reordered, is_cut, is_remote, is_two_pass, is_suspect,
     is_clock_doubt, is_late_text, is_unsure_model, cache_class = 2]), ';'), '') AS flags,
  prompt_hash, slot_id, task_id
FROM (
  SELECT *
  FROM (
    SELECT *
    FROM (
      SELECT *,
        arrayMap(ns -> (ns % 1000000000 + 1000000000) % 1000000000, [started_at_ns, created_at_ns]) AS fractions,
        arrayMap((ns, fraction) -> intDiv(ns - fraction, 1000000000), [started_at_ns, created_at_ns], fractions) AS seconds,
        arrayMap(s -> (s >= 4107542400) + (s >= 7263216000), seconds) AS centuries,
        arrayMap((s, c) -> toDateTime(s - 3534364800 * c + 883612800 * (s < 0), 'UTC'), seconds, centuries) AS alike,
        arrayMap((s, c, day) -> concat(toString(toYear(day) + 112 * c - 28 * (s < 0)), formatDateTime(day, '-%m-%dT%H:%M:%S')),
          seconds, centuries, alike) AS clocks
      FROM series_requests
      INNER JOIN (
        SELECT request_id, response_bytes, response_chars, response_words, slot_id, task_id FROM request)
      USING request_id)
    INNER JOIN (SELECT model_id, name AS model_name FROM model) USING model_id)
  INNER JOIN (SELECT run_id, nullIf(label, '') AS label, nullIf(host, '') AS host FROM run) USING run_id)
LEFT JOIN (
  SELECT toNullable(prompt_id) AS prompt_id,
    toNullable(lower(hex(reverse(toFixedString(reinterpretAsString(hash), 8))))) AS prompt_hash
  FROM prompt)
USING prompt_id;
