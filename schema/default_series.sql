-- default_series: which series a request belongs to where nobody asks for another grouping. A row is a request.
--
--  1. A series is a model; where the database holds several labels or hosts, it is a model of a label (on a host), since
--     figures of different machines are not one sample. (--by model puts them together all the same.)
--  2. A model that no one told is '(unknown)'.
CREATE VIEW default_series AS
SELECT r.request_id AS request_id,
  coalesce(m.name, '(unknown)')
    || CASE WHEN (SELECT count(DISTINCT label) FROM run) > 1
            THEN ' · ' || CASE WHEN u.label = '' THEN '(unlabelled)' ELSE u.label END ELSE '' END
    || CASE WHEN (SELECT count(DISTINCT host) FROM run) > 1
            THEN ' · ' || CASE WHEN u.host = '' THEN '(unknown host)' ELSE u.host END ELSE '' END AS series
FROM request r
LEFT JOIN model_digests d ON d.model_id = r.model_id
JOIN model m ON m.model_id = coalesce(d.known_model_id, r.model_id)
JOIN run u ON u.run_id = r.run_id;
