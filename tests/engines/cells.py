"""Compares every cell of every view (or table) in an engine with SQLite's, and prints TAP.

usage: cells.py ENGINE SQLITE-DIR ENGINE-DIR NAME…

 1. Both directories hold NAME.jsonl: a row a line, as objects. Rows have no order; repeated rows count.
 2. Numbers are equal where their doubles have the same bits (-0 is 0: no figure tells them apart); whole numbers beyond
    2^53 are compared as such. null is null only.
 3. schema/engines/approximate.tsv lists the columns that are only near each other, how near, and why.
"""
import json
import os
import sys
from collections import Counter

LIST = os.path.join(os.path.dirname(__file__), "..", "..", "schema", "engines", "approximate.tsv")


def approximate(engine):
    """{view: {column: relative tolerance}} of the engine"""
    found = {}
    with open(LIST, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                engines, view, column, tolerance, _why = line.rstrip("\n").split("\t")
                if engines == "all" or engine in engines.split(","):
                    found.setdefault(view, {})[column] = float(tolerance)
    return found


def number(cell):
    """ints exactly, everything else as a double, so that 3 and 3.0 are one."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 2**63 else cell
    return cell


def key(cell):
    if cell is None:
        return (0, "")
    if isinstance(cell, str):
        return (2, cell)
    cell = number(cell)
    # a whole number beyond 2^53 may be printed as a double by one side
    return (1, cell) if isinstance(cell, float) or abs(cell) <= 2**53 else (3, repr(cell))


def rows_of(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def exact_part(row, loose):
    return tuple(sorted((name, key(cell)) for name, cell in row.items() if name not in loose))


def pairing_order(rows, loose):
    """The columns that rows are sorted by to meet their like: figures that may be fractions last, for these may differ."""
    fractions = {name for row in rows for name, cell in row.items() if isinstance(cell, float)}
    return sorted((name for name in rows[0] if name not in loose), key=lambda name: (name in fractions, name))


def near(a, b, tolerance):
    if a is None or b is None:
        return a is b
    return abs(a - b) <= tolerance * max(abs(a), abs(b))


def differing(wanted, got, loose):
    """The names of columns that differ, with an example; rows are paired by their exact cells."""
    order = pairing_order(wanted + got, loose)
    left = sorted(wanted, key=lambda row: [key(row.get(name)) for name in order])
    right = sorted(got, key=lambda row: [key(row.get(name)) for name in order])
    found = {}
    for a, b in zip(left, right):
        for name in a:
            if name in loose:
                same = near(a[name], b.get(name), loose[name])
            else:
                same = key(a[name]) == key(b.get(name, "(no such column)"))
            if not same:
                found.setdefault(name, []).append((a[name], b.get(name)))
    return ["%s: %d cells, such as %r, SQLite %r" % (name, len(pairs), pairs[0][1], pairs[0][0])
            for name, pairs in found.items()]


def compare(wanted, got, loose):
    if wanted and got and set(wanted[0]) != set(got[0]):
        return ["columns: " + " ".join(sorted(set(wanted[0]) ^ set(got[0])))]
    if len(wanted) != len(got):
        return ["%d rows, SQLite %d" % (len(got), len(wanted))]
    if not loose and Counter(exact_part(row, ()) for row in wanted) == Counter(exact_part(row, ()) for row in got):
        return []
    return differing(wanted, got, loose)


def main(engine, sqlite_directory, engine_directory, *names):
    failed = 0
    loose = approximate(engine)
    for place, name in enumerate(names, 1):
        try:
            wanted = rows_of("%s/%s.jsonl" % (sqlite_directory, name))
            got = rows_of("%s/%s.jsonl" % (engine_directory, name))
            why = compare(wanted, got, loose.get(name, {}))
        except (OSError, ValueError) as error:
            wanted, why = [], [str(error)]
        cells = sum(len(row) for row in wanted)
        print("%sok %d - %s: %s, %d rows, %d cells" % ("not " if why else "", place, engine, name, len(wanted), cells))
        for line in why:
            print("#   " + line)
        failed += bool(why)
    print("1..%d" % len(names))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
