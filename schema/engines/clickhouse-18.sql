-- Tables and views for a ClickHouse of 2018 (tried with 18.16), whose dialect has no window functions, no WITH queries, no
-- DOUBLE PRECISION, and two tables a join: what a fleet asks for, from requests that evalrate has judged.
--
--  1. What needs a look at other requests (cache classes, normalised rates, what counts in which statistic) is not said
--     again here: evalrate export --table request_normalized carries it over, a row a request; request_series names the
--     series. Loads in flight, drift, prompt pairs, tokenizer fits and comparisons stay with the other engines.
--  2. NAME_rows takes the rows; the last one of a key is the one that counts (FINAL). Settings that the client needs:
--     input_format_skip_unknown_fields = 1, for the exported views have more columns than are kept.
--  3. Figures come from whole numbers by the same steps as in the other engines, for this one reads a fraction in text only
--     to the last digit but one.
CREATE TABLE request_normalized_rows(
  request_id Int64, status String,
  is_measurement Int64, is_embedding Int64, is_cold Int64, is_short Int64, is_cut Int64, is_suspect Int64,
  is_remote Int64, is_derived Int64, is_rate_mismatch Int64, is_clock_doubt Int64, is_two_pass Int64,
  cache_class Int64,
  load_duration_ns Nullable(Int64), total_duration_ns Nullable(Int64), prompt_eval_count Nullable(Int64),
  prompt_eval_uncached_count Nullable(Int64), prompt_eval_duration_ns Nullable(Int64), eval_count Nullable(Int64),
  eval_duration_ns Nullable(Int64), decode_step_count Nullable(Int64), residual_ns Nullable(Int64),
  ttft_ns Nullable(Int64), ttft_upper_ns Nullable(Int64), ttfa_ns Nullable(Int64), text_bytes Nullable(Int64),
  text_chars Nullable(Int64), text_words Nullable(Int64), gap_p50_ns Nullable(Int64), gap_p95_ns Nullable(Int64),
  gap_max_ns Nullable(Int64),
  ttft_from Nullable(String), prefill_rate_from Nullable(String), decode_rate_from Nullable(String),
  norm_method Nullable(String), why_not_total Nullable(String), why_not_ttft Nullable(String),
  why_not_ttft_warm Nullable(String), why_not_prefill Nullable(String), why_not_decode Nullable(String),
  why_not_stream Nullable(String),
  reported_prompt_eval_rate_tok_s Nullable(Float64), reported_eval_rate_tok_s Nullable(Float64),
  norm_decode_tok_s Nullable(Float64)
) ENGINE = ReplacingMergeTree ORDER BY request_id;

CREATE TABLE request_series_rows(
  request_id Int64, series String
) ENGINE = ReplacingMergeTree ORDER BY request_id;

CREATE TABLE setting_rows(
  key String, value Float64
) ENGINE = ReplacingMergeTree ORDER BY key;

CREATE TABLE quantile_rows(
  q Int64
) ENGINE = ReplacingMergeTree ORDER BY q;

CREATE TABLE order_interval_rows(
  q Int64, n Int64, lo Nullable(Int64), hi Nullable(Int64)
) ENGINE = ReplacingMergeTree ORDER BY (q, n);

