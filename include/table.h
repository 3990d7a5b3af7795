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

struct column {
    const char *name;
    unsigned priority; /* which give way first where the space is short: lower stays longer. 0 stays always */
    bool bar;          /* drawn as a bar too, a chart where the format has charts; at most one column of a table */
    bool versus;       /* a ratio to something else: 1 is equal, more is better. A workbook colours it around 1 */
    /* How the values follow from other columns of their row: "[candidate_ms]/[base_ms]". A workbook keeps it beside the
     * value, so that it can be traced and changed; every other format shows the value alone. NULL without. */
    const char *formula;
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
};

#endif
