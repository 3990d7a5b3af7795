CREATE VIEW token_observations AS
SELECT model_id, prompt_id, max(prompt_eval_count) AS token_count, max(bytes) AS prompt_bytes, max(chars) AS prompt_chars,
  max(words) AS prompt_words
FROM (SELECT model_id, prompt_id, prompt_eval_count FROM request WHERE status IN ('ok', 'partial') AND prompt_eval_count > 0)
INNER JOIN (SELECT toNullable(prompt_id) AS prompt_id, bytes, chars, words FROM prompt WHERE chars > 0) USING prompt_id
GROUP BY model_id, prompt_id;
