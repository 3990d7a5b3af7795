CREATE VIEW completeness AS
SELECT series, request_id, source, line, text_bytes, eval_count, bytes_per_token, median_bytes_per_token,
  bytes_per_token / median_bytes_per_token AS completeness_ratio
FROM (
  SELECT series, request_id, source, line, text_bytes, eval_count, toFloat64(text_bytes) / eval_count AS bytes_per_token
  FROM series_requests
  WHERE why_not_decode IS NULL AND text_bytes > 0 AND eval_count > 0)
INNER JOIN (
  SELECT series, median_bytes_per_token, text_low_ratio
  FROM (
    SELECT series, arraySort(groupArray(toFloat64(text_bytes) / eval_count))[intDiv(count() + 1, 2)] AS median_bytes_per_token
    FROM series_requests
    WHERE why_not_decode IS NULL AND text_bytes > 0 AND eval_count > 0
    GROUP BY series
    HAVING count() >= 5)
  CROSS JOIN settings)
USING series
WHERE bytes_per_token < median_bytes_per_token * text_low_ratio;
