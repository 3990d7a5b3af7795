CREATE VIEW problems AS
SELECT path, line, code, message, excerpt
FROM problem
INNER JOIN (SELECT source_id, path FROM source) USING source_id;
