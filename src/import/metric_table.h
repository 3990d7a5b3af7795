/*
 * Tables of statistics, in Markdown or drawn with box characters.
 *
 *  1. Labels in the first column: every further column with readable values is one request, and its heading may name
 *     the model. A column without any (a ratio) is none.
 *  2. Labels in the first row: every further row is one request, if there are at least three labels and one of them
 *     is the answer's count or duration. Rates alone are a summary of what was measured elsewhere. Rows that are means,
 *     totals and the like are left out.
 *  3. A row or column "Model" names the models.
 */
#ifndef EVALRATE_METRIC_TABLE_H
#define EVALRATE_METRIC_TABLE_H

#include "model_hints.h"
#include "figures.h"
#include "line_marks.h"

enum { TABLE_COLUMNS = 24 };

struct table_column {
    struct figures figures;
    struct model_name model;
    enum label label; /* rule 2: what the column holds */
    struct span unit; /* of a label; points into unit_text */
    char unit_text[16];
    int64_t bad_line; /* where a value could not be read; 0: nowhere */
    enum label bad_label;
};

enum table_shape { TABLE_UNKNOWN, TABLE_LABELS_DOWN, TABLE_LABELS_ACROSS };

struct metric_table {
    bool open;
    enum table_shape shape;
    size_t model_column; /* rule 3; 0: none (the first column is column 0, too, see has_model_column) */
    bool has_model_column;
    struct table_column columns[TABLE_COLUMNS]; /* [0] of TABLE_LABELS_ACROSS: the row that was read last */
    bool row_ready;
};

/* A line with none of these marks is no row. */
enum { METRIC_TABLE_NEEDS = MARK_BAR | MARK_WIDE };

/* Whether the line is a row of a table. */
bool metric_table_is_row(struct span line);

/* Takes a row. Returns false where it says nothing about statistics. */
bool metric_table_row(struct metric_table *table, struct span line, int64_t number);

/* The next request that is complete, at or after *index; NULL without. `ended`: no row follows. */
struct table_column *metric_table_next(struct metric_table *table, bool ended, size_t *index);

void metric_table_close(struct metric_table *table);

#endif
