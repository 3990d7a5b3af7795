#!/bin/sh
# Makes the pictures of the README anew from what the program writes: the terminal, and the Summary of the workbook.
# usage: tests/readme/pictures.sh [PROGRAM]     in the checkout; needs script (util-linux), libreoffice and pdftoppm
set -eu
program=${1:-./evalrate}
case $program in /*) ;; *) program=$PWD/$program ;; esac
to=sample-logs/pictures
columns=104
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$to" "$work/bin"
ln -s "$program" "$work/bin/evalrate"
PATH=$work/bin:$PATH

command='evalrate sample-logs/desktop'
script -qec "stty cols $columns; TERM=xterm LC_ALL=C.UTF-8 $command" /dev/null </dev/null | tr -d '\r' |
    awk -v columns=$columns -v command="$command" -f tests/readme/terminal_svg.awk >"$to/terminal.svg"

evalrate import -q -d "$work/lab.db" desktop=sample-logs/desktop laptop=sample-logs/laptop
evalrate report -d "$work/lab.db" -o "$work/report.xlsx"
(cd "$work" && soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf report.xlsx >/dev/null 2>&1)
pdftoppm -r 110 -f 1 -l 1 -x 20 -y 30 -W 1250 -H 570 -png -singlefile "$work/report.pdf" "$to/summary"
ls -l "$to"
