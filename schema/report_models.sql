-- report_models: the comparison. A row is a series (a model, unless grouped otherwise), fastest decode first.
--
--  1. n is the number of measurements; each statistic's own number stands in its *_count column.
--  2. ttft_p50_ms and ttft_p95_ms are over warm requests: cold starts (cold) and cached prompts (cached_count) are out.
--     ttft_measured_count of the ttft_count were measured from a stream, ttft_reported_count by whoever saved the request;
--     the rest are load + prompt evaluation.
--  3. prefill_tok_s, decode_tok_s and decode_bytes_s are sums by sums: tokens (bytes) by time. decode_p50_tok_s is another
--     question: the median request's rate. It also takes rates that were only printed; where a series has no more than
--     these, decode_tok_s is blank and the series is ordered by its median.
--  4. tpot_p50_ms divides by all tokens, as Ollama does; itl_p50_ms by the decode steps, as vLLM does.
--  5. norm_decode_tok_s is in reference tokens by the best method that all series have (norm_method; series_normalized);
--     [norm_decode_lo_tok_s, norm_decode_hi_tok_s] is its 95 % interval where the method has one.
--  6. answer_* is the whole request, cold starts included, embeddings not.
--  7. A p95 below n = 20 is blank ('none' in *_p95_support); 'open' says that its interval has no upper limit.
--  8. vs_baseline_ratio is the geometric mean of how many times as fast as the baseline the series is, by the metrics that
--     were judged (report_compare). It is blank for the baseline, and where nothing was compared.
CREATE VIEW report_models AS
WITH quantiles AS (
  SELECT p.series AS series,
    max(CASE WHEN p.metric = 'ttft_warm_ms' AND p.q = 50000 THEN p.value END) AS ttft_p50_ms,
    max(CASE WHEN p.metric = 'ttft_warm_ms' AND p.q = 50000 THEN p.lo END) AS ttft_p50_lo_ms,
    max(CASE WHEN p.metric = 'ttft_warm_ms' AND p.q = 50000 THEN p.hi END) AS ttft_p50_hi_ms,
    max(CASE WHEN p.metric = 'ttft_warm_ms' AND p.q = 95000 AND p.support <> 'none' THEN p.value END) AS ttft_p95_ms,
    max(CASE WHEN p.metric = 'ttft_warm_ms' AND p.q = 95000 THEN p.support END) AS ttft_p95_support,
    max(CASE WHEN p.metric = 'ttft_warm_ms' AND p.q = 100000 THEN p.value END) AS ttft_max_ms,
    max(CASE WHEN p.metric = 'tpot_ms' AND p.q = 50000 THEN p.value END) AS tpot_p50_ms,
    max(CASE WHEN p.metric = 'itl_ms' AND p.q = 50000 THEN p.value END) AS itl_p50_ms,
    max(CASE WHEN p.metric = 'decode_tok_s' AND p.q = 50000 THEN p.value END) AS decode_p50_tok_s,
    max(CASE WHEN p.metric = 'decode_tok_s' AND p.q = 50000 THEN p.lo END) AS decode_p50_lo_tok_s,
    max(CASE WHEN p.metric = 'decode_tok_s' AND p.q = 50000 THEN p.hi END) AS decode_p50_hi_tok_s,
    max(CASE WHEN p.metric = 'decode_tok_s' AND p.q = 50000 THEN p.n END) AS decode_rate_count,
    max(CASE WHEN p.metric = 'prefill_tok_s' AND p.q = 50000 THEN p.value END) AS prefill_p50_tok_s,
    max(CASE WHEN p.metric = 'total_s' AND p.q = 50000 THEN p.value END) AS answer_p50_s,
    max(CASE WHEN p.metric = 'total_s' AND p.q = 95000 AND p.support <> 'none' THEN p.value END) AS answer_p95_s,
    max(CASE WHEN p.metric = 'total_s' AND p.q = 95000 THEN p.support END) AS answer_p95_support,
    max(CASE WHEN p.metric = 'residual_ms' AND p.q = 50000 THEN p.value END) AS residual_p50_ms,
    max(CASE WHEN p.metric = 'prompt_eval_count' AND p.q = 50000 THEN p.value END) AS prompt_p50_count,
    max(CASE WHEN p.metric = 'eval_count' AND p.q = 50000 THEN p.value END) AS answer_p50_count
  FROM percentiles p
  WHERE p.metric IN ('ttft_warm_ms', 'tpot_ms', 'itl_ms', 'decode_tok_s', 'prefill_tok_s', 'total_s', 'residual_ms',
                     'prompt_eval_count', 'eval_count')
  GROUP BY p.series),
