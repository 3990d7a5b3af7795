#!/bin/sh
# Writes what an engine is given and what it is to answer: DIR/tables/NAME.jsonl, the tables that hold facts, as exported;
# DIR/sqlite/NAME.jsonl, these tables and the views as SQLite answers them; DIR/names, their names, a line each.
# usage: facts.sh EVALRATE DATABASE DIR [NAME…]      without a NAME: all of them
set -eu
evalrate=$1 database=$2 dir=$3
shift 3
mkdir -p "$dir/tables" "$dir/sqlite"
named() {
    sqlite3 "$database" "SELECT name FROM sqlite_master WHERE type = '$1' ORDER BY name"
}
for table in $(named table); do
    case $table in *_copy | copy_*) continue ;; esac
    code=0
    "$evalrate" export -d "$database" --table "$table" --to jsonl >"$dir/tables/$table.jsonl" || code=$?
    case $code in
        0) ;;
        3) rm "$dir/tables/$table.jsonl" ;; # it is empty
        *) exit 1 ;;
    esac
done
if [ $# -gt 0 ]; then
    printf '%s\n' "$@"
else
    (cd "$dir/tables" && ls) | sed 's/\.jsonl$//'
    named view
fi >"$dir/names"
cp "$database" "$dir/definitions.db"
# The engines answer from the definitions; so does SQLite, unless that takes too long.
[ -n "${KEEP_COPIES:-}" ] || sqlite3 "$dir/definitions.db" "UPDATE copy_state SET fresh = 0"
xargs -P 2 -n 8 /usr/bin/python3 tests/engines/views.py "$dir/definitions.db" "$dir/sqlite" <"$dir/names"
