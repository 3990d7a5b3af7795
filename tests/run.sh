#!/bin/sh
# Runs every test (TAP), two at a time, and ends in "N passed, N failed[, N skipped]".
# usage: tests/run.sh BUILD [TEST…]
set -u
build=$1
shift
[ $# -gt 0 ] || set -- "$build"/unit/*_test tests/sql/*.test tests/cli/*.test tests/corpus/*.test tests/readme/*.test
log=$(mktemp)
trap 'rm -f "$log"' EXIT
existing=
for test in "$@"; do
    [ -f "$test" ] && [ -x "$test" ] && existing="$existing $test"
done
CMOCKA_MESSAGE_OUTPUT=TAP EVALRATE_BUILD=$build EVALRATE=$build/evalrate
export CMOCKA_MESSAGE_OUTPUT EVALRATE_BUILD EVALRATE
# shellcheck disable=SC2086
prove -j2 -v --exec '' $existing >"$log" 2>&1
status=$?
grep -vE '^(ok|    ok) |^1\.\.|^# (ok|Random)|\.\. *$' "$log" | grep -vE '^$' | tail -n 400
awk -v status="$status" '
    /^ok .*# *[Ss][Kk][Ii][Pp]/ { skipped++; next }
    /^ok /     { passed++ }
    /^not ok / { failed++ }
    END {
        if (status != 0 && failed == 0) failed = 1  # a test that died without a word
        printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : ""
        exit failed > 0 || passed == 0
    }' "$log"
