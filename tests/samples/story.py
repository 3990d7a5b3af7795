"""The story: Mira asks six models of three families the same nine questions, on her workbench and on her laptop.

She saves what she sees the way people do: a script's output with all its escape codes, a recorded terminal, notes in
Markdown, the JSON of her own little scripts, streams. The first question after a pause finds the model not in memory.
"""

import json
import random

from expect import Sample, found
from ollama import (FIRST_CLEAR, S, Machine, Speed, block, final, live, ndjson, on_screen, rate, spinner, stream,
                    timestamp)
from texts import PROMPTS, answer

WORKBENCH = {  # a mid-range graphics card
    "llama3.2:1b": Speed(9800, 5.1, 1.6),
    "llama3.2:3b": Speed(4100, 10.3, 2.1),
    "qwen2.5:1.5b": Speed(7900, 5.8, 1.5),
    "qwen2.5:7b": Speed(1750, 19.7, 3.7),
    "gemma2:2b": Speed(5200, 8.8, 2.4),
    "gemma2:9b": Speed(1280, 26.2, 4.6),
}
LAPTOP = {  # processor only
    "llama3.2:1b": Speed(131, 41.0, 3.2),
    "qwen2.5:1.5b": Speed(118, 47.5, 3.4),
    "gemma2:2b": Speed(63, 79.0, 5.9),
}


def workbench(start):
    return Machine("workbench " + start, start, WORKBENCH)


def laptop(start):
    return Machine("laptop " + start, start, LAPTOP, warm_load_ms=105.0, grain_ns=100)


def ask(machine, model, number, **options):
    text = answer(model.split(":")[0], number, machine.random)
    return machine.ask(model, PROMPTS[number], text, **options)


def ask_all(machine, model, pause, order=range(len(PROMPTS)), **options):
    """Every question once; the first answer is a cold start where `cold` says so."""
    cold = options.pop("cold", False)
    answers = []
    for number in order:
        answers.append(ask(machine, model, number, cold=cold and not answers, **options))
        machine.pause(pause)
    return answers


def warm_up(machine, model, cold=True):
    a = machine.ask(model, "hi", "Hello! How can I help you today?", cold=cold, num_predict=1)
    machine.pause(0.2)
    return a


def printed(a):
    rates = {"prompt_eval_rate": rate(a.prompt_count, a.prompt_ns)}
    return rates | ({"eval_rate": rate(a.eval_count, a.eval_ns)} if a.eval_ns else {})


def from_verbose(answers):
    return [found(a, "command", **printed(a)) for a in answers]


def xtrace(model, prompt):
    return f"+ ollama run {model} --verbose '{prompt}'\n"


def traced_run():
    """`bash -x ask.sh > run.log 2>&1`: both streams in one file, spinner and all. The long question is asked again."""
    machine = workbench("2026-04-11 08:02:10")
    model = "llama3.2:1b"
    answers = ask_all(machine, model, 0.05, cold=True)
    answers.append(ask(machine, model, 8, again=True))
    rng = random.Random("traced run")
    text = "".join(xtrace(model, a.prompt) + live(a, 80, rng) for a in answers)
    return Sample("desktop/llama3.2-1b-run.log", text.encode(), from_verbose(answers),
                  notes="first a cold start; the last question stands in the prompt cache")


GREY, PLAIN = "\x1b[38;5;245m", "\x1b[0m"
PLACEHOLDER = "Send a message (/? for help)"


def typed(text):
    """A line at Ollama's prompt: the grey hint, the cursor back over it, cleared by the first key."""
    lines = text.split("\n")
    if len(lines) > 1:
        lines = ['"""' + lines[0], *lines[1:-1], lines[-1] + '"""']
    head = f">>> {GREY}{PLACEHOLDER}\x1b[{len(PLACEHOLDER)}D{PLAIN}\x1b[K"
    return head + lines[0] + "\n" + "".join(f"... {line}\n" for line in lines[1:])


def recorded_session():
    """`script`: a terminal of 120 columns, CR LF, a warm-up of one token, every question in a cleared session."""
    machine = workbench("2026-04-11 08:31:44")
    model = "llama3.2:3b"
    rng = random.Random("recorded session")
    shell = "\x1b[?2004hmira@workbench:~$ "
    out = [f"{shell}ollama run {model} --verbose\n\x1b[?2004l\r"]
    load = int(WORKBENCH[model].cold_load_s * S)
    out += [spinner(load, rng), FIRST_CLEAR, "\x1b[?2004h"]
    machine.pause(4)
    first = warm_up(machine, model, cold=False)
    out += [typed("/set parameter num_predict 1"), "Set parameter 'num_predict' to '1'\n"]
    out += [typed("hi"), live(first, 120, rng)]
    out += [typed("/set parameter num_predict -1"), "Set parameter 'num_predict' to '-1'\n"]
    answers = ask_all(machine, model, 6)
    for a in answers:
        out += [typed("/clear"), "Cleared session context\n", typed(a.prompt), live(a, 120, rng)]
    out += [typed("/bye"), f"\x1b[?2004l{shell}\n\x1b[?2004l\rexit\n"]
    terminal = 'TERM="xterm-256color" TTY="/dev/pts/2" COLUMNS="120" LINES="34"'
    start = f"Script started on 2026-04-11 08:31:44+00:00 [{terminal}]\n"
    done = timestamp(machine.clock)[:19].replace("T", " ")
    end = f'\nScript done on {done}+00:00 [COMMAND_EXIT_CODE="0"]\n'
    text = start + "".join(out).replace("\n", "\r\n") + end
    return Sample("desktop/llama3.2-3b-session.txt", text.encode(), from_verbose([first] + answers),
                  notes="the warm-up of one token has no eval duration")


