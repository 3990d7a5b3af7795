#!/bin/sh
# Makes what an engine is given and what it is to answer (facts.sh), in DIR: of the sample logs, or of many requests.
# usage: given.sh EVALRATE DIR sample|many
#
#  many: 100,000 generated requests, and every view of them but the definitions behind the copies, from which SQLite answers
#  (percentiles_live, request_cache_live: no rows). Of the tables, the sample logs tell enough.
set -eu
evalrate=$1 dir=$2 size=$3
rm -rf "$dir/tables" "$dir/sqlite" "$dir/names" "$dir/x.db"
mkdir -p "$dir"
if [ "$size" = sample ]; then
    sh tests/engines/sample.sh "$evalrate" "$dir/x.db"
    exec sh tests/engines/facts.sh "$evalrate" "$dir/x.db" "$dir"
fi
awk -v n=100000 -f tests/engines/requests.awk | "$evalrate" import -q -d "$dir/x.db" -
"$evalrate" model set llama3.2:1b reference=1 weight-bytes=1321082688 -d "$dir/x.db" >/dev/null
KEEP_COPIES=1 sh tests/engines/facts.sh "$evalrate" "$dir/x.db" "$dir"
sqlite3 "$dir/x.db" "SELECT name FROM sqlite_master WHERE type = 'view' AND name NOT LIKE '%\_live' ESCAPE '\' ORDER BY name" \
    >"$dir/names"
