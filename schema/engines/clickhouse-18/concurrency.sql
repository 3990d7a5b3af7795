CREATE VIEW concurrency AS
SELECT run_id, in_flight AS in_flight_count, toFloat64(duration_ns) / 1e9 AS duration_s,
  CASE WHEN in_flight > 0
       THEN toFloat64(arraySum(arrayMap(tokens -> toInt64(floor(tokens / most * scale + 0.5)), given)))
            / scale * most / nullIf(duration_ns, 0) END AS system_tok_s
FROM (
  SELECT run_id, in_flight, sum(held_ns) AS duration_ns, 4e18 / count() AS scale, groupArray(tok_s * held_ns) AS given,
    CASE WHEN max(tok_s * held_ns) > 0 THEN max(tok_s * held_ns) ELSE 1 END AS most
  FROM (SELECT run_id, in_flight, tok_s, assumeNotNull(next_at_ns) - at_ns AS held_ns FROM load_sweep WHERE next_at_ns > at_ns)
  GROUP BY run_id, in_flight);
