#!/bin/sh
# Prints the SQL files named on the command line as a C array of named byte arrays (store.h: struct schema_file).
set -eu
echo '/* Made by schema/embed.sh from schema/; do not edit. */'
echo '#include "schema_sql.h"'
number=0
for file in "$@"; do
    printf 'static const char text_%d[] = {\n' "$number"
    od -An -v -td1 "$file" | sed 's/-\{0,1\}[0-9][0-9]*/&,/g'
    echo '0};'
    number=$((number + 1))
done
echo 'const struct schema_file schema_files[] = {'
number=0
for file in "$@"; do
    printf '    {"%s", text_%d, sizeof text_%d - 1},\n' "$(basename "$file" .sql)" "$number" "$number"
    number=$((number + 1))
done
echo '    {0}};'
