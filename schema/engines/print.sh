#!/bin/sh
# Prints all that another engine needs to answer as evalrate does: its own preparations, the tables, the views in order.
# usage: sh schema/engines/print.sh postgresql|duckdb|clickhouse|clickhouse-sharded | psql …
#
# The views are the files of schema/, unchanged. Facts come from `evalrate export --table NAME --to jsonl`, all tables of
# one database: numbers such as request_id mean something in it alone, so several databases are made one first.
set -eu
engine=${1:-}
cd "$(dirname "$0")/.."
case $engine in
    postgresql | duckdb | clickhouse | clickhouse-sharded) ;;
    *) echo 'usage: print.sh postgresql|duckdb|clickhouse|clickhouse-sharded' >&2; exit 2 ;;
esac
cat "engines/${engine%-sharded}.sql"
awk -v engine="$engine" -f engines/tables.awk facts.sql
views=$(find . -maxdepth 1 -name '*.sql' ! -name facts.sql ! -name triggers.sql | sort)
# shellcheck disable=SC2086,SC2046 # names of ours
cat $(awk -f engines/order.awk $views)
