"""Ollama's JSON as scripts, pipes, editors and accidents leave it in a file, and Python's printed values."""

import base64
import json
import struct
import zlib

from bench import ask, machine
from expect import Sample, found, other
from ollama import MS, S, final, go_json, instant, message, ndjson, stream, timestamp, token_ids


def sample(name, text, records, **more):
    data = text if isinstance(text, bytes) else text.encode()
    return Sample("shapes/" + name, data, records, **more)


def pretty(value):
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def generate():
    a = ask(machine("generate"), "mistral:7b", 0)
    return sample("generate.json", go_json(final(a, context=True)), [found(a)])


def chat():
    a = ask(machine("chat"), "phi3:mini", 1, cold=True)
    return sample("chat.json", pretty(final(a, "chat")), [found(a)])


def vector(seed, length):
    """Numbers such as an embedding's, around zero."""
    return [(zlib.crc32(f"{seed} {i}".encode()) % 200_001 - 100_000) / 1_234_567 for i in range(length)]


def embed():
    """/api/embed has no answer and no eval figures."""
    a = ask(machine("embed"), "mistral:7b", 2)
    a.model = "nomic-embed-text"
    body = {"model": a.model, "embeddings": [vector(row, 384) for row in range(3)], "total_duration": a.total_ns // 20,
            "load_duration": a.load_ns // 20, "prompt_eval_count": 57}
    a.total_ns, a.load_ns, a.prompt_count = body["total_duration"], body["load_duration"], 57
    record = found(a, without=["prompt_eval_duration", "eval_count", "eval_duration"])
    return sample("embed.json", go_json(body), [record], notes="1,152 numbers, none of them a figure")


def old_embeddings():
    """/api/embeddings: a vector and nothing else."""
    return sample("embeddings-only.json", go_json({"embedding": vector("old", 768)}), [], problems="1+")


def error():
    return sample("error.json", '{"error":"model \'mistrall:7b\' not found"}\n', [other("error", "")], problems="")


def load_unload():
    at = instant("2026-05-03 12:00:00") + 402_118_730
    bodies = [{"model": "phi3:mini", "created_at": timestamp(at + gap), "response": "", "done": True, "done_reason": reason}
              for gap, reason in ((0, "load"), (61 * S + 20_519, "unload"))]
    return sample("load-unload.jsonl", ndjson(bodies), [other("load", "phi3:mini")] * 2, problems="")


def stream_compact():
    a = ask(machine("compact"), "smollm2:1.7b", 1)
    return sample("stream-compact.ndjson", ndjson(stream(a)), [found(a)])


def docker_pieces():
    """Docker's own file of a container that prints answers: what is longer than 16 KB stands in pieces, another stream's line between."""
    a = ask(machine("compact"), "smollm2:1.7b", 2)
    body = final(a)
    body["context"] = [number * 37 % 49_152 for number in range(5_000)]
    line = go_json(body) + "\n"
    pieces = [line[at:at + 16_384] for at in range(0, len(line), 16_384)]
    logged = [{"log": piece, "stream": "stdout", "time": timestamp(a.created_ns)} for piece in pieces]
    logged.insert(1, {"log": "a word of another kind\n", "stream": "stderr", "time": timestamp(a.created_ns)})
    return sample("docker-pieces.log", ndjson(logged), [found(a)], notes="long lines in pieces, as json-file keeps them")


def stream_pretty():
    """`curl … | jq .` below a title."""
    a = ask(machine("pretty"), "phi3:mini", 3)
    text = "# streaming answer, piped through jq\n\n" + "".join(pretty(value) for value in stream(a, "chat"))
    return sample("stream-pretty.txt", text, [found(a)])


def two_streams():
    bench = machine("two streams")
    a, b = ask(bench, "mistral:7b", 3), ask(bench, "phi3:mini", 2)
    return sample("two-streams.ndjson", ndjson(stream(a)) + ndjson(stream(b)), [found(a), found(b)])


def interleaved():
    """Two requests at once, their chunks in the order of their times."""
    first, second = machine("interleaved"), machine("interleaved too")
    second.clock = first.clock + 90 * MS
    a, b = ask(first, "phi3:mini", 2), ask(second, "smollm2:1.7b", 1)
    both = [(value["created_at"].rstrip("Z").ljust(29, "0"), value) for value in stream(a) + stream(b)]
    objects = [value for _, value in sorted(both, key=lambda pair: pair[0])]
    return sample("interleaved.ndjson", ndjson(objects), [found(a), found(b)], notes="two requests at the same time")


def chatter():
    """A script's own words between the chunks, and before a `data: `."""
    a = ask(machine("chatter"), "mistral:7b", 5)
    lines = [go_json(value) for value in stream(a, "chat")]
    out = ["12:00:01 INFO  asking mistral:7b, please wait …"]
    for number, line in enumerate(lines):
        out.append(f"data: {line}" if number % 3 == 0 else line)
        if number % 4 == 1:
            out.append(f"12:00:01 DEBUG {number + 1} pieces so far {{not JSON}}")
    out.append("12:00:01 INFO  ✓ done")
    return sample("stream-with-chatter.log", "\n".join(out) + "\n", [found(a)], problems="")


def without_end():
    """Somebody pressed Ctrl-C."""
    a = ask(machine("without end"), "phi3:14b", 0)
    return sample("stream-without-end.ndjson", ndjson(stream(a)[:23]), [other("incomplete", a.model)], problems="")


THOUGHT = ("The user wants a name for a bakery at a harbour. It should sound warm, and like the sea. Bread, tide, gull, crust. "
           "The first loaves are ready before the boats come in, so something with morning.")


def thinking():
    a = ask(machine("thinking"), "qwen3:4b", 3, thinking=THOUGHT)
    return sample("thinking-stream.ndjson", ndjson(stream(a, "chat")), [found(a)], notes="thought first, answered then")


def array():
    bench = machine("array")
    answers = [ask(bench, model, 5) for model in ("mistral:7b", "phi3:mini", "smollm2:1.7b")]
    return sample("array.json", json.dumps([final(a) for a in answers]) + "\n", [found(a) for a in answers])


def six_deep():
    a = ask(machine("six deep"), "phi3:14b", 5)
    value = final(a)
    for key in ("reply", "body", "http", "attempt", "step", "job"):
        value = {key: value, f"{key}_ok": True}
    return sample("six-deep.json", pretty({"report": [{"title": "nightly"}, value]}), [found(a)])


def in_a_string():
    """A log in JSON whose entries carry the reply as text."""
    bench = machine("in a string")
    answers = [ask(bench, "phi3:mini", 4), ask(bench, "phi3:mini", 3)]
    lines = [go_json({"time": timestamp(a.created_ns + 2 * MS), "level": "info", "msg": "ollama replied", "status": 200,
                      "body": go_json(final(a)) + "\n"}) for a in answers]
    return sample("in-a-string.log", "\n".join(lines) + "\n", [found(a) for a in answers])


def truncated():
    a = ask(machine("truncated"), "mistral:7b", 1)
    text = go_json(final(a))
    records = [found(a, without=["eval_duration"])]
    return sample("truncated.json", text[: text.index('"eval_duration"') + 9], records, problems="",
                  flags={"recovered": 1}, notes="the disk was full in the middle of a name")


def damaged():
    """Somebody shortened `context` by hand, which is no JSON any more."""
    a = ask(machine("damaged"), "mistral:7b", 2)
    text = pretty(final(a, context=True))
    start = text.index('"context": [') + 12
    ids = token_ids("user", "mistral") + token_ids("cat and cats", "mistral")
    text = text[:start] + ", ".join(map(str, ids)) + ", ..." + text[text.index("]", start) :]
    text = f"The reply:\n\n```json\n{text}```\n"
    return sample("damaged-context.md", text, [found(a)], problems="", flags={"recovered": 1})


def huge_context():
    a = ask(machine("huge context"), "smollm2:1.7b", 2)
    body = final(a, context=True)
    body["context"] = [zlib.crc32(str(i).encode()) % 49_152 for i in range(4000)] + body["context"]
    return sample("huge-context.json", go_json(body), [found(a)])


def png(width, height):
    """A small grey picture; its data is stored as it is, so that every zlib writes the same bytes."""
    rows = b"".join(b"\0" + bytes((x * y) % 251 for x in range(width)) for y in range(height))
    length = struct.pack("<HH", len(rows), len(rows) ^ 0xFFFF)
    stored = b"\x78\x01\x01" + length + rows + struct.pack(">I", zlib.adler32(rows))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", stored) + chunk(b"IEND", b"")


def image():
    a = ask(machine("image"), "mistral:7b", 3, text="A grey square full of ripples, like wind on a pond.")
    a.model = "llava:7b"
    a.prompt_count, seeing = a.prompt_count + 576, 324_711_006
    a.prompt_ns, a.total_ns, a.created_ns = a.prompt_ns + seeing, a.total_ns + seeing, a.created_ns + seeing
    picture = base64.b64encode(png(120, 90)).decode()
    question = {"role": "user", "content": "What is this?", "images": [picture]}
    request = {"model": a.model, "messages": [question], "stream": False}
    return sample("image.json", go_json({"request": request, "response": final(a, "chat")}) + "\n", [found(a)])


def printed_four_times():
    """A script in its debugging mood: raw, checked, pretty, and once more at the end. One request."""
    a = ask(machine("four times"), "phi3:mini", 0)
    raw = go_json(final(a))
    text = (f"[debug] got {len(raw.encode())} bytes: {raw}\n[debug] valid JSON: [{raw}]\n\n{pretty(final(a))}\n"
            f"final result = {raw}\nbye\n")
    return sample("printed-four-times.log", text, [found(a)])


def cloud():
    """A model elsewhere: counts and a total, no phases. Two requests that happen to count the same."""
    records, bodies = [], []
    for number in range(2):
        a = ask(machine(f"cloud {number}", f"2026-05-03 12:0{number}:00"), "qwen3:4b", 4)
        a.model = "gpt-oss:120b-cloud"
        body = final(a)
        without = ["load_duration", "prompt_eval_duration", "eval_duration"]
        bodies.append({name: value for name, value in body.items() if name not in without})
        records.append(found(a, without=without))
    return sample("cloud.jsonl", ndjson(bodies), records, notes="counts without phases: no rate, not a rate of 0")


def python_repr():
    """print(reply) of ollama-python, and its repr; the answer talks about figures itself."""
    bench = machine("python repr")
    trap = "It's simple: total_duration=5 and eval_count=9 are only words here, and \"so\" is 'this'."
    a = ask(bench, "mistral:7b", 0, text=trap)
    b = ask(bench, "mistral:7b", 5)

    def fields(x, comma):
        head = {"model": x.model, "created_at": timestamp(x.created_ns), "done": True, "done_reason": x.reason} | x.figures()
        unset = "thinking=None, images=None, tool_name=None, tool_calls=None"
        said = f"Message(role='assistant', content={x.text!r}, {unset})"
        parts = [f"{name}={value!r}" for name, value in head.items()]
        return (", " if comma else " ").join([*parts, f"message={said}", "logprobs=None"])

    text = (f">>> reply = client.chat(model='mistral:7b', messages=m)\n>>> print(reply)\n{fields(a, False)}\n"
            f">>> again\nChatResponse({fields(b, True)})\n")
    return sample("python-repr.txt", text, [found(a), found(b)])


def python_dict():
    a = ask(machine("python dict"), "phi3:mini", 1, text="Don't scrape it while it's soft; wait, then use a \"warm\" iron.")
    body = final(a, "chat")
    body["message"] = message(a.text, tool_calls=None)
    return sample("python-dict.txt", f"reply: {body!r}\n", [found(a)])


def utf8_bom():
    """ConvertTo-Json of Windows PowerShell: a byte order mark, CR LF, two blanks after the colon."""
    a = ask(machine("bom", grain_ns=100), "phi3:mini", 5)
    text = json.dumps(final(a), indent=4, separators=(",", ":  "), ensure_ascii=False) + "\n"
    return sample("utf8-bom.json", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), [found(a)])


