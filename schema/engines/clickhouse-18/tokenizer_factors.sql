-- Ranks are places in the sorted array of a model. NaN stands for NULL there, which a tuple does not hold.
CREATE VIEW tokenizer_factors AS
SELECT model_id, known.6 AS method, known.1 AS preference, known.3 AS factor,
  CASE WHEN isNaN(known.4) THEN NULL ELSE known.4 END AS factor_lo,
  CASE WHEN isNaN(known.5) THEN NULL ELSE known.5 END AS factor_hi, -known.2 AS basis_count, choice
FROM (
  SELECT model_id,
    arraySort(groupArray((preference, -toInt64(basis), assumeNotNull(factor), coalesce(lo, nan), coalesce(hi, nan), method)))
      AS ranked
  FROM (
    SELECT model_id, 'reference' AS method, 0 AS preference, toNullable(toFloat64(1)) AS factor, toNullable(toFloat64(1)) AS lo,
      toNullable(toFloat64(1)) AS hi, toUInt64(0) AS basis
    FROM model
    WHERE model_id IN (SELECT model_id FROM reference_models) OR tokenizer IN (SELECT tokenizer FROM reference_models)
    UNION ALL
    SELECT model_id, 'counted', 1, toFloat64(sum(eval_count)) / nullIf(sum(reference_tokens), 0), NULL, NULL, count()
    FROM request
    WHERE reference_tokens > 0 AND eval_count > 0 AND status IN ('ok', 'partial')
    GROUP BY model_id
    UNION ALL
    SELECT model_id, 'user', 2, tokens_per_reference, tokens_per_reference_lo, tokens_per_reference_hi, toUInt64(0)
    FROM model
    UNION ALL
    SELECT model_id, 'matched', 3, factor, factor_lo, factor_hi, toUInt64(prompt_count)
    FROM tokenizer_ratio
    WHERE quality IN ('ok', 'same tokenizer'))
  WHERE factor > 0
  GROUP BY model_id)
ARRAY JOIN ranked AS known, arrayEnumerate(ranked) AS choice;
