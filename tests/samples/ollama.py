"""What Ollama does and writes, played: machines that answer, and the bytes that its programs leave in a file.

The figures hang together as those of a real server do: total = load + prompt + eval + what no phase explains;
the first token falls at the end of the prompt's phase; eval covers the steps from the first token to the end token; a
rate is count over duration with two decimals; a stream's chunks carry the time at which their token was there. All
times are whole nanoseconds. Random numbers come from a seed, so the same bytes come out every time.
"""

import datetime
import json
import random
import re
import zlib
from dataclasses import dataclass, field

MS = 1_000_000
S = 1_000_000_000

# Tokens of the chat template around a question; how many letters make one token; how many words in a hundred are split.
VOCABULARIES = {
    "llama3.2": (26, 11, 4),
    "qwen2.5": (30, 10, 7),
    "gemma2": (10, 7, 19),
}
OTHER_VOCABULARY = (21, 6, 25)


def family_of(model):
    return model.split(":")[0]


def pieces_of(text, family):
    """The text cut into tokens of the family's (made-up) vocabulary."""
    _, letters, split = VOCABULARIES.get(family, OTHER_VOCABULARY)
    pieces = []
    for word in re.findall(r" ?[^\W\d_]+| ?\d{1,3}|\n+|[ \t]+| ?[^\w\s]{1,2}|.", text):
        long = len(word.strip()) > letters
        odd = len(word.strip()) > 4 and zlib.crc32((family + word).encode()) % 100 < split
        cut = (len(word) + 1) // 2 if long or odd else len(word)
        pieces += [word[:cut], word[cut:]] if cut < len(word) else [word]
    assert "".join(pieces) == text
    return pieces


def token_ids(text, family):
    return [zlib.crc32((family + piece).encode()) % 128_000 for piece in pieces_of(text, family)]


# --- texts of figures -------------------------------------------------------------------------------------------------


def go_duration(ns, micro="µs"):
    """As Go prints a time.Duration: every digit down to the nanosecond, trailing zeros trimmed."""

    def decimal(value, unit):
        return f"{value // unit}.{value % unit:0{len(str(unit)) - 1}d}".rstrip("0").rstrip(".")

    if ns < 1_000:
        return f"{ns}ns"
    if ns < MS:
        return decimal(ns, 1_000) + micro
    if ns < S:
        return decimal(ns, MS) + "ms"
    minutes, rest = divmod(ns, 60 * S)
    hours, minutes_left = divmod(minutes, 60)
    return (f"{hours}h" if hours else "") + (f"{minutes_left}m" if minutes else "") + decimal(rest, S) + "s"


def rate(count, ns):
    return f"{count / (ns / 1e9):.2f}"


def timestamp(ns):
    """RFC 3339 as Go prints it, trailing zeros trimmed."""
    moment = datetime.datetime.fromtimestamp(ns // S, datetime.timezone.utc)
    decimals = f"{ns % S:09d}".rstrip("0")
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + (f".{decimals}" if decimals else "") + "Z"


def instant(text):
    """'2026-04-11 14:02:11' (UTC) as nanoseconds."""
    moment = datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=datetime.timezone.utc)
    return int(moment.timestamp()) * S


# --- answers ----------------------------------------------------------------------------------------------------------


@dataclass
class Answer:
    model: str
    prompt: str
    text: str
    started_ns: int
    created_ns: int  # of the final object
    total_ns: int
    load_ns: int
    prompt_count: int
    prompt_ns: int
    eval_count: int
    eval_ns: int  # 0: not reported, as with a single token
    reason: str
    thinking: str = ""
    chunks: list = field(default_factory=list)  # (time, text, is_thinking)

    def figures(self):
        """The six figures, as the JSON's and the database's names; a zero is not reported."""
        named = {
            "total_duration": self.total_ns,
            "load_duration": self.load_ns,
            "prompt_eval_count": self.prompt_count,
            "prompt_eval_duration": self.prompt_ns,
            "eval_count": self.eval_count,
            "eval_duration": self.eval_ns,
        }
        return {name: value for name, value in named.items() if value}


