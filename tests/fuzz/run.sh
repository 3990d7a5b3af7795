#!/bin/sh
# Searches with libFuzzer for inputs that break the fuzz targets of BUILD (make fuzz).
# usage: tests/fuzz/run.sh BUILD SECONDS [NAME…]
#
#  1. Each target gets SECONDS, and ends earlier where it has been executed RUNS times in all (10,000,000). Those that
#     were executed least come first. NAME…: only these.
#  2. Seeds are tests/fuzz/corpus/NAME and sample-logs/; what is new goes to BUILD/corpus/NAME and is used again next time.
#     Words that random bytes would never become stand in words.dict.
#  3. An input that breaks a target is left in BUILD/found/; it belongs into tests/fuzz/corpus/NAME with its repair.
#  4. The words of a target that broke are shown; one that ran through is one line: its executions now and in all
#     (BUILD/runs/NAME).
set -u
build=$1 seconds=$2
shift 2
: "${RUNS:=10000000}"
mkdir -p "$build/found" "$build/runs"
if [ $# -eq 0 ]; then
    for target in "$build"/fuzz/*; do
        [ -x "$target" ] || { echo 'there are no fuzz targets' >&2; exit 1; }
        set -- "$@" "${target##*/}"
    done
fi
# What mmap costs for large blocks, and the history of each small one, is better spent on executions; so is the time for
# weighing all inputs of the corpus anew at each (-entropic=0: nine times as many of `lines`).
ASAN_OPTIONS=malloc_context_size=2:quarantine_size_mb=16:${ASAN_OPTIONS:-}
export ASAN_OPTIONS

length_of() { # NAME: longest input, in bytes. Most is found by short ones, and they are fast.
    case $1 in
        duration | timestamp) echo 64 ;;
        model_name) echo 128 ;;
        clean | json | lines | python_repr | workbook | writers | xlsx_text | views) echo 256 ;;
        *) echo 512 ;;
    esac
}

# Whether leaks are looked for after each input: one that a target keeps something of looks like one. All look at the end.
leaks_of() { # NAME
    case $1 in
        report | store | views | workbook) echo 0 ;;
        *) echo 1 ;;
    esac
}

runs_of() { # NAME
    [ -e "$build/runs/$1" ] || : >"$build/runs/$1"
    awk '{ sum += $1 } END { print sum + 0 }' "$build/runs/$1"
}

search() { # NAME RUNS-LEFT
    name=$1 left=$2 log=$build/$1.log
    mkdir -p "$build/corpus/$name"
    set -- "$build/corpus/$name" sample-logs
    [ ! -d "tests/fuzz/corpus/$name" ] || set -- "$@" "tests/fuzz/corpus/$name"
    "$build/fuzz/$name" -runs="$left" -max_total_time="$seconds" -max_len="$(length_of "$name")" -timeout=20 \
        -entropic=0 -reload=0 -detect_leaks="$(leaks_of "$name")" -dict=tests/fuzz/words.dict \
        -print_final_stats=1 -verbosity=0 -artifact_prefix="$build/found/$name-" "$@" \
        >"$log" 2>&1
    code=$?
    now=$(awk '/number_of_executed_units/ { print $2 }' "$log")
    echo "${now:-0} $(date -u +%Y-%m-%dT%H:%M)" >>"$build/runs/$name"
    if [ $code -eq 0 ]; then
        echo "ok: $name, ${now:-0} executions, $(runs_of "$name") in all"
        return 0
    fi
    tail -n 60 "$log"
    echo "failed: $name"
    return 1
}

broken=0
order=$(for name in "$@"; do echo "$(runs_of "$name") $name"; done | sort -n | sed 's/.* //')
for name in $order; do
    had=$(runs_of "$name")
    [ "$had" -lt "$RUNS" ] || { echo "ok: $name, $had in all"; continue; }
    search "$name" $((RUNS - had)) || broken=$((broken + 1))
done
[ "$broken" -eq 0 ] && exit 0
echo "$broken targets broke; the inputs are in $build/found"
exit 1
