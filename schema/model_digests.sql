-- model_digests: which model a log meant that only told the digest of its weights' file. A row is such a model.
--
--  1. Server logs name what they load by a file, 'sha256-' and 12 digits here; /api/show says which file a model has
--     (blob_digest). The manifest's digest, as lists have it, is another one and says nothing of the file.
--  2. Where several models have the same weights, the first by name stands for all of them.
CREATE VIEW model_digests AS
SELECT m.model_id AS model_id, shown.model_id AS known_model_id
FROM model m
JOIN (SELECT s.model_id AS model_id, 'sha256-' || substr(s.blob_digest, 1, 12) AS digest_name,
        row_number() OVER (PARTITION BY substr(s.blob_digest, 1, 12) ORDER BY s.name, s.model_id) AS place
      FROM model s
      WHERE length(s.blob_digest) >= 12 AND s.name IS NOT NULL AND substr(s.name, 1, 7) <> 'sha256-') shown
  ON shown.digest_name = m.name
WHERE shown.place = 1;