def wrapped(a, endpoint="generate", context=False, num_predict=None):
    """One line of a script's own journal: the request and the server's reply."""
    request = {"model": a.model, "prompt": a.prompt, "stream": False}
    if num_predict:
        request["options"] = {"num_predict": num_predict}
    return json.dumps({"request": request, "response": final(a, endpoint, context=context)}) + "\n"


def batch(path, machine, models, pause, slow=None, newline="\n", context=False, notes=""):
    """A warm-up that loads the model, then all questions, for one model after the other."""
    answers, lines = [], []
    for model in models:
        first = warm_up(machine, model)
        answers.append(first)
        lines.append(wrapped(first, num_predict=1, context=context))
        for number in range(len(PROMPTS)):
            a = ask(machine, model, number, slow=slow(model, number) if slow else 1.0)
            machine.pause(pause)
            answers.append(a)
            lines.append(wrapped(a, context=context))
    data = "".join(lines).replace("\n", newline).encode()
    return Sample(path, data, [found(a) for a in answers], notes=notes)


def desktop_batch():
    return batch("desktop/qwen2.5-batch.jsonl", workbench("2026-04-11 09:10:00"), ["qwen2.5:1.5b", "qwen2.5:7b"], 0.1,
                 notes="each model starts with a warm-up of one token, cold")


def throttling(model, number):
    """The laptop is cool for the first model; during the second it gets hot and slows down."""
    return 1.0 + 0.065 * number if model == "gemma2:2b" else 1.0


def laptop_batch():
    return batch("laptop/batch.jsonl", laptop("2026-04-12 17:20:30"), ["qwen2.5:1.5b", "gemma2:2b"], 0.3, throttling,
                 "\r\n", context=True, notes="gemma2:2b slows down from question to question: the laptop gets hot")


def desktop_stream():
    """curl on /api/chat, four streams one after the other; the second is cut by num_predict."""
    machine = workbench("2026-04-11 09:40:12")
    answers = []
    for number, limit in [(0, None), (5, 96), (6, None), (2, None)]:
        answers.append(ask(machine, "qwen2.5:7b", number, num_predict=limit))
        machine.pause(3)
    text = "".join(ndjson(stream(a, "chat")) for a in answers)
    return Sample("desktop/qwen2.5-7b-stream.ndjson", text.encode(), [found(a) for a in answers],
                  notes="four streams; the second ends by length")


def laptop_stream():
    machine = laptop("2026-04-12 18:02:41")
    answers = [ask(machine, "gemma2:2b", 1, cold=True)]
    machine.pause(8)
    answers.append(ask(machine, "gemma2:2b", 2, slow=1.3))
    text = "".join(ndjson(stream(a)) for a in answers)
    return Sample("laptop/gemma2-2b-stream.ndjson", text.encode(), [found(a) for a in answers],
                  notes="two streams; the first waits for the model to load")


def notes():
    """Markdown with what was copied off the terminal: command, answer, statistics."""
    machine = workbench("2026-04-11 10:05:00")
    model = "gemma2:2b"
    answers = ask_all(machine, model, 5)
    out = ["# Trying gemma2 on the workbench\n\nAll with the defaults, the model already in memory.\n"]
    for number, a in enumerate(answers, 1):
        shown = on_screen(a.text)
        command = f'$ ollama run {model} --verbose "{a.prompt}"'
        out.append(f"\nQuestion {number}:\n\n````\n{command}\n{shown}\n\n{block(a)}````\n")
    out.append("\nNice and quick, but it chats more than it has to.\n")
    return Sample("desktop/gemma2-2b-notes.md", "".join(out).encode(), from_verbose(answers))


def results():
    """A script's own results file: the replies stand some levels deep, printed over many lines."""
    machine = workbench("2026-04-11 10:44:20")
    answers = ask_all(machine, "gemma2:9b", 0.4, cold=True)
    runs = [{"number": i, "prompt": a.prompt, "response": final(a)} for i, a in enumerate(answers, 1)]
    document = {"script": "ask.py", "machine": "workbench", "options": {"temperature": 0.7}, "runs": runs}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return Sample("desktop/gemma2-9b-results.json", text.encode(), [found(a) for a in answers], notes="first a cold start")


def copied_session():
    """A session copied out of a Windows terminal: no escape codes, CR LF."""
    machine = laptop("2026-04-12 16:48:05")
    model = "llama3.2:1b"
    answers = ask_all(machine, model, 7)
    out = [f"PS C:\\Users\\mira> ollama run {model} --verbose\n"]
    for number, a in enumerate(answers):
        if number:
            out.append(">>> /clear\nCleared session context\n")
        lines = a.prompt.split("\n")
        quoted = a.prompt if len(lines) == 1 else '"""' + "\n... ".join(lines) + '"""'
        out.append(f">>> {quoted}\n{on_screen(a.text, 120)}\n\n{block(a)}\n")
    out.append(">>> /bye\n")
    return Sample("laptop/llama3.2-1b-session.txt", "".join(out).replace("\n", "\r\n").encode(), from_verbose(answers))


def samples():
    return [traced_run(), recorded_session(), desktop_batch(), desktop_stream(), notes(), results(),
            copied_session(), laptop_batch(), laptop_stream()]
