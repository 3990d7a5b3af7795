-- benchmarks: results of benchmark tools, each a mean or another statistic of several samples. A row is one figure of one
-- test of one model.
--
--  1. Never added up with requests: nobody knows the single samples, and the tools measure each in their own way.
--  2. metric says what the statistics are of, and its unit: decode_tok_s, ttft_ms. Statistics that the tool does not give
--     are blank.
--  3. llama-bench times neither sampling nor tokenising; its pp tests are prefill_tok_s, its tg tests decode_tok_s.
CREATE VIEW benchmarks AS
SELECT coalesce(m.name, '(unknown)') AS model, b.tool AS tool, b.test AS test, b.metric AS metric,
  b.sample_count AS sample_count, b.mean AS mean, b.median AS median, b.stddev AS stddev,
  b.p90 AS p90, b.p95 AS p95, b.p99 AS p99, b.min AS min, b.max AS max,
  b.prompt_count AS prompt_eval_count, b.eval_count AS eval_count, b.depth_count AS depth_count, b.concurrency AS concurrency,
  NULLIF(u.label, '') AS label, NULLIF(u.host, '') AS host, s.path AS source, b.line AS line
FROM benchmark b
JOIN model m ON m.model_id = b.model_id
JOIN run u ON u.run_id = b.run_id
JOIN source s ON s.source_id = b.source_id
ORDER BY coalesce(m.name, '(unknown)'), b.tool, s.path, s.source_id, b.line, b.benchmark_id;
