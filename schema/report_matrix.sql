-- report_matrix: every series against every other in one metric, as evalrate compare --matrix found it. A row is an
-- ordered pair: the candidate is speed_ratio times as fast as the base.
--
-- Each pair was judged once; the other way round it is the same with its ratio inverted.
CREATE VIEW report_matrix AS
WITH judged AS (
  SELECT metric, base, candidate, speed_ratio, speed_lo_ratio, speed_hi_ratio, verdict, holm_p, place
  FROM comparison
  WHERE metric <> 'geometric_mean')
SELECT metric, base, candidate, speed_ratio, speed_lo_ratio, speed_hi_ratio, verdict, holm_p
FROM (
  SELECT metric, base, candidate, speed_ratio, speed_lo_ratio, speed_hi_ratio, verdict, holm_p, place, 0 AS swapped
  FROM judged
  UNION ALL
  SELECT metric, candidate, base, 1 / speed_ratio, 1 / speed_hi_ratio, 1 / speed_lo_ratio,
    CASE verdict WHEN 'faster' THEN 'slower' WHEN 'slower' THEN 'faster' ELSE verdict END, holm_p, place, 1
  FROM judged) either
ORDER BY base, candidate;