versus AS (
  SELECT candidate, max(speed_ratio) AS speed_ratio
  FROM comparison
  WHERE metric = 'geometric_mean'
  GROUP BY candidate
  HAVING count(*) = 1)
SELECT t.series AS series, t.measurement_count AS n, t.cold_count AS cold,
  q.ttft_p50_ms AS ttft_p50_ms, q.ttft_p95_ms AS ttft_p95_ms, q.tpot_p50_ms AS tpot_p50_ms, q.itl_p50_ms AS itl_p50_ms,
  t.prefill_tok_s AS prefill_tok_s, t.decode_tok_s AS decode_tok_s, q.decode_p50_tok_s AS decode_p50_tok_s,
  t.decode_bytes_s AS decode_bytes_s, z.norm_decode_tok_s AS norm_decode_tok_s, z.norm_method AS norm_method,
  z.norm_decode_lo_tok_s AS norm_decode_lo_tok_s, z.norm_decode_hi_tok_s AS norm_decode_hi_tok_s,
  t.bytes_per_token AS bytes_per_token, q.answer_p50_s AS answer_p50_s, q.answer_p95_s AS answer_p95_s,
  t.residual_share_ratio AS residual_share_ratio, c.speed_ratio AS vs_baseline_ratio,
  -- what footnotes and charts need
  q.ttft_p50_lo_ms AS ttft_p50_lo_ms, q.ttft_p50_hi_ms AS ttft_p50_hi_ms,
  q.decode_p50_lo_tok_s AS decode_p50_lo_tok_s, q.decode_p50_hi_tok_s AS decode_p50_hi_tok_s, q.ttft_max_ms AS ttft_max_ms,
  q.ttft_p95_support AS ttft_p95_support, q.answer_p95_support AS answer_p95_support,
  q.residual_p50_ms AS residual_p50_ms, q.prefill_p50_tok_s AS prefill_p50_tok_s,
  q.prompt_p50_count AS prompt_p50_count, q.answer_p50_count AS answer_p50_count,
  t.ttft_count AS ttft_count, t.ttft_measured_count AS ttft_measured_count, t.ttft_reported_count AS ttft_reported_count,
  t.residual_marked_count AS residual_marked_count,
  t.prefill_count AS prefill_count, t.decode_count AS decode_count, coalesce(q.decode_rate_count, 0) AS decode_rate_count,
  t.text_count AS text_count, t.total_count AS answer_count,
  t.request_count AS request_count, t.partial_count AS partial_count, t.incomplete_count AS incomplete_count,
  t.error_count AS error_count, t.load_count AS load_count, t.embedding_count AS embedding_count,
  t.cold_load_max_s AS cold_load_max_s, t.cached_count AS cached_count, t.cache_suspect_count AS cache_suspect_count,
  t.short_count AS short_count, t.cut_count AS cut_count, t.suspect_count AS suspect_count, t.remote_count AS remote_count,
  t.derived_count AS derived_count, t.rate_mismatch_count AS rate_mismatch_count, t.clock_doubt_count AS clock_doubt_count,
  t.two_pass_count AS two_pass_count, t.reported_rate_count AS reported_rate_count
FROM series_totals t
LEFT JOIN quantiles q ON q.series = t.series
LEFT JOIN versus c ON c.candidate = t.series
LEFT JOIN series_normalized z ON z.series = t.series AND z.is_common = 1
ORDER BY coalesce(t.decode_tok_s, q.decode_p50_tok_s, 0) DESC, t.series;
