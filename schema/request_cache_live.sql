-- request_cache_live: was the prompt answered from the cache? The definition; a row is a measurement.
--
-- Ollama keeps the last prompts' state, so the same prompt again skips the work that TTFT and prefill are about, and
-- only the newest servers say so. cache_class says how sure we are:
--   0  no sign of it
--   1  suspected: a prefill rate cache_vs_median times the median of the model's first-seen prompts, in no more time than
--      their median. (The rate alone would suspect every honest long prompt on a GPU, where short ones cost a fixed time.)
--   2  likely:    the same prompt since the last load, and cache_same_prompt times faster per token than at first
--   3  certain:   a positive cached count is reported; or no prompt tokens are left although all other figures are there
--                 (servers before 0.2.0); or the same prompt counts fewer tokens than at first
--  1. A reported cached count decides alone: 0 says that there was no hit, however fast it was.
--  2. seen: 1 for the first time this prompt meets this model since its last cold load, which empties the cache.
--  3. Time order is that of created_at; without it, of the files' names and lines, never of the import.
--  4. A short prompt takes a decode step cached or not, so it is not suspected by its rate; part of a chat's growing
--     prompt is usually cached and cannot be seen unless the server reports it.
--  5. Empty while the program's copy is up to date. The condition stands in the innermost scan, because windows are
--     computed before any condition outside them.
CREATE VIEW request_cache_live AS
WITH measured AS (
  SELECT request_id, run_id, model_id, prompt_id, source, line, status,
    prompt_eval_count, prompt_eval_cached_count, prompt_eval_duration_ns, total_duration_ns, eval_count, eval_duration_ns,
    coalesce(created_at_ns, 0) AS at_ns,
    CAST(prompt_eval_count AS DOUBLE PRECISION) * 1e9 / NULLIF(prompt_eval_duration_ns, 0) AS rate_tok_s,
    is_cold
  FROM request_metrics
  WHERE is_measurement = 1 AND (SELECT fresh FROM copy_state) = 0),
loaded AS (
  SELECT measured.*,
    sum(is_cold) OVER (PARTITION BY run_id, model_id ORDER BY at_ns, source, line, request_id
                       ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS epoch
  FROM measured),
counted AS (
  SELECT loaded.*,
    row_number() OVER (PARTITION BY run_id, model_id, epoch, coalesce(prompt_id, -request_id)
                       ORDER BY at_ns, source, line, request_id) AS seen
  FROM loaded),
met AS (                                                   -- first_value() passes over NULL in some engines
  SELECT counted.*,
    max(CASE WHEN seen = 1 THEN prompt_eval_count END) OVER same AS first_count,
    max(CASE WHEN seen = 1 THEN rate_tok_s END) OVER same AS first_tok_s
  FROM counted
  WINDOW same AS (PARTITION BY run_id, model_id, epoch, coalesce(prompt_id, -request_id))),
ranked AS (
  SELECT run_id, model_id, rate_tok_s, prompt_eval_duration_ns,
    row_number() OVER (PARTITION BY run_id, model_id ORDER BY rate_tok_s) AS rate_rank,
    row_number() OVER (PARTITION BY run_id, model_id ORDER BY prompt_eval_duration_ns) AS duration_rank,
    count(*) OVER (PARTITION BY run_id, model_id) AS n
  FROM met
  WHERE seen = 1 AND rate_tok_s IS NOT NULL
    AND prompt_eval_count >= (SELECT value FROM setting WHERE key = 'min_prompt_eval_count')),
usual AS (                                                           -- lower medians
  SELECT run_id, model_id,
    max(CASE WHEN rate_rank = (n + 1 - (n + 1) % 2) / 2 THEN rate_tok_s END) AS median_tok_s,
    max(CASE WHEN duration_rank = (n + 1 - (n + 1) % 2) / 2 THEN prompt_eval_duration_ns END) AS median_duration_ns
  FROM ranked
  GROUP BY run_id, model_id)
SELECT met.request_id AS request_id,
  CASE WHEN met.prompt_eval_cached_count > 0 THEN 3
       WHEN met.prompt_eval_cached_count = 0 THEN 0
       WHEN coalesce(met.prompt_eval_count, 0) = 0 AND met.prompt_eval_duration_ns > 0
        AND met.total_duration_ns > 0 AND met.eval_count > 0 AND met.eval_duration_ns > 0 THEN 3
       WHEN met.seen > 1 AND met.prompt_eval_count < met.first_count THEN 3
       WHEN met.seen > 1
        AND met.rate_tok_s >= met.first_tok_s * (SELECT value FROM setting WHERE key = 'cache_same_prompt') THEN 2
       WHEN met.prompt_eval_count >= (SELECT value FROM setting WHERE key = 'min_prompt_eval_count')
        AND met.rate_tok_s >= usual.median_tok_s * (SELECT value FROM setting WHERE key = 'cache_vs_median')
        AND met.prompt_eval_duration_ns <= usual.median_duration_ns THEN 1
       ELSE 0 END AS cache_class,
  met.seen AS seen
FROM met
LEFT JOIN usual ON usual.run_id = met.run_id AND usual.model_id = met.model_id;
