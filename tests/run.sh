#!/bin/sh
# Runs tests that print TAP, two at a time, and ends in the line "N passed, N failed[, N skipped]".
# usage: tests/run.sh BUILD [TEST…]      without a TEST: all but those that start servers (make check-engines)
#
#  1. Of a test where something failed all output is shown, of one that skipped something the reasons, else nothing.
#  2. A test that prints no plan, or more or fewer results than it planned, has failed once more; so has one that ends
#     with an error and has not told of any failure. A test that is named but cannot be run is such a one.
#  3. A test that takes over ten minutes is ended.
#  4. Tests get no input, and are told the program (EVALRATE) and the build folder (EVALRATE_BUILD).
set -u
build=$1
shift
if [ $# -eq 0 ]; then
    set -- "$build"/unit/*_test
    for test in tests/*/*.test; do
        case $test in tests/engines/*) ;; *) set -- "$@" "$test" ;; esac
    done
fi
logs=$build/test-logs
rm -rf "$logs"
mkdir -p "$logs" || exit 1

CMOCKA_MESSAGE_OUTPUT=TAP EVALRATE_BUILD=$build EVALRATE=$build/evalrate
export CMOCKA_MESSAGE_OUTPUT EVALRATE_BUILD EVALRATE

# log/N and log/N.code are the output and the exit code of the N-th test.
number=0
for test in "$@"; do
    number=$((number + 1))
    echo "$logs/$number $test"
done | xargs -P 2 -n 2 sh -c 'timeout 600 "$1" >"$0" 2>&1 </dev/null; echo $? >"$0.code"'

# Judges one test from its output: shows what is to be seen, adds a line of counts to log/counts.
judge() {
    awk -v test="$1" -v code="$(cat "$2.code")" -v counts="$logs/counts" '
        function note() {
            sub(/^.*# *SKIP */, "")
            reasons = reasons "skipped: " test ": " $0 "\n"
        }
        { output = output $0 "\n" }
        /^1\.\.[0-9]+/ { has_plan = 1; planned += substr($1, 4) }
        /^1\.\.0 .*# *SKIP/ { planned++ }
        /^(1\.\.0|(not )?ok) .*# *SKIP/ { skipped++; note(); next }
        /^not ok/ { failed++ }
        /^ok/ { passed++ }
        END {
            if (!has_plan)
                verdict = ", printed no plan"
            else if (planned != passed + failed + skipped)
                verdict = sprintf(", planned %d results and printed %d", planned, passed + failed + skipped)
            if (code == 124)
                verdict = verdict ", was ended after ten minutes"
            else if (code != 0)
                verdict = verdict ", ended with " code
            if (verdict != "" && (!failed || verdict !~ /^, ended/))
                failed++
            if (failed)
                printf "--- failed: %s%s\n%s\n", test, verdict, output
            printf "%s", reasons
            print passed + 0, failed + 0, skipped + 0 >>counts
        }' "$2"
}

number=0
for test in "$@"; do
    number=$((number + 1))
    judge "$test" "$logs/$number"
done

awk '
    { passed += $1; failed += $2; skipped += $3 }
    END {
        printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : ""
        exit failed > 0 || passed + skipped == 0
    }' "$logs/counts"
