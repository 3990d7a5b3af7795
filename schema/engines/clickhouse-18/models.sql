CREATE VIEW models AS
SELECT model_id, coalesce(name, '(unknown)') AS model, family, size, active_size, variant, quantization, is_cloud, engine,
  parameter_count, context_length, size_bytes, weight_bytes, kv_bytes_per_token, tokenizer, tokens_per_reference, is_reference,
  facts_from, architecture, digest, vram_bytes, request_count, measurement_count, source_count, loaded_bytes,
  toFloat64(vram_bytes) / nullIf(loaded_bytes, 0) AS vram_ratio
FROM model
LEFT JOIN (
  SELECT model_id, count() AS request_count, sum(is_measurement) AS measurement_count, uniqExact(source_id) AS source_count
  FROM request_normalized
  GROUP BY model_id)
USING model_id
WHERE (name IS NOT NULL OR request_count > 0) AND model_id NOT IN (SELECT model_id FROM model_digests);
