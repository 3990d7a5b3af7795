CREATE VIEW measured_files AS
SELECT toInt64(uniqExact(source_id)) AS file_count
FROM (SELECT request_id, source_id FROM request WHERE status = 'ok' OR status = 'partial')
INNER JOIN (SELECT request_id FROM request_series) USING request_id;
