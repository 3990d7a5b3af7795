#!/bin/sh
# Prints what another engine needs before the views: its own preparations, and the tables of facts.sql in its words.
# usage: schema/engines/tables.sh postgresql|duckdb|clickhouse|clickhouse-sharded
set -eu
engine=$1
cd "$(dirname "$0")"
cat "${engine%-sharded}.sql"
awk -v engine="$engine" -f tables.awk ../facts.sql
