#!/usr/bin/python3
"""Makes the reference values of tests/sql/reference/ with numpy, scipy and brute force. The tests only read the files.

Needs python3-numpy and python3-scipy. Run it from anywhere; the same versions give the same bytes (fixed seed).
"""
import math
import os
import random

import numpy as np
from scipy import stats

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference")
QUANTILES = (0, 25000, 50000, 75000, 90000, 95000, 99000, 100000)
rng = random.Random(20240607)
scalars = []


def write(name, rows):
    with open(os.path.join(HERE, name), "w", newline="\n") as out:
        for row in rows:
            out.write("\t".join("" if x is None else repr(x) if isinstance(x, float) else str(x) for x in row) + "\n")


def scalar(name, value):
    scalars.append((name, float(value)))


def order_ranks(n, p, tail=0.025):
    """Largest lo with P(B < lo) <= tail, smallest hi with P(B >= hi) <= tail; B ~ Bin(n, p). None: no finite limit."""
    b = stats.binom(n, p)
    lo = max((k for k in range(1, n + 1) if b.cdf(k - 1) <= tail), default=None)
    hi = min((k for k in range(1, n + 1) if b.sf(k - 1) <= tail), default=None)
    return lo, hi, float((b.cdf(hi - 1) if hi else 1.0) - (b.cdf(lo - 1) if lo else 0.0))


