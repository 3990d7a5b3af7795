"""The statistics of `ollama run --verbose` in the guises that editors, terminals, chats and people give them."""

import random
from dataclasses import replace

from bench import QUESTIONS, ask, machine, rates
from expect import Sample, found
from ollama import CLEAR, FIRST_CLEAR, MS, S, Answer, block, block_lines, go_duration, on_screen, rate, spinner


def sample(name, text, records, **more):
    data = text if isinstance(text, bytes) else text.encode()
    return Sample("shapes/" + name, data, records, **more)


def session(a, prompt="$ ", **options):
    """A command, its answer and its statistics as copied off the screen."""
    return f'{prompt}ollama run {a.model} --verbose "{a.prompt}"\n{on_screen(a.text)}\n\n{block(a, **options)}'


def by_command(a):
    return found(a, "command", **rates(a))


def figures(model, total, load, prompt_count, prompt, eval_count, evaluation):
    """An answer of which only the figures matter."""
    return Answer(model, "", "", 0, 0, total, load, prompt_count, prompt, eval_count, evaluation, "stop")


def plain():
    a = figures("llama2:7b", 58502942674, 7185349, 31, 4044684000, 266, 54448460000)
    return sample("plain.txt", f'$ ollama run llama2:7b --verbose "{QUESTIONS[0]}"\n\n{block(a)}', [by_command(a)])


def stderr_capture():
    """`2> stats.log`: the answer went elsewhere; what is left is one line of escapes with the block glued to it."""
    bench, rng = machine("stderr"), random.Random("stderr capture")
    answers = [ask(bench, "mistral:7b", number, text=ask_long(number)) for number in (0, 1)]
    out = ["\nmodel_name =    mistral:7b\n"]
    for a in answers:
        waiting = spinner(a.chunks[0][0] - a.started_ns + 400 * MS, rng)
        out += [waiting, FIRST_CLEAR, CLEAR * len(a.chunks), block(a), CLEAR]
    return sample("stderr-capture.log", "".join(out), [by_command(a) for a in answers],
                  notes="the first label stands behind thousands of escape sequences")


def ask_long(number):
    """A text of a few hundred tokens; nobody gets to see it."""
    return " ".join(["It depends on the weather and on the wind that day, they say."] * (28 + 5 * number))


def crlf():
    a = ask(machine("crlf"), "phi3:mini", 2)
    return sample("crlf.txt", session(a, "C:\\Users\\mira>").replace("\n", "\r\n"), [by_command(a)])


def bare_cr():
    a = ask(machine("bare cr"), "phi3:mini", 3)
    return sample("bare-cr.txt", session(a).replace("\n", "\r"), [by_command(a)])


def squeezed(a):
    """`label: value` with a single blank, as in text that somebody typed over."""
    return [" ".join(line.split()) for line in block_lines(a)]


def bullets():
    bench = machine("bullets")
    a, b = ask(bench, "phi3:14b", 0), ask(bench, "phi3:14b", 1)
    parts = [f'```\nollama run --verbose phi3:14b "{x.prompt}"\n```\n' + "".join(f"{mark} {line}\n" for line in squeezed(x))
             for x, mark in ((a, "-"), (b, "*"))]
    return sample("bullets.md", "# Does it fit into memory?\n\n" + "\n".join(parts), [by_command(a), by_command(b)])


def block_quotes():
    a = ask(machine("quotes"), "mistral:7b", 2)
    quoted = "".join(f"> {line}\n" for line in session(a).rstrip("\n").split("\n"))
    text = f"On Sunday Mira wrote:\n\n{quoted}\nThat is about what I get here.\n"
    return sample("block-quotes.md", text, [by_command(a)])


def fences():
    """A fence too few: fences say nothing."""
    bench = machine("fences")
    a, b = ask(bench, "smollm2:1.7b", 0), ask(bench, "smollm2:1.7b", 2)
    text = f"First run\n```bash\n{session(a)}\nSecond run, the model is warm:\n```\n{session(b)}```\n"
    return sample("fences.md", text, [by_command(a), by_command(b)])


def table(lines):
    rows = "".join("| {} | {} |\n".format(*line.split(": ", 1)) for line in lines)
    return "| Metric | Value |\n|---|---|\n" + rows


def metric_value_table():
    bench = machine("table")
    a, b = ask(bench, "mistral:7b", 0), ask(bench, "phi3:mini", 0)
    few = [line for line in squeezed(b) if "duration" not in line]
    text = f"## mistral:7b\n\n{table(squeezed(a))}\n## phi3:mini\n\n{table(few)}"
    durations = ["total_duration", "load_duration", "prompt_eval_duration", "eval_duration"]
    return sample("metric-value-table.md", text,
                  [found(a, "heading", **rates(a)), found(b, "heading", without=durations, **rates(b))],
                  notes="the second table has no durations: they are not invented")


