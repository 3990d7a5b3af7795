-- prompt_medians: a metric's median over the requests with the same prompt. A row is a series, a prompt and a metric.
--
-- One prompt, one vote: what is compared by prompt is not swayed by how often each was asked.
CREATE VIEW prompt_medians AS
WITH ranked AS (
  SELECT k.series AS series, r.prompt_id AS prompt_id, k.metric AS metric, k.value AS value,
    row_number() OVER (PARTITION BY k.series, r.prompt_id, k.metric ORDER BY k.value) AS rank,
    count(*) OVER (PARTITION BY k.series, r.prompt_id, k.metric) AS n
  FROM metric_values k
  JOIN request r ON r.request_id = k.request_id
  WHERE r.prompt_id IS NOT NULL)
SELECT series, prompt_id, metric, max(n) AS request_count, avg(value) AS median
FROM ranked
WHERE rank IN ((n + 1 - (n + 1) % 2) / 2, (n + 2 - (n + 2) % 2) / 2)
GROUP BY series, prompt_id, metric;
