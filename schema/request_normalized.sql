-- request_normalized: a request's decode rate in reference tokens, by the best method known. A row is a request of any
-- status with all of request_use.
--
--  1. norm_method: 'counted' where this answer's text was counted with the reference vocabulary; else the model's factor
--     (tokenizer_factors); else 'characters': text_chars / chars_per_ref_token, which is another way to write chars/s and
--     must not be ranked together with the others.
--  2. answer_reference_tokens is the answer in reference tokens, an estimate unless counted.
--  3. The interval comes from the factor's: more tokens per reference token, fewer reference tokens a second.
CREATE VIEW request_normalized AS
SELECT v.*,
  CASE WHEN v.reference_token_count > 0 THEN 'counted'
       WHEN f.method IS NOT NULL THEN f.method
       WHEN v.text_chars > 0 THEN 'characters' END AS norm_method,
  CASE WHEN v.reference_token_count > 0 THEN CAST(v.reference_token_count AS DOUBLE PRECISION)
       WHEN f.method IS NOT NULL THEN CAST(v.eval_count AS DOUBLE PRECISION) / f.factor
       ELSE CAST(v.text_chars AS DOUBLE PRECISION) / (SELECT value FROM setting WHERE key = 'chars_per_ref_token')
  END AS answer_reference_tokens,
  CASE WHEN v.reference_token_count > 0
         THEN CAST(v.reference_token_count AS DOUBLE PRECISION) * 1e9 / NULLIF(v.eval_duration_ns, 0)
       WHEN f.method IS NOT NULL THEN v.decode_tok_s / f.factor
       ELSE v.decode_chars_s / (SELECT value FROM setting WHERE key = 'chars_per_ref_token')
  END AS norm_decode_tok_s,
  CASE WHEN v.reference_token_count > 0 THEN NULL ELSE v.decode_tok_s / f.factor_hi END AS norm_decode_lo_tok_s,
  CASE WHEN v.reference_token_count > 0 THEN NULL ELSE v.decode_tok_s / f.factor_lo END AS norm_decode_hi_tok_s
FROM request_use v
LEFT JOIN tokenizer_factors f ON f.model_id = v.model_id AND f.choice = 1;
