-- run_eras: the engine of Ollama that a run was measured with. A row is a run whose version is known and fits a pattern of
-- engine_eras; place orders the eras in time.
CREATE VIEW run_eras AS
SELECT u.run_id AS run_id, e.engine_era AS engine_era, e.place AS place
FROM (SELECT u.run_id AS run_id, min(e.place) AS place
      FROM run u
      CROSS JOIN engine_eras e
      WHERE u.ollama_version LIKE e.pattern
      GROUP BY u.run_id) u
JOIN engine_eras e ON e.place = u.place;
