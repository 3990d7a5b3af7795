# What the tests of this folder share: TAP, small logs, faults put into system calls by strace, or at each place of a
# command by each_run.c. Sourced.
#
#  1. Work is done in a folder of its own, which is the current one; in memory where there is room for it, since a
#     thousand runs sync as often as they write.
#  2. A fault stands at the N-th call of one system call: the same run meets the same fault every time.
#  3. THOROUGH=10 tries about ten times as many places.
# shellcheck shell=sh
set -u
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
evalrate=$(realpath "${EVALRATE:-${EVALRATE_BUILD:-build}/evalrate}")
memory=/dev/shm
if [ -w $memory ] && ! grep -q " $memory .*noexec" /proc/mounts && [ "$(df -k --output=avail $memory | tail -n 1)" -gt 1000000 ]; then
    tmp=$(mktemp -d -p $memory) || exit 1
else
    tmp=$(mktemp -d) || exit 1
fi
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

need_each_run() {
    need "${CC:-cc}"
    "${CC:-cc}" -O2 -shared -fPIC -o each_run.so "$root/tests/fault/each_run.c" 2>said || skip_all "each_run.so cannot be made: $(cat said)"
    prepare
    each_run 'kill EIO' "$evalrate" --version >said 2>&1 || skip_all 'processes may not be traced here, or sanitizers are in the way'
    runs=0
}

prepare() { # FILE…: what each run finds in its folder
    rm -rf before
    mkdir before
    [ $# -eq 0 ] || cp -r "$@" before
}

# Runs a command at each place of each fault (each_run.c) in a folder that holds what `prepare` was given, leaves what
# the runs left in `states`, and adds their number to `runs`. TMPDIR is the folder, too.
runs=0
each_run() { # FAULTS COMMAND…
    names=$1
    shift
    rm -rf states here
    mkdir states here
    (cd here && TMPDIR=. RUN_FAULTS=$names RUN_BEFORE=$tmp/before RUN_STATES=$tmp/states RUN_TALLY=$tmp/tally \
        LD_PRELOAD=$tmp/each_run.so exec "$@") || { echo "each_run ended with $?"; return 1; }
    runs=$((runs + $(awk '{ sum += $2 } END { print sum }' tally)))
}

# THOROUGH tries each call also as the first of a disk that is gone for good.
all_faults='ENOSPC ENOSPC+ EIO EINTR half'
[ "$thorough" -eq 1 ] || all_faults="$all_faults EIO+"

# Sets `code` and `where`. A failure is told, and what is done by halves is none.
told() { # STATE
    read -r code <"$1/code"
    read -r where <"$1/where"
    case $code in
        0) ;;
        1) grep -q '^evalrate: ' "$1/said" || echo "$where: no message: $(cat "$1/said")" ;;
        *) echo "$where: ended with $code: $(cat "$1/said")" ;;
    esac
    case $code$where in 1half*) echo "$where: failed: $(cat "$1/said")" ;; esac
}

faults_told() {
    echo "# $runs faults, which left $(ls states | wc -l) states: $(paste -sd ' ' tally)"
}

# Kills a command that changes k.db, which is a copy of ORIGINAL, wherever that can leave something else, with the
# files named by `beside` in its folder; adds to `kills`. CHECK is called with the place, and says what is wrong.
kills=0 beside=''
kill_each() { # ORIGINAL CHECK COMMAND…
    original=$1 check=$2
    shift 2
    # shellcheck disable=SC2086
    prepare $beside
    [ ! -e "$original" ] || cp "$original" before/k.db
    each_run kill "$@"
    kills=$((kills + $(cut -d' ' -f2 tally)))
    for state in states/*; do
        rm -f k.db k.db-journal
        mv "$state"/files/k.db* . 2>/dev/null
        case $(cat "$state/code") in
            137) ;;
            0) grep -q 'call -1' "$state/where" || echo "$(cat "$state/where"): ended well" ;;
            *) echo "$(cat "$state/where"): ended with $(cat "$state/code" "$state/said")" ;;
        esac
        $check "$(cat "$state/where")"
    done
}
