"""Writes views of a database as JSON lines, a file a view: NAME.jsonl in the directory.

usage: views.py DATABASE DIRECTORY NAME…

The views are those that the database holds, read through Python's own SQLite: no code of evalrate. Doubles are written
so that they read back to the same bits.
"""
import json
import sqlite3
import sys


def main(database, directory, *names):
    db = sqlite3.connect("file:%s?mode=ro" % database, uri=True)
    for name in names:
        rows = db.execute('SELECT * FROM "%s"' % name)
        columns = [column[0] for column in rows.description]
        with open("%s/%s.jsonl" % (directory, name), "w", encoding="utf-8") as out:
            for row in rows:
                out.write(json.dumps(dict(zip(columns, row)), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