-- (The columns that are both read and shown have other names inside, since here the shown one would be read.)
CREATE VIEW request_values AS
SELECT series, request_id,
  CASE WHEN why_not_ttft IS NULL THEN toFloat64(ttft_ns) / 1e6 END AS ttft_ms,
  CASE WHEN why_not_ttft_warm IS NULL THEN toFloat64(ttft_ns) / 1e6 END AS ttft_warm_ms,
  CASE WHEN why_not_ttft_warm IS NULL THEN toFloat64(ttfa_ns) / 1e6 END AS ttfa_ms,
  CASE WHEN why_not_decode IS NULL AND eval_duration_ns > 0
       THEN toFloat64(eval_duration_ns) / nullIf(answered, 0) / 1e6 END AS tpot_ms,
  CASE WHEN why_not_decode IS NULL AND eval_duration_ns > 0 AND decode_step_count > 0
       THEN toFloat64(eval_duration_ns) / decode_step_count / 1e6 END AS itl_ms,
  CASE WHEN why_not_prefill IS NOT NULL THEN NULL
       WHEN prefill_rate_from = 'figures' THEN toFloat64(prompt_eval_uncached_count) * 1e9 / nullIf(prompt_eval_duration_ns, 0)
       ELSE reported_prompt_eval_rate_tok_s END AS prefill_tok_s,
  CASE WHEN why_not_decode IS NOT NULL THEN NULL
       WHEN decode_rate_from = 'figures' THEN toFloat64(answered) * 1e9 / nullIf(eval_duration_ns, 0)
       ELSE reported_eval_rate_tok_s END AS decode_tok_s,
  CASE WHEN why_not_decode IS NULL
       THEN toFloat64(nullIf(answered, 0)) * 1e9 / nullIf(total_duration_ns, 0) END AS e2e_tok_s,
  CASE WHEN why_not_decode IS NULL AND norm_method <> 'characters' THEN known_norm_tok_s END AS norm_decode_tok_s,
  CASE WHEN why_not_decode IS NULL THEN toFloat64(text_bytes) * 1e9 / nullIf(eval_duration_ns, 0) END AS decode_bytes_s,
  CASE WHEN why_not_decode IS NULL THEN toFloat64(text_chars) * 1e9 / nullIf(eval_duration_ns, 0) END AS decode_chars_s,
  CASE WHEN why_not_decode IS NULL THEN toFloat64(text_words) * 1e9 / nullIf(eval_duration_ns, 0) END AS decode_words_s,
  CASE WHEN why_not_total IS NULL THEN toFloat64(total_duration_ns) / 1e9 END AS total_s,
  CASE WHEN why_not_decode IS NULL
       THEN toFloat64(nullIf(total_duration_ns, 0)) / nullIf(answered, 0) / 1e6 END AS norm_latency_ms,
  CASE WHEN why_not_total IS NULL THEN toFloat64(residual_ns) / 1e6 END AS residual_ms,
  CASE WHEN why_not_total IS NULL AND is_cold = 1 THEN toFloat64(load_duration_ns) / 1e6 END AS cold_load_ms,
  CASE WHEN why_not_stream IS NULL THEN toFloat64(gap_p50_ns) / 1e6 END AS gap_p50_ms,
  CASE WHEN why_not_stream IS NULL THEN toFloat64(gap_p95_ns) / 1e6 END AS gap_p95_ms,
  CASE WHEN why_not_stream IS NULL THEN toFloat64(gap_max_ns) / 1e6 END AS gap_max_ms,
  CASE WHEN is_measurement = 1 THEN toFloat64(asked) END AS prompt_eval_count,
  CASE WHEN is_measurement = 1 THEN toFloat64(answered) END AS eval_count
FROM (
  SELECT *, prompt_eval_count AS asked, eval_count AS answered, norm_decode_tok_s AS known_norm_tok_s
  FROM request_normalized_rows FINAL)
ALL INNER JOIN (SELECT request_id, series FROM request_series_rows FINAL) USING request_id;

CREATE VIEW metric_values AS
SELECT series, request_id, metric, assumeNotNull(figure) AS value
FROM request_values
ARRAY JOIN
  ['ttft_ms', 'ttft_warm_ms', 'ttfa_ms', 'tpot_ms', 'itl_ms', 'prefill_tok_s', 'decode_tok_s', 'e2e_tok_s',
   'norm_decode_tok_s', 'decode_bytes_s', 'decode_chars_s', 'decode_words_s', 'total_s', 'norm_latency_ms',
   'residual_ms', 'cold_load_ms', 'gap_p50_ms', 'gap_p95_ms', 'gap_max_ms', 'prompt_eval_count', 'eval_count'] AS metric,
  [ttft_ms, ttft_warm_ms, ttfa_ms, tpot_ms, itl_ms, prefill_tok_s, decode_tok_s, e2e_tok_s, norm_decode_tok_s,
   decode_bytes_s, decode_chars_s, decode_words_s, total_s, norm_latency_ms, residual_ms, cold_load_ms, gap_p50_ms,
   gap_p95_ms, gap_max_ms, prompt_eval_count, eval_count] AS figure
WHERE figure IS NOT NULL;

