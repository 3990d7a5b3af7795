CREATE VIEW model_digests AS
SELECT model_id, known_model_id
FROM (SELECT model_id, assumeNotNull(name) AS digest_name FROM model WHERE name IS NOT NULL)
INNER JOIN (
  SELECT concat('sha256-', substring(assumeNotNull(blob_digest), 1, 12)) AS digest_name, argMin(model_id, name) AS known_model_id
  FROM model
  WHERE length(blob_digest) >= 12 AND name IS NOT NULL AND substring(name, 1, 7) <> 'sha256-'
  GROUP BY digest_name)
USING digest_name;
