CREATE VIEW cost AS
SELECT run_id, label, host, busy_tok_s, wall_tok_s,
  usd_per_hour / 3600 / nullIf(busy_tok_s, 0) * 1000000 AS busy_usd_per_million_tokens,
  usd_per_hour / 3600 / nullIf(wall_tok_s, 0) * 1000000 AS wall_usd_per_million_tokens,
  avg_watts / nullIf(wall_tok_s, 0) AS joules_per_token,
  avg_watts / nullIf(wall_tok_s, 0) / 3.6 AS watt_hours_per_1000_tokens
FROM load
INNER JOIN (SELECT run_id, usd_per_hour, avg_watts FROM run) USING run_id;
