-- series_sums: whole numbers of a series and a model of it, from which series_totals and series_normalized work out rates. A
-- row is a series and a model.
--
--  1. Each request counts where request_use says so; sum_*_count is a number of requests, or of tokens where it says so.
--     A sum of nothing is NULL, a number of nothing 0.
--  2. Whole numbers have the same sum in any order, so sums of these sums are exact, too. One beyond 2^63 fails.
--  3. A request's rate is added up as whole millionths and whole billionths of these (sum_rate_millionths, sum_rate_rest);
--     those from a million tokens/s on, which no machine reaches, are only counted (sum_fast_rate_count).
--  4. The program keeps these sums in a table of the selection while it makes a report, filled while the percentiles are.
CREATE VIEW series_sums AS
WITH used AS (
  SELECT s.series AS series, v.model_id AS model_id, v.status AS status, v.is_measurement AS is_measurement,
    v.is_embedding AS is_embedding,
    CASE WHEN v.is_measurement = 1 THEN v.is_cold ELSE 0 END AS cold,
    CASE WHEN v.is_measurement = 1 THEN v.is_short ELSE 0 END AS short,
    CASE WHEN v.is_measurement = 1 THEN v.is_cut ELSE 0 END AS cut,
    CASE WHEN v.is_measurement = 1 THEN v.is_suspect ELSE 0 END AS suspect,
    CASE WHEN v.is_measurement = 1 THEN v.is_remote ELSE 0 END AS remote,
    CASE WHEN v.is_measurement = 1 THEN v.is_derived ELSE 0 END AS derived,
    CASE WHEN v.is_measurement = 1 THEN v.is_rate_mismatch ELSE 0 END AS mismatched,
    CASE WHEN v.is_measurement = 1 THEN v.is_clock_doubt ELSE 0 END AS doubted,
    CASE WHEN v.is_measurement = 1 THEN v.is_two_pass ELSE 0 END AS two_pass,
    CASE WHEN v.is_measurement = 1 AND v.is_cold = 1 THEN v.load_duration_ns END AS cold_load_ns,
    v.cache_class AS cache_class,
    CASE WHEN v.is_measurement = 1 THEN v.prompt_eval_count END AS asked,
    CASE WHEN v.is_measurement = 1 THEN v.eval_count END AS answered,
    CASE WHEN v.why_not_total IS NULL THEN v.total_duration_ns END AS total_ns,
    CASE WHEN v.why_not_ttft_warm IS NULL THEN v.ttft_from END AS warm_from,
    CASE WHEN v.why_not_ttft_warm IS NULL THEN v.ttft_ns END AS warm_ns,
    CASE WHEN v.why_not_ttft_warm IS NULL AND v.ttft_upper_ns IS NOT NULL THEN v.residual_ns END AS warm_residual_ns,
    CASE WHEN v.why_not_ttft_warm IS NULL AND v.residual_ns IS NOT NULL THEN v.ttft_upper_ns END AS warm_upper_ns,
    CASE WHEN v.why_not_prefill IS NULL AND v.prefill_rate_from = 'figures' THEN v.prompt_eval_uncached_count END AS prefill_tokens,
    CASE WHEN v.why_not_prefill IS NULL AND v.prefill_rate_from = 'figures' THEN v.prompt_eval_duration_ns END AS prefill_ns,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' THEN v.eval_count END AS decode_tokens,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' THEN v.eval_duration_ns END AS decode_ns,
    CASE WHEN v.why_not_decode IS NULL THEN v.decode_tok_s END AS decode_rate,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_tok_s < 1e6 THEN v.decode_tok_s * 1e6 END AS rate_millionths,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'reported' THEN 1 ELSE 0 END AS only_printed,
    CASE WHEN v.why_not_decode IS NULL AND v.decode_rate_from = 'figures' AND v.text_bytes > 0 THEN 1 ELSE 0 END AS has_text,
    v.text_bytes AS answer_bytes, v.text_chars AS answer_chars, v.text_words AS answer_words,
    v.reference_token_count AS counted
  FROM request_series s
  JOIN request_use v ON v.request_id = s.request_id)
