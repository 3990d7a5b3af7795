# What the tests of this folder share: TAP, small logs, faults put into system calls by strace. Sourced.
#
#  1. Work is done in a folder of its own, which is the current one.
#  2. A fault stands at the N-th call of one system call: the same run meets the same fault every time.
#  3. THOROUGH=10 tries about ten times as many places.
# shellcheck shell=sh
set -u
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
evalrate=$(realpath "${EVALRATE:-${EVALRATE_BUILD:-build}/evalrate}")
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
count=0
thorough=${THOROUGH:-1}
export evalrate root tmp thorough
# Leaks cannot be looked for under strace.
ASAN_OPTIONS=detect_leaks=0:${ASAN_OPTIONS:-}
export ASAN_OPTIONS

ok() { # STATUS NAME
    count=$((count + 1))
    [ "$1" -eq 0 ] || printf 'not '
    echo "ok $count - $2"
}

is() { # NAME GOT WANT
    [ "$2" = "$3" ]
    ok $? "$1"
    [ "$2" = "$3" ] || printf '%s\n' "got: $2" "want: $3" | sed 's/^/# /'
}

has() { # NAME TEXT PART
    case $2 in *"$3"*) ok 0 "$1" ;; *) ok 1 "$1"; printf '%s\n' "got: $2" "want: $3" | sed 's/^/# /' ;; esac
}

skip() { # NAME WHY
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

skip_all() { # WHY
    echo "1..0 # SKIP $1"
    exit 0
}

need() { # COMMAND…
    for command in "$@"; do
        command -v "$command" >/dev/null || skip_all "$command is not installed"
    done
}

need_strace() {
    need strace
    strace -f -o /dev/null -e inject=getppid:error=EPERM true 2>/dev/null || skip_all 'strace may not trace here'
}

finish() {
    echo "1..$count"
}

log_line() { # MODEL NUMBER: one answer; every number another time
    printf '{"model":"%s","created_at":"2026-04-01T%02d:%02d:%02dZ","response":"So it is.","done":true,"done_reason":"stop",' \
        "$1" $(($2 / 3600)) $(($2 / 60 % 60)) $(($2 % 60))
    printf '"total_duration":%d,"load_duration":20000000,"prompt_eval_count":40,"prompt_eval_duration":400000000,' \
        $((1420000000 + $2))
    printf '"eval_count":%d,"eval_duration":1000000000}\n' $((20 + $2 % 10))
}

facts() { # DATABASE: every row of every table
    sqlite3 -batch "$1" .dump | grep '^INSERT' | sort
}

integrity() { # DATABASE
    sqlite3 -batch "$1" 'PRAGMA integrity_check' 2>&1
}

WRITING=openat,pwrite64,write,fdatasync,fsync,unlink,rename,ftruncate

calls() { # COMMAND…: how often it makes each call of WRITING, as lines of "NAME COUNT"
    strace -f -o calls -e trace=$WRITING "$@" >/dev/null 2>&1
    sed -n 's/^[0-9]* *\([a-z0-9]*\)(.*/\1/p' calls | sort | uniq -c | awk '{ print $2, $1 }'
}

# Leaves the calls in the file `faulted`. (With --seccomp-bpf strace 6.1 sends no signal.)
with_fault() { # FAULT COMMAND…: as strace has it, such as pwrite64:error=ENOSPC:when=3
    injected=$1
    shift
    strace -f -o faulted -e trace="${injected%%:*}" -e inject="$injected" "$@"
}

need_kill_at() {
    need "${CC:-cc}"
    "${CC:-cc}" -O1 -o kill_at "$root/tests/fault/kill_at.c" 2>said || skip_all "kill_at cannot be made: $(cat said)"
    ./kill_at 1 true
    [ $? -eq 137 ] || skip_all 'processes may not be traced here'
}

# Kills a command that changes k.db, which is a copy of ORIGINAL, wherever that can leave something else (kill_at.c), and
# adds to `kills`. CHECK is called with the place, and says what is wrong.
kills=0
kill_each() { # ORIGINAL CHECK COMMAND…
    original=$1 check=$2 number=1
    shift 2
    while :; do
        rm -f k.db k.db-journal
        [ ! -e "$original" ] || cp "$original" k.db
        ./kill_at $number "$@" >said 2>&1
        code=$?
        [ $code -eq 137 ] || break
        $check "place $number"
        kills=$((kills + 1)) number=$((number + 1))
    done
    [ $code -eq 0 ] || echo "not killed at place $number, it ended with $code: $(cat said)"
}
