CREATE VIEW series_normalized AS
SELECT series, norm_method, preference, request_count, norm_decode_tok_s, norm_decode_lo_tok_s, norm_decode_hi_tok_s,
  preference = best_preference AS is_common
FROM normalized_rates
CROSS JOIN (
  SELECT min(preference) AS best_preference
  FROM (
    SELECT preference
    FROM normalized_rates
    GROUP BY preference
    HAVING count(norm_decode_tok_s) = count()))
WHERE norm_decode_tok_s IS NOT NULL;
