-- request_cache: was the prompt answered from the cache? A row is a measurement; the classes are explained in
-- request_cache_live, whose answer this is: the program's copy of it while nothing has changed since, else the view.
CREATE VIEW request_cache AS
SELECT request_id, cache_class, seen
FROM cache_class_copy
WHERE (SELECT fresh FROM copy_state) = 1
UNION ALL
SELECT request_id, cache_class, seen
FROM request_cache_live;
