CREATE TABLE IF NOT EXISTS llama_bench (
  build_commit TEXT,
  avg_ts REAL
);

INSERT INTO llama_bench (build_commit, build_number, model_filename, model_type, n_batch, n_prompt, n_gen, n_depth, test_time, avg_ns, stddev_ns, avg_ts, stddev_ts) VALUES ('abc1234', '6900', '/models/phi-4-q4_k_m.gguf', 'phi3 14B', '2048', '512', '0', '0', '2026-05-03T12:30:00Z', '1000000000', '0', '911.250000', '4.110000');
INSERT INTO llama_bench (build_commit, build_number, model_filename, model_type, n_batch, n_prompt, n_gen, n_depth, test_time, avg_ns, stddev_ns, avg_ts, stddev_ts) VALUES ('abc1234', '6900', '/models/phi-4-q4_k_m.gguf', 'phi3 14B', '2048', '0', '128', '0', '2026-05-03T12:30:00Z', '1000000000', '0', '32.500000', '0.080000');
INSERT INTO llama_bench (build_commit, build_number, model_filename, model_type, n_batch, n_prompt, n_gen, n_depth, test_time, avg_ns, stddev_ns, avg_ts, stddev_ts) VALUES ('abc1234', '6900', '/models/phi-4-q4_k_m.gguf', 'phi3 14B', '2048', '0', '128', '4096', '2026-05-03T12:30:00Z', '1000000000', '0', '28.750000', '0.310000');
