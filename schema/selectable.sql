-- selectable: what --where, --only, --exclude and --by can speak of. A row is a request.
--
--  1. Everything of request_metrics (model, source and line among it), and the model's and the run's facts by short names.
--  2. A text that is not known is '(unknown)' in family, size, quantization, label and host, so that groups have names.
CREATE VIEW selectable AS
SELECT v.*, coalesce(m.family, '(unknown)') AS family,
  coalesce(m.size, '(unknown)') AS size, coalesce(m.quantization, '(unknown)') AS quantization,
  CASE WHEN u.label = '' THEN '(unlabelled)' ELSE u.label END AS label,
  CASE WHEN u.host = '' THEN '(unknown)' ELSE u.host END AS host,
  d.series AS default_series
FROM request_metrics v
JOIN model m ON m.model_id = v.model_id
JOIN run u ON u.run_id = v.run_id
JOIN default_series d ON d.request_id = v.request_id;