def percentiles():
    samples, expected, intervals = [], [], []
    for n in list(range(1, 31)) + [35, 36, 40, 71, 72, 100, 101, 367, 368]:
        ties = n % 5 == 0
        values = [rng.choice((5, 7, 9)) * 10**9 if ties else rng.randrange(2 * 10**9, 9 * 10**10) for _ in range(n)]
        samples += [(n, v) for v in values]
        seconds = sorted(v / 1e9 for v in values)
        for q in QUANTILES:
            lo, hi, coverage = order_ranks(n, q / 100000)
            intervals.append((q, n, lo, hi, coverage))
            expected.append((n, q, float(np.percentile(seconds, q / 1000)), seconds[max(1, -(-n * q // 100000)) - 1],
                             seconds[lo - 1] if lo else None, seconds[hi - 1] if hi else None))
        if n > 1:
            scalar(f"mean {n}", np.mean(seconds))
            scalar(f"sd {n}", np.std(seconds, ddof=1))
    write("percentile_sample.tsv", samples)
    write("percentile_expected.tsv", expected)
    write("order_interval.tsv", intervals)
    write("student_t.tsv", [(df, float(stats.t.ppf(0.975, df))) for df in range(1, 41)])


def load():
    """300 requests on one machine; the state of every single nanosecond is counted."""
    requests, at = [], 0
    for i in range(1, 301):
        at += rng.choice((0, 1, 2, 5)) * 100
        load_ns, prompt_ns, eval_ns = rng.choice((0, 50)), rng.randrange(50, 400), rng.randrange(100, 3000)
        total_ns = load_ns + prompt_ns + eval_ns + rng.choice((0, 0, 30, 200))
        requests.append((i, at, total_ns, load_ns, prompt_ns, rng.randrange(2, 60), eval_ns))
    first, last = requests[0][1], max(r[1] + r[2] for r in requests)
    in_flight, rate = np.zeros(last - first, int), np.zeros(last - first)
    for _, start, total, _, _, count, eval_ns in requests:
        in_flight[start - first:start - first + total] += 1
        rate[start + total - eval_ns - first:start + total - first] += count * 1e9 / eval_ns
    write("load_request.tsv", [r + (float(in_flight[r[1] - first:r[1] - first + r[2]].mean()),) for r in requests])
    write("load_level.tsv", [(k, int((in_flight == k).sum()), float(rate[in_flight == k].mean()))
                             for k in range(int(in_flight.max()) + 1) if (in_flight == k).any()])
    tokens, n, wall = sum(r[5] for r in requests), len(requests), last - first
    scalar("load wall_ns", wall)
    scalar("load busy_ns", (in_flight > 0).sum())
    scalar("load peak", in_flight.max())
    scalar("load mean_in_flight", in_flight.mean())
    scalar("load busy_tok_s", tokens * 1e9 / (in_flight > 0).sum())
    scalar("load wall_tok_s", tokens * 1e9 / wall)
    scalar("load answer_mean_s", np.mean([r[2] for r in requests]) / 1e9)
    scalar("load offered_per_s", (n - 1) * 1e9 / (requests[-1][1] - first))


def tokenizers():
    """Four models and 24 prompts: b and c are the reference's tokenizer with another template, a needs about 1.19."""
    rows = []
    for k in range(24):
        chars = int(60 * 1.18**k)
        base = chars / 4.2 * math.exp(rng.gauss(0, 0.04))
        b = round(base + 9)
        rows.append((k + 1, chars, round(1.19 * base * math.exp(rng.gauss(0, 0.02)) + 27), b, b + 6,
                     round(0.95 * base * math.exp(rng.gauss(0, 0.02)) + 4)))
    write("tokens.tsv", rows)
    table = np.array(rows, float)
    c, a, b = table[:, 1], table[:, 2], table[:, 3]
    w = c**-2.0 / (c**-2.0).sum()
    k = len(rows)
    dc, da, db = (x - (w * x).sum() for x in (c, a, b))
    factor = (w * dc * da).sum() / (w * dc * db).sum()
    rest = da - factor * db
    se = math.sqrt((w * rest**2).sum() / (k - 2) * (w * dc**2).sum()) / (w * dc * db).sum()
    t = stats.t.ppf(0.975, k - 2)
    for name, value in (("factor", factor), ("factor_se", se), ("factor_lo", factor - t * se), ("factor_hi", factor + t * se)):
        scalar(f"tokenizer {name}", value)
    design = np.column_stack([c, np.ones(k)]) * np.sqrt(w * k)[:, None]
    beta, residual, _, _ = np.linalg.lstsq(design, a * np.sqrt(w * k), rcond=None)
    covariance = np.linalg.inv(design.T @ design) * residual[0] / (k - 2)
    for name, value in (("tokens_per_char", beta[0]), ("template", beta[1]), ("tokens_per_char_se", math.sqrt(covariance[0, 0])),
                        ("template_se", math.sqrt(covariance[1, 1]))):
        scalar(f"fit {name}", value)


def series():
    """A batch that slows down, and two models asked the same prompts three times each."""
    rows = [(i, i * 60 + rng.randrange(20), 200, int(200 * 1e9 / (40 - 0.3 * i + rng.gauss(0, 0.2)))) for i in range(20)]
    write("drift.tsv", rows)
    rates = [r[2] * 1e9 / r[3] for r in rows]
    scalar("drift slope", stats.linregress([r[1] / 3600 for r in rows], rates).slope)
    scalar("drift first", 6 * 200 * 1e9 / sum(r[3] for r in rows[:6]))
    scalar("drift last", 6 * 200 * 1e9 / sum(r[3] for r in rows[-6:]))
    pairs, ratios = [], []
    for prompt in range(1, 13):
        medians = []
        for model in (1, 2):
            times = [int(1e9 * (1 + 0.3 * prompt) * (1.1 if model == 2 else 1.0) * math.exp(rng.gauss(0, 0.06))) for _ in range(3)]
            pairs += [(model, prompt, t) for t in times]
            medians.append(sorted(times)[1])
        ratios.append(medians[1] / medians[0])
    write("pair.tsv", pairs)
    scalar("pair geomean", stats.gmean(ratios))
    scalar("pair greater", sum(r > 1 for r in ratios))
    scalar("pair smaller", sum(r < 1 for r in ratios))


def proportions():
    for good, n in ((9, 10), (0, 10), (10, 10), (300, 300), (37, 120)):
        interval = stats.binomtest(good, n).proportion_ci(0.95, "wilson")
        scalar(f"wilson {good}/{n} lo", interval.low)
        scalar(f"wilson {good}/{n} hi", interval.high)


os.makedirs(HERE, exist_ok=True)
percentiles()
load()
tokenizers()
series()
proportions()
write("scalar.tsv", scalars)