-- Ranks are whole numbers from 1, as they are of arrays.
CREATE VIEW percentiles AS
SELECT series, metric, q, n,
  CASE WHEN fraction = 0 THEN sorted[below_rank]
       ELSE sorted[below_rank] + (sorted[below_rank + 1] - sorted[below_rank]) * (toFloat64(fraction) / 100000) END AS value,
  sorted[nearest_rank] AS nearest,
  CASE WHEN lo_rank IS NOT NULL THEN sorted[assumeNotNull(lo_rank)] END AS lo,
  CASE WHEN hi_rank IS NOT NULL THEN sorted[assumeNotNull(hi_rank)] END AS hi,
  CASE WHEN q = 0 OR q = 100000 THEN 'ok'
       WHEN q > 50000 AND n * (100000 - q) < 100000 THEN 'none'
       WHEN q < 50000 AND n * q < 100000 THEN 'none'
       WHEN lo_rank IS NULL OR hi_rank IS NULL THEN 'open'
       ELSE 'ok' END AS support
FROM (
  SELECT series, metric, q, n, sorted, ((n - 1) * q) % 100000 AS fraction, intDiv((n - 1) * q, 100000) + 1 AS below_rank,
    CASE WHEN q = 0 THEN toInt64(1) ELSE intDiv(n * q + 99999, 100000) END AS nearest_rank
  FROM (
    SELECT series, metric, toInt64(count()) AS n, arraySort(groupArray(value)) AS sorted
    FROM metric_values
    GROUP BY series, metric)
  CROSS JOIN (SELECT q FROM quantile_rows FINAL))
ALL LEFT JOIN (SELECT q, n, lo AS lo_rank, hi AS hi_rank FROM order_interval_rows FINAL) USING q, n;

CREATE VIEW series_totals AS
SELECT series, request_count, measurement_count, ok_count, partial_count, incomplete_count, error_count, load_count,
  embedding_count, cold_count, cached_count, cache_suspect_count, short_count, cut_count, suspect_count, remote_count,
  derived_count, rate_mismatch_count, clock_doubt_count, two_pass_count, reported_rate_count,
  toFloat64(cold_load_max_ns) / 1e9 AS cold_load_max_s,
  prompt_token_count, answer_token_count,
  total_count, toFloat64(total_sum_ns) / 1e9 AS total_duration_s,
  ttft_count, ttft_measured_count, ttft_reported_count, residual_marked_count,
  toFloat64(residual_sum_ns) / nullIf(upper_sum_ns, 0) AS residual_share_ratio,
  prefill_count, prefill_token_count, toFloat64(prefill_duration_ns) / 1e9 AS prefill_duration_s,
  toFloat64(prefill_token_count) * 1e9 / nullIf(prefill_duration_ns, 0) AS prefill_tok_s,
  decode_count, decode_token_count, toFloat64(decode_duration_ns) / 1e9 AS decode_duration_s,
  toFloat64(decode_token_count) * 1e9 / nullIf(decode_duration_ns, 0) AS decode_tok_s,
  CASE WHEN fast_rate_count = 0
       THEN (toFloat64(rate_millionths) + toFloat64(rate_rest) / 1e9) / 1e6 / nullIf(decode_rate_count, 0)
  END AS decode_mean_of_requests_tok_s,
  text_count,
  toFloat64(sum_bytes) * 1e9 / nullIf(sum_text_ns, 0) AS decode_bytes_s,
  toFloat64(sum_chars) * 1e9 / nullIf(sum_text_ns, 0) AS decode_chars_s,
  toFloat64(sum_words) * 1e9 / nullIf(sum_text_ns, 0) AS decode_words_s,
  toFloat64(sum_bytes) / nullIf(sum_text_tokens, 0) AS bytes_per_token,
  toFloat64(sum_chars) / nullIf(sum_text_tokens, 0) AS chars_per_token,
  toFloat64(sum_words) / nullIf(sum_text_tokens, 0) AS words_per_token