def one_line():
    bench = machine("one line")
    a, b = ask(bench, "mistral:7b", 4), ask(bench, "mistral:7b", 5)
    turns = "".join(f">>> {x.prompt}\n{x.text}\n\n{block(x)}\n" for x in (a, b))
    text = (f"mira@workbench:~$ ollama run mistral:7b\n>>> /set verbose\nSet 'verbose' mode.\n{turns}"
            ">>> Send a message (/? for help)")
    return sample("one-line.txt", " ".join(text.split()) + "\n", [by_command(a), by_command(b)],
                  notes="a web form ate the line ends")


def rates_only():
    bench = machine("rates only")
    out, records = [], []
    for model in ("mistral:7b", "phi3:mini"):
        out.append(f"\nmodel_name =    {model}\n")
        for number in range(2):
            a = ask(bench, model, number)
            out += [line + "\n" for line in block_lines(a) if line.startswith("eval rate")]
            all_six = list(a.figures())
            records.append(found(a, "command", without=all_six, eval_rate=rate(a.eval_count, a.eval_ns)))
    return sample("rates-only.txt", "".join(out).lstrip("\n"), records)


def hours():
    a = figures("llama2:13b", 4367331902118, 18260419337, 2210, 415902481760, 9874, 3933102772345)
    text = session(replace(a, prompt="$(cat minutes.txt)", text="[...]"))
    text += "\nreal\t72m47,402s\nuser\t577m3,115s\nsys\t1m9,880s\n"
    return sample("hours.txt", text, [by_command(a)])


