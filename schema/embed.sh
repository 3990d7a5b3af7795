#!/bin/sh
# Prints the SQL files named on the command line, the migrations, and what other engines need, as C arrays of bytes
# (schema_sql.h).
# usage: schema/embed.sh schema/NAME.sql…
set -eu
engines=$(dirname "$0")/engines
number=0 rows=

# array NAME: standard input as the next array of bytes, and its row of a list
array() {
    printf 'static const char text_%d[] = {\n' "$number"
    od -An -v -td1 | sed 's/-\{0,1\}[0-9][0-9]*/&,/g'
    echo '0};'
    rows="$rows    {\"$1\", text_$number, sizeof text_$number - 1},
"
    number=$((number + 1))
}

# list NAME: the arrays since the last list
list() {
    echo "const struct schema_file $1[] = {"
    printf '%s    {0}};\n' "$rows"
    rows=
}

echo '/* Made by schema/embed.sh from schema/; do not edit. */'
echo '#include "schema_sql.h"'
for file in "$@"; do
    array "$(basename "$file" .sql)" <"$file"
done
list schema_files
for file in "$(dirname "$0")"/migrations/*.sql; do
    array "$(basename "$file" .sql)" <"$file"
done
list schema_migrations
engine_arrays() { # engine_arrays LIST ENGINE…
    list=$1
    shift
    for engine in "$@"; do
        array "$engine" <<TABLES
$(sh "$engines/tables.sh" "$engine")
TABLES
    done
    list "$list"
}
engine_arrays schema_engines postgresql duckdb clickhouse clickhouse-sharded
engine_arrays schema_dialects clickhouse-18 clickhouse-18-sharded
echo 'const char *const schema_view_order[] = {'
for file in "$@"; do
    case $file in */facts.sql | */triggers.sql) ;; *) echo "$file" ;; esac
done | xargs awk -f "$engines/order.awk" | sed 's|.*/|    "|; s|\.sql$|",|'
echo '    0};'
