#!/bin/sh
# The sqlite3 shell alone: lines are imported as they are, JSON is taken apart by SQL.
# usage: sqlite.sh final|stream FILE DB
set -eu
rm -f "$3"
ttft='load_ns + prompt_ns'
[ "$1" = final ] || ttft="(unixepoch(substr(first_at, 1, 19)) - unixepoch(substr(end_at, 1, 19))) * 1000000000
  + substr(first_at, 21, 9) - substr(end_at, 21, 9) + total_ns"
{
    echo 'CREATE TABLE line(j TEXT);'
    printf '.mode ascii\n.separator "\037" "\\n"\n'
    echo ".import '$2' line"
    cat <<SQL
CREATE TABLE request AS
WITH part AS (
  SELECT rowid AS number, j, j ->> 'done' AS done, j ->> 'created_at' AS at FROM line),
placed AS (
  SELECT part.*, lag(done, 1, 1) OVER (ORDER BY number) AS starts FROM part),
grouped AS (
  SELECT *, max(CASE WHEN starts THEN number END) OVER (ORDER BY number) AS first FROM placed),
timed AS (
  SELECT j, done, at AS end_at, first_value(at) OVER (PARTITION BY first ORDER BY number) AS first_at FROM grouped),
figures AS (
  SELECT j ->> 'model' AS model, j ->> 'total_duration' AS total_ns, j ->> 'load_duration' AS load_ns,
    j ->> 'prompt_eval_count' AS prompt_count, j ->> 'prompt_eval_duration' AS prompt_ns, j ->> 'eval_count' AS count,
    j ->> 'eval_duration' AS ns, first_at, end_at
  FROM timed WHERE done)
SELECT *, $ttft AS ttft_ns FROM figures;
SQL
    cat "$(dirname "$0")/percentiles.sql"
} | sqlite3 -bail "$3"
