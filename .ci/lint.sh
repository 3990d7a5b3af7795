#!/bin/sh
# Looks at the sources without running them, and ends in "N passed, N failed[, N skipped]".
# usage: .ci/lint.sh BUILD COMPILER-FLAG…   (make lint)
#
# Each check is a function that is silent where all is well; it shows what is not, and returns false.
set -u
build=$1
shift
mkdir -p "$build" || exit 1
printf '%s\n' "-working-directory=$PWD" "$@" >"$build/compile_flags.txt" # for clang-tidy

passed=0 failed=0 skipped=0

# check TOOL FUNCTION [ARGUMENT…]: skipped where the tool is missing.
check() {
    tool=$1 name="$2${3:+ $3}"
    shift
    if ! command -v "$tool" >/dev/null; then
        echo "skipped: $name ($tool is missing)"
        skipped=$((skipped + 1))
    elif "$@"; then
        echo "ok: $name"
        passed=$((passed + 1))
    else
        echo "failed: $name"
        failed=$((failed + 1))
    fi
}

# No warning anywhere, tests included, and each header compiles by itself.
warnings() {
    make --no-print-directory -s -k -j 2 BUILD="$build/$1" CC="$1" CFLAGS='-O2 -Werror' objects
}

layout() {
    find src include tests -name '*.[ch]' -exec clang-format --dry-run -Werror {} +
}

# One file a process: version 14 takes every va_list for uninitialised from the second file on.
tidy() {
    find src -name '*.c' | sort | xargs -P 2 -n 1 clang-tidy -p "$build" --quiet --warnings-as-errors="*" 2>"$build/tidy.log" ||
        { grep -v 'warnings\{0,1\} generated' "$build/tidy.log"; false; }
}

# Version 2.10 stumbles over "x ? (struct s){0} : y" (internalAstError) and over "= {.member = …}" (legacyUninitvar).
analysis() {
    cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability --inline-suppr \
        --suppress=missingIncludeSystem --suppress=internalAstError --suppress=legacyUninitvar -j 2 \
        -Iinclude -DEVALRATE_VERSION='""' src
}

# Whatever says in its first line that the shell reads it. Tests may expect the quotation marks of people (SC1112).
scripts() {
    grep -rlE -m 1 '^#!.*[/ ](ba)?sh$' .ci .githooks schema src tests |
        xargs shellcheck --severity=warning --exclude=SC1112 --external-sources --source-path=SCRIPTDIR
}

# A library is known to the one file that includes it.
one_place() {
    files=$(grep -rlE "^ *# *include *[<\"]$1[>\"]" src include)
    [ "$(echo "$files" | grep -c .)" -eq 1 ] && return
    echo "$1 is to be included by exactly one file; it is by:"
    echo "${files:-none}"
    false
}

check gcc warnings gcc
check clang warnings clang
check clang-format layout
check clang-tidy tidy
check cppcheck analysis
check shellcheck scripts
check grep one_place sqlite3.h
check grep one_place cjson/cJSON.h
check grep one_place xlsxwriter.h

total="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || total="$total, $skipped skipped"
echo "$total"
[ "$failed" -eq 0 ]
