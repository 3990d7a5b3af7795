-- selectable: what --where, --only, --exclude and --by can speak of. A row is a request.
--
--  1. Everything of request_metrics, and beside it the model's, the run's and the file's facts by short names.
--  2. A text that is not known is '(unknown)' in family, size, quantization, label and host, so that groups have names.
CREATE VIEW selectable AS
SELECT v.*, coalesce(m.name, '(unknown)') AS model, coalesce(m.family, '(unknown)') AS family,
  coalesce(m.size, '(unknown)') AS size, coalesce(m.quantization, '(unknown)') AS quantization,
  CASE WHEN u.label = '' THEN '(unlabelled)' ELSE u.label END AS label,
  CASE WHEN u.host = '' THEN '(unknown)' ELSE u.host END AS host,
  s.path AS source, r.line AS line, d.series AS default_series
FROM request_metrics v
JOIN request r ON r.request_id = v.request_id
JOIN model m ON m.model_id = r.model_id
JOIN run u ON u.run_id = r.run_id
JOIN source s ON s.source_id = r.source_id
JOIN default_series d ON d.request_id = v.request_id;
