-- models: what is known of each model and how much was seen of it. A row is a model; those that no request needs are here
-- too, requests whose model no one told are '(unknown)'.
--
--  1. facts_from says where the facts come from: name, user, show, tags, ps, list. Unknown is blank.
--  2. A model that logs named by the digest of its weights alone counts under its name where that is known.
--  3. measurement_count counts requests with status ok or partial, request_count all.
--  4. loaded_bytes, vram_bytes: what the model took when its server was asked (ps), context included, and how much of it
--     lay in the graphics card; vram_ratio is that share, 0 to 1.
CREATE VIEW models AS
WITH seen AS (
  SELECT coalesce(d.known_model_id, r.model_id) AS model_id, CAST(count(*) AS BIGINT) AS request_count,
    sum(CASE WHEN r.status IN ('ok', 'partial') THEN 1 ELSE 0 END) AS measurement_count,
    count(DISTINCT r.source_id) AS source_count
  FROM request r
  LEFT JOIN model_digests d ON d.model_id = r.model_id
  GROUP BY coalesce(d.known_model_id, r.model_id))
SELECT m.model_id AS model_id, coalesce(m.name, '(unknown)') AS model, m.family AS family, m.size AS size,
  m.active_size AS active_size, m.variant AS variant, m.quantization AS quantization, m.is_cloud AS is_cloud,
  m.engine AS engine, m.parameter_count AS parameter_count, m.context_length AS context_length,
  m.size_bytes AS size_bytes, m.weight_bytes AS weight_bytes, m.kv_bytes_per_token AS kv_bytes_per_token,
  m.tokenizer AS tokenizer, m.tokens_per_reference AS tokens_per_reference, m.is_reference AS is_reference,
  m.facts_from AS facts_from, m.architecture AS architecture, m.digest AS digest, m.vram_bytes AS vram_bytes,
  coalesce(s.request_count, 0) AS request_count, coalesce(s.measurement_count, 0) AS measurement_count,
  coalesce(s.source_count, 0) AS source_count, m.loaded_bytes AS loaded_bytes,
  CAST(m.vram_bytes AS DOUBLE PRECISION) / NULLIF(m.loaded_bytes, 0) AS vram_ratio
FROM model m
LEFT JOIN seen s ON s.model_id = m.model_id
WHERE (m.name IS NOT NULL OR s.request_count > 0) AND m.model_id NOT IN (SELECT d.model_id FROM model_digests d)
ORDER BY coalesce(m.name, '(unknown)'), m.model_id;
