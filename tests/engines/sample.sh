#!/bin/sh
# Makes a database of the sample logs, with all that makes every view have rows: what a machine costs, what models weigh, a
# model whose tokenizer is the yardstick, an answer counted with a reference vocabulary.
# usage: sample.sh EVALRATE DATABASE
set -eu
evalrate=$1 database=$2
"$evalrate" import -q -d "$database" --meta usd_per_hour=0.35 --meta avg_watts=90 --meta peak_bytes_s=2.5e11 --meta room=2 \
    desktop=sample-logs/desktop
"$evalrate" import -q -d "$database" laptop=sample-logs/laptop shapes=sample-logs/shapes
"$evalrate" model set llama3.2:1b reference=1 weight-bytes=1321082688 -d "$database" >/dev/null
"$evalrate" model set qwen2.5:7b tokens-per-reference=1.03 weight-bytes=4683073184 kv-bytes-per-token=57344 -d "$database" \
    >/dev/null
