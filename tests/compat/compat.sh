#!/bin/sh
# The same figures on other machines and by other compilers: builds evalrate for each, runs the unit tests there, and
# compares every table, report and export of the sample logs with the native program's, byte by byte. TAP.
# usage: tests/compat/compat.sh BUILD [NAME…]      (make compat)
#
#  1. What cannot be had (a compiler, an emulator, the packages of another architecture) is skipped with a word.
#  2. Others' libraries are Debian's, unpacked in BUILD/compat; programs of other machines run in qemu-user.
#  3. Debian's i386 computes in the 80 bits of the 8087, its SQLite, too: figures there may differ in their last digit,
#     between the views and the program as well. So 32 bits are tried on ARM.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(realpath "$1")/compat
shift
mkdir -p "$build"
[ $# -gt 0 ] || set -- clang sqlite armhf s390x
count=0 failed=0

result() { # STATUS NAME
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        failed=$((failed + 1))
        echo "not ok $count - $2"
    fi
}

skip() { # NAME WHY
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

has() {
    command -v "$1" >/dev/null
}

# What the sample logs give with a program: every table and view, and the report in each format.
outputs() { # FOLDER PROGRAM…: 0 where the program did all of it
    folder=$1
    shift
    rm -rf "$folder"
    mkdir -p "$folder"
    "$@" import -q -d "$folder/db" desktop=sample-logs/desktop laptop=sample-logs/laptop sample-logs/shapes || return 1
    for table in $("$@" export -d "$folder/db" --tables); do
        "$@" export -d "$folder/db" --table "$table" -o "$folder/$table.csv" || [ $? -eq 3 ] || return 1
    done
    "$@" report -q -d "$folder/db" -o "$folder/r.md" -o "$folder/r.csv" -o "$folder/r.json" -o "$folder/r.txt" \
        -o "$folder/r.xlsx" || return 1
    "$@" compare -d "$folder/db" --by label -o "$folder/compare.csv" || return 1
    "$@" check sample-logs >"$folder/check.txt" 2>&1
    rm -f "$folder/db"
}

try() { # NAME RUNNER CC [MAKE-VARIABLE…]
    name=$1 runner=$2 cc=$3
    shift 3
    if ! make -j2 BUILD="$build/$name" CC="$cc" "$@" "$build/$name/evalrate" unit-tests >"$build/$name.log" 2>&1; then
        result 1 "$name: it builds"
        tail -5 "$build/$name.log" | sed 's/^/# /'
        return
    fi
    result 0 "$name: it builds"
    wrong=''
    for test in "$build/$name"/unit/*_test; do
        # shellcheck disable=SC2086
        $runner "$test" >"$build/$name.unit" 2>&1 </dev/null || wrong="$wrong ${test##*/}"
    done
    [ -z "$wrong" ]
    result $? "$name: the unit tests${wrong:+, but$wrong}"
    # shellcheck disable=SC2086
    outputs "$build/$name.out" $runner "$build/$name/evalrate" >"$build/$name.said" 2>&1
    result $? "$name: it reads the samples"
    diff -rq "$build/native.out" "$build/$name.out" >"$build/$name.diff" 2>&1
    result $? "$name: every figure is the native program's"
    head -5 "$build/$name.diff" | sed 's/^/# /'
}

try_debian() { # ARCHITECTURE TRIPLET QEMU
    has "$2-gcc" || { skip "$1" "$2-gcc is not installed (gcc-$2)"; return; }
    has "$3" || { skip "$1" "$3 is not installed (qemu-user)"; return; }
    sh tests/compat/sysroot.sh "$1" "$build/$1.root" 2>/dev/null || { skip "$1" 'its packages cannot be had'; return; }
    try "$1" "$3 -L $build/$1.root" "$2-gcc --sysroot=$build/$1.root"
}

# The oldest SQLite that is welcome; npm has a package with its source.
try_sqlite() {
    old=$build/sqlite
    mkdir -p "$old"
    if [ ! -e "$old/libsqlite3.so.0" ]; then
        has npm || { skip 'SQLite 3.37.0' 'npm is not installed, which has its source'; return; }
        (cd "$old" && npm pack --silent better-sqlite3@7.4.6 && tar -xzf better-sqlite3-7.4.6.tgz &&
            tar -xzf package/deps/sqlite3.tar.gz) >"$old/log" 2>&1 || { skip 'SQLite 3.37.0' 'its source cannot be had'; return; }
        cc -O1 -w -shared -fPIC -o "$old/libsqlite3.so.0" "$old/sqlite3.c" -DSQLITE_ENABLE_COLUMN_METADATA -lpthread -ldl -lm \
            >>"$old/log" 2>&1
        result $? 'SQLite 3.37.0 builds'
    fi
    outputs "$build/sqlite.out" env LD_LIBRARY_PATH="$old" "$native" >"$build/sqlite.said" 2>&1
    result $? 'SQLite 3.37.0: the native program reads the samples with it'
    diff -rq "$build/native.out" "$build/sqlite.out" >"$build/sqlite.diff" 2>&1
    result $? 'SQLite 3.37.0: every figure is the same'
    head -5 "$build/sqlite.diff" "$build/sqlite.said" | sed 's/^/# /'
}

native=$(dirname "$build")/evalrate
outputs "$build/native.out" "$native" >"$build/native.said" 2>&1
result $? 'the native program reads the samples'
for name in "$@"; do
    case $name in
        clang) if has clang; then try clang '' clang; else skip clang 'it is not installed'; fi ;;
        sqlite) try_sqlite ;;
        armhf) try_debian armhf arm-linux-gnueabihf qemu-arm ;; # 32 bits
        i386) try_debian i386 i686-linux-gnu qemu-i386 ;;       # only by name: see 3
        s390x) try_debian s390x s390x-linux-gnu qemu-s390x ;; # big-endian
        *) result 1 "there is no $name" ;;
    esac
done
echo "1..$count"
exit $((failed > 0))
