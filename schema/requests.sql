-- requests: every request as scripts read it. A row is a request of the selection, in the order of source and line.
--
-- The columns, their names and their order are a contract; request_metrics explains the figures.
--  1. class is the first that applies: 'cold', 'cached' (likely or certain), 'cache-suspect', 'short', 'warm'. Blank for
--     what is no measurement, and where the log does not say how long the load took.
--  2. flags are words separated by ';':
--       recovered      read from a damaged record       derived        a figure was computed from others
--       rate-mismatch  a printed rate contradicts its figures          no-unit  a duration without unit, taken for seconds
--       rounded        printed in rounded seconds       reordered      a stream whose times run backwards
--       cut            ended by a length limit          cloud          another machine's durations
--       two-pass       a first completion is hidden in the residual    suspect  figures contradict each other
--       clock-doubt    the stream's clock contradicts the durations    late-text  text came later than the first token
--       cache-likely   cached, though no server said so                unsure-model   another model was loaded, too
--  3. started_at and finished_at are RFC 3339 in UTC with nanoseconds; prompt_hash is 64 bits in hex. On a clock that was
--     never set, an answer may have started before 1970, in a negative number of nanoseconds.
--  4. slot_id and task_id are the engine's own numbers, where its log printed the timings; they start anew with it.
--  5. decode_tok_s and prefill_tok_s may be the printed rate where there is nothing to compute it from: then it equals
--     the reported_* column and eval_count or eval_duration_ns is blank.
CREATE VIEW requests AS
SELECT v.request_id AS request_id, v.source AS source, v.line AS line, m.name AS model, v.model_from AS model_from,
  NULLIF(u.label, '') AS label, NULLIF(u.host, '') AS host, v.endpoint AS endpoint, v.status AS status,
  strftime('%Y-%m-%dT%H:%M:%S', (v.started_at_ns - (v.started_at_ns % 1000000000 + 1000000000) % 1000000000) / 1000000000,
           'unixepoch') || printf('.%09dZ', (v.started_at_ns % 1000000000 + 1000000000) % 1000000000) AS started_at,
  strftime('%Y-%m-%dT%H:%M:%S', (v.created_at_ns - v.created_at_ns % 1000000000) / 1000000000, 'unixepoch')
    || printf('.%09dZ', v.created_at_ns % 1000000000) AS finished_at,
  v.done_reason AS done_reason,
  v.total_duration_ns AS total_duration_ns, v.load_duration_ns AS load_duration_ns,
  v.prompt_eval_count AS prompt_eval_count, v.prompt_eval_cached_count AS prompt_eval_cached_count,
  v.prompt_eval_duration_ns AS prompt_eval_duration_ns, v.eval_count AS eval_count, v.eval_duration_ns AS eval_duration_ns,
  v.residual_ns AS residual_ns,
  CAST(v.ttft_ns AS DOUBLE PRECISION) / 1e6 AS ttft_ms, CAST(v.ttft_lower_ns AS DOUBLE PRECISION) / 1e6 AS ttft_lower_ms,
  CAST(v.ttft_upper_ns AS DOUBLE PRECISION) / 1e6 AS ttft_upper_ms, v.ttft_from AS ttft_from,
  CAST(v.ttfa_ns AS DOUBLE PRECISION) / 1e6 AS ttfa_ms, v.tpot_ms AS tpot_ms, v.itl_ms AS itl_ms,
  v.prefill_tok_s AS prefill_tok_s, v.decode_tok_s AS decode_tok_s,
  v.reported_prompt_eval_rate_tok_s AS reported_prompt_eval_rate_tok_s, v.reported_eval_rate_tok_s AS reported_eval_rate_tok_s,
  v.decode_bytes_s AS decode_bytes_s, v.decode_chars_s AS decode_chars_s, v.decode_words_s AS decode_words_s,
  CASE WHEN v.norm_method <> 'characters' THEN v.norm_decode_tok_s END AS norm_decode_tok_s,
  f.response_bytes AS response_bytes, f.response_chars AS response_chars, f.response_words AS response_words,
  v.chunk_count AS chunk_count,
  CASE WHEN v.is_measurement = 0 THEN NULL
       WHEN v.is_cold = 1 THEN 'cold'
       WHEN v.cache_class >= 2 THEN 'cached'
       WHEN v.cache_class = 1 THEN 'cache-suspect'
       WHEN v.is_short = 1 THEN 'short'
       WHEN v.load_duration_ns IS NOT NULL THEN 'warm' END AS class,
  NULLIF(substr(
    CASE WHEN v.is_recovered = 1 THEN ';recovered' ELSE '' END
    || CASE WHEN v.is_derived = 1 THEN ';derived' ELSE '' END
    || CASE WHEN v.is_rate_mismatch = 1 THEN ';rate-mismatch' ELSE '' END
    || CASE WHEN v.is_no_unit = 1 THEN ';no-unit' ELSE '' END
    || CASE WHEN v.is_rounded = 1 THEN ';rounded' ELSE '' END
    || CASE WHEN v.is_reordered = 1 THEN ';reordered' ELSE '' END
    || CASE WHEN v.is_cut = 1 THEN ';cut' ELSE '' END
    || CASE WHEN v.is_remote = 1 THEN ';cloud' ELSE '' END
    || CASE WHEN v.is_two_pass = 1 THEN ';two-pass' ELSE '' END
    || CASE WHEN v.is_suspect = 1 THEN ';suspect' ELSE '' END
    || CASE WHEN v.is_clock_doubt = 1 THEN ';clock-doubt' ELSE '' END
    || CASE WHEN v.is_late_text = 1 THEN ';late-text' ELSE '' END
    || CASE WHEN v.is_unsure_model = 1 THEN ';unsure-model' ELSE '' END
    || CASE WHEN v.cache_class = 2 THEN ';cache-likely' ELSE '' END, 2), '') AS flags,
  CASE WHEN p.hash IS NOT NULL THEN printf('%016x', p.hash) END AS prompt_hash,
  f.slot_id AS slot_id, f.task_id AS task_id
FROM request_series s
JOIN request_normalized v ON v.request_id = s.request_id
JOIN request f ON f.request_id = s.request_id
JOIN model m ON m.model_id = v.model_id
JOIN run u ON u.run_id = v.run_id
LEFT JOIN prompt p ON p.prompt_id = v.prompt_id
ORDER BY v.source, v.source_id, v.line, v.request_id;
