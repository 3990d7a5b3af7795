-- prompt_length_gap: whether the series of a comparison were asked prompts of different length. One row where they were:
-- the series with the shortest and the longest median prompt; else none.
--
-- A model that was asked short prompts looks quicker to answer than one that was asked long ones, and a mixture of lengths
-- can turn every comparison within a length around (Simpson's paradox). Told from a ratio of length_mark_ratio on;
-- grouping by length compares like with like.
CREATE VIEW prompt_length_gap AS
WITH median AS (
  SELECT series, value,
    row_number() OVER (ORDER BY value, series) AS shortest_place,
    row_number() OVER (ORDER BY value DESC, series) AS longest_place
  FROM percentiles
  WHERE metric = 'prompt_eval_count' AND q = 50000 AND value > 0)
SELECT s.series AS shortest_series, s.value AS shortest_p50_count, l.series AS longest_series, l.value AS longest_p50_count
FROM median s
JOIN median l ON l.longest_place = 1
WHERE s.shortest_place = 1 AND l.value > s.value * (SELECT value FROM setting WHERE key = 'length_mark_ratio');
