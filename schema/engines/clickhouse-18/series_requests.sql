-- Only here: the join that most views begin with. A row is a request of request_normalized in its series.
CREATE VIEW series_requests AS
SELECT *
FROM request_normalized
INNER JOIN request_series USING request_id;
