-- A model's prompts stand in arrays: v is 1 / characters, t tokens / characters.
-- (A column that only lambdas read is not found where the view is joined: hence the WHERE, which lets every row pass.)
CREATE VIEW tokenizer_fit AS
SELECT model_id, n AS prompt_count, shortest AS shortest_chars, longest AS longest_chars,
  sxy / nullIf(sxx, 0) AS tokens_per_char, my - mx * sxy / nullIf(sxx, 0) AS template_token_count,
  sxy * sxy / nullIf(sxx * syy, 0) AS r_squared,
  CASE WHEN n > 2 AND sxx > 0 THEN sqrt(abs(syy - sxy * sxy / sxx) / (n - 2) / sxx) END AS tokens_per_char_se,
  CASE WHEN n > 2 AND sxx > 0 THEN sqrt(abs(syy - sxy * sxy / sxx) / (n - 2) * (1 + mx * mx / sxx)) END AS template_token_se
FROM (
  SELECT model_id, n, shortest, longest,
    arraySum(arrayMap(v -> toInt64(floor(v / most_v * (v / most_v) * scale + 0.5)), vs)) AS parts_vv,
    arraySum(arrayMap(v -> toInt64(floor(v / most_v * scale + 0.5)), vs)) AS parts_v,
    arraySum(arrayMap((v, t) -> toInt64(floor(v / most_v * (t / most_t) * scale + 0.5)), vs, ts)) AS parts_vt,
    parts_vv / scale * most_v * most_v AS sw, toFloat64(parts_v) / parts_vv / most_v AS mx,
    toFloat64(parts_vt) / parts_vv * most_t / most_v AS my,
    arrayMap(v -> 1 - mx * v, vs) AS dxs, arrayMap((v, t) -> t - my * v, vs, ts) AS dys,
    arrayReduce('max', arrayMap(dx -> abs(dx), dxs)) AS far_x, CASE WHEN far_x > 0 THEN far_x ELSE 1 END AS most_x,
    arrayReduce('max', arrayMap(dy -> abs(dy), dys)) AS far_y, CASE WHEN far_y > 0 THEN far_y ELSE 1 END AS most_y,
    arrayMap(dx -> dx / most_x, dxs) AS xs, arrayMap(dy -> dy / most_y, dys) AS ys,
    arraySum(arrayMap(x -> toInt64(floor(x * x * scale + 0.5)), xs)) / scale * most_x * most_x / sw AS sxx,
    arraySum(arrayMap((x, y) -> toInt64(floor(x * y * scale + 0.5)), xs, ys)) / scale * most_x * most_y / sw AS sxy,
    arraySum(arrayMap(y -> toInt64(floor(y * y * scale + 0.5)), ys)) / scale * most_y * most_y / sw AS syy
  FROM (
    SELECT model_id, toInt64(count()) AS n, 4e18 / count() AS scale, min(prompt_chars) AS shortest, max(prompt_chars) AS longest,
      groupArray(1 / toFloat64(prompt_chars)) AS vs, groupArray(toFloat64(token_count) / prompt_chars) AS ts,
      arrayReduce('max', vs) AS most_v, arrayReduce('max', ts) AS most_t
    FROM token_observations
    GROUP BY model_id)
  WHERE most_v > 0 AND most_t > 0);
