-- standard_ttft: mean TTFT as if every series had been asked the same mix of prompt lengths. A row is a series.
--
-- A model that got the long prompts looks slow in a plain mean though it may be faster at every length (Simpson).
--  1. ttft_standard_ms weights the series' mean in each band of prompt length (strata) with the band's share over all
--     series; ttft_crude_ms is the plain mean. The plain mean is made of whole nanoseconds, the other of whole parts of its
--     largest term (10^18, and there are six bands): they have the same sum in any order.
--  2. Comparable only where a series has requests in every band: band_count = all_band_count.
CREATE VIEW standard_ttft AS
WITH band AS (
  SELECT series, prompt_band, sum(ttft_count) AS n,
    CAST(sum(CAST(floor(coalesce(ttft_mean_ms, 0) * ttft_count * 1e6 + 0.5) AS BIGINT)) AS BIGINT) AS total_ns
  FROM strata
  WHERE ttft_count > 0
  GROUP BY series, prompt_band),
weight AS (
  SELECT prompt_band, sum(n) AS weight_n
  FROM band
  GROUP BY prompt_band),
bands AS (
  SELECT CAST(count(*) AS BIGINT) AS all_bands
  FROM weight),
term AS (
  SELECT b.series AS series, b.n AS n, b.total_ns AS total_ns, w.weight_n AS weight_n,
    CAST(b.total_ns AS DOUBLE PRECISION) / b.n * w.weight_n AS weighted_ns,
    max(CAST(b.total_ns AS DOUBLE PRECISION) / b.n * w.weight_n) OVER (PARTITION BY b.series) AS most_ns
  FROM band b
  JOIN weight w ON w.prompt_band = b.prompt_band),
total AS (
  SELECT series, most_ns, CAST(sum(n) AS BIGINT) AS n, CAST(sum(total_ns) AS BIGINT) AS total_ns,
    CAST(sum(weight_n) AS BIGINT) AS weight_n, CAST(count(*) AS BIGINT) AS band_count,
    CAST(sum(CAST(floor(coalesce(weighted_ns / NULLIF(most_ns, 0), 0) * 1e18 + 0.5) AS BIGINT)) AS BIGINT) AS parts
  FROM term
  GROUP BY series, most_ns)
SELECT t.series AS series, t.n AS ttft_count, CAST(t.total_ns AS DOUBLE PRECISION) / t.n / 1e6 AS ttft_crude_ms,
  CAST(t.parts AS DOUBLE PRECISION) / 1e18 * t.most_ns / t.weight_n / 1e6 AS ttft_standard_ms,
  t.band_count AS band_count, k.all_bands AS all_band_count
FROM total t
CROSS JOIN bands k
ORDER BY t.series;
