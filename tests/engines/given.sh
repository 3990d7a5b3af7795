#!/bin/sh
# Makes what an engine is given and what it is to answer (facts.sh), in DIR: of the sample logs, or of many requests.
# usage: given.sh EVALRATE DIR sample|many
#
#  many: 100,000 generated requests. SQLite answers from the copies of its slow views. Of the tables and the views that say
#  what files said, the sample logs tell enough.
set -eu
evalrate=$1 dir=$2 size=$3
rm -rf "$dir/tables" "$dir/sqlite" "$dir/names" "$dir/x.db"
mkdir -p "$dir"
if [ "$size" = sample ]; then
    sh tests/engines/sample.sh "$evalrate" "$dir/x.db"
    exec sh tests/engines/facts.sh "$evalrate" "$dir/x.db" "$dir"
fi
awk -v n=100000 -f tests/engines/requests.awk | "$evalrate" import -q -d "$dir/x.db" -
"$evalrate" model set llama3.2:1b reference=1 weight-bytes=1321082688 -d "$dir/x.db" >/dev/null
KEEP_COPIES=1 sh tests/engines/facts.sh "$evalrate" "$dir/x.db" "$dir"
printf '%s\n' request_cache request_metrics request_use request_normalized request_values metric_values percentiles \
    bandwidth compared_values completeness concurrency concurrency_per_user cost drift exclusions goodput load load_events \
    load_sweep models prompt_pairs reconciliation report_concurrency report_families report_models report_prompt_lengths \
    report_statistics report_tokenizers request_concurrency request_explained requests selectable series_normalized \
    series_totals standard_ttft strata summary token_observations tokenizer_factors tokenizer_fit tokenizer_pairs \
    tokenizer_ratio >"$dir/names"
