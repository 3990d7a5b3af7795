-- selectable: what --where, --only, --exclude and --by can speak of. A row is a request.
--
--  1. Everything of request_metrics (model, source and line among it), and the model's and the run's facts by short names.
--     (The other sides of the joins share no column's name with it, for ClickHouse would tell such ones apart as v.name.)
--  2. A text that is not known is '(unknown)' in family, size, quantization, label and host, so that groups have names.
CREATE VIEW selectable AS
SELECT v.*, coalesce(m.family, '(unknown)') AS family,
  coalesce(m.size, '(unknown)') AS size, coalesce(m.quantization, '(unknown)') AS quantization,
  CASE WHEN u.label = '' THEN '(unlabelled)' ELSE u.label END AS label,
  CASE WHEN u.host = '' THEN '(unknown)' ELSE u.host END AS host,
  d.series AS default_series
FROM request_metrics v
JOIN (SELECT model_id AS id, family, size, quantization FROM model) m ON m.id = v.model_id
JOIN (SELECT run_id AS id, label, host FROM run) u ON u.id = v.run_id
JOIN (SELECT request_id AS id, series FROM default_series) d ON d.id = v.request_id;
