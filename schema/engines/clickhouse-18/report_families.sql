CREATE VIEW report_families AS
SELECT family, size, quantization, label, host, model_count, n, ttft_p50_ms, prefill_tok_s, decode_tok_s, decode_bytes_s,
  CASE WHEN is_comparable THEN reference_tok_s END AS norm_decode_tok_s,
  CASE WHEN is_comparable AND reference_tok_s IS NOT NULL THEN coalesce(first_method, 'reference') END AS norm_method,
  bytes_per_token
FROM (
  SELECT family, size, quantization, label, host, uniqExact(model_id) AS model_count, sum(is_measurement) AS n,
    toInt64(count(warm_ns)) AS warm_n, arraySort(groupArray(toFloat64(warm_ns))) AS warm,
    CASE WHEN warm_n > 0 THEN (warm[intDiv(warm_n + 1, 2)] + warm[intDiv(warm_n + 2, 2)]) / 2 / 1e6 END AS ttft_p50_ms,
    toFloat64(sum(prefill_tokens)) * 1e9 / nullIf(sum(prefill_ns), 0) AS prefill_tok_s,
    toFloat64(sum(decode_tokens)) * 1e9 / nullIf(sum(decode_ns), 0) AS decode_tok_s,
    toFloat64(sum(CASE WHEN has_text = 1 THEN text_bytes END)) * 1e9
      / nullIf(sum(CASE WHEN has_text = 1 THEN decode_ns END), 0) AS decode_bytes_s,
    toFloat64(sum(CASE WHEN has_text = 1 THEN text_bytes END))
      / nullIf(sum(CASE WHEN has_text = 1 THEN decode_tokens END), 0) AS bytes_per_token,
    (toFloat64(sum(toInt64(floor(millionths))))
      + toFloat64(sum(toInt64(floor((millionths - floor(millionths)) * 1e9 + 0.5)))) / 1e9)
      * 1e3 / nullIf(sum(decode_ns), 0) AS reference_tok_s,
    min(CASE WHEN decode_ns IS NOT NULL AND method <> 'reference' THEN method END) AS first_method,
    sum(CASE WHEN decode_ns IS NOT NULL AND method IS NULL THEN 1 ELSE 0 END) = 0 AND any(is_one_method) AS is_comparable
  FROM (
    SELECT *
    FROM (
      SELECT *
      FROM (
        SELECT model_id, run_id, is_measurement, text_bytes,
          CASE WHEN why_not_ttft_warm IS NULL THEN ttft_ns END AS warm_ns,
          CASE WHEN why_not_prefill IS NULL AND prefill_rate_from = 'figures'
               THEN prompt_eval_uncached_count END AS prefill_tokens,
          CASE WHEN why_not_prefill IS NULL AND prefill_rate_from = 'figures' THEN prompt_eval_duration_ns END AS prefill_ns,
          CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'figures' THEN eval_count END AS decode_tokens,
          CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'figures' THEN eval_duration_ns END AS decode_ns,
          CASE WHEN decode_ns IS NOT NULL AND text_bytes > 0 THEN 1 ELSE 0 END AS has_text,
          CASE WHEN norm_method <> 'characters' THEN norm_method END AS method,
          CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'figures' THEN answer_reference_tokens * 1e6 END AS millionths
        FROM series_requests)
      INNER JOIN (SELECT model_id, family, size, quantization FROM model) USING model_id)
    INNER JOIN (SELECT run_id, nullIf(label, '') AS label, nullIf(host, '') AS host FROM run) USING run_id)
  CROSS JOIN (
    SELECT uniqExact(norm_method) <= 1 AS is_one_method
    FROM series_requests
    WHERE why_not_decode IS NULL AND decode_rate_from = 'figures' AND eval_duration_ns IS NOT NULL
      AND norm_method NOT IN ('characters', 'reference'))
  GROUP BY family, size, quantization, label, host)
WHERE n > 0;
