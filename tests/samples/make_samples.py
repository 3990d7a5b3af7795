#!/usr/bin/env python3
"""make_samples.py: writes sample-logs/, tests/samples/MANIFEST.tsv and TOOLS.tsv anew, the same bytes each time.

The files are part of the repository; this program is how they came to be, and the place to change them.
"""

import pathlib
import sys

sys.dont_write_bytecode = True

import expect  # noqa: E402
import json_shapes  # noqa: E402
import own_shapes  # noqa: E402
import story  # noqa: E402
import text_shapes  # noqa: E402
import tool_shapes  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
LOGS = HERE.parent.parent / "sample-logs"


def main():
    modules = (story, text_shapes, json_shapes, tool_shapes, own_shapes)
    samples = sorted((sample for module in modules for sample in module.samples()), key=lambda sample: sample.path)
    for sample in samples:
        path = LOGS / sample.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sample.data)
    rows = [expect.COLUMNS] + [sample.row() for sample in samples]
    (HERE / "MANIFEST.tsv").write_text("".join("\t".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    rows = [tool_shapes.TOOLS_HEAD] + tool_shapes.tool_rows(samples)
    (HERE / "TOOLS.tsv").write_text("".join("\t".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(samples)} files, {sum(len(sample.data) for sample in samples)} bytes")


if __name__ == "__main__":
    main()
