#!/bin/sh
# Prints what another engine needs before the views: its own preparations, and the tables of facts.sql in its words. For
# clickhouse-18, whose dialect is another, that is everything, views included.
# usage: schema/engines/tables.sh postgresql|duckdb|clickhouse|clickhouse-18      clickhouse…-sharded: on a cluster
set -eu
engine=$1
cd "$(dirname "$0")"
case $engine in
    clickhouse-18-sharded)
        # NAME_rows passes rows on to NAME_local of some server, by the first column of the key
        awk '
            /^CREATE TABLE/ { name = $3; sub(/_rows\(.*/, "", name); sub(/_rows\(/, "_local(") }
            { print }
            /^\) ENGINE = ReplacingMergeTree/ {
                key = $NF
                if (/\(/)
                    key = $(NF - 1)
                gsub(/[(),;]/, "", key)
                printf "CREATE TABLE %s_rows AS %s_local ENGINE = Distributed(evalrate, currentDatabase(), %s_local, cityHash64(%s));\n", \
                    name, name, name, key
            }' clickhouse-18.sql ;;
    clickhouse-18)
        cat clickhouse-18.sql ;;
    *)
        cat "${engine%-sharded}.sql"
        awk -v engine="$engine" -f tables.awk ../facts.sql ;;
esac
