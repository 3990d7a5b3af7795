-- report_compare: what evalrate compare found out. A row is a metric of a pair of series; 'geometric_mean' comes first.
--
--  1. All ratios are oriented: above 1 the candidate is better, whichever direction the metric has.
--  2. base_value and candidate_value are medians, or, where figure is 'rate', sums by sums (tokens by time), over the *_count
--     requests that were compared; *_lo and *_hi their 95 % intervals. figures_ratio is the ratio of the two.
--  3. speed_ratio is the typical ratio with its 95 % interval. Paired: the geometric mean of each prompt's ratio of medians.
--     Unpaired: the median ratio over all pairs of requests (Hodges and Lehmann). It is not the ratio of the two figures.
--  4. test_p is two-sided: paired, of the t test of the prompts' log ratios (of the signed rank test where all are the same);
--     unpaired, of the rank sum test. holm_p is adjusted for all the tests of the table.
--  5. verdict: 'faster' or 'slower' where the interval leaves out 1, holm_p <= 0.05 and the ratio is beyond the threshold;
--     'about the same' where the interval lies within the threshold, or is sure and the ratio within; else 'cannot tell'.
--     Blank where the row is not judged: raw tokens of different tokenizers beside the rate in reference tokens.
--  6. effect_delta is Cliff's: how much more often a candidate's value is better than worse, -1 … 1; paired, by prompts.
--  7. needed_count: requests a side (paired: prompts) from which on holm_p <= 0.05 is possible, where now it is not.
--  8. *_left_count: requests left out since their prompt is on one side only. *_prompt_p50_count and *_answer_p50_count
--     are the median lengths in tokens of all of a side's requests.
CREATE VIEW report_compare AS
WITH lengths AS (
  SELECT series,
    max(CASE WHEN metric = 'prompt_eval_count' THEN value END) AS prompt_p50_count,
    max(CASE WHEN metric = 'eval_count' THEN value END) AS answer_p50_count
  FROM percentiles
  WHERE q = 50000 AND metric IN ('prompt_eval_count', 'eval_count')
  GROUP BY series)
SELECT c.metric AS metric, c.base AS base, c.candidate AS candidate, c.better AS better, c.figure AS figure,
  c.base_value AS base_value, c.base_lo AS base_lo, c.base_hi AS base_hi, c.base_count AS base_count,
  c.candidate_value AS candidate_value, c.candidate_lo AS candidate_lo, c.candidate_hi AS candidate_hi,
  c.candidate_count AS candidate_count,
  CASE WHEN c.better = 'lower' AND c.base_value >= c.candidate_value THEN c.base_value / NULLIF(c.candidate_value, 0)
       WHEN c.better = 'lower' THEN 1 / (c.candidate_value / NULLIF(c.base_value, 0))
       WHEN c.candidate_value >= c.base_value THEN c.candidate_value / NULLIF(c.base_value, 0)
       ELSE 1 / (c.base_value / NULLIF(c.candidate_value, 0)) END AS figures_ratio,
  c.speed_ratio AS speed_ratio, c.speed_lo_ratio AS speed_lo_ratio, c.speed_hi_ratio AS speed_hi_ratio,
  c.verdict AS verdict, c.test_p AS test_p, c.holm_p AS holm_p,
  c.effect_delta AS effect_delta,
  CASE WHEN abs(c.effect_delta) < 0.147 THEN 'negligible'
       WHEN abs(c.effect_delta) < 0.33 THEN 'small'
       WHEN abs(c.effect_delta) < 0.474 THEN 'medium'
       WHEN c.effect_delta IS NOT NULL THEN 'large' END AS effect,
  c.method AS method, c.pair_count AS pair_count, c.better_count AS better_count, c.worse_count AS worse_count,
  c.base_left_count AS base_left_count, c.candidate_left_count AS candidate_left_count, c.needed_count AS needed_count,
  c.is_raw AS is_raw, c.mean_over_count AS mean_over_count,
  a.prompt_p50_count AS base_prompt_p50_count, b.prompt_p50_count AS candidate_prompt_p50_count,
  a.answer_p50_count AS base_answer_p50_count, b.answer_p50_count AS candidate_answer_p50_count
FROM comparison c
LEFT JOIN lengths a ON a.series = c.base
LEFT JOIN lengths b ON b.series = c.candidate
ORDER BY c.place;
