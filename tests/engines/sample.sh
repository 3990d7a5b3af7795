#!/bin/sh
# Makes a database of the sample logs, with all that makes every view have rows: what a machine costs, what models weigh, a
# model whose tokenizer is the yardstick, engines of two eras, a limit that some saved answers fall short of, odd clocks.
# usage: sample.sh EVALRATE DATABASE
set -eu
evalrate=$(realpath "$1") database=$(realpath "$2")
"$evalrate" import -q -d "$database" --meta usd_per_hour=0.35 --meta avg_watts=90 --meta peak_bytes_s=2.5e11 --meta room=2 \
    desktop=sample-logs/desktop
"$evalrate" import -q -d "$database" laptop=sample-logs/laptop shapes=sample-logs/shapes
"$evalrate" model set llama3.2:1b reference=1 weight-bytes=1321082688 -d "$database" >/dev/null
"$evalrate" model set qwen2.5:7b tokens-per-reference=1.03 weight-bytes=4683073184 kv-bytes-per-token=57344 -d "$database" \
    >/dev/null
sqlite3 "$database" "UPDATE run SET ollama_version = '0.5.7' WHERE label = 'desktop';
    UPDATE run SET ollama_version = '0.12.10-rc1' WHERE label = 'laptop';
    UPDATE setting SET value = 0.95 WHERE key = 'text_low_ratio'"

# Texts that were ever lost on the way from one database to another, wherever a text may stand.
nasty=$(mktemp -d)
trap 'rm -rf "$nasty"' EXIT
/usr/bin/python3 - "$nasty" <<'PYTHON'
import json, sys
texts = ['line\nfeed', 'carriage\r\nreturn', 'tab\there', '"quoted"', "it's", 'back\\slash', '\\N', '\\n', 'NULL', 'null', ' ', ' blank ',
         '=1+1', '+1', '-1', '@SUM(A1)', '\u2028line\u2029paragraph', '\x1b[31mred', '\x01\x7f', 'a\x00b', '\U0001f600 \U0001f468\u200d\U0001f469',
         'e\u0301 \u00e9', '\ufeffmark', '\ufffd', '\uffff', '{"a": 1}', '$1 %s {} ;--', 'x' * 5000, 'lone \ud800 half', '\udc00', "');--"]
figures = {'done': True, 'total_duration': 5000000000, 'load_duration': 10000000, 'prompt_eval_count': 20,
           'prompt_eval_duration': 100000000, 'eval_count': 40, 'eval_duration': 2000000000}
with open(sys.argv[1] + '/answers.jsonl', 'w') as log:
    for second, text in enumerate(texts):
        created = '2026-08-21T10:00:%02dZ' % second
        log.write(json.dumps({'model': text, 'created_at': created, 'response': text, 'done_reason': text, **figures}) + '\n')
        log.write('not an answer, ' + json.dumps(text)[1:-1] + ' {"model": "cut sho\n')
    # clocks that were never set, and those of the centuries to come; between, the first and last days without a leap year
    for clock in ['1970-01-01T00:00:01.5', '2100-02-28T23:59:59', '2100-03-01T00:00:04', '2199-12-31T23:59:59.999999999',
                  '2200-02-28T12:00:00', '2200-03-01T12:00:00', '2262-04-11T23:47:10']:
        log.write(json.dumps({'model': 'clocks', 'created_at': clock + 'Z', **figures}) + '\n')
        log.write('[GIN] %s | 200 |  2.5s |  127.0.0.1 | POST     "/api/chat"\n' % clock[:19].replace('-', '/').replace('T', ' - '))
with open(sys.argv[1] + '/meta.sql', 'w') as sql:
    for place, text in enumerate(texts):
        if '\ud800' not in text and '\udc00' not in text:
            cell = "CAST(x'%s' AS TEXT)" % text.replace('\x00', '').encode().hex()
            sql.write("INSERT INTO run_meta SELECT max(run_id), 'nasty' || %s, %s FROM run;\n" % (cell, cell))
PYTHON
mkdir "$nasty/\\N \"it's\" =1"
mv "$nasty/answers.jsonl" "$nasty/\\N \"it's\" =1/a	tab.jsonl"
(cd "$nasty" && "$evalrate" import -q -d "$database" -l '=\N "label" 😀' --meta 'host=it'\''s "here"	\' .)
sqlite3 "$database" <"$nasty/meta.sql"
