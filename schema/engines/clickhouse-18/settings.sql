-- Only here: the settings that views ask for, a column each, in one row. (A query in place of a figure would be run when the
-- view is made, and other servers of a cluster may have no tables yet.)
CREATE VIEW settings AS
SELECT maxIf(value, key = 'chars_per_ref_token') AS chars_per_ref_token,
  maxIf(value, key = 'length_mark_ratio') AS length_mark_ratio,
  maxIf(value, key = 'residual_mark_ns') AS residual_mark_ns, maxIf(value, key = 'text_low_ratio') AS text_low_ratio,
  maxIf(value, key = 'tok_max_rel_err') AS tok_max_rel_err, maxIf(value, key = 'tok_min_prompts') AS tok_min_prompts,
  maxIf(value, key = 'tok_min_range') AS tok_min_range, maxIf(value, key = 'whole_tolerance_ns') AS whole_tolerance_ns
FROM setting;
