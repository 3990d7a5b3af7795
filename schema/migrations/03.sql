-- Schema 3 of schema 2: slot_id and task_id of requests, loaded_bytes of models, and the limits of every figure, which
-- only a table made anew can take. The old rules of ALTER TABLE leave what names the tables as it is.
PRAGMA legacy_alter_table = ON;

-- The times of a stream of more than 104 days are none; later versions do not take them, either.
UPDATE request SET gap_p50_ns = NULL, gap_p95_ns = NULL, gap_max_ns = NULL, gap_jitter_ns = NULL, stall_count = NULL,
  stall_duration_ns = NULL
  WHERE gap_max_ns > 9007199254740991 OR stall_duration_ns > 9007199254740991;

ALTER TABLE model RENAME TO model_2;
CREATE TABLE model(
  model_id        INTEGER PRIMARY KEY,
  name            TEXT UNIQUE COLLATE NOCASE,
  family          TEXT,
  size            TEXT,
  active_size     TEXT,
  variant         TEXT,
  quantization    TEXT,
  is_cloud        INTEGER NOT NULL DEFAULT 0 CHECK (is_cloud IN (0, 1)),
  engine          TEXT CHECK (engine = 'gguf' OR engine = 'mlx' OR engine = 'mlx-old' OR engine = 'remote'),
  parameter_count INTEGER CHECK (parameter_count BETWEEN 0 AND 9007199254740991),
  context_length  INTEGER CHECK (context_length  BETWEEN 0 AND 9007199254740991),
  architecture    TEXT,
  digest          TEXT,
  blob_digest     TEXT,
  size_bytes      INTEGER CHECK (size_bytes   BETWEEN 0 AND 9007199254740991),
  vram_bytes      INTEGER CHECK (vram_bytes   BETWEEN 0 AND 9007199254740991),
  weight_bytes    INTEGER CHECK (weight_bytes BETWEEN 0 AND 9007199254740991),
  kv_bytes_per_token INTEGER CHECK (kv_bytes_per_token BETWEEN 0 AND 9007199254740991),
  tokenizer       TEXT,
  tokens_per_reference    REAL CHECK (tokens_per_reference > 0),
  tokens_per_reference_lo REAL, tokens_per_reference_hi REAL,
  is_reference    INTEGER NOT NULL DEFAULT 0 CHECK (is_reference IN (0, 1)),
  facts_from      TEXT,
  loaded_bytes    INTEGER CHECK (loaded_bytes BETWEEN 0 AND 9007199254740991)
) STRICT;
INSERT INTO model SELECT *, NULL FROM model_2;
DROP TABLE model_2;

ALTER TABLE prompt RENAME TO prompt_2;
CREATE TABLE prompt(
  prompt_id INTEGER PRIMARY KEY,
  hash      INTEGER NOT NULL UNIQUE,
  bytes     INTEGER CHECK (bytes BETWEEN 0 AND 9007199254740991),
  chars     INTEGER CHECK (chars BETWEEN 0 AND 9007199254740991),
  words     INTEGER CHECK (words BETWEEN 0 AND 9007199254740991)
) STRICT;
INSERT INTO prompt SELECT * FROM prompt_2;
DROP TABLE prompt_2;

