#!/bin/sh
# A folder with Debian's libraries of another machine, for cross compilers and qemu-user. Nothing of this system changes.
# usage: tests/compat/sysroot.sh ARCHITECTURE FOLDER      (Debian's name: armhf, s390x, …)
#
#  1. Packages are fetched with a state of apt's own in FOLDER.apt, and unpacked without running anything of theirs.
#  2. An index that a mirror is renewing just now (that of security updates often is) is done without; packages that
#     are missing then are an error.
#  3. A folder that is finished is kept as it is.
set -eu
architecture=$1 folder=$2
[ ! -e "$folder/.finished" ] || exit 0
apt=$folder.apt
mkdir -p "$folder" "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/downloads"
: >"$apt/status"
run() {
    "$@" -q -o APT::Architecture="$architecture" -o APT::Architectures::="$architecture" -o Dir::State="$apt" \
        -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root \
        -o APT::Install-Recommends=false -o Debug::NoLocking=true
}
run apt-get update >"$apt/log" 2>&1 || :
run apt-get install -y --download-only libc6-dev libgcc-12-dev libsqlite3-dev libcjson-dev libxlsxwriter-dev \
    zlib1g-dev libxxhash-dev libcmocka-dev libpcre2-dev liblzma-dev libzstd-dev >>"$apt/log" 2>&1
for package in "$apt"/cache/archives/*.deb; do
    dpkg-deb -x "$package" "$folder"
done
touch "$folder/.finished"
