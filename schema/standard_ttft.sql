-- standard_ttft: mean TTFT as if every series had been asked the same mix of prompt lengths. A row is a series.
--
-- A model that got the long prompts looks slow in a plain mean though it may be faster at every length (Simpson).
--  1. ttft_standard_ms weights the series' mean in each band of prompt length (strata) with the band's share over all
--     series; ttft_crude_ms is the plain mean.
--     The plain mean is worked out from whole nanoseconds, which engines add up alike in any order.
--  2. Comparable only where a series has requests in every band: band_count = all_band_count.
CREATE VIEW standard_ttft AS
WITH band AS (
  SELECT series, prompt_band, sum(ttft_count) AS n, sum(floor(ttft_mean_ms * ttft_count * 1e6 + 0.5)) AS total_ns
  FROM strata
  WHERE ttft_count > 0
  GROUP BY series, prompt_band),
weight AS (
  SELECT prompt_band, sum(n) AS weight_n
  FROM band
  GROUP BY prompt_band),
bands AS (
  SELECT CAST(count(*) AS BIGINT) AS all_bands
  FROM weight)
SELECT b.series AS series, sum(b.n) AS ttft_count,
  sum(b.total_ns) / NULLIF(sum(b.n), 0) / 1e6 AS ttft_crude_ms,
  sum(b.total_ns / b.n * w.weight_n) / NULLIF(sum(w.weight_n), 0) / 1e6 AS ttft_standard_ms,
  CAST(count(*) AS BIGINT) AS band_count, max(k.all_bands) AS all_band_count
FROM band b
JOIN weight w ON w.prompt_band = b.prompt_band
CROSS JOIN bands k
GROUP BY b.series
ORDER BY b.series;
