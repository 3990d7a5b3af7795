CREATE VIEW tokenizer_pairs AS
SELECT base, candidate,
  CASE WHEN base_unknown_n + candidate_unknown_n > 0 THEN 0
       WHEN base_tokenizer_n = candidate_tokenizer_n AND base_first_tokenizer = candidate_first_tokenizer
        AND base_last_tokenizer = candidate_last_tokenizer THEN 0
       ELSE 1 END AS is_different,
  CASE WHEN base_first_method <> base_last_method OR candidate_first_method <> candidate_last_method THEN 0
       WHEN base_first_method IN ('characters', 'none') OR candidate_first_method IN ('characters', 'none') THEN 0
       WHEN base_first_method = candidate_first_method OR base_first_method = 'reference'
         OR candidate_first_method = 'reference' THEN 1
       ELSE 0 END AS has_common_unit
FROM (
  SELECT series AS base, first_tokenizer AS base_first_tokenizer, last_tokenizer AS base_last_tokenizer,
    tokenizer_n AS base_tokenizer_n, unknown_n AS base_unknown_n, first_method AS base_first_method,
    last_method AS base_last_method
  FROM series_tokenizers)
CROSS JOIN (
  SELECT series AS candidate, first_tokenizer AS candidate_first_tokenizer, last_tokenizer AS candidate_last_tokenizer,
    tokenizer_n AS candidate_tokenizer_n, unknown_n AS candidate_unknown_n, first_method AS candidate_first_method,
    last_method AS candidate_last_method
  FROM series_tokenizers)
WHERE base <> candidate;
