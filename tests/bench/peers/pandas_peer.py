"""pandas: the whole file as a frame, then groupby().quantile().

usage: pandas_peer.py final FILE DB
"""
import sqlite3
import sys

import pandas

kind, path, database = sys.argv[1:]
frame = pandas.read_json(path, lines=True, convert_dates=False)
frame = frame.drop(columns=['context'], errors='ignore')
with sqlite3.connect(database) as db:
    frame.to_sql('request', db, if_exists='replace', index=False)
values = pandas.DataFrame({
    'model': frame.model,
    'ttft_ms': (frame.load_duration + frame.prompt_eval_duration) / 1e6,
    'tpot_ms': frame.eval_duration / 1e6 / frame.eval_count,
    'prefill_tok_s': frame.prompt_eval_count * 1e9 / frame.prompt_eval_duration,
    'decode_tok_s': frame.eval_count * 1e9 / frame.eval_duration,
    'total_s': frame.total_duration / 1e9,
    'eval_count': frame.eval_count * 1.0,
})
for (model, q), row in values.groupby('model').quantile([0.5, 0.95, 0.99]).iterrows():
    for metric, value in row.items():
        print(f'{model},{metric},{round(q * 100000)},{value!r}')
