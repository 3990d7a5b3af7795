-- series_totals: what a series adds up to. A row is a series.
--
--  1. measurement_count = ok_count + partial_count; the others generated no measurable answer. The classes (cold, cached,
--     short, cut, …) are counted among measurements, and one request may be in several.
--  2. A rate of a series is its tokens by its time (a token-weighted harmonic mean), never a mean of rates.
--     decode_mean_of_requests_tok_s is that mean, named as such: the gap between the two shows how uneven requests are.
--     Blank where one is beyond a million tokens/s, which no machine reaches (series_sums tells how they are added up).
--  3. Sums take only requests that count in that statistic (request_use) with both tokens and time in the log: a rate that
--     was only printed has neither. *_count next to a rate tells how many these were.
--     Of ttft_count, ttft_measured_count were measured from a stream and ttft_reported_count by whoever saved them; the
--     rest are estimates.
--  4. Text rates and bytes_per_token are over the requests whose answer was saved.
--  5. residual_share_ratio: of the longest possible TTFT (ttft_upper_ns) of warm requests, the share that the log gives to
--     no phase. residual_marked_count: those where it is above residual_mark_ns or a tenth of the TTFT.
CREATE VIEW series_totals AS
WITH total AS (
  SELECT series,
    sum(sum_request_count) AS request_count, sum(sum_measurement_count) AS measurement_count,
    sum(sum_ok_count) AS ok_count, sum(sum_partial_count) AS partial_count,
    sum(sum_incomplete_count) AS incomplete_count, sum(sum_error_count) AS error_count,
    sum(sum_load_count) AS load_count, sum(sum_embedding_count) AS embedding_count, sum(sum_cold_count) AS cold_count,
    sum(sum_cached_count) AS cached_count, sum(sum_cache_suspect_count) AS cache_suspect_count,
    sum(sum_short_count) AS short_count, sum(sum_cut_count) AS cut_count, sum(sum_suspect_count) AS suspect_count,
    sum(sum_remote_count) AS remote_count, sum(sum_derived_count) AS derived_count,
    sum(sum_rate_mismatch_count) AS rate_mismatch_count, sum(sum_clock_doubt_count) AS clock_doubt_count,
    sum(sum_two_pass_count) AS two_pass_count, sum(sum_reported_rate_count) AS reported_rate_count,
    max(most_cold_load_ns) AS cold_load_max_ns, sum(sum_prompt_token_count) AS prompt_token_count,
    sum(sum_answer_token_count) AS answer_token_count, sum(sum_total_count) AS total_count,
    sum(sum_total_ns) AS total_ns, sum(sum_ttft_count) AS ttft_count,
    sum(sum_ttft_measured_count) AS ttft_measured_count, sum(sum_ttft_reported_count) AS ttft_reported_count,
    sum(sum_residual_ns) AS residual_ns, sum(sum_upper_ns) AS upper_ns,
    sum(sum_residual_marked_count) AS residual_marked_count, sum(sum_prefill_count) AS prefill_count,
    sum(sum_prefill_token_count) AS prefill_token_count, sum(sum_prefill_ns) AS prefill_ns,
    sum(sum_decode_count) AS decode_count, sum(sum_decode_token_count) AS decode_token_count,
    sum(sum_decode_ns) AS decode_ns, sum(sum_decode_rate_count) AS decode_rate_count,
    sum(sum_fast_rate_count) AS fast_rate_count, CAST(sum(sum_rate_millionths) AS BIGINT) AS rate_millionths,
    CAST(sum(sum_rate_rest) AS BIGINT) AS rate_rest, sum(sum_text_count) AS text_count, sum(sum_text_bytes) AS text_bytes,
    sum(sum_text_chars) AS text_chars, sum(sum_text_words) AS text_words,
    sum(sum_text_token_count) AS text_token_count, sum(sum_text_ns) AS text_ns
  FROM series_sums
  GROUP BY series)
SELECT series, request_count, measurement_count, ok_count, partial_count, incomplete_count, error_count, load_count,
  embedding_count, cold_count, cached_count, cache_suspect_count, short_count, cut_count, suspect_count, remote_count,
  derived_count, rate_mismatch_count, clock_doubt_count, two_pass_count, reported_rate_count,
  CAST(cold_load_max_ns AS DOUBLE PRECISION) / 1e9 AS cold_load_max_s,
  prompt_token_count, answer_token_count,
  total_count, CAST(total_ns AS DOUBLE PRECISION) / 1e9 AS total_duration_s,
  ttft_count, ttft_measured_count, ttft_reported_count, residual_marked_count,
  CAST(residual_ns AS DOUBLE PRECISION) / NULLIF(upper_ns, 0) AS residual_share_ratio,
  prefill_count, prefill_token_count, CAST(prefill_ns AS DOUBLE PRECISION) / 1e9 AS prefill_duration_s,
  CAST(prefill_token_count AS DOUBLE PRECISION) * 1e9 / NULLIF(prefill_ns, 0) AS prefill_tok_s,
  decode_count, decode_token_count, CAST(decode_ns AS DOUBLE PRECISION) / 1e9 AS decode_duration_s,
  CAST(decode_token_count AS DOUBLE PRECISION) * 1e9 / NULLIF(decode_ns, 0) AS decode_tok_s,
  CASE WHEN fast_rate_count = 0
       THEN (CAST(rate_millionths AS DOUBLE PRECISION) + CAST(rate_rest AS DOUBLE PRECISION) / 1e9) / 1e6
            / NULLIF(decode_rate_count, 0)
  END AS decode_mean_of_requests_tok_s,
  text_count,
  CAST(text_bytes AS DOUBLE PRECISION) * 1e9 / NULLIF(text_ns, 0) AS decode_bytes_s,
  CAST(text_chars AS DOUBLE PRECISION) * 1e9 / NULLIF(text_ns, 0) AS decode_chars_s,
  CAST(text_words AS DOUBLE PRECISION) * 1e9 / NULLIF(text_ns, 0) AS decode_words_s,
  CAST(text_bytes AS DOUBLE PRECISION) / NULLIF(text_token_count, 0) AS bytes_per_token,
  CAST(text_chars AS DOUBLE PRECISION) / NULLIF(text_token_count, 0) AS chars_per_token,
  CAST(text_words AS DOUBLE PRECISION) / NULLIF(text_token_count, 0) AS words_per_token
FROM total;
