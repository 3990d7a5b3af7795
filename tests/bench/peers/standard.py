"""Python's standard library: a clean streaming script, json, re, sqlite3.

usage: standard.py final|stream|verbose|files|array PATH DB
"""
import json
import math
import os
import re
import sqlite3
import sys
from calendar import timegm
from collections import defaultdict


def instant_ns(text):
    """'2026-08-21T18:00:00.123456789Z' as nanoseconds."""
    date = tuple(int(text[a:b]) for a, b in ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19)))
    return timegm(date) * 10**9 + int(text[20:-1].ljust(9, '0'))


def row(o, ttft_ns=None):
    if ttft_ns is None:
        ttft_ns = o['load_duration'] + o['prompt_eval_duration']
    return (o['model'], o['total_duration'], o['load_duration'], o['prompt_eval_count'], o['prompt_eval_duration'],
            o['eval_count'], o['eval_duration'], ttft_ns)


def finals(path):
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            yield row(json.loads(line))


def streams(path):
    first = None
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            o = json.loads(line)
            at = instant_ns(o['created_at'])
            if first is None:
                first = at
            if o['done']:
                yield row(o, first - (at - o['total_duration']))
                first = None


def array(path):
    with open(path, encoding='utf-8') as file:
        for o in json.load(file):
            yield row(o)


def files(path):
    for name in sorted(os.listdir(path)):
        with open(os.path.join(path, name), encoding='utf-8') as file:
            yield row(json.load(file))


UNITS = {'ms': 10**6, 's': 10**9, 'm': 60 * 10**9}
FIGURE = re.compile(r'(total duration|load duration|prompt eval count|prompt eval duration|eval count|eval duration): +(\S+)')


def duration_ns(text):
    return sum(round(float(value) * UNITS[unit]) for value, unit in re.findall(r'([\d.]+)(ms|m|s)', text))


def verbose(path):
    model, o = '', {}
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            if line.startswith('$ ollama run '):
                model = line.split()[3]
                continue
            match = FIGURE.match(line)
            if match:
                name, value = match.groups()
                o[name.replace(' ', '_')] = int(value) if name.endswith('count') else duration_ns(value)
                if name == 'eval duration':
                    yield row({'model': model, **o})
                    o = {}


READERS = {'final': finals, 'stream': streams, 'verbose': verbose, 'files': files, 'array': array}
METRICS = {
    'ttft_ms': 'ttft_ns / 1e6',
    'tpot_ms': 'ns / 1e6 / count',
    'prefill_tok_s': 'prompt_count * 1e9 / prompt_ns',
    'decode_tok_s': 'count * 1e9 / ns',
    'total_s': 'total_ns / 1e9',
    'eval_count': 'count * 1.0',
}


def percentile(values, q):
    place = (len(values) - 1) * q
    low, part = place // 100000, place % 100000 / 100000
    return values[low] + (values[math.ceil(place / 100000)] - values[low]) * part


def main():
    kind, path, database = sys.argv[1:]
    if os.path.exists(database):
        os.remove(database)
    db = sqlite3.connect(database)
    db.execute('CREATE TABLE request(model TEXT, total_ns INTEGER, load_ns INTEGER, prompt_count INTEGER,'
               ' prompt_ns INTEGER, count INTEGER, ns INTEGER, ttft_ns INTEGER)')
    db.executemany('INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?, ?)', READERS[kind](path))
    db.commit()
    for metric, expression in METRICS.items():
        by_model = defaultdict(list)
        for model, value in db.execute(f'SELECT model, {expression} FROM request'):
            by_model[model].append(value)
        for model, values in by_model.items():
            values.sort()
            for q in (50000, 95000, 99000):
                print(f'{model},{metric},{q},{percentile(values, q)!r}')


main()
