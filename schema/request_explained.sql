-- request_explained: all that an explanation of a request's figures needs. A row is a request of the selection, with
-- the columns of requests first.
--
--  1. Every metric stands here under its name, whether or not the request counts in it. why_not_X is the reason in
--     words where it does not (request_use), NULL where it does.
--  2. What a figure comes from stands beside it, also where requests leaves it out.
--  3. tokens_per_reference is the model's factor that norm_decode_tok_s uses (tokenizer_factors).
--  4. Its further columns stand apart first, since ClickHouse would call a column r.name that another side of a join has, too.
CREATE VIEW request_explained AS
WITH further AS (
  SELECT v.request_id AS id,
    -- metrics that requests has in another unit, or not at all
    CAST(v.total_duration_ns AS DOUBLE PRECISION) / 1e9 AS total_s,
    CAST(v.residual_ns AS DOUBLE PRECISION) / 1e6 AS residual_ms,
    CASE WHEN v.is_cold = 1 THEN CAST(v.load_duration_ns AS DOUBLE PRECISION) / 1e6 END AS cold_load_ms,
    v.e2e_tok_s AS e2e_tok_s, v.norm_latency_ms AS norm_latency_ms,
    CAST(v.gap_p50_ns AS DOUBLE PRECISION) / 1e6 AS gap_p50_ms,
    CAST(v.gap_p95_ns AS DOUBLE PRECISION) / 1e6 AS gap_p95_ms,
    CAST(v.gap_max_ns AS DOUBLE PRECISION) / 1e6 AS gap_max_ms,
    v.gap_jitter_ns AS gap_jitter_ns, v.stall_count AS stall_count, v.stall_duration_ns AS stall_duration_ns,
    v.tokens_per_chunk AS tokens_per_chunk,
    -- what they come from
    v.engine AS engine, v.created_at_ns AS created_at_ns, f.first_text_at_ns AS first_text_at_ns,
    f.first_answer_at_ns AS first_answer_at_ns, v.decode_step_count AS decode_step_count,
    v.prefill_rate_from AS prefill_rate_from, v.decode_rate_from AS decode_rate_from,
    v.text_bytes AS text_bytes, v.text_chars AS text_chars, v.text_words AS text_words,
    v.norm_method AS norm_method,
    CASE WHEN v.reference_token_count > 0 THEN 'text' ELSE 'factor' END AS norm_rate_from,
    v.reference_token_count AS reference_token_count, t.factor AS tokens_per_reference,
    -- what they count in
    v.why_not_total AS why_not_total, v.why_not_ttft AS why_not_ttft, v.why_not_ttft_warm AS why_not_ttft_warm,
    v.why_not_prefill AS why_not_prefill, v.why_not_decode AS why_not_decode, v.why_not_stream AS why_not_stream,
    CASE WHEN v.is_measurement = 0 THEN v.why_not END AS why_not_measurement
  FROM request_normalized v
  JOIN request f ON f.request_id = v.request_id
  LEFT JOIN tokenizer_factors t ON t.model_id = v.model_id AND t.choice = 1)
SELECT r.*, r.ttft_ms AS ttft_warm_ms,
  f.total_s, f.residual_ms, f.cold_load_ms, f.e2e_tok_s, f.norm_latency_ms, f.gap_p50_ms, f.gap_p95_ms, f.gap_max_ms,
  f.gap_jitter_ns, f.stall_count, f.stall_duration_ns, f.tokens_per_chunk, f.engine, f.created_at_ns,
  f.first_text_at_ns, f.first_answer_at_ns, f.decode_step_count, f.prefill_rate_from, f.decode_rate_from,
  f.text_bytes, f.text_chars, f.text_words, f.norm_method, f.norm_rate_from, f.reference_token_count,
  f.tokens_per_reference, f.why_not_total, f.why_not_ttft, f.why_not_ttft_warm, f.why_not_prefill, f.why_not_decode,
  f.why_not_stream, f.why_not_measurement
FROM requests r
JOIN further f ON f.id = r.request_id;
