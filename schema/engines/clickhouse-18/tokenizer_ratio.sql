-- A model's and the reference's shared prompts stand in arrays: v is 1 / characters, t and u the tokens of each / characters.
-- (A column that only lambdas read is not found where the view is joined: hence the WHERE, which lets every row pass.)
CREATE VIEW tokenizer_ratio AS
SELECT model_id, reference_model_id, n AS prompt_count, shortest AS shortest_chars, longest AS longest_chars,
  factor, factor - half AS factor_lo, factor + half AS factor_hi, se AS factor_se, template_gap AS template_gap_count, r_squared,
  CASE WHEN difference_range = 0 AND n >= 3 AND longest > shortest THEN 'same tokenizer'
       WHEN n >= tok_min_prompts
        AND longest >= shortest * tok_min_range
        AND half <= factor * tok_max_rel_err THEN 'ok'
       ELSE 'weak' END AS quality
FROM (
  SELECT model_id, reference_model_id, n, shortest, longest, difference_range, factor, template_gap, r_squared, se, t * se AS half
  FROM (
    SELECT model_id, reference_model_id, n, shortest, longest, difference_range, least(n - 2, largest_df) AS df,
      floor(sxy / nullIf(sxz, 0) * 1e12 + 0.5) / 1e12 AS factor, my - mz * sxy / nullIf(sxz, 0) AS template_gap,
      syz * syz / nullIf(syy * szz, 0) AS r_squared,
      CASE WHEN n > 2 AND sxz > 0
           THEN sqrt(abs(syy - 2 * (sxy / sxz) * syz + (sxy / sxz) * (sxy / sxz) * szz) / (n - 2) * sxx) / sxz END AS se
    FROM (
      SELECT model_id, reference_model_id, n, shortest, longest, difference_range,
        arraySum(arrayMap(v -> toInt64(floor(v / most_v * (v / most_v) * scale + 0.5)), vs)) AS parts_vv,
        arraySum(arrayMap(v -> toInt64(floor(v / most_v * scale + 0.5)), vs)) AS parts_v,
        arraySum(arrayMap((v, t) -> toInt64(floor(v / most_v * (t / most_t) * scale + 0.5)), vs, ts)) AS parts_vt,
        arraySum(arrayMap((v, u) -> toInt64(floor(v / most_v * (u / most_u) * scale + 0.5)), vs, us)) AS parts_vu,
        parts_vv / scale * most_v * most_v AS sw, toFloat64(parts_v) / parts_vv / most_v AS mx,
        toFloat64(parts_vt) / parts_vv * most_t / most_v AS my, toFloat64(parts_vu) / parts_vv * most_u / most_v AS mz,
        arrayMap(v -> 1 - mx * v, vs) AS dxs,
        arrayMap((v, t) -> t - my * v, vs, ts) AS dys,
        arrayMap((v, u) -> u - mz * v, vs, us) AS dzs,
        arrayReduce('max', arrayMap(dx -> abs(dx), dxs)) AS far_x, CASE WHEN far_x > 0 THEN far_x ELSE 1 END AS most_x,
        arrayReduce('max', arrayMap(dy -> abs(dy), dys)) AS far_y, CASE WHEN far_y > 0 THEN far_y ELSE 1 END AS most_y,
        arrayReduce('max', arrayMap(dz -> abs(dz), dzs)) AS far_z, CASE WHEN far_z > 0 THEN far_z ELSE 1 END AS most_z,
        arrayMap(dx -> dx / most_x, dxs) AS xs, arrayMap(dy -> dy / most_y, dys) AS ys, arrayMap(dz -> dz / most_z, dzs) AS zs,
        arraySum(arrayMap(x -> toInt64(floor(x * x * scale + 0.5)), xs)) / scale * most_x * most_x / sw AS sxx,
        arraySum(arrayMap((x, y) -> toInt64(floor(x * y * scale + 0.5)), xs, ys)) / scale * most_x * most_y / sw AS sxy,
        arraySum(arrayMap((x, z) -> toInt64(floor(x * z * scale + 0.5)), xs, zs)) / scale * most_x * most_z / sw AS sxz,
        arraySum(arrayMap(y -> toInt64(floor(y * y * scale + 0.5)), ys)) / scale * most_y * most_y / sw AS syy,
        arraySum(arrayMap(z -> toInt64(floor(z * z * scale + 0.5)), zs)) / scale * most_z * most_z / sw AS szz,
        arraySum(arrayMap((y, z) -> toInt64(floor(y * z * scale + 0.5)), ys, zs)) / scale * most_y * most_z / sw AS syz
      FROM (
        SELECT model_id, reference_model_id, toInt64(count()) AS n, 4e18 / count() AS scale,
          min(prompt_chars) AS shortest, max(prompt_chars) AS longest,
          max(token_count - reference_count) - min(token_count - reference_count) AS difference_range,
          groupArray(1 / toFloat64(prompt_chars)) AS vs, groupArray(toFloat64(token_count) / prompt_chars) AS ts,
          groupArray(toFloat64(reference_count) / prompt_chars) AS us,
          arrayReduce('max', vs) AS most_v, arrayReduce('max', ts) AS most_t, arrayReduce('max', us) AS most_u
        FROM token_observations
        INNER JOIN (
          SELECT model_id AS reference_model_id, prompt_id, token_count AS reference_count
          FROM token_observations
          INNER JOIN reference_models USING model_id)
        USING prompt_id
        WHERE model_id <> reference_model_id
        GROUP BY model_id, reference_model_id)
      WHERE most_v > 0 AND most_t > 0 AND most_u > 0)
    CROSS JOIN (SELECT max(df) AS largest_df FROM student_t))
LEFT JOIN (SELECT df, toNullable(t) AS t FROM student_t) USING df)
CROSS JOIN settings;
