-- p50, p95 and p99 of the six figures by model, interpolated, from a peer's table request(model, total_ns, load_ns,
-- prompt_count, prompt_ns, count, ns, ttft_ns). For the sqlite3 shell.
.mode csv
WITH value AS (
  SELECT model, 'ttft_ms' AS metric, ttft_ns / 1e6 AS value FROM request UNION ALL
  SELECT model, 'tpot_ms', ns / 1e6 / count FROM request UNION ALL
  SELECT model, 'prefill_tok_s', prompt_count * 1e9 / prompt_ns FROM request UNION ALL
  SELECT model, 'decode_tok_s', count * 1e9 / ns FROM request UNION ALL
  SELECT model, 'total_s', total_ns / 1e9 FROM request UNION ALL
  SELECT model, 'eval_count', count * 1.0 FROM request),
ranked AS (
  SELECT model, metric, value,
    row_number() OVER (PARTITION BY model, metric ORDER BY value) - 1 AS place,
    count(*) OVER (PARTITION BY model, metric) - 1 AS last
  FROM value),
q(q) AS (VALUES (50000), (95000), (99000))
SELECT model, metric, q,
  printf('%.15g', sum(value * CASE WHEN place = last * q / 100000 THEN 1 - (last * q % 100000) / 1e5
                                   ELSE (last * q % 100000) / 1e5 END))
FROM ranked
JOIN q ON place = last * q / 100000 OR (place = last * q / 100000 + 1 AND last * q % 100000 > 0)
GROUP BY model, metric, q
ORDER BY model, metric, q;
