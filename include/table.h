/*
 * Tables on their way to a file: typed cells under named columns.
 *
 * A column's name is snake_case and ends in its unit ("ttft_p50_ms", "decode_tok_s", "eval_count"); units.h tells from
 * the name alone what an exporter needs to know.
 */
#ifndef EVALRATE_TABLE_H
#define EVALRATE_TABLE_H

#include "span.h"

enum cell_kind {
    CELL_BLANK, /* unknown: blank in every format, null in JSON */
    CELL_INTEGER,
    CELL_REAL, /* finite; an exporter writes anything else as blank */
    CELL_TEXT, /* valid UTF-8; may hold control characters, which exporters deal with */
};

struct cell {
    enum cell_kind kind;
    int64_t integer;
    double real;
    struct span text;
    unsigned note; /* 1-based footnote of the table that marks this cell; 0 without */
};

struct metric;

struct column {
    const char *name;
    unsigned priority; /* which give way first where the space is short: lower stays longer. 0 stays always */
    bool bar;          /* drawn as a bar too, where the format has bars; at most one column of a table */
    bool versus;       /* a ratio to something else: 1 is equal, more is better. A workbook colours it around 1 */
    /* How the values follow from other columns of their row: "[candidate_ms]/[base_ms]". A workbook keeps it beside the
     * value, so that it can be traced and changed; every other format shows the value alone. NULL without. */
    const char *formula;
    const struct metric *definition; /* what its values are (metrics.h); NULL where that needs no word */
};

/* A chart of a table, for the formats that draw. Columns are named; one that the table does not have, or that holds no
 * number, is left out. */
enum { CHART_Y = 3 };

struct chart {
    enum chart_kind {
        CHART_BARS,   /* a bar for each row and each y; x names the rows */
        CHART_RANGES, /* for each row a mark at y[0] on a line from y[1] to y[2]; x names the rows */
        CHART_POINTS, /* for each row a point at x and y[0]; `by` names it */
        CHART_LINES,  /* a line of points at x and y[0] through the rows of one `by`, which stand together */
    } kind;
    const char *title; /* NULL: there is no chart */
    const char *x, *y[CHART_Y], *by;
    bool log_x;
};

/* What a table was made with: "by" is "model". */
struct table_option {
    const char *name, *value;
};

/* What is known of a table before its first row. All strings are NUL-terminated UTF-8 and outlive the table. */
struct table {
    const char *name;  /* "models", "requests": file-safe, stable for scripts */
    const char *title; /* for people: heading, sheet name; NULL or "" without */
    size_t column_count;
    const struct column *columns;
    size_t caption_count; /* lines above: what is constant, where it comes from */
    const char *const *captions;
    size_t note_count; /* footnotes below; cell.note counts from 1. A note that no cell carries is a plain remark */
    const char *const *notes;
    size_t chart_count;
    const struct chart *charts;
    size_t option_count;
    const struct table_option *options;
    /* A workbook gives each row a name made of this and its first cell, so that others can link to it ("definition" and
     * "ttft_ms": definition_ttft_ms); no two of a workbook may be the same. NULL without. */
    const char *row_names;
};

#endif
