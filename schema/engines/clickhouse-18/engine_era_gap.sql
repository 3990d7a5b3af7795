CREATE VIEW engine_era_gap AS
SELECT engine_era, n
FROM (
  SELECT groupArray(engine_era) AS engine_era, groupArray(n) AS n
  FROM (
    SELECT engine_era, count() AS n
    FROM (SELECT run_id FROM series_requests WHERE is_measurement = 1)
    INNER JOIN run_eras USING run_id
    GROUP BY engine_era)
  HAVING count() > 1)
ARRAY JOIN engine_era, n;
