-- accesses: lines of servers' access logs. A row is one answered request of any kind, as the web server saw it.
--
--  1. Never added up with requests: the line names no model and no tokens.
--  2. finished_at is the server's wall clock; finished_at_utc is known where other lines of the log tell the clock's offset,
--     or --tz did when the file was first imported; what the log tells wins.
--  3. latency_ms was cut down to steps of latency_resolution_ms: whole seconds above a minute.
--  4. kind: 'generation' (an answer was asked for), 'load' (Ollama's /api/generate that only loads or unloads a model: it
--     ended when the runner was ready, or at once), 'embedding', 'other'.
--  5. request_id is the request whose timings the engine printed before the line, where one fits into its latency;
--     request_tie is 'sure' where no other comes into question, else 'unsure'.
CREATE VIEW accesses AS
SELECT s.path AS source, a.line AS line,
  strftime('%Y-%m-%dT%H:%M:%S', a.at_local_ns / 1000000000, 'unixepoch') AS finished_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', (a.at_local_ns - a.utc_offset_ns) / 1000000000, 'unixepoch') AS finished_at_utc,
  a.method AS method, a.path AS path, a.status AS status,
  CASE WHEN a.method <> 'POST' THEN 'other'
       WHEN a.is_load = 1 THEN 'load'
       WHEN a.path IN ('/api/generate', '/api/chat', '/v1/chat/completions', '/v1/completions', '/v1/responses', '/v1/messages')
         THEN 'generation'
       WHEN a.path IN ('/api/embed', '/api/embeddings', '/v1/embeddings') THEN 'embedding'
       ELSE 'other' END AS kind,
  a.latency_ns AS latency_ns, CAST(a.latency_ns AS DOUBLE PRECISION) / 1e6 AS latency_ms,
  CAST(a.latency_resolution_ns AS DOUBLE PRECISION) / 1e6 AS latency_resolution_ms,
  a.client AS client, q.request_id AS request_id,
  CASE WHEN q.request_id IS NULL THEN NULL WHEN a.is_tie_sure = 1 THEN 'sure' ELSE 'unsure' END AS request_tie,
  a.at_local_ns AS at_local_ns, a.utc_offset_ns AS utc_offset_ns, a.access_id AS access_id
FROM access a
JOIN source s ON s.source_id = a.source_id
LEFT JOIN request q ON q.source_id = a.source_id AND q.line = a.request_line AND q.format IN ('llama.cpp', 'ollama-mlx')
ORDER BY s.path, s.source_id, a.line, a.access_id;
