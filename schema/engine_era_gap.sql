-- engine_era_gap: whether a comparison's requests were measured by different engines of Ollama. A row is an era
-- (engine_eras) and n, its requests; no row where all are of one era, or of versions that no one told.
CREATE VIEW engine_era_gap AS
WITH met AS (
  SELECT e.engine_era AS engine_era, min(e.place) AS place, CAST(count(*) AS BIGINT) AS n
  FROM request_series s
  JOIN request f ON f.request_id = s.request_id
  JOIN run_eras e ON e.run_id = f.run_id
  WHERE f.status IN ('ok', 'partial')
  GROUP BY e.engine_era)
SELECT engine_era, n
FROM met
WHERE (SELECT count(*) FROM met) > 1
ORDER BY place;