@dataclass
class Speed:
    prefill_tok_s: float
    step_ms: float  # from token to token
    cold_load_s: float


class Machine:
    """Answers questions one after the other on a clock of its own. `grain_ns` is the clock's step (100 on Windows)."""

    def __init__(self, seed, start, speeds, warm_load_ms=45.0, grain_ns=1):
        self.random = random.Random(seed)
        self.clock = instant(start)
        self.speeds = speeds
        self.warm_load_ms = warm_load_ms
        self.grain = grain_ns
        self.pause(0.0)

    def _about(self, value, spread):
        """`value` times something near 1."""
        return value * (1 + spread * (2 * self.random.random() - 1))

    def _ns(self, value):
        return int(value) // self.grain * self.grain  # whole numbers all the way: a double has no nanosecond of 2026

    def pause(self, seconds):
        self.clock = self._ns(self.clock + int(self._about(seconds, 0.4) * S + self.random.random() * 900 * MS))

    def ask(self, model, prompt, text, cold=False, again=False, num_predict=None, slow=1.0, thinking=""):
        """One answer. `again`: the prompt is in the cache; `slow`: how much slower than usual the machine is."""
        speed = self.speeds[model]
        family = family_of(model)
        step = speed.step_ms * MS * slow
        template = VOCABULARIES.get(family, OTHER_VOCABULARY)[0]
        prompt_count = template + len(pieces_of(prompt, family))
        pieces = [(piece, True) for piece in pieces_of(thinking, family)]
        pieces += [(piece, False) for piece in pieces_of(text, family)]
        cut = num_predict is not None and num_predict <= len(pieces)
        pieces = pieces[:num_predict] if cut else pieces

        load = self._ns(self._about(speed.cold_load_s * S, 0.06) if cold else self._about(self.warm_load_ms * MS, 0.25))
        new = 1 if again else prompt_count
        prompt_ns = self._ns(self._about(step * 1.1 + new / speed.prefill_tok_s * S * slow, 0.03))
        before = self._ns(self._about(1.4 * MS, 0.4))
        sampling = int(self._about(0.11 * MS, 0.2))

        started = self.clock
        now = started + load + before + prompt_ns
        steps = len(pieces) - (1 if cut else 0)
        chunks, eval_ns = [], 0
        for number, (piece, is_thinking) in enumerate(pieces):
            chunks.append((self._ns(now), piece, is_thinking))
            if number < steps:
                gap = int(self._about(step, 0.05))
                eval_ns += gap
                now += gap + sampling
        eval_ns = self._ns(eval_ns)
        created = self._ns(now + int(self._about(0.3 * MS, 0.5)))
        total = self._ns(created - started + int(self._about(5_000, 0.4)))
        self.clock = created

        shown = "".join(piece for _, piece, is_thinking in chunks if not is_thinking)
        thought = "".join(piece for _, piece, is_thinking in chunks if is_thinking)
        assert total >= load + prompt_ns + eval_ns
        return Answer(model, prompt, shown, started, created, total, load, prompt_count, prompt_ns,
                      len(pieces) if cut else len(pieces) + 1, eval_ns, "length" if cut else "stop", thought, chunks)


# --- `ollama run --verbose` -------------------------------------------------------------------------------------------


def block_lines(a, cached=0, micro="µs"):
    """The statistics of an answer: every line only where there is something to say."""
    lines = []

    def line(label, value):
        lines.append(f"{label + ':':<22}{value}")

    line("total duration", go_duration(a.total_ns, micro))
    if a.load_ns:
        line("load duration", go_duration(a.load_ns, micro))
    line("prompt eval count", f"{a.prompt_count} token(s)")
    if cached:
        line("prompt eval cached", f"{cached} token(s)")
    line("prompt eval duration", go_duration(a.prompt_ns, micro))
    line("prompt eval rate", f"{rate(a.prompt_count - cached, a.prompt_ns)} tokens/s")
    line("eval count", f"{a.eval_count} token(s)")
    if a.eval_ns:
        line("eval duration", go_duration(a.eval_ns, micro))
        line("eval rate", f"{rate(a.eval_count, a.eval_ns)} tokens/s")
    return lines


