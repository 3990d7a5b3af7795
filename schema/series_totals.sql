-- series_totals: what a series adds up to. A row is a series.
--
--  1. measurement_count = ok_count + partial_count; the others generated no measurable answer. The classes (cold, cached,
--     short, cut, …) are counted among measurements, and one request may be in several.
--  2. A rate of a series is its tokens by its time (a token-weighted harmonic mean), never a mean of rates.
--     decode_mean_of_requests_tok_s is that mean, named as such: the gap between the two shows how uneven requests are.
--     Rates are added up as whole millionths and whole billionths of these, which gives the same digits in any order;
--     blank where one is beyond a million tokens/s, which no machine reaches.
--  3. Sums take only requests that count in that statistic (request_use) with both tokens and time in the log: a rate that
--     was only printed has neither. *_count next to a rate tells how many these were.
--     Of ttft_count, ttft_measured_count were measured from a stream and ttft_reported_count by whoever saved them; the
--     rest are estimates.
--  4. Text rates and bytes_per_token are over the requests whose answer was saved.
--  5. residual_share_ratio: of the longest possible TTFT (ttft_upper_ns) of warm requests, the share that the log gives to
--     no phase. residual_marked_count: those where it is above residual_mark_ns or a tenth of the TTFT.
CREATE VIEW series_totals AS
WITH used AS (
  SELECT s.series AS series, v.status AS status, v.is_measurement AS is_measurement, v.is_embedding AS is_embedding,
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
    v.text_bytes AS answer_bytes, v.text_chars AS answer_chars, v.text_words AS answer_words
  FROM request_series s
  JOIN request_use v ON v.request_id = s.request_id),
total AS (
  SELECT series, count(*) AS request_count, sum(is_measurement) AS measurement_count,
    sum(CASE WHEN status = 'ok' THEN 1 ELSE 0 END) AS ok_count,
    sum(CASE WHEN status = 'partial' THEN 1 ELSE 0 END) AS partial_count,
    sum(CASE WHEN status = 'incomplete' THEN 1 ELSE 0 END) AS incomplete_count,
    sum(CASE WHEN status = 'error' THEN 1 ELSE 0 END) AS error_count,
    sum(CASE WHEN status = 'load' THEN 1 ELSE 0 END) AS load_count,
    sum(is_embedding) AS embedding_count,
    sum(cold) AS cold_count,
    sum(CASE WHEN cache_class >= 2 THEN 1 ELSE 0 END) AS cached_count,
    sum(CASE WHEN cache_class = 1 THEN 1 ELSE 0 END) AS cache_suspect_count,
    sum(short) AS short_count, sum(cut) AS cut_count, sum(suspect) AS suspect_count, sum(remote) AS remote_count,
    sum(derived) AS derived_count, sum(mismatched) AS rate_mismatch_count, sum(doubted) AS clock_doubt_count,
    sum(two_pass) AS two_pass_count, sum(only_printed) AS reported_rate_count,
    max(cold_load_ns) AS cold_load_max_ns,
    sum(asked) AS prompt_token_count, sum(answered) AS answer_token_count,
    count(total_ns) AS total_count, sum(total_ns) AS total_sum_ns,
    count(warm_ns) AS ttft_count, sum(CASE WHEN warm_from = 'stream' THEN 1 ELSE 0 END) AS ttft_measured_count,
    sum(CASE WHEN warm_from = 'reported' THEN 1 ELSE 0 END) AS ttft_reported_count,
    sum(warm_residual_ns) AS residual_sum_ns, sum(warm_upper_ns) AS upper_sum_ns,
    sum(CASE WHEN warm_residual_ns > (SELECT value FROM setting WHERE key = 'residual_mark_ns')
               OR 10 * warm_residual_ns > warm_ns THEN 1 ELSE 0 END) AS residual_marked_count,
    count(prefill_tokens) AS prefill_count, sum(prefill_tokens) AS prefill_token_count, sum(prefill_ns) AS prefill_duration_ns,
    count(decode_tokens) AS decode_count, sum(decode_tokens) AS decode_token_count,
    sum(decode_ns) AS decode_duration_ns, count(decode_rate) AS decode_rate_count, max(decode_rate) AS fastest_rate,
    CAST(sum(CAST(floor(rate_millionths) AS BIGINT)) AS BIGINT) AS sum_millionths,
    CAST(sum(CAST(floor((rate_millionths - floor(rate_millionths)) * 1e9 + 0.5) AS BIGINT)) AS BIGINT) AS sum_rest,
    sum(has_text) AS text_count,
    sum(CASE WHEN has_text = 1 THEN answer_bytes END) AS sum_bytes,
    sum(CASE WHEN has_text = 1 THEN answer_chars END) AS sum_chars,
    sum(CASE WHEN has_text = 1 THEN answer_words END) AS sum_words,
    sum(CASE WHEN has_text = 1 THEN decode_tokens END) AS sum_text_tokens,
    sum(CASE WHEN has_text = 1 THEN decode_ns END) AS sum_text_ns
  FROM used
  GROUP BY series)
SELECT series, request_count, measurement_count, ok_count, partial_count, incomplete_count, error_count, load_count,
  embedding_count, cold_count, cached_count, cache_suspect_count, short_count, cut_count, suspect_count, remote_count,
  derived_count, rate_mismatch_count, clock_doubt_count, two_pass_count, reported_rate_count,
  CAST(cold_load_max_ns AS DOUBLE PRECISION) / 1e9 AS cold_load_max_s,
  prompt_token_count, answer_token_count,
  total_count, CAST(total_sum_ns AS DOUBLE PRECISION) / 1e9 AS total_duration_s,
  ttft_count, ttft_measured_count, ttft_reported_count, residual_marked_count,
  CAST(residual_sum_ns AS DOUBLE PRECISION) / NULLIF(upper_sum_ns, 0) AS residual_share_ratio,
  prefill_count, prefill_token_count, CAST(prefill_duration_ns AS DOUBLE PRECISION) / 1e9 AS prefill_duration_s,
  CAST(prefill_token_count AS DOUBLE PRECISION) * 1e9 / NULLIF(prefill_duration_ns, 0) AS prefill_tok_s,
  decode_count, decode_token_count, CAST(decode_duration_ns AS DOUBLE PRECISION) / 1e9 AS decode_duration_s,
  CAST(decode_token_count AS DOUBLE PRECISION) * 1e9 / NULLIF(decode_duration_ns, 0) AS decode_tok_s,
  CASE WHEN fastest_rate < 1e6
       THEN (CAST(sum_millionths AS DOUBLE PRECISION) + CAST(sum_rest AS DOUBLE PRECISION) / 1e9) / 1e6 / decode_rate_count
  END AS decode_mean_of_requests_tok_s,
  text_count,
  CAST(sum_bytes AS DOUBLE PRECISION) * 1e9 / NULLIF(sum_text_ns, 0) AS decode_bytes_s,
  CAST(sum_chars AS DOUBLE PRECISION) * 1e9 / NULLIF(sum_text_ns, 0) AS decode_chars_s,
  CAST(sum_words AS DOUBLE PRECISION) * 1e9 / NULLIF(sum_text_ns, 0) AS decode_words_s,
  CAST(sum_bytes AS DOUBLE PRECISION) / NULLIF(sum_text_tokens, 0) AS bytes_per_token,
  CAST(sum_chars AS DOUBLE PRECISION) / NULLIF(sum_text_tokens, 0) AS chars_per_token,
  CAST(sum_words AS DOUBLE PRECISION) / NULLIF(sum_text_tokens, 0) AS words_per_token
FROM total;
