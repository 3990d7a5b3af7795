#!/bin/sh
# Counts the instructions of small fixed workloads with valgrind, and compares them with tests/bench/instructions.tsv:
# more than 5 % above what is recorded there fails. Time varies with the machine, these counts with a change of ours.
# usage: instructions.sh BUILD [record]
#
#  1. Counts are of one compiler and one SQLite, which the file's first line names; under others nothing is compared.
#  2. record writes the file anew. A change that makes something slower on purpose records it, and says why.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(realpath "$1") action=${2:-compare}
kept=tests/bench/instructions.tsv
command -v valgrind >/dev/null || { echo 'bench-check: valgrind is not here; nothing was counted'; exit 0; }
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

environment="# gcc $(${CC:-cc} -dumpfullversion), SQLite $(pkg-config --modversion sqlite3), $(uname -m)"

count() { # CASE COMMAND…: prints "CASE <tab> instructions"
    case=$1
    shift
    valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null --log-file="$tmp/log" "$@" >/dev/null || exit 1
    awk -v OFS='\t' -v case="$case" '/I *refs/ { gsub(",", "", $NF); print case, $NF }' "$tmp/log"
}

measure() {
    for shape in stream final context verbose array mixed; do
        case $shape in stream) requests=20 ;; *) requests=1000 ;; esac
        "$build/bench/generate" $shape $requests >"$tmp/$shape" || exit 1
        rm -f "$tmp/x.db"
        count "import $shape" "$build/evalrate" import -q -d "$tmp/x.db" "$tmp/$shape"
    done
    rm -f "$tmp/x.db"
    "$build/evalrate" import -q -d "$tmp/x.db" "$tmp/final" || exit 1
    count 'import again' "$build/evalrate" import -q -d "$tmp/x.db" "$tmp/final"
    count report "$build/evalrate" report -d "$tmp/x.db"
    count 'report one model' "$build/evalrate" report -d "$tmp/x.db" --where 'eval_count > 10'
    count compare "$build/evalrate" compare -d "$tmp/x.db"
    count 'export csv' "$build/evalrate" export -d "$tmp/x.db" -o "$tmp/x.csv"
    count 'report xlsx' "$build/evalrate" report -d "$tmp/x.db" -o "$tmp/x.xlsx"
    count start "$build/evalrate" --version
}

measure >"$tmp/now"
if [ "$action" = record ]; then
    { echo "$environment"; cat "$tmp/now"; } >"$kept"
    echo "bench-check: recorded in $kept"
    exit 0
fi
recorded=$(head -n 1 "$kept")
if [ "$recorded" != "$environment" ]; then
    echo "bench-check: recorded with other tools (${recorded#\# }); nothing is compared"
    exit 0
fi
awk -F '\t' '
    FNR == NR { if ($0 !~ /^#/) before[$1] = $2; next }
    {
        ratio = before[$1] ? $2 / before[$1] : 0
        verdict = !ratio ? "not recorded" : ratio > 1.05 ? "MORE" : ratio < 0.95 ? "less: record it" : ""
        printf "%-18s %13.0f  %s  %s\n", $1, $2, ratio ? sprintf("%.3f", ratio) : "", verdict
        failed += verdict == "MORE" || verdict == "not recorded"
    }
    END { exit failed > 0 }' "$kept" "$tmp/now"