SELECT series, model_id,
  CAST(count(*) AS BIGINT) AS sum_request_count, sum(is_measurement) AS sum_measurement_count,
  sum(CASE WHEN status = 'ok' THEN 1 ELSE 0 END) AS sum_ok_count,
  sum(CASE WHEN status = 'partial' THEN 1 ELSE 0 END) AS sum_partial_count,
  sum(CASE WHEN status = 'incomplete' THEN 1 ELSE 0 END) AS sum_incomplete_count,
  sum(CASE WHEN status = 'error' THEN 1 ELSE 0 END) AS sum_error_count,
  sum(CASE WHEN status = 'load' THEN 1 ELSE 0 END) AS sum_load_count,
  sum(is_embedding) AS sum_embedding_count, sum(cold) AS sum_cold_count,
  sum(CASE WHEN cache_class >= 2 THEN 1 ELSE 0 END) AS sum_cached_count,
  sum(CASE WHEN cache_class = 1 THEN 1 ELSE 0 END) AS sum_cache_suspect_count,
  sum(short) AS sum_short_count, sum(cut) AS sum_cut_count, sum(suspect) AS sum_suspect_count,
  sum(remote) AS sum_remote_count, sum(derived) AS sum_derived_count, sum(mismatched) AS sum_rate_mismatch_count,
  sum(doubted) AS sum_clock_doubt_count, sum(two_pass) AS sum_two_pass_count, sum(only_printed) AS sum_reported_rate_count,
  max(cold_load_ns) AS most_cold_load_ns,
  sum(asked) AS sum_prompt_token_count, sum(answered) AS sum_answer_token_count,
  CAST(count(total_ns) AS BIGINT) AS sum_total_count, sum(total_ns) AS sum_total_ns,
  CAST(count(warm_ns) AS BIGINT) AS sum_ttft_count,
  sum(CASE WHEN warm_from = 'stream' THEN 1 ELSE 0 END) AS sum_ttft_measured_count,
  sum(CASE WHEN warm_from = 'reported' THEN 1 ELSE 0 END) AS sum_ttft_reported_count,
  sum(warm_residual_ns) AS sum_residual_ns, sum(warm_upper_ns) AS sum_upper_ns,
  sum(CASE WHEN warm_residual_ns > (SELECT value FROM setting WHERE key = 'residual_mark_ns')
             OR 10 * warm_residual_ns > warm_ns THEN 1 ELSE 0 END) AS sum_residual_marked_count,
  CAST(count(prefill_tokens) AS BIGINT) AS sum_prefill_count, sum(prefill_tokens) AS sum_prefill_token_count,
  sum(prefill_ns) AS sum_prefill_ns,
  CAST(count(decode_tokens) AS BIGINT) AS sum_decode_count, sum(decode_tokens) AS sum_decode_token_count,
  sum(decode_ns) AS sum_decode_ns,
  CAST(count(decode_rate) AS BIGINT) AS sum_decode_rate_count,
  sum(CASE WHEN decode_rate >= 1e6 THEN 1 ELSE 0 END) AS sum_fast_rate_count,
  CAST(sum(CAST(floor(rate_millionths) AS BIGINT)) AS BIGINT) AS sum_rate_millionths,
  CAST(sum(CAST(floor((rate_millionths - floor(rate_millionths)) * 1e9 + 0.5) AS BIGINT)) AS BIGINT) AS sum_rate_rest,
  sum(has_text) AS sum_text_count,
  sum(CASE WHEN has_text = 1 THEN answer_bytes END) AS sum_text_bytes,
  sum(CASE WHEN has_text = 1 THEN answer_chars END) AS sum_text_chars,
  sum(CASE WHEN has_text = 1 THEN answer_words END) AS sum_text_words,
  sum(CASE WHEN has_text = 1 THEN decode_tokens END) AS sum_text_token_count,
  sum(CASE WHEN has_text = 1 THEN decode_ns END) AS sum_text_ns,
  CAST(count(CASE WHEN decode_tokens IS NOT NULL THEN counted END) AS BIGINT) AS sum_counted_count,
  sum(CASE WHEN decode_tokens IS NOT NULL THEN counted END) AS sum_counted_token_count,
  sum(CASE WHEN counted IS NOT NULL THEN decode_ns END) AS sum_counted_ns,
  CAST(count(CASE WHEN decode_tokens IS NOT NULL THEN answer_chars END) AS BIGINT) AS sum_chars_count,
  sum(CASE WHEN decode_tokens IS NOT NULL THEN answer_chars END) AS sum_decode_chars,
  sum(CASE WHEN answer_chars IS NOT NULL THEN decode_ns END) AS sum_chars_ns
FROM used
GROUP BY series, model_id;
