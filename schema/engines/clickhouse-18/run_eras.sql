-- LIKE takes no pattern that is read: '_' is any letter, and '%' stands at the end if anywhere.
CREATE VIEW run_eras AS
SELECT run_id, engine_era, place
FROM (
  SELECT run_id, min(place) AS place
  FROM (SELECT run_id, assumeNotNull(ollama_version) AS version FROM run WHERE ollama_version IS NOT NULL)
  CROSS JOIN (SELECT place, replaceAll(pattern, '%', '') AS stem, endsWith(pattern, '%') AS is_open FROM engine_eras)
  WHERE length(version) >= length(stem) AND (is_open OR length(version) = length(stem))
    AND arrayAll(i -> substring(stem, i + 1, 1) = '_' OR substring(stem, i + 1, 1) = substring(version, i + 1, 1),
                 range(length(stem)))
  GROUP BY run_id)
INNER JOIN engine_eras USING place;
