-- cost: money and energy for output tokens. A row is a run; blank without run.usd_per_hour or run.avg_watts.
--
--  1. By busy time (what the work cost) and by wall time (what it cost with the machine idling in between); see load.
--  2. avg_watts is a measured mean over the wall time, not a rating. Joules per token, watt-hours per 1,000 tokens.
CREATE VIEW cost AS
SELECT l.run_id AS run_id, l.label AS label, l.host AS host, l.busy_tok_s AS busy_tok_s, l.wall_tok_s AS wall_tok_s,
  u.usd_per_hour / 3600 / NULLIF(l.busy_tok_s, 0) * 1000000 AS busy_usd_per_million_tokens,
  u.usd_per_hour / 3600 / NULLIF(l.wall_tok_s, 0) * 1000000 AS wall_usd_per_million_tokens,
  u.avg_watts / NULLIF(l.wall_tok_s, 0) AS joules_per_token,
  u.avg_watts / NULLIF(l.wall_tok_s, 0) / 3.6 AS watt_hours_per_1000_tokens
FROM load l
JOIN run u ON u.run_id = l.run_id
ORDER BY l.run_id;
