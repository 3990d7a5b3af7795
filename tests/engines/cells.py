"""Compares every cell of every view (or table) in an engine with SQLite's, and prints TAP.

usage: cells.py ENGINE SQLITE-DIR ENGINE-DIR NAME…

 1. Both directories hold NAME.jsonl: a row a line, as objects. Rows have no order; repeated rows count.
 2. Numbers are equal where their doubles have the same bits (-0 is 0: no figure tells them apart); whole numbers beyond
    2^53 are compared as such. null is null only.
 3. Files are read a row at a time, and a row is kept as the hash of its cells; only where these differ are all rows held
    and paired.
"""
import json
import sys
from collections import Counter


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


def hashed(path):
    """The names of the columns, how often each row occurs by the hash of its cells, and the number of cells.

    Equal numbers have equal hashes, whatever their type. -1 is set apart, since Python gives it the hash of -2."""
    columns, found = [], Counter()
    with open(path, encoding="utf-8", newline="\n") as file:
        for line in file:
            row = json.loads(line)
            columns = columns or sorted(row)
            found[hash(tuple(["-1" if row[name] == -1 else row[name] for name in columns]))] += 1
    return columns, found


def pairing_order(rows):
    """The columns that rows are sorted by to meet their like: figures that may be fractions last, for these may differ."""
    fractions = {name for row in rows for name, cell in row.items() if isinstance(cell, float)}
    return sorted(rows[0], key=lambda name: (name in fractions, name))


def differing(wanted, got):
    """The names of columns that differ, with an example; rows are paired by their cells."""
    order = pairing_order(wanted + got)
    left = sorted(wanted, key=lambda row: [key(row.get(name)) for name in order])
    right = sorted(got, key=lambda row: [key(row.get(name)) for name in order])
    found = {}
    for a, b in zip(left, right):
        for name in a:
            if key(a[name]) != key(b.get(name, "(no such column)")):
                found.setdefault(name, []).append((a[name], b.get(name)))
    return ["%s: %d cells, such as %r, SQLite %r" % (name, len(pairs), pairs[0][1], pairs[0][0])
            for name, pairs in found.items()]


def compare(wanted_path, got_path):
    """What differs, in words, and how many rows and columns there are."""
    columns, wanted = hashed(wanted_path)
    got_columns, got = hashed(got_path)
    size = (sum(wanted.values()), len(columns))
    if wanted and got and columns != got_columns:
        return ["columns: " + " ".join(sorted(set(columns) ^ set(got_columns)))], size
    if sum(got.values()) != size[0]:
        return ["%d rows, SQLite %d" % (sum(got.values()), size[0])], size
    return [] if wanted == got else differing(rows_of(wanted_path), rows_of(got_path)), size


def main(engine, sqlite_directory, engine_directory, *names):
    failed = 0
    for place, name in enumerate(names, 1):
        size = (0, 0)
        try:
            why, size = compare("%s/%s.jsonl" % (sqlite_directory, name), "%s/%s.jsonl" % (engine_directory, name))
        except (OSError, ValueError, KeyError) as error:
            why = [repr(error)]
        print("%sok %d - %s: %s, %d rows, %d cells" % ("not " if why else "", place, engine, name, size[0], size[0] * size[1]))
        for line in why:
            print("#   " + line)
        failed += bool(why)
    print("1..%d" % len(names))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