def block(a, **options):
    return "\n".join(block_lines(a, **options)) + "\n"


class Wrap:
    """Ollama's soft wrap of streamed text: near the edge back over the last word, clear it, start a line."""

    def __init__(self, width):
        self.width, self.length, self.word = width, 0, ""

    def feed(self, text):
        out = []
        for character in text:
            if self.length + 1 > self.width - 5:
                back = f"\x1b[{len(self.word)}D" if self.word else ""
                out.append(f"{back}\x1b[K\n{self.word}{character}")
                self.length = len(self.word) + 1
                continue
            out.append(character)
            self.length += 1
            if character in " \t":
                self.word = ""
            elif character == "\n":
                self.length, self.word = 0, ""
            else:
                self.word += character
        return "".join(out)


def on_screen(text, width=80):
    """The same text as somebody copies it off the screen."""
    wrapped = Wrap(width).feed(text)
    while match := re.search(r"\x1b\[(\d+)D\x1b\[K\n", wrapped):
        wrapped = wrapped[: match.start() - int(match.group(1))].rstrip(" ") + "\n" + wrapped[match.end() :]
    return wrapped.replace(" \x1b[K\n", "\n").replace("\x1b[K\n", "\n")


FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
CLEAR = "\x1b[?25l\x1b[?25h"  # what every chunk after the first leaves
FIRST_CLEAR = "\x1b[?25l\x1b[2K\x1b[1G\x1b[?25h"


def spinner(ns, rng):
    """A frame every 100 ms. Drawing and turning have a clock each, so a frame is now and then seen twice or missed."""
    out, frame = [], 1
    for _ in range(max(1, ns // (100 * MS))):
        out.append(f"\x1b[?2026h\x1b[?25l\x1b[1G{FRAMES[frame % 10]} \x1b[K\x1b[?25h\x1b[?2026l")
        frame += 1 if rng.random() < 0.9 else (0 if rng.random() < 0.5 else 2)
    return "".join(out)


def live(a, width, rng):
    """An answer as it arrives on a terminal or in one file for both streams, the statistics after it."""
    wrap = Wrap(width)
    out = [spinner(a.chunks[0][0] - a.started_ns, rng)]
    for number, (_, piece, _) in enumerate(a.chunks):
        out += [CLEAR if number else FIRST_CLEAR, wrap.feed(piece)]
    out += [CLEAR, "\n\n", block(a), CLEAR]
    return "".join(out)


# --- JSON -------------------------------------------------------------------------------------------------------------


def go_json(value):
    """Compact, `<`, `>` and `&` escaped, other characters as they are: Go's json.Marshal."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def message(content, thinking="", **more):
    said = {"role": "assistant", "content": content}
    if thinking:
        said["thinking"] = thinking
    return said | more


def final(a, endpoint="generate", text=None, context=False):
    """The final object; its text is the whole answer, "" at the end of a stream."""
    text = a.text if text is None else text
    body = {"model": a.model, "created_at": timestamp(a.created_ns)}
    if endpoint == "chat":
        body["message"] = message(text, a.thinking if text else "")
    else:
        body["response"] = text
    body |= {"done": True, "done_reason": a.reason}
    if context:
        family = family_of(a.model)
        body["context"] = token_ids("<|start|>user\n" + a.prompt + "<|end|>\n", family) + token_ids(a.text, family)
    return body | a.figures()


def stream(a, endpoint="generate"):
    """The objects of a stream, the final one last."""
    objects = []
    for at, piece, is_thinking in a.chunks:
        head = {"model": a.model, "created_at": timestamp(at)}
        if endpoint == "chat":
            body = {"message": message("", piece) if is_thinking else message(piece)}
        else:
            body = {"response": piece}
        objects.append(head | body | {"done": False})
    return objects + [final(a, endpoint, text="")]


def ndjson(objects):
    return "".join(go_json(value) + "\n" for value in objects)
