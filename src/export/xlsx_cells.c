/*
 * What stands in a cell: numbers, dates, formulas, texts, and the reason of a blank.
 */
#include "xlsx.h"

#include "display.h"
#include "number.h"
#include "timestamp.h"
#include "units.h"

#include <math.h>

static const double DAY_NS = 86400e9;
static const double UNIX_EPOCH_DAY = 25569;                      /* in days since Excel's 1899-12-30 */
static const int64_t FIRST_DATE_NS = -2203891200 * 1000000000LL; /* 1900-03-01; Excel counts a day before it wrongly */
static const int64_t EXACT_MOST = INT64_C(1) << 53;
static const double NUMBER_MOST = 9.99999999999999e307; /* Excel's; the library's 16 digits of DBL_MAX are beyond it */

/* Writes a text that is not empty. */
bool xlsx_write_text(struct xlsx *xlsx, lxw_row_t row, size_t column, struct span text, lxw_format *format,
                     struct failure *why)
{
    if (!xlsx_text(&xlsx->text, text))
        return xlsx_out_of_memory(xlsx, why);
    return xlsx_check(xlsx, worksheet_write_string(xlsx->sheet, row, (lxw_col_t)column, xlsx->text.ptr, format), why);
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void see_number(struct xlsx_column *column, double value)
{
    column->has_numbers = true;
    if (fabs(value) > column->largest)
        column->largest = fabs(value);
}

static void see_text(struct xlsx *xlsx, size_t at, struct span text)
{
    struct xlsx_column *column = &xlsx->columns[at];
    if (at < xlsx->label_column)
        xlsx->label_column = at;
    if (text.len > column->text_width) /* bytes are never fewer than columns */
        column->text_width = larger(column->text_width, display_width(text));
}

/* Replaces what is in `out` by the column's formula with "[name]" as the cells of `row`; false where one is blank or
 * there is none of that name. */
static bool make_formula(struct xlsx *xlsx, const char *formula, const struct cell *cells, lxw_row_t row)
{
    struct buffer *out = &xlsx->text;
    struct span rest = span_of(formula);
    buffer_clear(out);
    buffer_add_byte(out, '=');
    while (rest.len) {
        struct span before = span_first(rest, span_find_byte(rest, '['));
        buffer_add(out, before);
        if (before.len == rest.len)
            break;
        rest = span_from(rest, before.len + 1);
        struct span name = span_first(rest, span_find_byte(rest, ']'));
        size_t at = 0;
        while (at < xlsx->table->column_count && !span_equal(name, span_of(xlsx->table->columns[at].name)))
            at++;
        if (at == xlsx->table->column_count || cells[at].kind == CELL_BLANK)
            return false;
        char cell[LXW_MAX_CELL_NAME_LENGTH];
        lxw_rowcol_to_cell(cell, row, (lxw_col_t)at);
        buffer_add(out, span_of(cell));
        rest = span_from(rest, name.len + 1);
    }
    buffer_add_byte(out, '\0');
    return !out->failed;
}

static lxw_error write_number(struct xlsx *xlsx, const struct cell *cells, size_t at, double value, lxw_format *format)
{
    const char *formula = xlsx->table->columns[at].formula;
    see_number(&xlsx->columns[at], value);
    if (formula && make_formula(xlsx, formula, cells, xlsx->row))
        return worksheet_write_formula_num(xlsx->sheet, xlsx->row, (lxw_col_t)at, xlsx->text.ptr, format, value);
    return worksheet_write_number(xlsx->sheet, xlsx->row, (lxw_col_t)at, value, format);
}

/* The format of a cell whose column's own one is `plain`. */
static bool format_of_cell(struct xlsx *xlsx, const struct cell *cell, const char *code, lxw_format *plain,
                           lxw_format **out)
{
    *out = plain;
    return !cell->note || xlsx_format(xlsx, code, cell->note, out);
}

/* A number that a spreadsheet cannot hold. */
static bool write_digits(struct xlsx *xlsx, struct span digits, size_t at, struct failure *why)
{
    xlsx->columns[at].text_width = larger(xlsx->columns[at].text_width, digits.len);
    return xlsx_write_text(xlsx, xlsx->row, at, digits, xlsx->plain, why);
}

static bool write_integer(struct xlsx *xlsx, const struct cell *cells, size_t at, struct failure *why)
{
    const struct cell *cell = &cells[at];
    lxw_format *format;
    char digits[NUMBER_SIZE];
    if (cell->integer > EXACT_MOST || cell->integer < -EXACT_MOST)
        return write_digits(xlsx, (struct span){digits, number_integer(cell->integer, digits)}, at, why);
    if (!format_of_cell(xlsx, cell, xlsx_integer_code(xlsx->columns[at].name), xlsx->columns[at].integer, &format))
        return xlsx_out_of_memory(xlsx, why);
    return xlsx_check(xlsx, write_number(xlsx, cells, at, (double)cell->integer, format), why);
}

static bool write_real(struct xlsx *xlsx, const struct cell *cells, size_t at, struct failure *why)
{
    lxw_format *format;
    char digits[NUMBER_SIZE];
    if (fabs(cells[at].real) > NUMBER_MOST)
        return write_digits(xlsx, (struct span){digits, number_exact(cells[at].real, digits)}, at, why);
    const char *code = unit_of(xlsx->columns[at].name)->excel_format;
    if (!format_of_cell(xlsx, &cells[at], code, xlsx->columns[at].real, &format))
        return xlsx_out_of_memory(xlsx, why);
    return xlsx_check(xlsx, write_number(xlsx, cells, at, cells[at].real, format), why);
}

static bool write_date(struct xlsx *xlsx, size_t at, int64_t at_ns, struct failure *why)
{
    struct xlsx_column *column = &xlsx->columns[at];
    double days = (double)at_ns / DAY_NS + UNIX_EPOCH_DAY;
    column->text_width = larger(column->text_width, sizeof "2000-01-01 00:00:00.000" - 1);
    return xlsx_check(xlsx, worksheet_write_number(xlsx->sheet, xlsx->row, (lxw_col_t)at, days, column->real), why);
}

/* A long text of a report runs over several lines of its cell. */
static size_t text_lines(const struct xlsx *xlsx, struct span text)
{
    if (!xlsx_is_report(xlsx->table) || text.len <= XLSX_WIDTH_MOST)
        return 1;
    enum { FILLED = XLSX_WIDTH_MOST - 4 }; /* words do not fill a line to its end */
    return (display_width(text) + FILLED - 1) / FILLED;
}

static bool write_text_cell(struct xlsx *xlsx, const struct cell *cell, size_t at, struct failure *why)
{
    struct maybe instant = {0};
    if (xlsx->columns[at].is_date)
        instant = timestamp_parse(cell->text);
    if (instant.known && instant.value >= FIRST_DATE_NS)
        return write_date(xlsx, at, instant.value, why);
    see_text(xlsx, at, cell->text);
    lxw_format *format = text_lines(xlsx, cell->text) > 1 ? xlsx->wrapped : xlsx->plain;
    if (cell->note && !xlsx_format(xlsx, XLSX_TEXT_CODE, cell->note, &format))
        return xlsx_out_of_memory(xlsx, why);
    return xlsx_write_text(xlsx, xlsx->row, at, cell->text, format, why);
}

static bool is_known(const struct cell *cell)
{
    return cell->kind == CELL_INTEGER || (cell->kind == CELL_REAL && isfinite(cell->real)) ||
           (cell->kind == CELL_TEXT && cell->text.len);
}

static bool write_known(struct xlsx *xlsx, const struct cell *cells, size_t at, struct failure *why)
{
    if (cells[at].kind == CELL_INTEGER)
        return write_integer(xlsx, cells, at, why);
    if (cells[at].kind == CELL_REAL)
        return write_real(xlsx, cells, at, why);
    return write_text_cell(xlsx, &cells[at], at, why);
}

/* Why a cell is blank. */
static bool write_comment(struct xlsx *xlsx, const struct cell *cell, size_t at, struct failure *why)
{
    if (!cell->note || cell->note > xlsx->table->note_count)
        return true;
    if (!xlsx_text(&xlsx->text, span_of(xlsx->table->notes[cell->note - 1])))
        return xlsx_out_of_memory(xlsx, why);
    return xlsx_check(xlsx, worksheet_write_comment(xlsx->sheet, xlsx->row, (lxw_col_t)at, xlsx->text.ptr), why);
}

/* One cell; `*any` where something stands in it. */
static bool write_cell(struct xlsx *xlsx, const struct cell *cells, size_t at, bool *any, struct failure *why)
{
    const struct cell *cell = &cells[at];
    if (cell->note && cell->note <= xlsx->table->note_count)
        xlsx->note_used[cell->note - 1] = true;
    if (!is_known(cell))
        return write_comment(xlsx, cell, at, why);
    *any = true;
    return write_known(xlsx, cells, at, why);
}

bool xlsx_write_cells(struct xlsx *xlsx, const struct cell *cells, struct xlsx_written *written, struct failure *why)
{
    bool ok = true;
    *written = (struct xlsx_written){.lines = 1};
    for (size_t i = 0; ok && i < xlsx->table->column_count; i++) {
        ok = write_cell(xlsx, cells, i, &written->any, why);
        if (cells[i].kind == CELL_TEXT)
            written->lines = larger(written->lines, text_lines(xlsx, cells[i].text));
    }
    return ok;
}
