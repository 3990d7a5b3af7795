-- Only here: what series_normalized reads twice. A row is a series and a method; without a rate where the method lacks something.
CREATE VIEW normalized_rates AS
SELECT series, preference, CASE WHEN is_reference = 1 THEN 'reference' ELSE method END AS norm_method, request_count,
  CASE WHEN method IN ('counted', 'characters') OR reference_n = part_n
       THEN arraySum(arrayMap(t -> toInt64(floor(coalesce(t / nullIf(reference_most, 0), 0) * scale + 0.5)), reference_terms))
            / scale * reference_most * 1e9 / nullIf(reference_ns, 0) END AS norm_decode_tok_s,
  CASE WHEN fewest_n = part_n
       THEN arraySum(arrayMap(t -> toInt64(floor(coalesce(t / nullIf(fewest_most, 0), 0) * scale + 0.5)), fewest_terms))
            / scale * fewest_most * 1e9 / nullIf(all_ns, 0) END AS norm_decode_lo_tok_s,
  CASE WHEN most_n = part_n
       THEN arraySum(arrayMap(t -> toInt64(floor(coalesce(t / nullIf(most_most, 0), 0) * scale + 0.5)), most_terms))
            / scale * most_most * 1e9 / nullIf(all_ns, 0) END AS norm_decode_hi_tok_s
FROM (
  SELECT series, preference, method, min(is_yardstick) AS is_reference, count() AS part_n, 4e18 / count() AS scale,
    sum(CASE WHEN reference_tokens IS NOT NULL THEN having_n ELSE 0 END) AS request_count,
    count(reference_tokens) AS reference_n, max(reference_tokens) AS reference_most,
    groupArray(reference_tokens) AS reference_terms,
    count(fewest_tokens) AS fewest_n, max(fewest_tokens) AS fewest_most, groupArray(fewest_tokens) AS fewest_terms,
    count(most_tokens) AS most_n, max(most_tokens) AS most_most, groupArray(most_tokens) AS most_terms,
    sum(CASE WHEN reference_tokens IS NOT NULL THEN ns END) AS reference_ns, sum(ns) AS all_ns
  FROM (
    SELECT series, preference, method,
      CASE WHEN yardstick IS NOT NULL AND method IN ('user', 'matched') THEN 1 ELSE 0 END AS is_yardstick,
      CASE
        WHEN method = 'counted'    THEN toFloat64(sum_counted_token_count)
        WHEN method = 'user'       THEN toFloat64(sum_decode_token_count) / coalesce(yardstick, stated)
        WHEN method = 'matched'    THEN toFloat64(sum_decode_token_count) / coalesce(yardstick, measured)
        WHEN method = 'characters' THEN toFloat64(sum_decode_chars) / chars_per_ref_token
      END AS reference_tokens,
      CASE
        WHEN method = 'user'    THEN toFloat64(sum_decode_token_count) / coalesce(yardstick, stated_hi)
        WHEN method = 'matched' THEN toFloat64(sum_decode_token_count) / coalesce(yardstick, measured_hi)
      END AS fewest_tokens,
      CASE
        WHEN method = 'user'    THEN toFloat64(sum_decode_token_count) / coalesce(yardstick, stated_lo)
        WHEN method = 'matched' THEN toFloat64(sum_decode_token_count) / coalesce(yardstick, measured_lo)
      END AS most_tokens,
      CASE WHEN method = 'counted' THEN sum_counted_ns WHEN method = 'characters' THEN sum_chars_ns ELSE sum_decode_ns END AS ns,
      CASE WHEN method = 'counted' THEN sum_counted_count WHEN method = 'characters' THEN sum_chars_count ELSE sum_decode_count END
        AS having_n
    FROM (
      SELECT *
      FROM (SELECT *
            FROM series_sums
            CROSS JOIN (SELECT chars_per_ref_token FROM settings)
            WHERE sum_decode_count > 0)
      LEFT JOIN (
        SELECT model_id,
          max(CASE WHEN method = 'reference' THEN factor END) AS yardstick,
          max(CASE WHEN method = 'user' THEN factor END) AS stated,
          max(CASE WHEN method = 'user' THEN factor_lo END) AS stated_lo,
          max(CASE WHEN method = 'user' THEN factor_hi END) AS stated_hi,
          max(CASE WHEN method = 'matched' THEN factor END) AS measured,
          max(CASE WHEN method = 'matched' THEN factor_lo END) AS measured_lo,
          max(CASE WHEN method = 'matched' THEN factor_hi END) AS measured_hi
        FROM (
          SELECT model_id, method, factor, factor_lo, factor_hi
          FROM tokenizer_factors
          ORDER BY factor DESC
          LIMIT 1 BY model_id, method)
        GROUP BY model_id)
      USING model_id)
    ARRAY JOIN ['counted', 'user', 'matched', 'characters'] AS method, [1, 2, 3, 4] AS preference)
  GROUP BY series, preference, method);
