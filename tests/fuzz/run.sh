#!/bin/sh
# Searches with libFuzzer for inputs that break the fuzz targets of BUILD, SECONDS each (make fuzz).
# usage: tests/fuzz/run.sh BUILD SECONDS
#
#  1. Seeds are tests/fuzz/corpus/NAME and sample-logs/; what is new goes to BUILD/corpus/NAME and is used again next time.
#  2. An input that breaks a target is left in BUILD/found/; it belongs into tests/fuzz/corpus/NAME with its repair.
#  3. The words of a target that broke are shown; one that ran through is one line.
set -u
build=$1 seconds=$2
log=$build/fuzz.log
broken=0
mkdir -p "$build/found"
for target in "$build"/fuzz/*; do
    [ -x "$target" ] || { echo 'there are no fuzz targets' >&2; exit 1; }
    name=${target##*/}
    new=$build/corpus/$name
    mkdir -p "$new"
    set -- "$new" sample-logs
    [ ! -d "tests/fuzz/corpus/$name" ] || set -- "$@" "tests/fuzz/corpus/$name"
    if "$target" -max_total_time="$seconds" -max_len=65536 -timeout=10 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix="$build/found/$name-" "$@" >"$log" 2>&1; then
        echo "ok: $name, $(awk '/number_of_executed_units/ { print $2 }' "$log") runs in $seconds s"
    else
        tail -n 60 "$log"
        echo "failed: $name"
        broken=$((broken + 1))
    fi
done
[ "$broken" -eq 0 ] && exit 0
echo "$broken targets broke; the inputs are in $build/found"
exit 1
