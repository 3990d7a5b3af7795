"""A sample file and what a careful reader finds in it: one row of MANIFEST.tsv."""

from dataclasses import dataclass, field

SIX = ["total_duration", "load_duration", "prompt_eval_count", "prompt_eval_duration", "eval_count", "eval_duration"]
COLUMNS = ["file", "kind", "requests", "partial", "incomplete", "error", "load", "models", "model_from", "first",
           "last", "sum_prompt_tokens", "sum_output_tokens", "flags", "problems", "notes"]


@dataclass
class Record:
    status: str
    model: str
    model_from: str
    figures: dict  # by column of the export


def column(name):
    return name + ("_ns" if name.endswith("duration") else "")


def found(answer, model_from="json", without=(), **printed):
    """What an answer leaves in a file: its figures without those the file does not tell. `printed`: rates as shown."""
    figures = {column(name): value for name, value in answer.figures().items() if name not in without}
    figures |= {f"reported_{name}_tok_s": value for name, value in printed.items()}
    six = all(column(name) in figures for name in SIX)
    model = answer.model if model_from != "none" else ""
    return Record("ok" if six else "partial", model, model_from, figures)


def other(status, model):
    """A stream without its end, an error, a load."""
    return Record(status, model, "json" if model else "none", {})


@dataclass
class Sample:
    path: str
    data: bytes
    records: list
    problems: str = "0"  # exact, "1+" for at least one, "" where a reader may see it either way
    flags: dict = field(default_factory=dict)  # name -> requests that carry it
    notes: str = ""
    tools: dict = field(default_factory=dict)  # what another tool's file holds: {"llama.cpp request": 2, "access": 4}

    @property
    def kind(self):
        suffixes = {"ndjson": "stream", "jsonl": "json", "json": "json"}
        return "nothing" if not self.records else suffixes.get(self.path.rsplit(".", 1)[-1], "text")

    def row(self):
        measured = [r for r in self.records if r.status in ("ok", "partial")]
        count = lambda status: sum(r.status == status for r in self.records)
        total = lambda name: sum(r.figures.get(name, 0) for r in measured)
        return [
            self.path, self.kind, count("ok"), count("partial"), count("incomplete"), count("error"), count("load"),
            spans([r.model or "none" for r in measured]), spans([r.model_from for r in measured]),
            listed(measured[0].figures) if measured else "", listed(measured[-1].figures) if measured else "",
            total("prompt_eval_count"), total("eval_count"), listed(self.flags), self.problems, self.notes,
        ]


def listed(pairs):
    return ";".join(f"{name}={value}" for name, value in pairs.items())


def spans(values):
    """['a', 'a', 'b'] as '1-2=a;3=b'; 'all=a' where all are the same."""
    if len(set(values)) <= 1:
        return f"all={values[0]}" if values and values[0] != "none" else ""
    parts, start = [], 0
    for end in range(1, len(values) + 1):
        if end == len(values) or values[end] != values[start]:
            place = f"{start + 1}" if end == start + 1 else f"{start + 1}-{end}"
            parts.append(f"{place}={values[start]}")
            start = end
    return ";".join(part for part in parts if not part.endswith("=none"))