def microseconds():
    """A load below one millisecond, in every spelling that the sign of micro has suffered."""
    bench = machine("micro", warm_load_ms=0.7)
    spellings = ["µs", "μs", "us", "Âµs", "┬╡s", "┬Ás"]
    answers = [ask(bench, "smollm2:1.7b", 5) for _ in spellings]
    answers = [replace(a, load_ns=a.load_ns // 1000 * 1000 + 88) for a in answers]
    text = "\n".join(session(a, micro=micro) for a, micro in zip(answers, spellings))
    return sample("microseconds.txt", text, [by_command(a) for a in answers])


def no_unit():
    a = ask(machine("no unit"), "phi3:mini", 0)
    bare = replace(a, eval_ns=a.eval_ns // MS * MS)
    label = "\neval duration:        "
    text = session(bare).replace(label + go_duration(bare.eval_ns), f"{label}{bare.eval_ns / S:.3f}")
    return sample("duration-without-unit.txt", text, [by_command(bare)], flags={"no_unit": 1},
                  notes="a bare number is read as seconds, and said so", problems="")


def not_statistics():
    bench = machine("not statistics")
    a, b = ask(bench, "mistral:7b", 0), ask(bench, "mistral:7b", 1)
    mean = sum(x.eval_count / (x.eval_ns / 1e9) for x in (a, b)) / 2
    prompt_mean = sum(x.prompt_count / (x.prompt_ns / 1e9) for x in (a, b)) / 2
    text = ("The total duration of the test was ten minutes, the eval rate was what I had hoped for.\n\n"
            f"{session(a)}\n{session(b)}\n"
            f"Average of eval rate:  {mean:.3f}  tokens/s\nAverage of prompt eval rate:  {prompt_mean:.3f}  tokens/s\n")
    return sample("not-statistics.txt", text, [by_command(a), by_command(b)], problems="")


def contradicting_rate():
    bench = machine("contradicting")
    a, b = ask(bench, "phi3:14b", 1), ask(bench, "phi3:14b", 2)
    right = rate(b.eval_count, b.eval_ns)
    wrong = f"{float(right) * 0.86:.2f}"
    label = "\neval rate:            "
    text = session(a) + "\n" + session(b).replace(label + right, label + wrong)
    records = [by_command(a), found(b, "command", **rates(b) | {"eval_rate": wrong})]
    return sample("contradicting-rate.txt", text, records, flags={"rate_mismatch": 1}, problems="",
                  notes="the printed rate of the second is not count over duration")


def one_token():
    """`num_predict 1` with a newer server: the clock's smallest step is taken for a duration."""
    a = replace(ask(machine("one token"), "phi3:mini", 4, num_predict=1), eval_ns=1000)
    text = f">>> /set parameter num_predict 1\nSet parameter 'num_predict' to '1'\n>>> {a.prompt}\n{a.text}\n\n{block(a)}"
    return sample("one-token.txt", "$ ollama run phi3:mini --verbose\n" + text, [by_command(a)])


def cached_line():
    """A newer `ollama run` says how much of the prompt it had already; its rate leaves that out."""
    a = ask(machine("cached line"), "qwen3:4b", 2)
    new, a = a.prompt_count, replace(a, prompt_count=640)
    record = found(a, "command", **rates(a) | {"prompt_eval_rate": rate(new, a.prompt_ns)})
    record.figures["prompt_eval_cached_count"] = a.prompt_count - new
    return sample("prompt-cached.txt", session(a, cached=a.prompt_count - new), [record])


def old_versions():
    """A misspelt label and no load in the first version; a count of samples a little later."""
    a = figures("orca-mini", 3190408113, 0, 42, 1204551000, 31, 1880312000)
    b = figures("orca-mini", 2871944502, 641208, 42, 1118034000, 29, 1749107000)
    extra = ["sample count:         29 token(s)", "sample duration:      20.644ms", "sample rate:          1404.77 tokens/s"]
    lines = block_lines(b)
    misspelt = block(a).replace("\neval duration:", "\neval duraiton:")
    text = (f"$ ollama run orca-mini --verbose hello\n{misspelt}\n"
            "$ ollama run orca-mini --verbose hello\n" + "\n".join(lines[:2] + extra + lines[2:]) + "\n")
    return sample("old-versions.txt", text, [by_command(a), by_command(b)], problems="")


def ps_table(model, size):
    width = max(len(model), 4) + 4
    return (f"{'NAME':<{width}}ID              SIZE      PROCESSOR    CONTEXT    UNTIL              \n"
            f"{model:<{width}}5c1e0f2d9a47    {size:<10}100% GPU     4096       4 minutes from now    \n")


def ps_row():
    a = ask(machine("ps row"), "phi3:14b", 0)
    text = f"{a.prompt}\n\n{on_screen(a.text)}\n\n{block(a)}\n$ ollama ps\n{ps_table(a.model, '9.4 GB')}"
    return sample("phi-on-the-new-card.txt", text, [found(a, "ps", **rates(a))],
                  notes="only the table of `ollama ps` tells the model")


def headings():
    bench = machine("headings")
    a, b, c = ask(bench, "phi3:mini", 0), ask(bench, "llama2:13b", 3), ask(bench, "mistral:7b", 1)
    text = (f"# Three small tests\n\n## phi3:mini（2.2 GB）\n\n```\n{block(a)}```\n\n"
            f"### llama2:13b (CPU)\n\n```\n{block(b)}```\n\n"
            f"The same with `mistral:7b` on the card:\n\n```\n{block(c)}```\n")
    return sample("headings.md", text, [found(x, "heading", **rates(x)) for x in (a, b, c)])


def file_name():
    a = ask(machine("file name"), "tinyllama:1.1b", 2)
    return sample("tinyllama_1.1b.txt", f"{on_screen(a.text)}\n\n{block(a)}", [found(a, "filename", **rates(a))],
                  notes="only the name of the file tells the model, so it is a guess")


def same_line():
    bench = machine("same line")
    answers = [ask(bench, model, 0) for model in ("phi3:mini", "mistral:7b", "phi3:14b")]
    text = "".join(f"{a.model:<14}eval rate:  {rate(a.eval_count, a.eval_ns)} tokens/s\n" for a in answers)
    records = [found(a, "line", without=list(a.figures()), eval_rate=rate(a.eval_count, a.eval_ns)) for a in answers]
    return sample("model-on-the-line.txt", "Sunday, all on the card\n\n" + text, records)


def model_unknown():
    a = ask(machine("unknown"), "mistral:7b", 3)
    return sample("untold.txt", f"It says:\n\n{block(a)}", [found(a, "none", **rates(a))], problems="",
                  notes="nothing tells the model")


def utf16le():
    """Windows PowerShell, `> phi.txt 2>&1`: UTF-16, the first line of stderr dressed up as an error."""
    a = ask(machine("powershell", grain_ns=100), "phi3:mini", 1)
    command = f'ollama run {a.model} --verbose "{a.prompt}"'
    frames = "".join(f"\x1b[?2026h\x1b[?25l\x1b[1GΓá{glyph} \x1b[K\x1b[?25h\x1b[?2026l" for glyph in "ÖÖ╣╕╝")
    text = (f"ollama : {frames}{FIRST_CLEAR}\nAt line:1 char:1\n+ {command} > phi.txt 2>&1\n"
            f"+ {'~' * (len(command) + 15)}\n    + CategoryInfo          : NotSpecified: (:String) [], RemoteException\n"
            f"    + FullyQualifiedErrorId : NativeCommandError\n \n{on_screen(a.text, 120)}\n\n{block(a)}")
    return sample("powershell-utf16le.txt", b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le"), [by_command(a)])


def utf16be():
    a = ask(machine("utf16be"), "mistral:7b", 5)
    return sample("utf16be.txt", b"\xfe\xff" + session(a).encode("utf-16-be"), [by_command(a)])


def nul_bytes():
    """A log that was cut to nothing while its writer kept its place: the front is filled with NULs."""
    a = ask(machine("nul"), "smollm2:1.7b", 1)
    return sample("nul-bytes.log", b"\0" * 700 + b"\n" + session(a).encode(), [by_command(a)], problems="")


def no_final_newline():
    a = ask(machine("no newline"), "smollm2:1.7b", 4)
    return sample("no-final-newline.txt", session(a).rstrip("\n"), [by_command(a)])


def samples():
    return [plain(), stderr_capture(), crlf(), bare_cr(), bullets(), block_quotes(), fences(), metric_value_table(),
            one_line(), rates_only(), hours(), microseconds(), no_unit(), not_statistics(), contradicting_rate(),
            one_token(), cached_line(), old_versions(), ps_row(), headings(), file_name(), same_line(), model_unknown(),
            utf16le(), utf16be(), nul_bytes(), no_final_newline()]
