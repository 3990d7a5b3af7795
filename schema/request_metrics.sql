-- request_metrics: what one request's figures mean. A row is a request of any status.
--
-- Needs nothing but the request's own facts and its model's engine, so a selection never changes a row. What may count
-- in which statistic is decided in request_use.
--
--  1. *_ns are whole nanoseconds, *_tok_s tokens a second, *_ms milliseconds; is_* are 1 or 0. Unknown is NULL.
--  2. The engine ends prompt evaluation with the first token, so the first token falls at load + prompt evaluation.
--     MLX since 0.30.11 leaves the last prompt token to the first decode step: one step is added.
--  3. eval_duration covers eval_count - 1 steps in every GGUF engine. MLX before 0.30.11 counts no end token, so it covers
--     eval_count steps, one fewer when the answer was cut; since 0.30.11 one more than that (the first token's).
--     tpot_ms divides by eval_count, as Ollama's own rate does; itl_ms by the steps, as vLLM and AIPerf do.
--  4. Time that the log gives to no phase (queue, template, tokenising, sampling, sending) is residual_ns. Nothing tells
--     whether it lay before the first token or after the last, so TTFT is between ttft_lower_ns = load + prompt and
--     ttft_upper_ns = total - eval. These bounds come from the durations alone, also where a stream measured the TTFT.
--     A load that the log does not state counts as none: Ollama leaves out what is zero.
--  5. A saved stream measures the TTFT: first text minus (end - total). A measurement that contradicts the durations (text
--     before the request, after its end, over 5 ms before the first token could be, or chunks whose times run backwards)
--     is_clock_doubt and not used. Text over 50 ms later than the upper bound is_late_text: tags and tool calls are held
--     back by the server, so the person did wait that long, and it is used.
--  6. ttft_from: 'stream' (measured), 'reported' (measured by the client or server that saved the request) or 'estimate'
--     (the lower bound).
--  7. A prompt's rate leaves cached tokens out where their number is reported. A rate that was only printed, without the
--     count or duration to compute it, is taken as decode_tok_s or prefill_tok_s (rate_from 'reported'); it has no tokens
--     and no time, so it never enters a total.
--  8. A request is_suspect where its parts exceed the whole (by the setting; by 2 s where durations were rounded or
--     derived), or where a decode step is implausibly short: then units are wrong. One token has no step to judge.
--  9. is_two_pass: thinking together with a constrained format runs two completions and reports only the second, which
--     shows as thinking text with over a quarter of the total in no phase.
-- 10. A model that a log named by its weights alone goes by its name where that is known (model_digests).
-- 11. clock_step_ns: 1,000,000, 1,000 or 1, the step of the engine's clock as the durations show it.
CREATE VIEW request_metrics AS
WITH fact AS (
  SELECT r.request_id AS request_id, r.run_id AS run_id, m.model_id AS model_id, r.source_id AS source_id, r.prompt_id AS prompt_id,
    s.path AS source, r.line AS line, u.ollama_version AS ollama_version,
    coalesce(m.name, '(unknown)') AS model, m.engine AS engine, r.model_from AS model_from,
    r.format AS format, r.endpoint AS endpoint, r.status AS status, r.done_reason AS done_reason,
    r.created_at_ns AS created_at_ns,
    r.created_at_ns - r.total_duration_ns AS started_at_ns,
    r.total_duration_ns AS total_duration_ns, r.load_duration_ns AS load_duration_ns,
    r.prompt_eval_count AS prompt_eval_count, r.prompt_eval_cached_count AS prompt_eval_cached_count,
    CASE WHEN r.prompt_eval_count > coalesce(r.prompt_eval_cached_count, 0)
         THEN r.prompt_eval_count - coalesce(r.prompt_eval_cached_count, 0) END AS prompt_eval_uncached_count,
    r.prompt_eval_duration_ns AS prompt_eval_duration_ns,
    r.eval_count AS eval_count, r.eval_duration_ns AS eval_duration_ns,
    CASE WHEN r.eval_count > 0
         THEN r.eval_count + CASE WHEN m.engine = 'mlx' AND r.done_reason = 'length' THEN 0
                                  WHEN m.engine = 'mlx' THEN 1
                                  WHEN m.engine = 'mlx-old' AND r.done_reason = 'length' THEN -1
                                  WHEN m.engine = 'mlx-old' THEN 0
                                  ELSE -1 END END AS decode_step_count,
    r.reported_prompt_eval_rate_tok_s AS reported_prompt_eval_rate_tok_s,
    r.reported_eval_rate_tok_s AS reported_eval_rate_tok_s, r.reported_ttft_ns AS reported_ttft_ns,
    -- the answer's text, thinking included, for eval_count covers both
    NULLIF(r.response_bytes + coalesce(r.thinking_bytes, 0), 0) AS text_bytes,
    NULLIF(r.response_chars + coalesce(r.thinking_chars, 0), 0) AS text_chars,
    NULLIF(r.response_words + coalesce(r.thinking_words, 0), 0) AS text_words,
    r.thinking_chars AS thinking_chars, r.reference_tokens AS reference_token_count,
    r.chunk_count AS chunk_count,
    r.first_text_at_ns AS first_text_at_ns, r.first_thinking_at_ns AS first_thinking_at_ns,
    r.first_answer_at_ns AS first_answer_at_ns,
    r.gap_p50_ns AS gap_p50_ns, r.gap_p95_ns AS gap_p95_ns, r.gap_max_ns AS gap_max_ns, r.gap_jitter_ns AS gap_jitter_ns,
    r.stall_count AS stall_count, r.stall_duration_ns AS stall_duration_ns,
    CASE WHEN r.flags % 2 >= 1 THEN 1 ELSE 0 END AS is_recovered,
    CASE WHEN r.flags % 4 >= 2 THEN 1 ELSE 0 END AS is_derived,
    CASE WHEN r.flags % 8 >= 4 THEN 1 ELSE 0 END AS is_rate_mismatch,
    CASE WHEN r.flags % 16 >= 8 THEN 1 ELSE 0 END AS is_no_unit,
    CASE WHEN r.flags % 32 >= 16 THEN 1 ELSE 0 END AS is_rounded,
    CASE WHEN r.flags % 64 >= 32 THEN 1 ELSE 0 END AS is_reordered,
    CASE WHEN r.flags % 128 >= 64 THEN 1 ELSE 0 END AS is_unsure_model,
    CASE WHEN r.remote_host IS NOT NULL OR m.is_cloud = 1 OR m.engine = 'remote' THEN 1 ELSE 0 END AS is_remote
  FROM request r
  LEFT JOIN model_digests d ON d.model_id = r.model_id
  JOIN model m ON m.model_id = coalesce(d.known_model_id, r.model_id)
  JOIN run u ON u.run_id = r.run_id
  JOIN source s ON s.source_id = r.source_id),
step AS (
  SELECT fact.*,
    CASE WHEN engine = 'mlx' AND decode_step_count > 0
           THEN CAST((eval_duration_ns - eval_duration_ns % coalesce(NULLIF(decode_step_count, 0), 1))
                     / coalesce(NULLIF(decode_step_count, 0), 1) AS BIGINT)  -- ClickHouse divides behind NULL, too
         WHEN engine = 'mlx' THEN NULL
         ELSE 0 END AS first_step_ns,
    CASE WHEN first_text_at_ns BETWEEN started_at_ns AND created_at_ns
         THEN first_text_at_ns - started_at_ns END AS ttft_measured_ns,
    CASE WHEN is_rounded = 1 OR is_derived = 1 THEN 2000000000
         ELSE (SELECT value FROM setting WHERE key = 'whole_tolerance_ns') END AS tolerance_ns
  FROM fact),
bound AS (
  SELECT step.*,
    coalesce(load_duration_ns, 0) + prompt_eval_duration_ns + first_step_ns AS ttft_lower_ns,
    total_duration_ns - eval_duration_ns + first_step_ns AS last_start_ns
  FROM step),
judged AS (
  SELECT bound.*,
    CASE WHEN last_start_ns < ttft_lower_ns THEN ttft_lower_ns ELSE last_start_ns END AS ttft_upper_ns,
    CASE WHEN is_reordered = 1 AND first_text_at_ns IS NOT NULL
           OR first_text_at_ns < started_at_ns OR first_text_at_ns > created_at_ns
           OR ttft_measured_ns < ttft_lower_ns - 5000000
         THEN 1 ELSE 0 END AS is_clock_doubt
  FROM bound)
SELECT request_id, run_id, model_id, source_id, prompt_id, source, line, ollama_version, model, engine, model_from,
  format, endpoint, status, done_reason, created_at_ns, started_at_ns,
  -- the phases
  total_duration_ns, load_duration_ns, prompt_eval_count, prompt_eval_cached_count, prompt_eval_uncached_count,
  prompt_eval_duration_ns, eval_count, eval_duration_ns, decode_step_count,
  total_duration_ns - coalesce(load_duration_ns, 0) - prompt_eval_duration_ns - eval_duration_ns AS residual_ns,
  -- to the first text
  CASE WHEN is_clock_doubt = 0 AND ttft_measured_ns IS NOT NULL THEN ttft_measured_ns
       ELSE coalesce(reported_ttft_ns, ttft_lower_ns) END AS ttft_ns,
  CASE WHEN is_clock_doubt = 0 AND ttft_measured_ns IS NOT NULL THEN 'stream'
       WHEN reported_ttft_ns IS NOT NULL THEN 'reported'
       WHEN ttft_lower_ns IS NOT NULL THEN 'estimate' END AS ttft_from,
  ttft_lower_ns, ttft_upper_ns, ttft_measured_ns,
  CASE WHEN is_clock_doubt = 0 AND first_answer_at_ns BETWEEN started_at_ns AND created_at_ns
       THEN first_answer_at_ns - started_at_ns END AS ttfa_ns,       -- to the first answer (not thinking) text
  CASE WHEN is_reordered = 0 AND first_answer_at_ns >= first_thinking_at_ns
       THEN first_answer_at_ns - first_thinking_at_ns END AS thinking_span_ns,
  -- rates of the two phases
  CASE WHEN prompt_eval_count IS NOT NULL AND prompt_eval_duration_ns > 0
       THEN CAST(prompt_eval_uncached_count AS DOUBLE PRECISION) * 1e9 / NULLIF(prompt_eval_duration_ns, 0)
       ELSE NULLIF(reported_prompt_eval_rate_tok_s, 0) END AS prefill_tok_s,
  CASE WHEN prompt_eval_count IS NOT NULL AND prompt_eval_duration_ns > 0 THEN 'figures'
       WHEN reported_prompt_eval_rate_tok_s > 0 THEN 'reported' END AS prefill_rate_from,
  CASE WHEN eval_count > 0 AND eval_duration_ns > 0
       THEN CAST(eval_count AS DOUBLE PRECISION) * 1e9 / NULLIF(eval_duration_ns, 0)
       ELSE NULLIF(reported_eval_rate_tok_s, 0) END AS decode_tok_s,
  CASE WHEN eval_count > 0 AND eval_duration_ns > 0 THEN 'figures'
       WHEN reported_eval_rate_tok_s > 0 THEN 'reported' END AS decode_rate_from,
  reported_prompt_eval_rate_tok_s, reported_eval_rate_tok_s,
  CASE WHEN eval_duration_ns > 0
       THEN CAST(eval_duration_ns AS DOUBLE PRECISION) / NULLIF(eval_count, 0) / 1e6 END AS tpot_ms,
  CASE WHEN eval_duration_ns > 0 AND decode_step_count > 0
       THEN CAST(eval_duration_ns AS DOUBLE PRECISION) / decode_step_count / 1e6 END AS itl_ms,
  -- the whole request
  CAST(NULLIF(eval_count, 0) AS DOUBLE PRECISION) * 1e9 / NULLIF(total_duration_ns, 0) AS e2e_tok_s,
  CAST(NULLIF(total_duration_ns, 0) AS DOUBLE PRECISION) / NULLIF(eval_count, 0) / 1e6 AS norm_latency_ms,
  -- the text: rates that need no tokenizer
  text_bytes, text_chars, text_words, reference_token_count, chunk_count,
  CAST(text_bytes AS DOUBLE PRECISION) * 1e9 / NULLIF(eval_duration_ns, 0) AS decode_bytes_s,
  CAST(text_chars AS DOUBLE PRECISION) * 1e9 / NULLIF(eval_duration_ns, 0) AS decode_chars_s,
  CAST(text_words AS DOUBLE PRECISION) * 1e9 / NULLIF(eval_duration_ns, 0) AS decode_words_s,
  -- the stream: a chunk is what the server sent, not a token
  gap_p50_ns, gap_p95_ns, gap_max_ns, gap_jitter_ns, stall_count, stall_duration_ns,
  CAST(eval_count AS DOUBLE PRECISION) / NULLIF(chunk_count, 0) AS tokens_per_chunk,
  CASE WHEN is_rounded = 1 OR is_derived = 1 OR prompt_eval_duration_ns IS NULL OR eval_duration_ns IS NULL THEN NULL
       WHEN prompt_eval_duration_ns % 1000000 = 0 AND eval_duration_ns % 1000000 = 0 THEN 1000000
       WHEN (prompt_eval_duration_ns + 1) % 1000 <= 2 AND (eval_duration_ns + 1) % 1000 <= 2 THEN 1000
       ELSE 1 END AS clock_step_ns,                                  -- llama-server passes µs through a double: ±1 ns
  -- yes or no
  CASE WHEN status IN ('ok', 'partial') THEN 1 ELSE 0 END AS is_measurement,
  CASE WHEN status = 'ok' THEN 1 ELSE 0 END AS is_complete,
  CASE WHEN endpoint = 'embed' THEN 1 ELSE 0 END AS is_embedding,
  CASE WHEN load_duration_ns >= (SELECT value FROM setting WHERE key = 'cold_load_ns') THEN 1 ELSE 0 END AS is_cold,
  CASE WHEN eval_count < (SELECT value FROM setting WHERE key = 'min_eval_count') THEN 1 ELSE 0 END AS is_short,
  CASE WHEN done_reason = 'length' THEN 1 ELSE 0 END AS is_cut,
  is_remote,
  CASE WHEN coalesce(load_duration_ns, 0) + coalesce(prompt_eval_duration_ns, 0) + coalesce(eval_duration_ns, 0)
              > total_duration_ns + tolerance_ns
         OR CAST(decode_step_count AS DOUBLE PRECISION) * 1e9 / NULLIF(eval_duration_ns, 0)
              > (SELECT value FROM setting WHERE key = 'max_plausible_tok_s')
         OR reported_eval_rate_tok_s > (SELECT value FROM setting WHERE key = 'max_plausible_tok_s')
            AND (eval_duration_ns IS NULL OR eval_count IS NULL)
       THEN 1 ELSE 0 END AS is_suspect,
  is_clock_doubt,
  CASE WHEN (engine IS NULL OR engine <> 'mlx') AND ttft_measured_ns > ttft_upper_ns + 50000000
       THEN 1 ELSE 0 END AS is_late_text,
  CASE WHEN thinking_chars > 0
        AND 4 * (total_duration_ns - coalesce(load_duration_ns, 0) - prompt_eval_duration_ns - eval_duration_ns) > total_duration_ns
       THEN 1 ELSE 0 END AS is_two_pass,
  is_recovered, is_derived, is_rate_mismatch, is_no_unit, is_rounded, is_reordered, is_unsure_model
FROM judged;
