#!/bin/sh
# Searches with libFuzzer for inputs that break the fuzz targets of BUILD, SECONDS each (make fuzz).
# usage: tests/fuzz/run.sh BUILD SECONDS
#
#  1. Seeds are tests/fuzz/corpus/NAME and sample-logs/; what is new goes to BUILD/corpus/NAME and is used again next time.
#  2. An input that breaks a target is left in BUILD/found/; it belongs into tests/fuzz/corpus/NAME with its repair.
set -u
build=$1 seconds=$2
broken=0
mkdir -p "$build/found"
for target in "$build"/fuzz/*; do
    [ -x "$target" ] || { echo 'there are no fuzz targets' >&2; exit 1; }
    name=${target##*/}
    new=$build/corpus/$name
    mkdir -p "$new"
    set -- "$new" sample-logs
    [ ! -d "tests/fuzz/corpus/$name" ] || set -- "$@" "tests/fuzz/corpus/$name"
    echo "--- $name, $seconds s"
    "$target" -max_total_time="$seconds" -max_len=65536 -timeout=10 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix="$build/found/$name-" "$@" || broken=$((broken + 1))
done
echo "$broken broken; inputs that broke one are in $build/found"
[ "$broken" -eq 0 ]
