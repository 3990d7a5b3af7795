-- What every test may count on: a run, a source, a model, a place for expectations, and short ways to write requests.
INSERT INTO run(run_id, label, host) VALUES (1, 'bench', 'box');
INSERT INTO source(source_id, run_id, path, content_hash, size_bytes, line_count, encoding)
VALUES (1, 1, 'a.log', 'a', 0, 0, 'utf-8');
INSERT INTO model(model_id, name) VALUES (1, 'alpha:1b'), (2, 'beta:2b'), (3, 'gamma:3b');

-- Reference values (reference.py); '' stands for NULL in these files.
CREATE TABLE scalar(name TEXT PRIMARY KEY, value REAL);
.mode tabs
.import scalar.tsv scalar
.mode list

CREATE TEMP TABLE expect(number INTEGER PRIMARY KEY, name TEXT NOT NULL, got, want, within REAL);

-- INSERT INTO given(id, …): a request with sensible values for all that is left out; a duration in ms or ns.
CREATE TEMP VIEW given AS
SELECT 0 AS id, NULL AS model, NULL AS run, NULL AS source, NULL AS line, NULL AS prompt, NULL AS at_s, NULL AS load_ms,
  NULL AS prompt_count, NULL AS cached, NULL AS prompt_ms, NULL AS count, NULL AS eval_ms, NULL AS residual_ms,
  NULL AS reason, NULL AS bytes;
CREATE TEMP TRIGGER given_inserted INSTEAD OF INSERT ON given BEGIN
  INSERT INTO request(request_id, identity, source_id, run_id, model_id, prompt_id, line, format, endpoint, status,
    created_at_ns, done_reason, load_duration_ns, prompt_eval_count, prompt_eval_cached_count, prompt_eval_duration_ns,
    eval_count, eval_duration_ns, total_duration_ns, response_bytes, response_chars, response_words)
  SELECT NEW.id, NEW.id, coalesce(NEW.source, 1), coalesce(NEW.run, 1), coalesce(NEW.model, 1), NEW.prompt,
    coalesce(NEW.line, NEW.id), 'ollama', 'generate', 'ok',
    1700000000000000000 + CAST(NEW.at_s * 1000000000 AS INTEGER), coalesce(NEW.reason, 'stop'),
    CAST(coalesce(NEW.load_ms, 10) * 1000000 AS INTEGER), coalesce(NEW.prompt_count, 100), NEW.cached,
    CAST(coalesce(NEW.prompt_ms, 500) * 1000000 AS INTEGER), coalesce(NEW.count, 50),
    CAST(coalesce(NEW.eval_ms, 1000) * 1000000 AS INTEGER),
    CAST((coalesce(NEW.load_ms, 10) + coalesce(NEW.prompt_ms, 500) + coalesce(NEW.eval_ms, 1000)
          + coalesce(NEW.residual_ms, 1)) * 1000000 AS INTEGER),
    NEW.bytes, NEW.bytes, NEW.bytes / 5;
END;
