-- The facts: what saved files said, and nothing that can be computed from it. Needs SQLite 3.37 (STRICT).
--
--  1. Every time is whole nanoseconds, every instant whole nanoseconds since 1970-01-01 UTC; the unit is the last word.
--  2. What a log did not say is NULL, never 0: Ollama leaves zero fields out, so absent stays absent.
--  3. Counters and durations are 0 … 2^53-1, which every tool reads exactly. A sum beyond 2^63 fails rather than rounds.
--  (A list behind IN would be built anew for each row: alternatives are written out.)
--  4. A request stands once, with its first sighting in (source_id, line); further ones are rows of sighting.
--  5. Facts are migrated (PRAGMA user_version); views are made anew from the program whenever they differ.

CREATE TABLE setting(                -- thresholds that views use; UPDATE them in any SQLite tool
  key   TEXT PRIMARY KEY,
  value REAL NOT NULL,
  unit  TEXT NOT NULL,
  note  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES
 ('cold_load_ns',         500000000, 'ns',       'a load_duration of at least this is a cold start'),
 ('min_eval_count',              10, 'tokens',   'fewer output tokens than this stay out of decode statistics'),
 ('min_prompt_eval_count',       16, 'tokens',   'fewer prompt tokens than this stay out of prefill statistics'),
 ('cache_same_prompt',            2, 'ratio',    'the same prompt again, this many times faster per token: a likely cache hit'),
 ('cache_vs_median',              5, 'ratio',    'a prefill this many times the median of first-seen prompts: a suspected cache hit'),
 ('max_plausible_tok_s',     100000, 'tokens/s', 'a faster decode is taken for an error of units'),
 ('whole_tolerance_ns',     2000000, 'ns',       'parts may exceed the whole by this much before they contradict it'),
 ('residual_mark_ns',     250000000, 'ns',       'a residual above this, or above 10 % of the TTFT, is pointed out'),
 ('chars_per_ref_token',          4, 'chars',    'characters a reference token, where nothing better is known'),
 ('tok_min_prompts',              8, 'prompts',  'shared prompts needed before a measured exchange rate is used'),
 ('tok_min_range',                4, 'ratio',    'longest over shortest shared prompt needed likewise'),
 ('tok_max_rel_err',           0.10, 'ratio',    'largest relative half-width of its 95 % interval likewise'),
 ('text_low_ratio',             0.5, 'ratio',    'a saved answer with fewer bytes a token than this part of the median is listed as incomplete'),
 ('length_mark_ratio',          1.2, 'ratio',    'medians of prompt lengths further apart than this are pointed out'),
 ('ttft_counts_cold',             0, '',         '1: cold starts count in the warm TTFT, too (--cold include)'),
 ('ttft_counts_cached',           0, '',         '1: and so do requests whose prompt was cached (--cached include)');

CREATE TABLE run(                    -- where and how a set of files was measured: one machine, one set-up
  run_id         INTEGER PRIMARY KEY,
  label          TEXT NOT NULL DEFAULT '',   -- --label, NAME=PATH; '' without
  host           TEXT NOT NULL DEFAULT '',   -- --meta host=…, declared; '' without
  ollama_version TEXT,
  num_parallel   INTEGER,
  peak_bytes_s   REAL,                       -- memory bandwidth of the machine, bytes/s
  usd_per_hour   REAL,
  avg_watts      REAL,
  UNIQUE (label, host)
) STRICT;

CREATE TABLE run_meta(               -- --meta KEY=VALUE: declared by a person, shown as such
  run_id INTEGER NOT NULL REFERENCES run,
  key    TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (run_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE source(                 -- one row per distinct file content
  source_id      INTEGER PRIMARY KEY,
  run_id         INTEGER NOT NULL REFERENCES run,
  path           TEXT    NOT NULL,           -- as given, of the first copy seen
  content_hash   TEXT    NOT NULL UNIQUE,    -- XXH3 of the bytes (unpacked), 128 bits in hex
  size_bytes     INTEGER NOT NULL,
  line_count     INTEGER NOT NULL,
  encoding       TEXT    NOT NULL,           -- utf-8, utf-16le, utf-16be
  request_count  INTEGER NOT NULL DEFAULT 0, -- records found, sightings of known requests included
  repeat_count   INTEGER NOT NULL DEFAULT 0, -- of these, sightings of requests already known
  problem_count  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX source_path ON source(path);
CREATE INDEX source_size ON source(size_bytes);

CREATE TABLE outgrown(               -- what a file was before it grew, where that held a record cut short
  content_hash TEXT PRIMARY KEY,
  size_bytes   INTEGER NOT NULL,
  source_id    INTEGER NOT NULL REFERENCES source
) STRICT, WITHOUT ROWID;

CREATE TABLE model(
  model_id        INTEGER PRIMARY KEY,
  name            TEXT UNIQUE COLLATE NOCASE, -- canonical: no registry.ollama.ai/library/, no :latest; NULL: not told
  family          TEXT,                      -- qwen2.5-coder; from the name unless a fact or a person says otherwise
  size            TEXT,                      -- 7b, 8x7b, mini
  active_size     TEXT,                      -- a3b of 30b-a3b
  variant         TEXT,                      -- instruct, it-qat, …
  quantization    TEXT,                      -- Q4_K_M
  is_cloud        INTEGER NOT NULL DEFAULT 0 CHECK (is_cloud IN (0, 1)),
  engine          TEXT CHECK (engine = 'gguf' OR engine = 'mlx' OR engine = 'mlx-old' OR engine = 'remote'), -- NULL: gguf; mlx-old: MLX before 0.30.11
  parameter_count INTEGER CHECK (parameter_count BETWEEN 0 AND 9007199254740991),
  context_length  INTEGER CHECK (context_length  BETWEEN 0 AND 9007199254740991),
  architecture    TEXT,                      -- as the server names it: llama for a mistral
  digest          TEXT,                      -- of the manifest, hex; 12 digits where a list showed no more
  blob_digest     TEXT,                      -- of the weights' file likewise, as load lines of server logs name it
  size_bytes      INTEGER CHECK (size_bytes   BETWEEN 0 AND 9007199254740991), -- of the weights' file
  vram_bytes      INTEGER CHECK (vram_bytes   BETWEEN 0 AND 9007199254740991), -- of loaded_bytes, in the graphics card
  weight_bytes    INTEGER CHECK (weight_bytes BETWEEN 0 AND 9007199254740991), -- read per decoded token (active experts only)
  kv_bytes_per_token INTEGER CHECK (kv_bytes_per_token BETWEEN 0 AND 9007199254740991),
  tokenizer       TEXT,                      -- models with the same name here share a tokenizer
  tokens_per_reference    REAL CHECK (tokens_per_reference > 0), -- a person's factor: its tokens per reference token
  tokens_per_reference_lo REAL, tokens_per_reference_hi REAL,    -- its 95 % interval where known
  is_reference    INTEGER NOT NULL DEFAULT 0 CHECK (is_reference IN (0, 1)), -- its tokenizer is the yardstick
  facts_from      TEXT,                      -- name, user, show, tags, ps, list
  loaded_bytes    INTEGER CHECK (loaded_bytes BETWEEN 0 AND 9007199254740991)  -- with context, when the server was asked
) STRICT;
INSERT INTO model(model_id, name) VALUES (0, NULL);  -- requests whose model no one told

CREATE TABLE prompt(                 -- the text itself is not kept
  prompt_id INTEGER PRIMARY KEY,
  hash      INTEGER NOT NULL UNIQUE,         -- XXH3 of the text, 64 bits
  bytes     INTEGER CHECK (bytes BETWEEN 0 AND 9007199254740991),
  chars     INTEGER CHECK (chars BETWEEN 0 AND 9007199254740991),
  words     INTEGER CHECK (words BETWEEN 0 AND 9007199254740991)
) STRICT;

CREATE TABLE request(
  request_id  INTEGER PRIMARY KEY,
  identity    INTEGER NOT NULL,              -- XXH3 of what makes it this request, 64 bits
  source_id   INTEGER NOT NULL REFERENCES source,
  run_id      INTEGER NOT NULL REFERENCES run,
  model_id    INTEGER NOT NULL REFERENCES model,
  prompt_id   INTEGER REFERENCES prompt,
  line        INTEGER NOT NULL,
  format      TEXT NOT NULL,                 -- verbose, ollama, python, openai, …
  endpoint    TEXT,                          -- generate, chat, embed
  status      TEXT NOT NULL CHECK (status = 'ok' OR status = 'partial' OR status = 'incomplete' OR status = 'error' OR status = 'load'),
  model_from  TEXT CHECK (model_from = 'json' OR model_from = 'command' OR model_from = 'ps' OR model_from = 'heading' OR model_from = 'line' OR model_from = 'filename' OR model_from = 'option' OR model_from = 'log'),
  flags       INTEGER NOT NULL DEFAULT 0,    -- bits: 1 recovered, 2 derived, 4 rate mismatch, 8 no unit, 16 rounded, 32 reordered, 64 unsure model
  created_at_ns INTEGER,                     -- of the final object: when the answer was complete
  done_reason TEXT,                          -- stop, length, load, unload
  error       TEXT,
  remote_host TEXT,
  total_duration_ns        INTEGER CHECK (total_duration_ns        BETWEEN 0 AND 9007199254740991),
  load_duration_ns         INTEGER CHECK (load_duration_ns         BETWEEN 0 AND 9007199254740991),
  prompt_eval_count        INTEGER CHECK (prompt_eval_count        BETWEEN 0 AND 9007199254740991),
  prompt_eval_cached_count INTEGER CHECK (prompt_eval_cached_count BETWEEN 0 AND 9007199254740991), -- NULL: not reported; 0: none
  prompt_eval_duration_ns  INTEGER CHECK (prompt_eval_duration_ns  BETWEEN 0 AND 9007199254740991),
  eval_count               INTEGER CHECK (eval_count               BETWEEN 0 AND 9007199254740991),
  eval_duration_ns         INTEGER CHECK (eval_duration_ns         BETWEEN 0 AND 9007199254740991),
  reported_prompt_eval_rate_tok_s REAL,      -- as printed
  reported_eval_rate_tok_s        REAL,
  reported_ttft_ns INTEGER CHECK (reported_ttft_ns BETWEEN 0 AND 9007199254740991), -- measured and saved by a client or server
  -- the saved answer's size, and that of the thinking before it
  response_bytes INTEGER CHECK (response_bytes BETWEEN 0 AND 9007199254740991),
  response_chars INTEGER CHECK (response_chars BETWEEN 0 AND 9007199254740991),
  response_words INTEGER CHECK (response_words BETWEEN 0 AND 9007199254740991),
  thinking_bytes INTEGER CHECK (thinking_bytes BETWEEN 0 AND 9007199254740991),
  thinking_chars INTEGER CHECK (thinking_chars BETWEEN 0 AND 9007199254740991),
  thinking_words INTEGER CHECK (thinking_words BETWEEN 0 AND 9007199254740991),
  -- answer and thinking counted with a reference vocabulary; chunks with text, NULL: not streamed or not saved
  reference_tokens INTEGER CHECK (reference_tokens BETWEEN 0 AND 9007199254740991),
  chunk_count      INTEGER CHECK (chunk_count      BETWEEN 0 AND 9007199254740991),
  first_text_at_ns INTEGER, first_thinking_at_ns INTEGER, first_answer_at_ns INTEGER, last_text_at_ns INTEGER,
  gap_p50_ns        INTEGER CHECK (gap_p50_ns        BETWEEN 0 AND 9007199254740991),
  gap_p95_ns        INTEGER CHECK (gap_p95_ns        BETWEEN 0 AND 9007199254740991),
  gap_max_ns        INTEGER CHECK (gap_max_ns        BETWEEN 0 AND 9007199254740991),
  gap_jitter_ns     INTEGER CHECK (gap_jitter_ns     BETWEEN 0 AND 9007199254740991),
  stall_count       INTEGER CHECK (stall_count       BETWEEN 0 AND 9007199254740991),
  stall_duration_ns INTEGER CHECK (stall_duration_ns BETWEEN 0 AND 9007199254740991),
  slot_id           INTEGER CHECK (slot_id           BETWEEN 0 AND 9007199254740991), -- of the engine, by its log
  task_id           INTEGER CHECK (task_id           BETWEEN 0 AND 9007199254740991)
) STRICT;
CREATE UNIQUE INDEX request_identity ON request(identity);
CREATE INDEX request_source ON request(source_id);

CREATE TABLE sighting(               -- where a request stood again
  request_id INTEGER NOT NULL REFERENCES request,
  source_id  INTEGER NOT NULL REFERENCES source,
  line       INTEGER NOT NULL
) STRICT;

CREATE TABLE access(                 -- a line of a server's access log; never added up with requests
  access_id   INTEGER PRIMARY KEY,
  identity    INTEGER NOT NULL UNIQUE,       -- XXH3 of the line's content, 64 bits
  source_id   INTEGER NOT NULL REFERENCES source,
  line        INTEGER NOT NULL,
  at_local_ns INTEGER,                       -- end of the answer: the server's wall clock, as if it were UTC
  utc_offset_ns INTEGER,                     -- of that clock, where the log tells it
  status      INTEGER,                       -- of HTTP
  latency_ns  INTEGER CHECK (latency_ns BETWEEN 0 AND 9007199254740991),
  -- the step it was cut to: whole seconds above a minute
  latency_resolution_ns INTEGER CHECK (latency_resolution_ns BETWEEN 0 AND 9007199254740991),
  client TEXT, method TEXT, path TEXT,
  request_line INTEGER,                      -- of the request in the same source that it is about
  is_tie_sure  INTEGER NOT NULL DEFAULT 0 CHECK (is_tie_sure IN (0, 1)),  -- no other request comes into question
  is_load      INTEGER NOT NULL DEFAULT 0 CHECK (is_load IN (0, 1))       -- only loaded or unloaded a model
) STRICT;
CREATE INDEX access_source ON access(source_id);

CREATE TABLE benchmark(              -- a figure that stands for several samples, as a tool computed it; never added up either
  benchmark_id INTEGER PRIMARY KEY,
  identity     INTEGER NOT NULL UNIQUE,      -- XXH3 of the row's content, 64 bits
  source_id    INTEGER NOT NULL REFERENCES source,
  run_id       INTEGER NOT NULL REFERENCES run,
  model_id     INTEGER NOT NULL REFERENCES model,
  line         INTEGER NOT NULL,
  tool         TEXT NOT NULL,                -- llama-bench, vllm, …
  test         TEXT NOT NULL,                -- by the tool's own name: pp512, tg128 @ d4096, serve
  metric       TEXT NOT NULL,                -- decode_tok_s, ttft_ms, …: the unit is the last word
  created_at_ns INTEGER,
  sample_count INTEGER CHECK (sample_count BETWEEN 0 AND 9007199254740991),
  prompt_count INTEGER CHECK (prompt_count BETWEEN 0 AND 9007199254740991),
  eval_count   INTEGER CHECK (eval_count   BETWEEN 0 AND 9007199254740991),
  depth_count  INTEGER CHECK (depth_count  BETWEEN 0 AND 9007199254740991),
  concurrency  INTEGER CHECK (concurrency  BETWEEN 0 AND 9007199254740991),
  mean REAL, median REAL, stddev REAL, p90 REAL, p95 REAL, p99 REAL, min REAL, max REAL
) STRICT;
CREATE INDEX benchmark_source ON benchmark(source_id);

CREATE TABLE server_start(           -- a log's word on the server that wrote it
  source_id INTEGER NOT NULL REFERENCES source,
  line      INTEGER NOT NULL,
  version   TEXT NOT NULL
) STRICT;

CREATE TABLE problem(                -- what could not be used
  problem_id INTEGER PRIMARY KEY,
  source_id  INTEGER NOT NULL REFERENCES source,
  line       INTEGER NOT NULL,               -- 0: the whole file
  code       TEXT NOT NULL,
  message    TEXT NOT NULL,
  excerpt    TEXT NOT NULL
) STRICT;

CREATE TABLE slo(                    -- service level objectives; NULL: not part of the objective
  slo_id INTEGER PRIMARY KEY,
  name   TEXT NOT NULL UNIQUE,
  max_ttft_ns INTEGER, min_decode_tok_s REAL, max_latency_ns INTEGER
) STRICT;
INSERT INTO slo VALUES (1, 'chat: 2 s, 7 tok/s', 2000000000, 7, NULL), (2, 'chat: 2 s, 10 tok/s', 2000000000, 10, NULL);

CREATE TABLE quantile(               -- wanted percentiles, per 100 000: 99900 is p99.9
  q INTEGER PRIMARY KEY CHECK (q BETWEEN 0 AND 100000)
) STRICT;
INSERT INTO quantile VALUES (0), (25000), (50000), (75000), (90000), (95000), (99000), (100000);

-- Filled by the program: pure functions of numbers that plain SQL cannot say.
CREATE TABLE order_interval(         -- ranks of the binomial 95 % interval of quantile q of n values; NULL: no finite limit
  q INTEGER NOT NULL, n INTEGER NOT NULL, lo INTEGER, hi INTEGER, coverage REAL NOT NULL,
  PRIMARY KEY (q, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE student_t(              -- 0.975 quantile of Student's t, to ten decimals
  df INTEGER PRIMARY KEY, t REAL NOT NULL
) STRICT;

-- What evalrate compare found out about its selection (report_compare explains the columns). It works on a TEMP table of
-- this shape; this one stays empty.
CREATE TABLE comparison(
  place INTEGER PRIMARY KEY, metric TEXT NOT NULL, base TEXT NOT NULL, candidate TEXT NOT NULL, better TEXT, figure TEXT,
  base_value REAL, base_lo REAL, base_hi REAL, base_count INTEGER,
  candidate_value REAL, candidate_lo REAL, candidate_hi REAL, candidate_count INTEGER,
  speed_ratio REAL, speed_lo_ratio REAL, speed_hi_ratio REAL, verdict TEXT, test_p REAL, holm_p REAL, effect_delta REAL,
  method TEXT, pair_count INTEGER, better_count INTEGER, worse_count INTEGER,
  base_left_count INTEGER, candidate_left_count INTEGER, needed_count INTEGER, is_raw INTEGER, mean_over_count INTEGER
) STRICT;

-- The program's copies of slow definitions (percentiles_live, request_cache_live); views use them while fresh = 1. Beside them
-- an import puts answers of views for its own reports, with the views' columns (series_sums_copy, tokenizer_factors_copy,
-- measured_files_copy), and copy_seal, a hash of all of these.
CREATE TABLE percentile_copy(
  series TEXT NOT NULL, metric TEXT NOT NULL, q INTEGER NOT NULL, n INTEGER NOT NULL,
  value REAL NOT NULL, nearest REAL NOT NULL, lo REAL, hi REAL,
  PRIMARY KEY (series, metric, q)
) STRICT, WITHOUT ROWID;
CREATE TABLE cache_class_copy(
  request_id INTEGER PRIMARY KEY, cache_class INTEGER NOT NULL, seen INTEGER NOT NULL
) STRICT;
CREATE TABLE copy_state(id INTEGER PRIMARY KEY CHECK (id = 1), fresh INTEGER NOT NULL) STRICT;
INSERT INTO copy_state VALUES (1, 0);
