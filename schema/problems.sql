-- problems: what could not be used, where and why. A row is a problem. Line 0 is about the whole file.
CREATE VIEW problems AS
SELECT s.path AS path, p.line AS line, p.code AS code, p.message AS message, p.excerpt AS excerpt
FROM problem p
JOIN source s ON s.source_id = p.source_id
ORDER BY s.path, s.source_id, p.line, p.problem_id;
