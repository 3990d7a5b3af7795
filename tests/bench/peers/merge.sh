#!/bin/sh
# The sqlite3 shell: databases of evalrate into one by ATTACH and INSERT OR IGNORE, a transaction each. Rows get other
# numbers: runs, models and prompts by what they are, everything else behind the last one here. No conflict is told,
# no file is known again by its content, a request that is there has no sighting more.
# usage: merge.sh DB OTHER.db…      DB has the tables already
set -eu
database=$1
shift
columns() { # TABLE: its columns but the numbers that become others
    sqlite3 "$database" "SELECT group_concat(name, ', ') FROM pragma_table_info('$1')
        WHERE name NOT IN ('run_id', 'model_id', 'prompt_id', 'source_id', 'request_id', '$1_id')"
}
request=$(columns request)
access=$(columns access)
benchmark=$(columns benchmark)
model=$(columns model)
{
    echo '.dbconfig enable_trigger off' # those that mark other tools' copies
    echo 'PRAGMA cache_size = -16000;' # as evalrate has it
    for other in "$@"; do
        cat <<SQL
ATTACH '$other' AS other;
BEGIN;
INSERT OR IGNORE INTO run(label, host) SELECT label, host FROM other.run;
INSERT OR IGNORE INTO model($model) SELECT $model FROM other.model WHERE model_id <> 0;
INSERT OR IGNORE INTO prompt(hash, bytes, chars, words) SELECT hash, bytes, chars, words FROM other.prompt;
CREATE TEMP TABLE run_here AS SELECT o.run_id AS there, h.run_id FROM other.run o JOIN main.run h USING (label, host);
CREATE TEMP TABLE model_here(there INTEGER PRIMARY KEY, model_id INTEGER);
INSERT INTO model_here SELECT o.model_id, h.model_id FROM other.model o JOIN main.model h ON h.name IS o.name;
CREATE TEMP TABLE prompt_here(there INTEGER PRIMARY KEY, prompt_id INTEGER);
INSERT INTO prompt_here SELECT o.prompt_id, h.prompt_id FROM other.prompt o JOIN main.prompt h USING (hash);
CREATE TEMP TABLE last AS SELECT (SELECT coalesce(max(source_id), 0) FROM main.source) AS source_id,
    (SELECT coalesce(max(request_id), 0) FROM main.request) AS request_id;
INSERT OR IGNORE INTO run_meta SELECT h.run_id, m.key, m.value FROM other.run_meta m JOIN run_here h ON h.there = m.run_id;
INSERT OR IGNORE INTO source SELECT s.source_id + last.source_id, h.run_id, path, content_hash, size_bytes, line_count, encoding,
    request_count, repeat_count, problem_count FROM last, other.source s JOIN run_here h ON h.there = s.run_id;
INSERT OR IGNORE INTO request(request_id, source_id, run_id, model_id, prompt_id, $request)
    SELECT r.request_id + last.request_id, r.source_id + last.source_id, h.run_id, m.model_id, p.prompt_id, $request
    FROM last CROSS JOIN other.request r JOIN run_here h ON h.there = r.run_id JOIN model_here m ON m.there = r.model_id
    LEFT JOIN prompt_here p ON p.there = r.prompt_id;
INSERT INTO sighting SELECT s.request_id + last.request_id, s.source_id + last.source_id, line FROM last, other.sighting s;
INSERT OR IGNORE INTO access(source_id, $access) SELECT r.source_id + last.source_id, $access FROM last, other.access r;
INSERT OR IGNORE INTO benchmark(source_id, run_id, model_id, $benchmark)
    SELECT r.source_id + last.source_id, h.run_id, m.model_id, $benchmark FROM last, other.benchmark r
    JOIN run_here h ON h.there = r.run_id JOIN model_here m ON m.there = r.model_id;
INSERT INTO server_start SELECT s.source_id + last.source_id, line, version FROM last, other.server_start s;
INSERT INTO problem(source_id, line, code, message, excerpt)
    SELECT p.source_id + last.source_id, line, code, message, excerpt FROM last, other.problem p;
UPDATE copy_state SET fresh = 0;
DROP TABLE run_here; DROP TABLE model_here; DROP TABLE prompt_here; DROP TABLE last;
COMMIT;
DETACH other;
SQL
    done
} | sqlite3 -bail "$database" >/dev/null
