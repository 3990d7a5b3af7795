#!/bin/sh
# sqlite-utils: every line a row, percentiles by SQL.
# usage: sqlite_utils.sh final FILE DB
set -eu
rm -f "$3"
sqlite-utils insert "$3" line "$2" --nl
{
    echo 'CREATE VIEW request AS SELECT model, total_duration AS total_ns, load_duration AS load_ns, prompt_eval_count AS
          prompt_count, prompt_eval_duration AS prompt_ns, eval_count AS count, eval_duration AS ns,
          load_duration + prompt_eval_duration AS ttft_ns FROM line WHERE done;'
    cat "$(dirname "$0")/percentiles.sql"
} | sqlite3 -bail "$3"
