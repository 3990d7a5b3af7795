-- token_observations: how many tokens a model's tokenizer makes of a prompt. A row is a model and a prompt it was asked.
--
--  1. prompt_eval_count is the largest seen: old servers count only what was not in the cache.
--  2. It includes the chat template's tokens; bytes, chars and words are of the prompt's text alone.
--  3. A prompt that was cut at the context size counts too few, and no log says so: it shows as a poor fit.
CREATE VIEW token_observations AS
SELECT r.model_id AS model_id, r.prompt_id AS prompt_id, max(r.prompt_eval_count) AS token_count,
  max(p.bytes) AS prompt_bytes, max(p.chars) AS prompt_chars, max(p.words) AS prompt_words
FROM request r
JOIN prompt p ON p.prompt_id = r.prompt_id
WHERE r.status IN ('ok', 'partial') AND r.prompt_eval_count > 0 AND p.chars > 0
GROUP BY r.model_id, r.prompt_id;
