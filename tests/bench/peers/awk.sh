#!/bin/sh
# awk and the sqlite3 shell: verbose text.
# usage: awk.sh FILE DB
set -eu
rm -f "$2"
{
    echo 'CREATE TABLE request(model TEXT, total_ns INTEGER, load_ns INTEGER, prompt_count INTEGER, prompt_ns INTEGER,
          count INTEGER, ns INTEGER, ttft_ns INTEGER);'
    echo 'BEGIN;'
    awk '
        function ns(text,   minutes) {
            if (text ~ /ms$/)
                return sprintf("%.0f", substr(text, 1, length(text) - 2) * 1e6)
            minutes = 0
            if (match(text, /m/)) {
                minutes = substr(text, 1, RSTART - 1)
                text = substr(text, RSTART + 1)
            }
            return sprintf("%.0f", minutes * 60e9 + substr(text, 1, length(text) - 1) * 1e9)
        }
        /^\$ ollama run / { model = $4 }
        /^total duration:/ { total = ns($3) }
        /^load duration:/ { load = ns($3) }
        /^prompt eval count:/ { prompts = $4 }
        /^prompt eval duration:/ { prompt = ns($4) }
        /^eval count:/ { count = $3 }
        /^eval duration:/ {
            printf "INSERT INTO request VALUES (\047%s\047,%s,%s,%s,%s,%s,%s,%s);\n",
                model, total, load, prompts, prompt, count, ns($3), sprintf("%.0f", load + prompt)
        }' "$1"
    echo 'COMMIT;'
    cat "$(dirname "$0")/percentiles.sql"
} | sqlite3 -bail "$2"
