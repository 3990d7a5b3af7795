CREATE VIEW standard_ttft AS
SELECT series, n AS ttft_count, toFloat64(total) / n / 1e6 AS ttft_crude_ms,
  toFloat64(arraySum(arrayMap(term -> toInt64(floor(coalesce(term / nullIf(most_ns, 0), 0) * 1e18 + 0.5)), terms)))
    / 1e18 * most_ns / weight / 1e6 AS ttft_standard_ms,
  band_count, all_band_count
FROM (
  SELECT series, sum(band_n) AS n, sum(total_ns) AS total, sum(weight_n) AS weight, count() AS band_count,
    groupArray(toFloat64(total_ns) / band_n * weight_n) AS terms, max(toFloat64(total_ns) / band_n * weight_n) AS most_ns
  FROM (
    SELECT series, prompt_band, sum(ttft_count) AS band_n,
      sum(toInt64(floor(assumeNotNull(ttft_mean_ms) * ttft_count * 1e6 + 0.5))) AS total_ns
    FROM strata
    WHERE ttft_count > 0
    GROUP BY series, prompt_band)
  INNER JOIN (
    SELECT prompt_band, sum(ttft_count) AS weight_n
    FROM strata
    WHERE ttft_count > 0
    GROUP BY prompt_band)
  USING prompt_band
  GROUP BY series)
CROSS JOIN (SELECT uniqExact(prompt_band) AS all_band_count FROM strata WHERE ttft_count > 0);
