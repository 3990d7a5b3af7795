-- A database of schema 2, as evalrate wrote it in November 2026 (without its views, which are always made anew):
-- samples of every kind of facts, and a file that grew. Never change it: tests/compat/migration.test brings it to the
-- present schema.
PRAGMA application_id = 1702261345; PRAGMA user_version = 2;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE setting(                -- thresholds that views use; UPDATE them in any SQLite tool
  key   TEXT PRIMARY KEY,
  value REAL NOT NULL,
  unit  TEXT NOT NULL,
  note  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES('cache_same_prompt',2.0,'ratio','the same prompt again, this many times faster per token: a likely cache hit');
INSERT INTO setting VALUES('cache_vs_median',5.0,'ratio','a prefill this many times the median of first-seen prompts: a suspected cache hit');
INSERT INTO setting VALUES('chars_per_ref_token',4.0,'chars','characters a reference token, where nothing better is known');
INSERT INTO setting VALUES('cold_load_ns',500000000.0,'ns','a load_duration of at least this is a cold start');
INSERT INTO setting VALUES('length_mark_ratio',1.1999999999999999555,'ratio','medians of prompt lengths further apart than this are pointed out');
INSERT INTO setting VALUES('max_plausible_tok_s',100000.0,'tokens/s','a faster decode is taken for an error of units');
INSERT INTO setting VALUES('min_eval_count',10.0,'tokens','fewer output tokens than this stay out of decode statistics');
INSERT INTO setting VALUES('min_prompt_eval_count',16.0,'tokens','fewer prompt tokens than this stay out of prefill statistics');
INSERT INTO setting VALUES('residual_mark_ns',250000000.0,'ns','a residual above this, or above 10 % of the TTFT, is pointed out');
INSERT INTO setting VALUES('text_low_ratio',0.5,'ratio','a saved answer with fewer bytes a token than this part of the median is listed as incomplete');
INSERT INTO setting VALUES('tok_max_rel_err',0.10000000000000000555,'ratio','largest relative half-width of its 95 % interval likewise');
INSERT INTO setting VALUES('tok_min_prompts',8.0,'prompts','shared prompts needed before a measured exchange rate is used');
INSERT INTO setting VALUES('tok_min_range',4.0,'ratio','longest over shortest shared prompt needed likewise');
INSERT INTO setting VALUES('ttft_counts_cached',0.0,'','1: and so do requests whose prompt was cached (--cached include)');
INSERT INTO setting VALUES('ttft_counts_cold',0.0,'','1: cold starts count in the warm TTFT, too (--cold include)');
INSERT INTO setting VALUES('whole_tolerance_ns',2000000.0,'ns','parts may exceed the whole by this much before they contradict it');
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
INSERT INTO run VALUES(1,'old','box','0.30.7',NULL,200000000000.0,NULL,NULL);
CREATE TABLE run_meta(               -- --meta KEY=VALUE: declared by a person, shown as such
  run_id INTEGER NOT NULL REFERENCES run,
  key    TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (run_id, key)
) STRICT, WITHOUT ROWID;
INSERT INTO run_meta VALUES(1,'host','box');
INSERT INTO run_meta VALUES(1,'peak_bytes_s','2e11');
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
INSERT INTO source VALUES(1,1,'sample-logs/shapes/server-journal.log','ed75c67435557ce9285657675cd08e81',3538,25,'utf-8',2,0,0);
INSERT INTO source VALUES(2,1,'sample-logs/shapes/llama-bench.csv','ffd2a33aaec4d5e51c0de165e2d7d586',551,5,'utf-8',0,0,0);
INSERT INTO source VALUES(3,1,'sample-logs/shapes/rates-only.txt','39b6161ab7b779fb33ac25e3841ae5b6',202,8,'utf-8',4,0,0);
INSERT INTO source VALUES(4,1,'sample-logs/shapes/stream-compact.ndjson','917f15012b92a1ad397ab37394281d39',6167,60,'utf-8',1,0,0);
INSERT INTO source VALUES(5,1,'sample-logs/shapes/printed-four-times.log','568eed938b4a4238e4d1570398648fae',2191,20,'utf-8',4,3,0);
INSERT INTO source VALUES(6,1,'sample-logs/shapes/model-facts.jsonl','4a7e8537d53d53d072a2c117c76c8e66',1195,5,'utf-8',0,0,0);
INSERT INTO source VALUES(7,1,'sample-logs/shapes/compressed.txt.gz','fa0f1502699a7c192c7ffde1ffd6b7e7',184,11,'utf-8',1,0,0);
INSERT INTO source VALUES(8,1,'sample-logs/shapes/not-statistics.txt','1922c926478b610cda636dec895b9e3a',1359,34,'utf-8',2,0,0);
INSERT INTO source VALUES(9,1,'sample-logs/shapes/prompt-cached.txt','7413da647040700c736632d394cbbced',580,15,'utf-8',1,0,0);
INSERT INTO source VALUES(10,1,'grown.ndjson','fb9bbd6e45444c45fb87490b7c2f4683',6167,60,'utf-8',1,0,0);
CREATE TABLE outgrown(               -- what a file was before it grew, where that held a record cut short
  content_hash TEXT PRIMARY KEY,
  size_bytes   INTEGER NOT NULL,
  source_id    INTEGER NOT NULL REFERENCES source
) STRICT, WITHOUT ROWID;
INSERT INTO outgrown VALUES('153d03ccf9e77fccf25daff7c9e91f34',3000,10);
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
  parameter_count INTEGER,
  context_length  INTEGER,
  architecture    TEXT,                      -- as the server names it: llama for a mistral
  digest          TEXT,                      -- of the manifest, hex; 12 digits where a list showed no more
  blob_digest     TEXT,                      -- of the weights' file likewise, as load lines of server logs name it
  size_bytes      INTEGER,                   -- of the weights' file
  vram_bytes      INTEGER,                   -- of these in the graphics card's memory, when the server was asked
  weight_bytes    INTEGER,                   -- weights read per decoded token (active experts only)
  kv_bytes_per_token INTEGER,
  tokenizer       TEXT,                      -- models with the same name here share a tokenizer
  tokens_per_reference    REAL CHECK (tokens_per_reference > 0), -- a person's factor: its tokens per reference token
  tokens_per_reference_lo REAL, tokens_per_reference_hi REAL,    -- its 95 % interval where known
  is_reference    INTEGER NOT NULL DEFAULT 0 CHECK (is_reference IN (0, 1)), -- its tokenizer is the yardstick
  facts_from      TEXT                       -- name, user, show, tags, ps, list
) STRICT;
INSERT INTO model VALUES(0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL);
INSERT INTO model VALUES(1,'mistral:7b','mistral','7b',NULL,NULL,'Q4_0',0,NULL,NULL,NULL,'llama','0d37b7a5c2e15a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a',NULL,4109865159,4400000000,NULL,NULL,NULL,NULL,NULL,NULL,0,'tags');
INSERT INTO model VALUES(2,'phi-4-q4_k_m','phi-4-q4_k_m',NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'name');
INSERT INTO model VALUES(3,'phi3:mini','phi3','mini',NULL,NULL,'Q4_K_M',0,NULL,3821079648,131072,'phi3',NULL,'abababababababababababababababababababababababababababababababab',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'show');
INSERT INTO model VALUES(4,'smollm2:1.7b','smollm2','1.7b',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'name');
INSERT INTO model VALUES(5,'llama2:13b','llama2','13b',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'name');
INSERT INTO model VALUES(6,'qwen3:4b','qwen3','4b',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'name');
CREATE TABLE prompt(                 -- the text itself is not kept
  prompt_id INTEGER PRIMARY KEY,
  hash      INTEGER NOT NULL UNIQUE,         -- XXH3 of the text, 64 bits
  bytes     INTEGER, chars INTEGER, words INTEGER
) STRICT;
INSERT INTO prompt VALUES(1,-4210745091672511210,4,4,1);
INSERT INTO prompt VALUES(2,-5338569813951940579,17,17,4);
INSERT INTO prompt VALUES(3,3699775939462361540,44,44,10);
INSERT INTO prompt VALUES(4,5244236907685895578,51,51,8);
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
  response_bytes INTEGER, response_chars INTEGER, response_words INTEGER,  -- the saved answer's size
  thinking_bytes INTEGER, thinking_chars INTEGER, thinking_words INTEGER,
  reference_tokens INTEGER,                  -- answer and thinking counted with a reference vocabulary
  chunk_count    INTEGER,                    -- chunks with text of a saved stream; NULL: not streamed or not saved
  first_text_at_ns INTEGER, first_thinking_at_ns INTEGER, first_answer_at_ns INTEGER, last_text_at_ns INTEGER,
  gap_p50_ns INTEGER, gap_p95_ns INTEGER, gap_max_ns INTEGER, gap_jitter_ns INTEGER,
  stall_count INTEGER, stall_duration_ns INTEGER
) STRICT;
INSERT INTO request VALUES(1,-907421688459842561,1,1,1,NULL,10,'llama.cpp',NULL,'partial','log',0,NULL,NULL,NULL,NULL,NULL,NULL,52,NULL,201340000,310,7401990000,258.26999999999998181,41.880000000000002558,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO request VALUES(2,1518453144874582938,1,1,1,NULL,17,'llama.cpp',NULL,'partial','log',0,NULL,NULL,NULL,NULL,NULL,NULL,17,NULL,66120000,44,1050330000,257.11000000000001363,41.890000000000000568,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO request VALUES(3,5907250855336537284,3,1,1,NULL,2,'verbose',NULL,'partial','command',0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,51.750000000000000001,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO request VALUES(4,3547791723451466477,3,1,1,NULL,3,'verbose',NULL,'partial','command',0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,51.789999999999999148,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO request VALUES(5,1640187108257603663,3,1,3,NULL,6,'verbose',NULL,'partial','command',0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,90.939999999999997729,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO request VALUES(6,3252028044406902001,3,1,3,NULL,7,'verbose',NULL,'partial','command',0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,90.590000000000003412,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO request VALUES(7,9026715912328305126,4,1,4,NULL,1,'ollama','generate','ok','json',0,1777809600870738848,'stop',NULL,NULL,420749834,36785567,33,NULL,11381326,59,364472619,NULL,NULL,NULL,223,223,48,NULL,NULL,NULL,NULL,58,1777809600499158132,NULL,1777809600499158132,1777809600863964533,6415318,6678133,6733941,234373,0,0);
INSERT INTO request VALUES(8,-3651859676273605093,5,1,3,NULL,1,'ollama','generate','ok','json',0,1777809601316534618,'stop',NULL,NULL,736372825,37021050,26,NULL,20640211,61,669137773,NULL,NULL,NULL,256,256,47,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO request VALUES(9,-6533467059349293549,7,1,5,1,3,'verbose',NULL,'ok','command',0,NULL,NULL,NULL,NULL,18502942674,9185349,31,NULL,44684000,266,18448460000,693.75999999999999091,14.419999999999999929,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO request VALUES(10,-5290338279601962381,8,1,1,2,9,'verbose',NULL,'ok','command',0,NULL,NULL,NULL,NULL,1323120566,43578446,26,NULL,36467995,64,1233224778,712.95000000000004545,51.899999999999998578,NULL,256,256,47,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO request VALUES(11,-3438014217953292335,8,1,1,3,23,'verbose',NULL,'ok','command',0,NULL,NULL,NULL,NULL,1194510661,51025513,33,NULL,39472225,57,1097351091,836.02999999999997272,51.939999999999997724,NULL,223,223,48,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO request VALUES(12,-4293365780313499920,9,1,6,4,6,'verbose',NULL,'ok','command',0,NULL,NULL,NULL,NULL,647582307,54497785,640,606,26209953,43,561255274,1297.2200000000000272,76.60999999999999943,NULL,174,174,30,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO request VALUES(14,-1127077453770727270,10,1,4,NULL,1,'ollama','generate','ok','json',0,1746273600870738848,'stop',NULL,NULL,420749834,36785567,33,NULL,11381326,59,364472619,NULL,NULL,NULL,223,223,48,NULL,NULL,NULL,NULL,58,1746273600499158132,NULL,1746273600499158132,1746273600863964533,6415318,6678133,6733941,234373,0,0);
CREATE TABLE sighting(               -- where a request stood again
  request_id INTEGER NOT NULL REFERENCES request,
  source_id  INTEGER NOT NULL REFERENCES source,
  line       INTEGER NOT NULL
) STRICT;
INSERT INTO sighting VALUES(8,5,2);
INSERT INTO sighting VALUES(8,5,4);
INSERT INTO sighting VALUES(8,5,18);
CREATE TABLE access(                 -- a line of a server's access log; never added up with requests
  access_id   INTEGER PRIMARY KEY,
  identity    INTEGER NOT NULL UNIQUE,       -- XXH3 of the line's content, 64 bits
  source_id   INTEGER NOT NULL REFERENCES source,
  line        INTEGER NOT NULL,
  at_local_ns INTEGER,                       -- end of the answer: the server's wall clock, as if it were UTC
  utc_offset_ns INTEGER,                     -- of that clock, where the log tells it
  status      INTEGER,                       -- of HTTP
  latency_ns  INTEGER CHECK (latency_ns BETWEEN 0 AND 9007199254740991),
  latency_resolution_ns INTEGER,             -- the step it was cut to: whole seconds above a minute
  client TEXT, method TEXT, path TEXT,
  request_line INTEGER,                      -- of the request in the same source that it is about
  is_tie_sure  INTEGER NOT NULL DEFAULT 0 CHECK (is_tie_sure IN (0, 1)),  -- no other request comes into question
  is_load      INTEGER NOT NULL DEFAULT 0 CHECK (is_load IN (0, 1))       -- only loaded or unloaded a model
) STRICT;
INSERT INTO access VALUES(1,-550413282233391489,1,2,1777885240000000000,7200000000000,200,29000,1000,'127.0.0.1','HEAD','/',NULL,0,0);
INSERT INTO access VALUES(2,8110294232781706828,1,3,1777885240000000000,7200000000000,200,31402118,1,'127.0.0.1','POST','/api/show',NULL,0,0);
INSERT INTO access VALUES(3,8503583410636248506,1,7,1777885244000000000,7200000000000,200,3801244907,1,'127.0.0.1','POST','/api/generate',NULL,0,1);
INSERT INTO access VALUES(4,5738240255260374796,1,15,1777885258000000000,7200000000000,200,7650220190,10,'127.0.0.1','POST','/api/chat',10,1,0);
INSERT INTO access VALUES(5,7988290258406201445,1,22,1777885280000000000,7200000000000,200,1131650774,1,'192.168.1.20','POST','/v1/chat/completions',17,1,0);
INSERT INTO access VALUES(6,4939482379490149404,1,23,1777885320000000000,7200000000000,404,1020440,10,'127.0.0.1','POST','/api/chat',NULL,0,0);
INSERT INTO access VALUES(7,-1572063992757613190,1,24,1777887612000000000,7200000000000,200,131000000000,1000000000,'127.0.0.1','POST','/api/pull',NULL,0,0);
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
  sample_count INTEGER, prompt_count INTEGER, eval_count INTEGER, depth_count INTEGER, concurrency INTEGER,
  mean REAL, median REAL, stddev REAL, p90 REAL, p95 REAL, p99 REAL, min REAL, max REAL
) STRICT;
INSERT INTO benchmark VALUES(1,-7419432720324287198,2,1,2,2,'llama-bench','pp512','prefill_tok_s',NULL,NULL,512,0,0,NULL,910.24999999999999999,NULL,4.1100000000000003197,NULL,NULL,NULL,NULL,NULL);
INSERT INTO benchmark VALUES(2,2388189229416079488,2,1,2,3,'llama-bench','tg128','decode_tok_s',NULL,NULL,0,128,0,NULL,31.5,NULL,0.080000000000000001665,NULL,NULL,NULL,NULL,NULL);
INSERT INTO benchmark VALUES(3,-3397280132708996749,2,1,2,4,'llama-bench','tg128 @ d4096','decode_tok_s',NULL,NULL,0,128,4096,NULL,27.75,NULL,0.30999999999999999777,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE server_start(           -- a log's word on the server that wrote it
  source_id INTEGER NOT NULL REFERENCES source,
  line      INTEGER NOT NULL,
  version   TEXT NOT NULL
) STRICT;
INSERT INTO server_start VALUES(1,1,'0.30.7');
INSERT INTO server_start VALUES(6,1,'0.30.7');
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
INSERT INTO slo VALUES(1,'chat: 2 s, 7 tok/s',2000000000,7.0,NULL);
INSERT INTO slo VALUES(2,'chat: 2 s, 10 tok/s',2000000000,10.0,NULL);
CREATE TABLE quantile(               -- wanted percentiles, per 100 000: 99900 is p99.9
  q INTEGER PRIMARY KEY CHECK (q BETWEEN 0 AND 100000)
) STRICT;
INSERT INTO quantile VALUES(0);
INSERT INTO quantile VALUES(25000);
INSERT INTO quantile VALUES(50000);
INSERT INTO quantile VALUES(75000);
INSERT INTO quantile VALUES(90000);
INSERT INTO quantile VALUES(95000);
INSERT INTO quantile VALUES(99000);
INSERT INTO quantile VALUES(100000);
CREATE TABLE order_interval(         -- ranks of the binomial 95 % interval of quantile q of n values; NULL: no finite limit
  q INTEGER NOT NULL, n INTEGER NOT NULL, lo INTEGER, hi INTEGER, coverage REAL NOT NULL,
  PRIMARY KEY (q, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE student_t(              -- 0.975 quantile of Student's t
  df INTEGER PRIMARY KEY, t REAL NOT NULL
) STRICT;
CREATE TABLE comparison(
  place INTEGER PRIMARY KEY, metric TEXT NOT NULL, base TEXT NOT NULL, candidate TEXT NOT NULL, better TEXT, figure TEXT,
  base_value REAL, base_lo REAL, base_hi REAL, base_count INTEGER,
  candidate_value REAL, candidate_lo REAL, candidate_hi REAL, candidate_count INTEGER,
  speed_ratio REAL, speed_lo_ratio REAL, speed_hi_ratio REAL, verdict TEXT, test_p REAL, holm_p REAL, effect_delta REAL,
  method TEXT, pair_count INTEGER, better_count INTEGER, worse_count INTEGER,
  base_left_count INTEGER, candidate_left_count INTEGER, needed_count INTEGER, is_raw INTEGER, mean_over_count INTEGER
) STRICT;
CREATE TABLE percentile_copy(
  series TEXT NOT NULL, metric TEXT NOT NULL, q INTEGER NOT NULL, n INTEGER NOT NULL,
  value REAL NOT NULL, nearest REAL NOT NULL, lo REAL, hi REAL,
  PRIMARY KEY (series, metric, q)
) STRICT, WITHOUT ROWID;
CREATE TABLE cache_class_copy(
  request_id INTEGER PRIMARY KEY, cache_class INTEGER NOT NULL, seen INTEGER NOT NULL
) STRICT;
INSERT INTO cache_class_copy VALUES(1,0,1);
INSERT INTO cache_class_copy VALUES(2,0,1);
INSERT INTO cache_class_copy VALUES(3,0,1);
INSERT INTO cache_class_copy VALUES(4,0,1);
INSERT INTO cache_class_copy VALUES(5,0,1);
INSERT INTO cache_class_copy VALUES(6,0,1);
INSERT INTO cache_class_copy VALUES(7,0,1);
INSERT INTO cache_class_copy VALUES(8,0,1);
INSERT INTO cache_class_copy VALUES(9,0,1);
INSERT INTO cache_class_copy VALUES(10,0,1);
INSERT INTO cache_class_copy VALUES(11,0,1);
INSERT INTO cache_class_copy VALUES(12,3,1);
INSERT INTO cache_class_copy VALUES(14,0,1);
CREATE TABLE copy_state(id INTEGER PRIMARY KEY CHECK (id = 1), fresh INTEGER NOT NULL) STRICT;
INSERT INTO copy_state VALUES(1,1);
CREATE INDEX source_path ON source(path);
CREATE INDEX source_size ON source(size_bytes);
CREATE UNIQUE INDEX request_identity ON request(identity);
CREATE INDEX request_source ON request(source_id);
CREATE INDEX access_source ON access(source_id);
CREATE INDEX benchmark_source ON benchmark(source_id);
COMMIT;
