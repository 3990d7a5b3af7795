#!/bin/sh
# Prints what another engine needs before the views: its own preparations, and the tables of facts.sql in its words. For
# clickhouse-18, whose dialect is another, that is everything, views included.
# usage: schema/engines/tables.sh postgresql|duckdb|clickhouse|clickhouse-18      clickhouse…-sharded: on a cluster
set -eu
engine=$1
cd "$(dirname "$0")"
cat "${engine%-sharded}.sql"
case $engine in
    clickhouse-18*)
        awk -v engine="$engine" -f tables.awk ../facts.sql judged.sql
        # two views need no other words
        awk -f order.awk clickhouse-18/*.sql ../engine_eras.sql ../reference_models.sql |
            xargs awk 'FNR == 1 && NR > 1 { print "" } { print }' ;;
    *)
        awk -v engine="$engine" -f tables.awk ../facts.sql ;;
esac
