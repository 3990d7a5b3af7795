"""Compares every cell of every view (or table) in an engine with SQLite's, and prints TAP.

usage: cells.py ENGINE SQLITE-DIR ENGINE-DIR NAME…

 1. Both directories hold NAME.jsonl: a row a line, as objects. Rows have no order; repeated rows count.
 2. Numbers are equal where their doubles have the same bits (-0 is 0: no figure tells them apart); whole numbers beyond
    2^53 are compared as such. null is null only.
 3. APPROXIMATE lists columns whose definition sums doubles, which no engine promises to do in the same order, with the
    relative tolerance they are compared within.
"""
import json
import sys
from collections import Counter

# view -> (relative tolerance, columns)
APPROXIMATE = {
    "summary": (1e-9, ("mean", "sd")),  # sd is the root of a difference of sums, which costs digits
    "series_totals": (1e-12, ("decode_mean_of_requests_tok_s",)),
}


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
    return (1, cell if isinstance(cell, float) or abs(cell) <= 2**53 else repr(cell))


def rows_of(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def exact_part(row, loose):
    return tuple(sorted((name, key(cell)) for name, cell in row.items() if name not in loose))


def near(a, b, tolerance):
    if a is None or b is None:
        return a is b
    return abs(a - b) <= tolerance * max(abs(a), abs(b))


def differing(wanted, got, loose, tolerance):
    """The names of columns that differ, with an example; rows are paired by their exact cells."""
    left = sorted(wanted, key=lambda row: repr(exact_part(row, loose)))
    right = sorted(got, key=lambda row: repr(exact_part(row, loose)))
    found = {}
    for a, b in zip(left, right):
        for name in a:
            if name in loose and tolerance is not None:
                same = near(a[name], b.get(name), tolerance)
            else:
                same = key(a[name]) == key(b.get(name, "(no such column)"))
            if not same:
                found.setdefault(name, []).append((a[name], b.get(name)))
    return ["%s: %d cells, such as %r, SQLite %r" % (name, len(pairs), pairs[0][1], pairs[0][0])
            for name, pairs in found.items()]


def compare(name, wanted, got):
    if wanted and got and set(wanted[0]) != set(got[0]):
        return ["columns: " + " ".join(sorted(set(wanted[0]) ^ set(got[0])))]
    if len(wanted) != len(got):
        return ["%d rows, SQLite %d" % (len(got), len(wanted))]
    tolerance, loose = APPROXIMATE.get(name, (None, ()))
    if not loose and Counter(exact_part(row, ()) for row in wanted) == Counter(exact_part(row, ()) for row in got):
        return []
    return differing(wanted, got, loose, tolerance)


def main(engine, sqlite_directory, engine_directory, *names):
    failed = 0
    for place, name in enumerate(names, 1):
        try:
            wanted = rows_of("%s/%s.jsonl" % (sqlite_directory, name))
            got = rows_of("%s/%s.jsonl" % (engine_directory, name))
            why = compare(name, wanted, got)
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
