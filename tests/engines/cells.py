"""Compares every cell of every view (or table) in an engine with SQLite's, and prints TAP.

usage: cells.py ENGINE SQLITE-DIR ENGINE-DIR NAME…

 1. Both directories hold NAME.jsonl: a row a line, as objects. Rows have no order; repeated rows count.
 2. Numbers are equal where their doubles have the same bits (-0 is 0: no figure tells them apart); whole numbers beyond
    2^53 are compared as such. null is null only.
 3. schema/engines/approximate.tsv lists the columns that are only near each other, how near, and why.
 4. Files are read a row at a time, and a row is kept as the hash of its cells; only where these differ, or a column may
    be near, are all rows held and paired.
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


def compare(wanted_path, got_path, loose):
    """What differs, in words, and how many rows and columns there are."""
    columns, wanted = hashed(wanted_path)
    got_columns, got = hashed(got_path)
    size = (sum(wanted.values()), len(columns))
    if wanted and got and columns != got_columns:
        return ["columns: " + " ".join(sorted(set(columns) ^ set(got_columns)))], size
    if sum(got.values()) != size[0]:
        return ["%d rows, SQLite %d" % (sum(got.values()), size[0])], size
    return [] if wanted == got else differing(rows_of(wanted_path), rows_of(got_path), loose), size


def main(engine, sqlite_directory, engine_directory, *names):
    failed = 0
    loose = approximate(engine)
    for place, name in enumerate(names, 1):
        size = (0, 0)
        try:
            why, size = compare("%s/%s.jsonl" % (sqlite_directory, name), "%s/%s.jsonl" % (engine_directory, name),
                                loose.get(name, {}))
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
