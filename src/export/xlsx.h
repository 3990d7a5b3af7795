/*
 * The parts of the workbook's exporter and what they share. Nothing outside of src/export/xlsx*.c may include this: the
 * library's types stay in these files.
 */
#ifndef EVALRATE_EXPORT_XLSX_H
#define EVALRATE_EXPORT_XLSX_H

#include "buffer.h"
#include "table.h"
#include "xlsx_text.h"

#include <xlsxwriter.h>

enum {
    XLSX_WIDTH_MOST = 60, /* of a column, in characters */
    CHART_SERIES_MOST = 12,
};

#define XLSX_TEXT_CODE "@" /* the number format of texts */

/* Where a heading stands over its cells: texts left, numbers right, what may be either in the middle. */
enum xlsx_alignment { XLSX_LEFT, XLSX_RIGHT, XLSX_MIDDLE, XLSX_ALIGNMENTS };

/* A number format with the mark of a note. */
struct marked_format {
    const char *code;
    unsigned note;
    lxw_format *format;
};

struct xlsx_column {
    const char *name;
    lxw_format *integer, *real;
    bool is_date;
    size_t heading_width, text_width; /* in characters */
    double largest;                   /* absolute value */
    bool has_numbers;
};

struct xlsx {
    lxw_workbook *workbook;
    char *path, *directory;
    bool failed;
    lxw_format *title, *plain, *wrapped;
    lxw_format *headers[XLSX_ALIGNMENTS][2]; /* [1]: of a link */
    struct marked_format *formats;
    size_t format_count;

    const struct table *table;
    struct xlsx_column *columns;
    struct buffer text;

    lxw_worksheet *sheet;
    char sheet_name[XLSX_SHEET_NAME_SIZE];
    unsigned sheet_number;           /* of the table, from 1 */
    lxw_row_t header_row, row, last; /* row: the next one; last: the last that rows of the table may take */
    uint64_t *row_counts;            /* rows with content, one number a sheet */
    size_t sheet_count;
    uint64_t name_count;             /* of ranges and cells that were named */
    size_t label_column, bar_column; /* column_count where there is none */
    bool *note_used;                 /* by number - 1 */

    /* Rows that make a line of a chart each: those of the first lines, how many there are in all, the last one's name.
     */
    struct {
        lxw_row_t first, last;
    } groups[CHART_SERIES_MOST];
    size_t group_count, group_total;
    struct buffer group_name;
};

/* ---- xlsx.c: the workbook and its sheets ---- */

/* Reports the library's error; true where there is none. After a failure the workbook is given up. */
bool xlsx_check(struct xlsx *xlsx, lxw_error error, struct failure *why) MUST_CHECK;
bool xlsx_out_of_memory(struct xlsx *xlsx, struct failure *why);

/* A table with captions is a report, one without is raw (see xlsx.c). */
bool xlsx_is_report(const struct table *table);

/* ---- xlsx_format.c: formats of cells ---- */

/* Makes the formats that every workbook has. */
bool xlsx_add_formats(struct xlsx *xlsx) MUST_CHECK;

/* The format for a number format code (a string that lives on) with the mark of a note behind it; 0: without. */
bool xlsx_format(struct xlsx *xlsx, const char *code, unsigned note, lxw_format **out) MUST_CHECK;

/* The code for the whole numbers of a column. */
const char *xlsx_integer_code(const char *column);

/* ---- xlsx_cells.c: what stands in a cell ---- */

/* Writes a text that is not empty. */
bool xlsx_write_text(struct xlsx *xlsx, lxw_row_t row, size_t column, struct span text, lxw_format *format,
                     struct failure *why) MUST_CHECK;

/* Writes the table's next row at xlsx->row, which it does not move; says how many lines of text it is high, and whether
 * anything but blanks stands in it. */
struct xlsx_written {
    size_t lines;
    bool any;
};
bool xlsx_write_cells(struct xlsx *xlsx, const struct cell *cells, struct xlsx_written *written,
                      struct failure *why) MUST_CHECK;

/* ---- xlsx_look.c: what a sheet gets when its rows are there; `last` is the last of them ---- */

void xlsx_set_widths(struct xlsx *xlsx);
bool xlsx_add_colors(struct xlsx *xlsx, lxw_row_t last, struct failure *why) MUST_CHECK;
bool xlsx_add_names(struct xlsx *xlsx, lxw_row_t last, struct failure *why) MUST_CHECK;

/* Names a row: Definitions' "definition_ttft_ms". */
bool xlsx_name_row(struct xlsx *xlsx, const char *prefix, struct span name, lxw_row_t row,
                   struct failure *why) MUST_CHECK;

/* ---- xlsx_charts.c ---- */

bool xlsx_add_charts(struct xlsx *xlsx, lxw_row_t last, struct failure *why) MUST_CHECK;

/* Notes that `cells` stand in `row`, for lines through rows of one name. False without memory. */
bool xlsx_see_group(struct xlsx *xlsx, const struct cell *cells, lxw_row_t row) MUST_CHECK;

#endif
