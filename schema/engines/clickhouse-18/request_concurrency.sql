CREATE VIEW request_concurrency AS
SELECT run_id, request_id,
  toFloat64(sumIf(area_ns, what = 'end') - sumIf(area_ns, what = 'start'))
    / nullIf(sumIf(at_ns, what = 'end') - sumIf(at_ns, what = 'start'), 0) AS mean_in_flight
FROM load_sweep
WHERE what <> 'decode'
GROUP BY run_id, request_id;