FROM (
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
    sum(CASE WHEN warm_residual_ns > residual_mark_ns OR 10 * warm_residual_ns > warm_ns THEN 1 ELSE 0 END) AS residual_marked_count,
    count(prefill_tokens) AS prefill_count, sum(prefill_tokens) AS prefill_token_count, sum(prefill_ns) AS prefill_duration_ns,
    count(decode_tokens) AS decode_count, sum(decode_tokens) AS decode_token_count,
    sum(decode_ns) AS decode_duration_ns, count(decode_rate) AS decode_rate_count,
    sum(CASE WHEN decode_rate >= 1e6 THEN 1 ELSE 0 END) AS fast_rate_count,
    sum(CASE WHEN decode_rate < 1e6 THEN toInt64(floor(decode_rate * 1e6)) END) AS rate_millionths,
    sum(CASE WHEN decode_rate < 1e6 THEN toInt64(floor((decode_rate * 1e6 - floor(decode_rate * 1e6)) * 1e9 + 0.5)) END) AS rate_rest,
    sum(has_text) AS text_count,
    sum(CASE WHEN has_text = 1 THEN answer_bytes END) AS sum_bytes,
    sum(CASE WHEN has_text = 1 THEN answer_chars END) AS sum_chars,
    sum(CASE WHEN has_text = 1 THEN answer_words END) AS sum_words,
    sum(CASE WHEN has_text = 1 THEN decode_tokens END) AS sum_text_tokens,
    sum(CASE WHEN has_text = 1 THEN decode_ns END) AS sum_text_ns
  FROM (
    SELECT *
    FROM (
      SELECT series, status, is_measurement, is_embedding,
        CASE WHEN is_measurement = 1 THEN is_cold ELSE 0 END AS cold,
        CASE WHEN is_measurement = 1 THEN is_short ELSE 0 END AS short,
        CASE WHEN is_measurement = 1 THEN is_cut ELSE 0 END AS cut,
        CASE WHEN is_measurement = 1 THEN is_suspect ELSE 0 END AS suspect,
        CASE WHEN is_measurement = 1 THEN is_remote ELSE 0 END AS remote,
        CASE WHEN is_measurement = 1 THEN is_derived ELSE 0 END AS derived,
        CASE WHEN is_measurement = 1 THEN is_rate_mismatch ELSE 0 END AS mismatched,
        CASE WHEN is_measurement = 1 THEN is_clock_doubt ELSE 0 END AS doubted,
        CASE WHEN is_measurement = 1 THEN is_two_pass ELSE 0 END AS two_pass,
        CASE WHEN is_measurement = 1 AND is_cold = 1 THEN load_duration_ns END AS cold_load_ns,
        cache_class,
        CASE WHEN is_measurement = 1 THEN prompt_eval_count END AS asked,
        CASE WHEN is_measurement = 1 THEN eval_count END AS answered,
        CASE WHEN why_not_total IS NULL THEN total_duration_ns END AS total_ns,
        CASE WHEN why_not_ttft_warm IS NULL THEN ttft_from END AS warm_from,
        CASE WHEN why_not_ttft_warm IS NULL THEN ttft_ns END AS warm_ns,
        CASE WHEN why_not_ttft_warm IS NULL AND ttft_upper_ns IS NOT NULL THEN residual_ns END AS warm_residual_ns,
        CASE WHEN why_not_ttft_warm IS NULL AND residual_ns IS NOT NULL THEN ttft_upper_ns END AS warm_upper_ns,
        CASE WHEN why_not_prefill IS NULL AND prefill_rate_from = 'figures' THEN prompt_eval_uncached_count END AS prefill_tokens,
        CASE WHEN why_not_prefill IS NULL AND prefill_rate_from = 'figures' THEN prompt_eval_duration_ns END AS prefill_ns,
        CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'figures' THEN eval_count END AS decode_tokens,
        CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'figures' THEN eval_duration_ns END AS decode_ns,
        CASE WHEN why_not_decode IS NOT NULL THEN NULL
             WHEN decode_rate_from = 'figures' THEN toFloat64(eval_count) * 1e9 / nullIf(eval_duration_ns, 0)
             ELSE reported_eval_rate_tok_s END AS decode_rate,
        CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'reported' THEN 1 ELSE 0 END AS only_printed,
        CASE WHEN why_not_decode IS NULL AND decode_rate_from = 'figures' AND text_bytes > 0 THEN 1 ELSE 0 END AS has_text,
        text_bytes AS answer_bytes, text_chars AS answer_chars, text_words AS answer_words
      FROM (SELECT * FROM request_normalized_rows FINAL)
        ALL INNER JOIN (SELECT request_id, series FROM request_series_rows FINAL) USING request_id)
    CROSS JOIN (SELECT max(value) AS residual_mark_ns FROM setting_rows FINAL WHERE key = 'residual_mark_ns'))
  GROUP BY series);
