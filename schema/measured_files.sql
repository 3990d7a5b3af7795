-- measured_files: from how many files the measurements of the series come. One row.
--
-- A request that stands in several files counts for the one where it was met first.
CREATE VIEW measured_files AS
SELECT CAST(count(DISTINCT r.source_id) AS BIGINT) AS file_count
FROM request_series s
JOIN request r ON r.request_id = s.request_id
WHERE r.status = 'ok' OR r.status = 'partial';
