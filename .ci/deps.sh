#!/bin/sh
# Installs what evalrate needs, with apt-get; where it is there already, says so without asking the network.
# usage: .ci/deps.sh [build] [test] [extra] [engines] [compat]
#
#  1. build is needed, test by `make check`, extra by lint, fuzz, cover and the looks at reports, engines by
#     `make check-engines`: servers from apt-get, and what runs inside node from npm, into the folder BUILD; compat by
#     `make compat`: compilers for other machines, and what runs their programs.
#  2. A package of extra, engines or compat that cannot be had is named and passed over.
#  3. Without apt-get the packages are named for people, and missing ones are an error.
set -u

build='gcc libc6-dev make pkg-config libsqlite3-dev libcjson-dev libxlsxwriter-dev zlib1g-dev libxxhash-dev'
test='perl sqlite3 libcmocka-dev libpcre2-dev liblzma-dev libzstd-dev python3-minimal python3-openpyxl'
extra='clang clang-format clang-tidy libclang-rt-14-dev cppcheck shellcheck gcovr mandoc libreoffice-calc-nogui
poppler-utils jq zsh fish valgrind strace'

engines='postgresql clickhouse-server clickhouse-client'
command -v npm >/dev/null || engines="$engines nodejs npm" # others' nodejs brings its npm along
engines_npm='@duckdb/node-api@1.5.6-r.1 chdb@3.4.0'

compat='clang gcc-arm-linux-gnueabihf gcc-s390x-linux-gnu qemu-user'

# The same on other systems: build, then what test adds.
elsewhere='  dnf install     gcc make sqlite-devel cjson-devel libxlsxwriter-devel zlib-devel xxhash-devel
                  perl sqlite libcmocka-devel python3-openpyxl
  pacman -S       gcc make sqlite cjson libxlsxwriter zlib xxhash
                  perl cmocka python-openpyxl
  brew install    sqlite cjson libxlsxwriter zlib xxhash
                  cmocka; pip install openpyxl'

say() {
    echo "deps: $*"
}

without_apt() {
    if printf '#include <%s>\n' sqlite3.h cjson/cJSON.h xlsxwriter.h zlib.h xxhash.h |
        ${CC:-cc} -E - >/dev/null 2>&1; then
        say 'a compiler and the libraries are there'
        exit 0
    fi
    say 'this system has no apt-get; please install a C compiler, make and these libraries with its own package manager'
    say '(the first line is for building, the second for the tests):'
    echo "$elsewhere"
    exit 1
}

# Those of the packages that are not installed.
missing() {
    for package in "$@"; do
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)
        [ "$state" = installed ] || echo "$package"
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        DEBIAN_FRONTEND=noninteractive "$@"
    elif command -v sudo >/dev/null; then
        sudo DEBIAN_FRONTEND=noninteractive "$@"
    else
        say "please run as root: $*" >&2
        return 1
    fi
}

# Lists of packages that are older than a week may name versions that are no longer there.
update_lists() {
    find /var/lib/apt/lists -name '*Packages*' -mtime -7 2>/dev/null | grep -q . || as_root apt-get -q update
}

install_packages() {
    as_root apt-get -q install -y --no-install-recommends "$@"
}

# Those of the packages NAME@VERSION that are not in BUILD/node_modules.
missing_npm() {
    for package in "$@"; do
        [ -d "${BUILD:-build}/node_modules/${package%@*}" ] || echo "$package"
    done
}

install_npm() {
    mkdir -p "${BUILD:-build}"
    for package in $(missing_npm "$@"); do
        npm install --prefix "${BUILD:-build}" --no-audit --no-fund --silent "$package" || say "passed over: $package"
    done
}

{ command -v apt-get && command -v dpkg-query; } >/dev/null || without_apt
needed='' optional='' npm=''
for group in "${@:-build}"; do
    case $group in
        build) needed="$needed $build" ;;
        test) needed="$needed $test" ;;
        extra) optional="$optional $extra" ;;
        compat) optional="$optional $compat" ;;
        engines) optional="$optional $engines" npm=$engines_npm ;;
        *) say "no such group: '$group'" >&2; exit 2 ;;
    esac
done

needed=$(missing $needed) optional=$(missing $optional) npm=$(missing_npm $npm)
if [ -z "$needed$optional$npm" ]; then
    say 'all that is needed is installed'
    exit 0
fi
if [ -n "$needed$optional" ]; then
    update_lists || exit 1
fi
[ -z "$needed" ] || install_packages $needed || exit 1
if [ -n "$optional" ] && ! install_packages $optional; then
    for package in $optional; do
        install_packages "$package" || say "passed over: $package"
    done
fi
[ -z "$npm" ] || install_npm $npm
exit 0
