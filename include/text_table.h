/*
 * A table as text for people, complete in memory, since widths are known only at its end. The terminal and the Markdown
 * exporter lay it out.
 *
 * Numbers are rounded by their unit and aligned on the decimal point, texts stand left. Columns of the screen, not
 * bytes, are what counts.
 */
#ifndef EVALRATE_TEXT_TABLE_H
#define EVALRATE_TEXT_TABLE_H

#include "buffer.h"
#include "table.h"

struct text_cell {
    size_t start, length; /* its text in text_table.bytes; see text_cell_span */
    size_t width;         /* columns of the text, without its mark */
    size_t whole;         /* of these up to the decimal point; all of them where there is none */
    double number;        /* its value where is_number */
    bool is_number;
    unsigned note;
};

struct text_column {
    char heading[64];             /* "TTFT p50" */
    const char *unit;             /* "ms" */
    bool is_number;               /* no cell is a text, and some is a number */
    size_t whole, fraction, mark; /* widest parts of its numbers */
    size_t width;                 /* widest content, heading not included */
};

struct text_table {
    const struct table *table;
    void (*add_text)(struct buffer *out, struct span text); /* how a text is made fit */
    bool unicode;                                           /* marks are ¹²³, else [1] */
    struct buffer bytes;
    struct text_cell *cells; /* row after row */
    size_t row_count, row_capacity;
    struct text_column *columns;
    bool *note_used; /* by number - 1 */
};

/* Ready for rows. Release it also after a failure. `table` must outlive it. */
bool text_table_init(struct text_table *text, const struct table *table, void (*add_text)(struct buffer *, struct span),
                     bool unicode, struct failure *why) MUST_CHECK;
bool text_table_add(struct text_table *text, const struct cell *cells, struct failure *why) MUST_CHECK;

/* After the last row: works out the columns. */
void text_table_measure(struct text_table *text);
void text_table_release(struct text_table *text);

const struct text_cell *text_table_cell(const struct text_table *text, size_t row, size_t column);
struct span text_table_span(const struct text_table *text, const struct text_cell *cell);

/* Appends the cell in exactly `width` columns: a text left (cut where it must be), a number on its point, its mark.
 * `width` must leave room for a number; text_table_add_number_heading aligns with it. */
void text_table_add_cell(const struct text_table *text, struct buffer *out, size_t row, size_t column, size_t width);

/* Appends `heading` in `width` columns where it stands over the column's cells. */
void text_table_add_heading(const struct text_table *text, struct buffer *out, const char *heading, size_t column,
                            size_t width);

/* Appends the mark of a footnote: "¹²" or "[12]". */
void text_table_add_mark(const struct text_table *text, struct buffer *out, unsigned note);

/* The first column of texts, the column with the bar; column_count where there is none. */
size_t text_table_label_column(const struct text_table *text);
size_t text_table_bar_column(const struct text_table *text);

#endif