ALTER TABLE request RENAME TO request_2;
CREATE TABLE request(
  request_id  INTEGER PRIMARY KEY,
  identity    INTEGER NOT NULL,
  source_id   INTEGER NOT NULL REFERENCES source,
  run_id      INTEGER NOT NULL REFERENCES run,
  model_id    INTEGER NOT NULL REFERENCES model,
  prompt_id   INTEGER REFERENCES prompt,
  line        INTEGER NOT NULL,
  format      TEXT NOT NULL,
  endpoint    TEXT,
  status      TEXT NOT NULL CHECK (status = 'ok' OR status = 'partial' OR status = 'incomplete' OR status = 'error' OR status = 'load'),
  model_from  TEXT CHECK (model_from = 'json' OR model_from = 'command' OR model_from = 'ps' OR model_from = 'heading' OR model_from = 'line' OR model_from = 'filename' OR model_from = 'option' OR model_from = 'log'),
  flags       INTEGER NOT NULL DEFAULT 0,
  created_at_ns INTEGER,
  done_reason TEXT,
  error       TEXT,
  remote_host TEXT,
  total_duration_ns        INTEGER CHECK (total_duration_ns        BETWEEN 0 AND 9007199254740991),
  load_duration_ns         INTEGER CHECK (load_duration_ns         BETWEEN 0 AND 9007199254740991),
  prompt_eval_count        INTEGER CHECK (prompt_eval_count        BETWEEN 0 AND 9007199254740991),
  prompt_eval_cached_count INTEGER CHECK (prompt_eval_cached_count BETWEEN 0 AND 9007199254740991),
  prompt_eval_duration_ns  INTEGER CHECK (prompt_eval_duration_ns  BETWEEN 0 AND 9007199254740991),
  eval_count               INTEGER CHECK (eval_count               BETWEEN 0 AND 9007199254740991),
  eval_duration_ns         INTEGER CHECK (eval_duration_ns         BETWEEN 0 AND 9007199254740991),
  reported_prompt_eval_rate_tok_s REAL,
  reported_eval_rate_tok_s        REAL,
  reported_ttft_ns INTEGER CHECK (reported_ttft_ns BETWEEN 0 AND 9007199254740991),
  response_bytes INTEGER CHECK (response_bytes BETWEEN 0 AND 9007199254740991),
  response_chars INTEGER CHECK (response_chars BETWEEN 0 AND 9007199254740991),
  response_words INTEGER CHECK (response_words BETWEEN 0 AND 9007199254740991),
  thinking_bytes INTEGER CHECK (thinking_bytes BETWEEN 0 AND 9007199254740991),
  thinking_chars INTEGER CHECK (thinking_chars BETWEEN 0 AND 9007199254740991),
  thinking_words INTEGER CHECK (thinking_words BETWEEN 0 AND 9007199254740991),
  reference_tokens INTEGER CHECK (reference_tokens BETWEEN 0 AND 9007199254740991),
  chunk_count      INTEGER CHECK (chunk_count      BETWEEN 0 AND 9007199254740991),
  first_text_at_ns INTEGER, first_thinking_at_ns INTEGER, first_answer_at_ns INTEGER, last_text_at_ns INTEGER,
  gap_p50_ns        INTEGER CHECK (gap_p50_ns        BETWEEN 0 AND 9007199254740991),
  gap_p95_ns        INTEGER CHECK (gap_p95_ns        BETWEEN 0 AND 9007199254740991),
  gap_max_ns        INTEGER CHECK (gap_max_ns        BETWEEN 0 AND 9007199254740991),
  gap_jitter_ns     INTEGER CHECK (gap_jitter_ns     BETWEEN 0 AND 9007199254740991),
  stall_count       INTEGER CHECK (stall_count       BETWEEN 0 AND 9007199254740991),
  stall_duration_ns INTEGER CHECK (stall_duration_ns BETWEEN 0 AND 9007199254740991),
  slot_id           INTEGER CHECK (slot_id           BETWEEN 0 AND 9007199254740991),
  task_id           INTEGER CHECK (task_id           BETWEEN 0 AND 9007199254740991)
) STRICT;
INSERT INTO request SELECT *, NULL, NULL FROM request_2;
DROP TABLE request_2;
CREATE UNIQUE INDEX request_identity ON request(identity);
CREATE INDEX request_source ON request(source_id);

ALTER TABLE access RENAME TO access_2;
CREATE TABLE access(
  access_id   INTEGER PRIMARY KEY,
  identity    INTEGER NOT NULL UNIQUE,
  source_id   INTEGER NOT NULL REFERENCES source,
  line        INTEGER NOT NULL,
  at_local_ns INTEGER,
  utc_offset_ns INTEGER,
  status      INTEGER,
  latency_ns  INTEGER CHECK (latency_ns BETWEEN 0 AND 9007199254740991),
  latency_resolution_ns INTEGER CHECK (latency_resolution_ns BETWEEN 0 AND 9007199254740991),
  client TEXT, method TEXT, path TEXT,
  request_line INTEGER,
  is_tie_sure  INTEGER NOT NULL DEFAULT 0 CHECK (is_tie_sure IN (0, 1)),
  is_load      INTEGER NOT NULL DEFAULT 0 CHECK (is_load IN (0, 1))
) STRICT;
INSERT INTO access SELECT * FROM access_2;
DROP TABLE access_2;
CREATE INDEX access_source ON access(source_id);

ALTER TABLE benchmark RENAME TO benchmark_2;
CREATE TABLE benchmark(
  benchmark_id INTEGER PRIMARY KEY,
  identity     INTEGER NOT NULL UNIQUE,
  source_id    INTEGER NOT NULL REFERENCES source,
  run_id       INTEGER NOT NULL REFERENCES run,
  model_id     INTEGER NOT NULL REFERENCES model,
  line         INTEGER NOT NULL,
  tool         TEXT NOT NULL,
  test         TEXT NOT NULL,
  metric       TEXT NOT NULL,
  created_at_ns INTEGER,
  sample_count INTEGER CHECK (sample_count BETWEEN 0 AND 9007199254740991),
  prompt_count INTEGER CHECK (prompt_count BETWEEN 0 AND 9007199254740991),
  eval_count   INTEGER CHECK (eval_count   BETWEEN 0 AND 9007199254740991),
  depth_count  INTEGER CHECK (depth_count  BETWEEN 0 AND 9007199254740991),
  concurrency  INTEGER CHECK (concurrency  BETWEEN 0 AND 9007199254740991),
  mean REAL, median REAL, stddev REAL, p90 REAL, p95 REAL, p99 REAL, min REAL, max REAL
) STRICT;
INSERT INTO benchmark SELECT * FROM benchmark_2;
DROP TABLE benchmark_2;
CREATE INDEX benchmark_source ON benchmark(source_id);

PRAGMA legacy_alter_table = OFF;