def nothing(name, text, notes):
    return sample(name, text, [], problems="1+", notes=notes)


def empty():
    return nothing("empty.txt", "", "an empty file")


def request_body():
    options = {"num_ctx": 8192, "temperature": 0}
    body = {"model": "mistral:7b", "prompt": "Why do cats purr?", "stream": False, "options": options}
    return nothing("request-body.json", pretty(body), "what was asked, not what came back")


def template():
    labels = ["total duration", "load duration", "prompt eval count", "prompt eval duration", "prompt eval rate", "eval count",
              "eval duration", "eval rate"]
    lines = "".join(f"{label}:\n" for label in labels)
    blank = "```\n\n```\n\n"
    text = f"## Model\n\n## Question\n{blank}## Answer\n{blank}## Statistics\n```\n{lines}```\n"
    return nothing("template.md", text, "a form that nobody filled in")


def model_list():
    rows = [("mistral:7b", "0d37b7a5c2e1", "4.1 GB", "3 weeks ago"), ("phi3:mini", "83c61f0e9b7d", "2.2 GB", "5 days ago"),
            ("smollm2:1.7b", "c5a1e77d0f42", "1.8 GB", "5 days ago")]
    head = f"{'NAME':<16}{'ID':<16}{'SIZE':<10}MODIFIED     \n"
    lines = "".join(f"{name:<16}{digest:<16}{size:<10}{when}    \n" for name, digest, size, when in rows)
    return sample("model-list.txt", f"$ ollama list\n{head}{lines}", [], problems="0",
                  notes="the models on a machine: facts, nothing measured")


def samples():
    return [generate(), chat(), embed(), old_embeddings(), error(), load_unload(), stream_compact(), docker_pieces(), stream_pretty(),
            two_streams(), interleaved(), chatter(), without_end(), thinking(), array(), six_deep(), in_a_string(),
            truncated(), damaged(), huge_context(), image(), printed_four_times(), cloud(), python_repr(), python_dict(),
            utf8_bom(), empty(), request_body(), template(), model_list()]
