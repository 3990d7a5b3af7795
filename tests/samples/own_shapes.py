"""Results under names of people's own: tables, lines, JSON; and a compressed log.

What a reader knows of such a file is what its author wrote down: figures that are left out follow from tokens and rate,
rounded ones as far as they agree with these.
"""

import csv
import gzip
import io
import json

from bench import ask, machine
from expect import Record, Sample
from text_shapes import block, by_command, figures as figures_of

HALF_HUNDREDTH = 5_000_000


def sample(name, text, records, tools, **more):
    return Sample("shapes/" + name, text.encode(), records, tools=tools, **more)


def derived(count, rate, rounded_ns=None):
    ns = round(count * 1e9 / rate)
    return ns if rounded_ns is None or abs(ns - rounded_ns) <= HALF_HUNDREDTH else rounded_ns


def own_csv():
    """Exact rates and seconds, no phases: these follow. The mean of it all is no request."""
    bench, rows, records = machine("own csv"), io.StringIO(), []
    out = csv.writer(rows, lineterminator="\n")
    out.writerow("run,model,prompt,output_tokens,output_tps,prompt_tokens,prompt_tps,total_duration_sec,load_duration_sec".split(","))
    for run, (model, question) in enumerate([("qwen3:4b", 0), ("qwen3:4b", 2), ("phi3:mini", 0), ("phi3:mini", 2)]):
        a = ask(bench, model, question)
        rate, prompt_rate = a.eval_count / (a.eval_ns / 1e9), a.prompt_count / (a.prompt_ns / 1e9)
        out.writerow([run + 1, model, a.prompt, a.eval_count, rate, a.prompt_count, prompt_rate, a.total_ns / 1e9, a.load_ns / 1e9])
        records.append(Record("ok", model, "json", {
            "total_duration_ns": a.total_ns, "load_duration_ns": a.load_ns, "prompt_eval_count": a.prompt_count,
            "prompt_eval_duration_ns": a.prompt_ns, "eval_count": a.eval_count, "eval_duration_ns": a.eval_ns,
            "reported_prompt_eval_rate_tok_s": prompt_rate, "reported_eval_rate_tok_s": rate}))
    out.writerow(["average", "", "", 50, 45.5, 30, 900.0, 2.5, 0.1])
    return sample("own-table.csv", rows.getvalue(), records, {"csv request": 4})


def own_tsv():
    text, records = "Model\tTTFT (ms)\tGen tok/s\n", []
    for model, ttft, rate in (("qwen3:4b", 190, "41.5"), ("phi3:mini", 95, "88.25"), ("phi3:14b", "N/A", "24.125")):
        text += f"{model}\t{ttft}\t{rate}\n"
        records.append(Record("partial", model, "json", {"reported_eval_rate_tok_s": rate}))
    return sample("own-table.tsv", text, records, {"tsv request": 3}, notes="rates and TTFTs alone")


def own_report():
    """Everything to two decimals, a summary above; the model stands in the heading."""
    bench, text, records = machine("own report"), "# My benchmark\n\n| Model | Gen tok/s (mean) | Total s (mean) |\n|---|---:|---:|\n", []
    text += "| smollm2:1.7b | 140.00 | 1.20 |\n\n"
    for model in ("smollm2:1.7b", "qwen3:4b"):
        text += f"### {model}\n\n| Run | Gen tok/s | Prompt tok/s | Gen toks | Prompt toks | Eval s | Prompt eval s | Load s | Total s |\n|---:|{'---:|' * 8}\n"
        for run in (1, 2):
            a = ask(bench, model, run)
            rate, prompt_rate = f"{a.eval_count / (a.eval_ns / 1e9):.2f}", f"{a.prompt_count / (a.prompt_ns / 1e9):.2f}"
            seconds = [f"{ns / 1e9:.2f}" for ns in (a.eval_ns, a.prompt_ns, a.load_ns, a.total_ns)]
            text += f"| {run} | {rate} | {prompt_rate} | {a.eval_count} | {a.prompt_count} | {' | '.join(seconds)} |\n"
            eval_ns, prompt_ns, load_ns, total_ns = (round(float(s) * 100) * 10_000_000 for s in seconds)
            records.append(Record("ok", model, "heading", {
                "total_duration_ns": total_ns, "load_duration_ns": load_ns, "prompt_eval_count": a.prompt_count,
                "prompt_eval_duration_ns": derived(a.prompt_count, float(prompt_rate), prompt_ns), "eval_count": a.eval_count,
                "eval_duration_ns": derived(a.eval_count, float(rate), eval_ns),
                "reported_prompt_eval_rate_tok_s": float(prompt_rate), "reported_eval_rate_tok_s": float(rate)}))
        text += "\n"
    return sample("own-report.md", text, records, {"markdown request": 4})


def own_lines():
    """The rate is that over the whole time: no decode rate."""
    text, records = "", []
    for minute, (model, count, hundredths) in enumerate([("mistral:7b", 420, 840), ("mistral:7b", 310, 625), ("llama2:13b", 200, 1600)]):
        text += f"2026-05-0{minute + 3}T12:00:00Z | {model} | {count} tokens | {hundredths / 100:.2f} sec | {count * 100 / hundredths:.2f} tokens/sec\n"
        records.append(Record("partial", model, "line", {"total_duration_ns": hundredths * 10_000_000, "eval_count": count}))
    return sample("own-lines.log", text, records, {"line request": 3})


def own_json():
    """A summary beside the results; one run failed."""
    runs = [{"scenario": "short", "tps": 69.5, "ttft": 0.031}, {"scenario": "long", "tps": 38.25, "ttft": 8.378},
            {"scenario": "code", "totalDurationMs": 2500, "completionTokens": 75, "evalRate": 32.5}]
    results = {"summary": {"tokens_per_second": 47.25, "success_rate": 0.75},
               "results": [{"model": "phi3:14b"} | run for run in runs] + [{"model": "phi3:14b", "tps": 0.0, "error": "timed out"}]}
    records = [Record("partial", "phi3:14b", "json", {"reported_eval_rate_tok_s": run["tps"]}) for run in runs[:2]]
    records.append(Record("partial", "phi3:14b", "json", {"total_duration_ns": 2_500_000_000, "eval_count": 75,
                                                         "eval_duration_ns": derived(75, 32.5), "reported_eval_rate_tok_s": 32.5}))
    records.append(Record("error", "phi3:14b", "json", {}))
    return sample("own-results.json", json.dumps(results, indent=2) + "\n", records, {"json request": 4}, flags={"no_unit": 2})


def compressed():
    a = figures_of("llama2:13b", 18502942674, 9185349, 31, 44684000, 266, 18448460000)
    text = f'$ ollama run llama2:13b --verbose "Why?"\n\n{block(a)}'
    return Sample("shapes/compressed.txt.gz", gzip.compress(text.encode(), mtime=0), [by_command(a)])


def samples():
    return [make() for make in (own_csv, own_tsv, own_report, own_lines, own_json, compressed)]
