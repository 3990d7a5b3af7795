/*
 * A format that tables are written in. One file a format, one line in the list.
 *
 * Calls: open (begin row* end)* close. Each returns false with a reason where writing failed; after that only close may
 * follow. close always releases `self`, also after a failure; a full disk may show only there. A table lives from its
 * begin to its end, the bytes of a cell's text until row returns.
 */
#ifndef EVALRATE_EXPORTER_H
#define EVALRATE_EXPORTER_H

#include "failure.h"
#include "table.h"

#include <stdio.h>

/* Options of every exporter; each takes what concerns it. */
struct export_options {
    char separator;    /* CSV: ',' ';' '|' or '\t' */
    char decimal;      /* CSV: '.' or ',' */
    bool bom;          /* CSV: start with a byte order mark */
    bool raw;          /* CSV: leave text that a spreadsheet would run as a formula as it is */
    bool color;        /* terminal: colours and bold are welcome */
    bool unicode;      /* terminal: characters beyond ASCII are welcome */
    bool bars;         /* terminal: and so are bars (drawn of such characters) */
    unsigned width;    /* terminal: columns of the screen; 0 unlimited */
    bool all_columns;  /* terminal: what is too wide stands in several tables, one below the other */
    bool charts;       /* Markdown: add Mermaid charts */
    const char *title; /* XLSX: document property; NULL without */
};

/* Where to write. Stream formats write to `stream` and name `path` (NULL where there is none) in messages only; XLSX
 * writes to the file `path` (output.h gives a temporary one). */
struct target {
    FILE *stream;
    const char *path;
    struct export_options options;
};

struct exporter {
    const char *name;   /* --to NAME: "table", "csv", … */
    const char *suffix; /* of `-o FILE`: "csv" */
    bool needs_path;    /* cannot write to a stream */
    void *(*open)(const struct target *target, struct failure *why);
    bool (*begin)(void *self, const struct table *table, struct failure *why);
    bool (*row)(void *self, const struct cell *cells, struct failure *why);
    bool (*end)(void *self, struct failure *why);
    bool (*close)(void *self, struct failure *why);
};

extern const struct exporter terminal_exporter, csv_exporter, tsv_exporter, markdown_exporter, json_exporter,
    jsonl_exporter, bits_exporter, xlsx_exporter;

/* The exporter called `name`, or the one for the suffix of `path`; NULL where there is none. */
const struct exporter *exporter_named(const char *name);
const struct exporter *exporter_for_path(const char *path);

/* All of them, ended by NULL. */
extern const struct exporter *const exporters[];

#endif
