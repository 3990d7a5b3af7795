#!/bin/sh
# A Debian package of an installed tree: DIR holds usr/…, as `make install DESTDIR=DIR PREFIX=/usr` leaves it.
# usage: deb.sh DIR VERSION OUTPUT-DIRECTORY
#
# What the program needs is what owns the libraries it is linked to, at the versions here or later.
set -eu
directory=$1 version=$2 output=$3

owner() { # owner SONAME: the package that has it
    dpkg-query -S "*/$1" | sed -n 's/^\([^:,]*\).*/\1/p' | sort -u | head -n 1
}

depends=
for library in $(objdump -p "$directory/usr/bin/evalrate" | sed -n 's/^ *NEEDED *//p'); do
    package=$(owner "$library")
    needed="$package (>= $(dpkg-query -W -f '${Version}' "$package" | sed 's/[-+][^-+]*$//'))"
    case ", $depends," in *", $package ("*) ;; *) depends="${depends:+$depends, }$needed" ;; esac
done

rm -rf "$directory/DEBIAN" "$directory/usr/share/doc"
mkdir -p "$directory/DEBIAN" "$directory/usr/share/doc/evalrate"
find "$directory" -type d -exec chmod 755 {} +
find "$directory/usr/bin" -type f -exec strip --strip-unneeded {} +
gzip -9n -f "$directory/usr/share/man/man1/evalrate.1"
cat >"$directory/usr/share/doc/evalrate/copyright" <<COPYRIGHT
evalrate $version, built from its sources. See there for terms.
COPYRIGHT
cat >"$directory/DEBIAN/control" <<CONTROL
Package: evalrate
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: evalrate maintainers <evalrate@localhost>
Section: utils
Priority: optional
Installed-Size: $(du -sk "$directory/usr" | cut -f 1)
Depends: $depends
Description: compare the speed of local language models from saved logs
 Reads what Ollama and its siblings printed or answered (verbose statistics,
 JSON, saved streams) and compares the models in it: time to first token, time
 per output token, prefill and decode rates, percentiles. Writes tables for the
 terminal, Markdown, CSV, JSON and spreadsheets; needs no server and no network.
CONTROL
dpkg-deb --root-owner-group --build "$directory" "$output" | sed 's/^/  /'
