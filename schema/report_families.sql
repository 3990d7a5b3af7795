-- report_families: speed by family, size and quantization. A row is such a group on one machine (label and host), the
-- fastest decode of a family first.
--
--  1. Rates are tokens (bytes) by time over the requests that count in them (request_use), as in series_totals.
--     ttft_p50_ms is the median of warm requests.
--  2. norm_decode_tok_s is in reference tokens, of the requests behind decode_tok_s. It is blank unless all of the group
--     have a factor, and all of the selection one by the same method (norm_method); characters are no method here.
--     Reference tokens are added up as whole millionths and whole billionths of these: the same digits in any order.
--  3. What is not known of a model is blank, and such models are one group.
CREATE VIEW report_families AS
WITH used AS (
  SELECT m.family AS family, m.size AS size, m.quantization AS quantization,
    NULLIF(u.label, '') AS label, NULLIF(u.host, '') AS host, v.model_id AS model_id, v.is_measurement AS is_measurement,
    CASE WHEN v.why_not_ttft_warm IS NULL THEN v.ttft_ns END AS warm_ns,
    CASE WHEN v.why_not_prefill IS NULL AND v.prefill_rate_from = 'figures' THEN v.prompt_eval_uncached_count END AS prefill_tokens,
    CASE WHEN v.why_not_prefill IS NULL AND v.prefill_rate_from = 'figures' THEN v.prompt_eval_duration_ns END AS prefill_ns,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' THEN v.eval_count END AS decode_tokens,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' THEN v.eval_duration_ns END AS decode_ns,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' AND v.text_bytes > 0 THEN 1 ELSE 0 END AS has_text,
    v.text_bytes AS answer_bytes,
    CASE WHEN v.norm_method <> 'characters' THEN v.norm_method END AS method,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' THEN v.answer_reference_tokens * 1e6 END AS millionths
  FROM request_series s
  JOIN request_normalized v ON v.request_id = s.request_id
  JOIN model m ON m.model_id = v.model_id
  JOIN run u ON u.run_id = v.run_id),
ranked AS (
  SELECT used.*,
    row_number() OVER (PARTITION BY family, size, quantization, label, host
                       ORDER BY CASE WHEN warm_ns IS NULL THEN 1 ELSE 0 END, warm_ns) AS rank,
    count(warm_ns) OVER (PARTITION BY family, size, quantization, label, host) AS warm_n
  FROM used),
total AS (
  SELECT family, size, quantization, label, host,
    CAST(count(DISTINCT model_id) AS BIGINT) AS model_count, sum(is_measurement) AS n,
    avg(CASE WHEN warm_ns IS NOT NULL AND rank IN ((warm_n + 1 - (warm_n + 1) % 2) / 2, (warm_n + 2 - (warm_n + 2) % 2) / 2)
             THEN CAST(warm_ns AS DOUBLE PRECISION) END) / 1e6 AS ttft_p50_ms,
    CAST(sum(prefill_tokens) AS DOUBLE PRECISION) * 1e9 / NULLIF(sum(prefill_ns), 0) AS prefill_tok_s,
    CAST(sum(decode_tokens) AS DOUBLE PRECISION) * 1e9 / NULLIF(sum(decode_ns), 0) AS decode_tok_s,
    CAST(sum(CASE WHEN has_text = 1 THEN answer_bytes END) AS DOUBLE PRECISION) * 1e9
      / NULLIF(sum(CASE WHEN has_text = 1 THEN decode_ns END), 0) AS decode_bytes_s,
    CAST(sum(CASE WHEN has_text = 1 THEN answer_bytes END) AS DOUBLE PRECISION)
      / NULLIF(sum(CASE WHEN has_text = 1 THEN decode_tokens END), 0) AS bytes_per_token,
    (CAST(CAST(sum(CAST(floor(millionths) AS BIGINT)) AS BIGINT) AS DOUBLE PRECISION)
      + CAST(CAST(sum(CAST(floor((millionths - floor(millionths)) * 1e9 + 0.5) AS BIGINT)) AS BIGINT) AS DOUBLE PRECISION) / 1e9)
      * 1e3 / NULLIF(sum(decode_ns), 0) AS reference_tok_s,
    sum(CASE WHEN decode_ns IS NOT NULL AND method IS NULL THEN 1 ELSE 0 END) AS lacking,
    min(CASE WHEN decode_ns IS NOT NULL AND method <> 'reference' THEN method END) AS first_method,
    max(CASE WHEN decode_ns IS NOT NULL AND method <> 'reference' THEN method END) AS last_method
  FROM ranked
  GROUP BY family, size, quantization, label, host),
judged AS (
  SELECT total.*, min(first_method) OVER () AS lowest_method, max(last_method) OVER () AS highest_method
  FROM total)
SELECT family, size, quantization, label, host, model_count, n, ttft_p50_ms, prefill_tok_s, decode_tok_s, decode_bytes_s,
  CASE WHEN lacking = 0 AND coalesce(lowest_method, '') = coalesce(highest_method, '') THEN reference_tok_s
       END AS norm_decode_tok_s,
  CASE WHEN lacking = 0 AND coalesce(lowest_method, '') = coalesce(highest_method, '') AND reference_tok_s IS NOT NULL
       THEN coalesce(first_method, 'reference') END AS norm_method,
  bytes_per_token
FROM judged
WHERE n > 0
ORDER BY family IS NULL, family, coalesce(decode_tok_s, 0) DESC, size, quantization, label, host;
