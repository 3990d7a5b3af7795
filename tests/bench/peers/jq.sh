#!/bin/sh
# jq and the sqlite3 shell: the answers' last objects into a table, percentiles by SQL.
# usage: jq.sh final|stream|done FILE DB      done: only the last objects, found by grep; gives up the chunks' times
set -eu
row='[.model, .total_duration, .load_duration, .prompt_eval_count, .prompt_eval_duration, .eval_count, .eval_duration,
      .created_at, $first] | @csv'
rows() {
    case $1 in
    stream) jq -rn "foreach inputs as \$o ({}; if .done then {} else . end | .first //= \$o.created_at | .done = \$o.done | .o = \$o;
                select(.done) | .first as \$first | .o | $row)" "$2" ;;
    done) grep -F '"done":true' "$2" | jq -r --arg first '' "$row" ;;
    *) jq -r --arg first '' "$row" "$2" ;;
    esac
}
rm -f "$3"
{
    echo 'CREATE TABLE raw(model TEXT, total_ns INTEGER, load_ns INTEGER, prompt_count INTEGER, prompt_ns INTEGER,
          count INTEGER, ns INTEGER, end_at TEXT, first_at TEXT);'
    echo '.mode csv'
    echo ".import '|cat /dev/fd/3' raw"
    echo "CREATE VIEW request AS SELECT *, CASE WHEN first_at = '' THEN load_ns + prompt_ns ELSE
            (unixepoch(substr(first_at, 1, 19)) - unixepoch(substr(end_at, 1, 19))) * 1000000000
            + substr(first_at, 21, 9) - substr(end_at, 21, 9) + total_ns END AS ttft_ns FROM raw;"
    cat "$(dirname "$0")/percentiles.sql"
} >"$3.sql"
rows "$1" "$2" | sqlite3 -bail "$3" ".read '$3.sql'" 3<&0
