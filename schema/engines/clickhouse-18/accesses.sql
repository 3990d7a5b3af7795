-- (Of clocks outside 1970 to 2105: requests.)
CREATE VIEW accesses AS
SELECT source, line,
  clocks[1] AS finished_at, concat(clocks[2], 'Z') AS finished_at_utc,
  method, path, status,
  CASE WHEN method <> 'POST' THEN 'other'
       WHEN is_load = 1 THEN 'load'
       WHEN path IN ('/api/generate', '/api/chat', '/v1/chat/completions', '/v1/completions', '/v1/responses', '/v1/messages')
         THEN 'generation'
       WHEN path IN ('/api/embed', '/api/embeddings', '/v1/embeddings') THEN 'embedding'
       ELSE 'other' END AS kind,
  latency_ns, toFloat64(latency_ns) / 1e6 AS latency_ms, toFloat64(latency_resolution_ns) / 1e6 AS latency_resolution_ms,
  client, request_id,
  CASE WHEN request_id IS NULL THEN NULL WHEN is_tie_sure = 1 THEN 'sure' ELSE 'unsure' END AS request_tie,
  at_local_ns, utc_offset_ns, access_id
FROM (
  SELECT *,
    arrayMap(ns -> intDiv(ns, 1000000000), [at_local_ns, at_local_ns - utc_offset_ns]) AS seconds,
    arrayMap(s -> (s >= 4107542400) + (s >= 7263216000), seconds) AS centuries,
    arrayMap((s, c) -> toDateTime(s - 3534364800 * c + 883612800 * (s < 0), 'UTC'), seconds, centuries) AS alike,
    arrayMap((s, c, day) -> concat(toString(toYear(day) + 112 * c - 28 * (s < 0)), formatDateTime(day, '-%m-%dT%H:%M:%S')),
      seconds, centuries, alike) AS clocks
  FROM access
  INNER JOIN (SELECT source_id, path AS source FROM source) USING source_id)
LEFT JOIN (
  SELECT source_id, toNullable(line) AS request_line, toNullable(request_id) AS request_id
  FROM request
  WHERE format IN ('llama.cpp', 'ollama-mlx'))
USING source_id, request_line;
