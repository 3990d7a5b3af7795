-- request_use: what a request counts in, and why not. A row is a request of any status with all of request_metrics, its
-- cache class (request_cache) and, for each statistic, the reason that keeps it out. The only place of exclusions.
--
-- why_not_X is NULL where the request counts in X, else the reason in words for a person.
--  1. Only measurements (status ok and partial) count; a partial one counts in whatever it has the figures for.
--  2. Figures that contradict each other count nowhere. An embedding generates nothing: it has no speed of answering.
--  3. total:     the whole request's time and its residual.
--     ttft:      time to first token, of every kind of request.
--     ttft_warm: the same of requests that neither waited for a model to load nor found their prompt in the cache. Their
--                load (a health check, below cold_load_ns) stays in: the person waits for it, too. The settings
--                ttft_counts_cold and ttft_counts_cached take the others in, where that is asked for.
--     prefill:   the prompt's rate. A cached prompt is out, unless the server reports how much was cached: then the
--                rate is that of the rest. Short prompts measure the start, not the rate.
--     decode:    the answer's rate; short answers are out for the same reason.
--     stream:    gaps between the chunks; not where the chunks' times run backwards.
CREATE VIEW request_use AS
WITH whole AS (
  SELECT v.*, coalesce(c.cache_class, 0) AS cache_class, c.seen AS seen,
    CASE WHEN v.status = 'incomplete' THEN 'stream without its end'
         WHEN v.status = 'error' THEN 'error'
         WHEN v.status = 'load' THEN 'only loads or unloads a model'
         WHEN v.is_suspect = 1 THEN 'figures contradict each other'
         WHEN v.is_embedding = 1 THEN 'embedding' END AS why_not
  FROM request_metrics v
  LEFT JOIN request_cache c ON c.request_id = v.request_id)
SELECT whole.*,
  coalesce(why_not, CASE WHEN total_duration_ns IS NULL OR total_duration_ns = 0 THEN 'not in the log' END) AS why_not_total,
  coalesce(why_not, CASE WHEN ttft_ns IS NULL THEN 'not in the log' END) AS why_not_ttft,
  coalesce(why_not, CASE WHEN ttft_ns IS NULL THEN 'not in the log'
                         WHEN is_cold = 1 AND coalesce((SELECT value FROM setting WHERE key = 'ttft_counts_cold'), 0) = 0
                           THEN 'cold start'
                         WHEN cache_class > 0 AND coalesce((SELECT value FROM setting WHERE key = 'ttft_counts_cached'), 0) = 0
                           THEN 'prompt cache' END) AS why_not_ttft_warm,
  coalesce(why_not, CASE WHEN cache_class > 0 AND (prompt_eval_cached_count IS NULL OR prefill_tok_s IS NULL) THEN 'prompt cache'
                         WHEN prefill_tok_s IS NULL THEN 'not in the log'
                         WHEN prompt_eval_uncached_count < (SELECT value FROM setting WHERE key = 'min_prompt_eval_count')
                           THEN 'short prompt' END) AS why_not_prefill,
  coalesce(why_not, CASE WHEN decode_tok_s IS NULL THEN 'not in the log'
                         WHEN is_short = 1 THEN 'short answer' END) AS why_not_decode,
  coalesce(why_not, CASE WHEN gap_p50_ns IS NULL THEN 'not in the log'
                         WHEN is_reordered = 1 THEN 'times run backwards' END) AS why_not_stream
FROM whole;
