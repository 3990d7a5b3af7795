# The tables of facts.sql as another engine writes them: the one list of columns is that file.
# usage: awk -v engine=postgresql|duckdb|clickhouse|clickhouse-18 -f tables.awk facts.sql…      clickhouse…-sharded: on a cluster
#
#  1. Names and order of columns are kept, and which may be NULL. INTEGER has 64 bits, REAL is a double.
#  2. Of all constraints only the key is kept: the facts come from a database that has checked them. A table without one
#     (sighting, server_start) gets all its columns for a key, so that loading twice changes nothing there, either.
#  3. No rows: they are loaded, settings and objectives among them. Only copy_state has its row: the program's copies of
#     slow definitions stay behind, and the views answer from the definitions.
#  4. ClickHouse keeps the last of the rows with the same key, at some time after they came: NAME_rows takes them, and
#     NAME is the view that shows each once. Sharded, NAME_rows passes them on to NAME_local of some server.
#     The DDL of the sharded form says how far it was tried.
#  5. ClickHouse of 2018 reads a fraction in text only to the last digit but one. There NAME_rows takes a REAL as the 64 bits
#     of its double, a whole number (evalrate export --to jsonl-bits), and NAME shows the double.
BEGIN {
    is_2018 = engine ~ /^clickhouse-18/
    is_sharded = engine ~ /-sharded$/
    if (engine == "clickhouse-sharded") {
        print "-- Run this on each server of the cluster 'evalrate'. Servers of today cannot be had for the tests: two of ClickHouse of"
        print "-- 2018 take these tables and share their rows, and over tables of one shard in one process (chDB, 26.7) the views answer"
        print "-- as SQLite does. Two shards cannot be in one such process: with one database both read the same table, and a shard with"
        print "-- a database of its own is asked over the network, where chDB does not listen.\n"
    }
}

# "total_duration_ns INTEGER CHECK (…)" and "PRIMARY KEY (q, n)", one after the other, without comments
function take(definition,    words, name) {
    gsub(/^[ \t]+|[ \t]+$/, "", definition)
    if (definition == "")
        return
    if (definition ~ /^PRIMARY KEY/) {
        sub(/^PRIMARY KEY *\(/, "", definition)
        sub(/\)$/, "", definition)
        key = definition
        return
    }
    if (definition ~ /^(UNIQUE|CHECK)/)
        return
    split(definition, words, " +")
    name = words[1]
    columns[++count] = name
    type[name] = words[2]
    required[name] = definition ~ /NOT NULL|PRIMARY KEY/
    if (definition ~ /PRIMARY KEY/)
        key = name
}

# Cuts the text between the outer brackets at the commas that stand in no bracket.
function cut(text,    i, letter, depth, start) {
    start = 1
    for (i = 1; i <= length(text); i++) {
        letter = substr(text, i, 1)
        depth += (letter == "(") - (letter == ")")
        if (letter == "," && !depth) {
            take(substr(text, start, i - start))
            start = i + 1
        }
    }
    take(substr(text, start))
}

function typed(name) {
    return (engine ~ /^clickhouse/) ? clickhouse_type(name) : standard_type(name)
}

function standard_type(name,    word, text) {
    text = engine == "postgresql" ? "TEXT COLLATE \"C\"" : "TEXT"
    word = type[name] == "INTEGER" ? "BIGINT" : type[name] == "REAL" ? "DOUBLE PRECISION" : text
    return word (required[name] ? " NOT NULL" : "")
}

function clickhouse_type(name,    word) {
    word = type[name] == "INTEGER" || is_bits(name) ? "Int64" : type[name] == "REAL" ? "Float64" : "String"
    return required[name] ? word : "Nullable(" word ")"
}

function is_bits(name) {
    return is_2018 && type[name] == "REAL"
}

function column_lines(    i, lines) {
    for (i = 1; i <= count; i++)
        lines = lines (i > 1 ? ",\n" : "") "  " columns[i] " " typed(columns[i])
    return lines
}

function double_of(name) {
    return "reinterpretAsFloat64(reinterpretAsString(" name "))"
}

# What NAME shows of NAME_rows.
function shown_columns(    i, list, some) {
    for (i = 1; i <= count; i++) {
        some = some || is_bits(columns[i])
        list = list (i > 1 ? ", " : "") (is_bits(columns[i]) ? "\n  " double_of(columns[i]) " AS " : "") columns[i]
    }
    return some ? list : "*"
}

function print_table() {
    if (engine !~ /^clickhouse/) {
        printf "CREATE TABLE %s(\n%s,\n  PRIMARY KEY (%s)\n);\n\n", table, column_lines(), key
        return
    }
    kept = table (is_sharded ? "_local" : "_rows")
    printf "CREATE TABLE %s(\n%s\n) ENGINE = ReplacingMergeTree ORDER BY (%s);\n", kept, column_lines(), key
    if (is_sharded)
        printf "CREATE TABLE %s_rows AS %s ENGINE = Distributed(evalrate, currentDatabase(), %s, cityHash64(%s));\n", \
            table, kept, kept, key
    printf "CREATE VIEW %s AS SELECT %s FROM %s_rows FINAL;\n\n", table, shown_columns(), table
}

{ sub(/--.*/, "") }
/^CREATE TABLE/ {
    table = $3
    sub(/\(.*/, "", table)
    sub(/^[^(]*\(/, "")
    text = key = ""
    count = 0
    inside = 1
}
inside {
    if (/^\)/) {
        cut(text)
        if (key == "")
            for (i = 1; i <= count; i++)
                key = key (i > 1 ? ", " : "") columns[i]
        print_table()
        inside = 0
    }
    text = text " " $0
}
