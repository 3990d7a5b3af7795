/*
 * The workbook: one sheet a table.
 *
 *  1. A table with captions is a report: a block of title and captions above, headings for people ("TTFT p50" over
 * "ms"), footnotes below, charts where it has a bar column, names for its columns (models_decode_tok_s). A table
 * without is raw: column names in the first row, rows from the second on.
 *  2. Every sheet has a filter, frozen headings and first column, widths that fit, and prints on landscape pages one
 * page wide. A full sheet goes on in the next one: "Requests (2)".
 *  3. Numbers are numbers, as exact as the library writes them (16 digits); a whole number beyond 2^53 is text, since a
 *     workbook's numbers are doubles. Unknown is an empty cell. Instants of *_at columns are date cells (UTC).
 *  4. A footnote's mark is part of the cell's number format, so that the value stays a number; a mark without a value
 * is a comment with the note's text. Text is made fit by xlsx_text.h and never becomes a formula.
 *  5. Rows are written in constant memory, temporary files stand beside the destination, and the finished file is read
 *     again (xlsx_verify.h). Equal tables make equal bytes.
 */
#include "display.h"
#include "number.h"
#include "timestamp.h"
#include "units.h"
#include "writer.h"
#include "xlsx_text.h"
#include "xlsx_verify.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <xlsxwriter.h>

enum {
    WIDTH_LEAST = 6,
    WIDTH_MOST = 60,
    FILTER_BUTTON = 3, /* columns that a heading's button covers */
    PARAGRAPH_WIDTH = 120,
    PAPER_A4 = 9,
    BELOW_ROWS = 1000, /* room for notes below the rows of a report */
    CHART_ROWS_MOST = 60,
    FORMAT_SIZE = 256,
};

static const double DAY_NS = 86400e9;
static const double UNIX_EPOCH_DAY = 25569;                      /* in days since Excel's 1899-12-30 */
static const int64_t FIRST_DATE_NS = -2203891200 * 1000000000LL; /* 1900-03-01; Excel counts a day before it wrongly */
static const int64_t EXACT_MOST = INT64_C(1) << 53;
static const char TEXT_CODE[] = "@";
static const time_t CREATED_AT = 946684800; /* 2000-01-01: the same tables make the same bytes */
static const lxw_color_t HEADER_COLOR = 0xdde6f0, BAR_COLOR = 0xb4cfea, WORSE_COLOR = 0xf4b6a6, EVEN_COLOR = 0xffffff,
                         GRID_COLOR = 0xd9d9d9, BETTER_COLOR = 0xa9d8a4;

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
    lxw_format *title, *header, *number_header, *unsure_header, *plain, *wrapped;
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
    size_t label_column, bar_column; /* column_count where there is none */
    bool *note_used;                 /* by number - 1 */
};

/* ---- errors ---- */

static bool check(struct xlsx *xlsx, lxw_error error, struct failure *why)
{
    if (error == LXW_NO_ERROR)
        return true;
    const char *reason = lxw_strerror(error);
    xlsx->failed = true;
    return failure_set(why, "cannot write the workbook: %.*s", (int)strcspn(reason, "."), reason);
}

static bool out_of_memory(struct xlsx *xlsx, struct failure *why)
{
    xlsx->failed = true;
    return failure_out_of_memory(why);
}

/* ---- formats of cells ---- */

static lxw_format *new_format(struct xlsx *xlsx, const char *code)
{
    lxw_format *format = workbook_add_format(xlsx->workbook);
    if (format && code)
        format_set_num_format(format, code);
    return format;
}

/* The code with the mark behind each of its sections. */
static void add_mark(char out[FORMAT_SIZE], const char *code, unsigned note)
{
    char mark[NUMBER_SIZE];
    number_raised(note, mark);
    out[0] = '\0';
    for (size_t used = 0; *code; code += strspn(code, ";")) {
        size_t section = strcspn(code, ";");
        used +=
            (size_t)snprintf(out + used, FORMAT_SIZE - used, "%s%.*s\"%s\"", used ? ";" : "", (int)section, code, mark);
        code += section;
    }
}

static lxw_format *new_marked_format(struct xlsx *xlsx, const char *code, unsigned note)
{
    char marked[FORMAT_SIZE];
    if (note)
        add_mark(marked, code, note);
    lxw_format *format = new_format(xlsx, note ? marked : code);
    if (!format)
        return NULL;
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP); /* beside a text of several lines */
    if (strcmp(code, TEXT_CODE) == 0)
        format_set_indent(format, 1); /* keeps off the number on its left */
    return format;
}

static bool add_format(struct xlsx *xlsx, const char *code, unsigned note, lxw_format **out)
{
    struct marked_format *grown = realloc(xlsx->formats, (xlsx->format_count + 1) * sizeof *grown);
    if (!grown)
        return false;
    xlsx->formats = grown;
    *out = new_marked_format(xlsx, code, note);
    grown[xlsx->format_count++] = (struct marked_format){.code = code, .note = note, .format = *out};
    return *out;
}

/* The format for the code (a string that lives on) and the note. */
static bool format_for(struct xlsx *xlsx, const char *code, unsigned note, lxw_format **out)
{
    for (size_t i = 0; i < xlsx->format_count; i++)
        if (xlsx->formats[i].note == note && strcmp(xlsx->formats[i].code, code) == 0) {
            *out = xlsx->formats[i].format;
            return true;
        }
    return add_format(xlsx, code, note, out);
}

static const char *integer_code(const char *column)
{
    return *unit_of(column)->suffix ? "#,##0" : "0";
}

/* ---- the workbook ---- */

static void release(struct xlsx *xlsx)
{
    free(xlsx->path);
    free(xlsx->directory);
    free(xlsx->formats);
    free(xlsx->columns);
    free(xlsx->note_used);
    free(xlsx->row_counts);
    buffer_release(&xlsx->text);
    free(xlsx);
}

/* The directory of `path`, to be freed. */
static char *directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static lxw_format *new_header(struct xlsx *xlsx, uint8_t align)
{
    lxw_format *format = new_format(xlsx, NULL);
    if (!format)
        return NULL;
    format_set_bold(format);
    format_set_bg_color(format, HEADER_COLOR);
    format_set_bottom(format, LXW_BORDER_THIN);
    format_set_text_wrap(format);
    format_set_align(format, align);
    format_set_indent(format, align == LXW_ALIGN_LEFT ? 1 : 0);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
}

static bool add_formats(struct xlsx *xlsx)
{
    xlsx->header = new_header(xlsx, LXW_ALIGN_LEFT);
    xlsx->number_header = new_header(xlsx, LXW_ALIGN_RIGHT);
    xlsx->unsure_header = new_header(xlsx, LXW_ALIGN_CENTER);
    xlsx->title = new_format(xlsx, NULL);
    xlsx->wrapped = new_format(xlsx, NULL);
    if (!xlsx->title || !xlsx->header || !xlsx->number_header || !xlsx->unsure_header || !xlsx->wrapped)
        return false;
    format_set_bold(xlsx->title);
    format_set_font_size(xlsx->title, 14);
    format_set_text_wrap(xlsx->wrapped);
    format_set_align(xlsx->wrapped, LXW_ALIGN_VERTICAL_TOP);
    format_set_indent(xlsx->wrapped, 1);
    return format_for(xlsx, TEXT_CODE, 0, &xlsx->plain);
}

static bool set_properties(struct xlsx *xlsx, const char *title)
{
    char author[] = "evalrate " EVALRATE_VERSION;
    if (!xlsx_text(&xlsx->text, span_of(title)))
        return false;
    lxw_doc_properties properties = {.title = xlsx->text.ptr, .author = author, .created = CREATED_AT};
    return workbook_set_properties(xlsx->workbook, &properties) == LXW_NO_ERROR;
}

static void *xlsx_open(const struct target *target, struct failure *why)
{
    if (!target->path) {
        failure_set(why, "cannot make a temporary file for the workbook: is TMPDIR a directory to write in?");
        return NULL;
    }
    struct xlsx *xlsx = calloc(1, sizeof *xlsx);
    if (!xlsx) {
        failure_out_of_memory(why);
        return NULL;
    }
    xlsx->path = strdup(target->path);
    xlsx->directory = directory_of(target->path);
    if (xlsx->path && xlsx->directory) {
        lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = xlsx->directory};
        xlsx->workbook = workbook_new_opt(xlsx->path, &options);
    }
    if (!xlsx->workbook || !add_formats(xlsx) || !set_properties(xlsx, target->options.title)) {
        failure_out_of_memory(why);
        if (xlsx->workbook)
            lxw_workbook_free(xlsx->workbook);
        release(xlsx);
        return NULL;
    }
    return xlsx;
}

/* ---- sheets ---- */

static bool is_report(const struct table *table)
{
    return table->caption_count > 0;
}

static lxw_col_t last_column(const struct xlsx *xlsx)
{
    return (lxw_col_t)(xlsx->table->column_count - 1);
}

/* Writes a text that is not empty. */
static bool write_text(struct xlsx *xlsx, lxw_row_t row, size_t column, struct span text, lxw_format *format,
                       struct failure *why)
{
    if (!xlsx_text(&xlsx->text, text))
        return out_of_memory(xlsx, why);
    return check(xlsx, worksheet_write_string(xlsx->sheet, row, (lxw_col_t)column, xlsx->text.ptr, format), why);
}

/* Ends the row, which is so many lines of text high. */
static bool end_row(struct xlsx *xlsx, size_t lines, struct failure *why)
{
    lxw_row_t row = xlsx->row++;
    return lines <= 1 ||
           check(xlsx, worksheet_set_row(xlsx->sheet, row, LXW_DEF_ROW_HEIGHT * (double)lines + 2, NULL), why);
}

/* A row of its own in the first column. */
static bool write_line(struct xlsx *xlsx, struct span line, lxw_format *format, struct failure *why)
{
    if (!line.len)
        return true;
    xlsx->row_counts[xlsx->sheet_count - 1]++;
    return write_text(xlsx, xlsx->row, 0, line, format, why) && end_row(xlsx, 1, why);
}

/* A row for each line of the paragraph, so that it does not run far beyond the table. */
static bool write_paragraph(struct xlsx *xlsx, struct span text, struct failure *why)
{
    bool ok = true;
    while (ok && text.len) {
        struct span line = span_first(text, display_line(text, PARAGRAPH_WIDTH));
        ok = write_line(xlsx, line, NULL, why);
        text = span_from(text, line.len + 1);
    }
    return ok;
}

static bool write_block_above(struct xlsx *xlsx, struct failure *why)
{
    const struct table *table = xlsx->table;
    bool ok = !table->title || write_line(xlsx, span_of(table->title), xlsx->title, why);
    for (size_t i = 0; ok && i < table->caption_count; i++)
        ok = write_paragraph(xlsx, span_of(table->captions[i]), why);
    xlsx->row++;
    return ok;
}

/* "TTFT p50", a line below "ms"; the bare name where the table is raw. */
static void heading_of(const struct xlsx *xlsx, size_t column, char *out, size_t size)
{
    const char *name = xlsx->table->columns[column].name, *unit = unit_of(name)->name;
    if (!is_report(xlsx->table)) {
        snprintf(out, size, "%s", name);
        return;
    }
    unit_heading(name, out, size);
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%s%s", *unit ? "\n" : "", unit);
}

/* Numbers stand right, and so do their headings. `cells` is the first row, NULL where there is none; where it does not
 * tell, the middle is right for either. */
static lxw_format *header_format(const struct xlsx *xlsx, size_t column, const struct cell *cells)
{
    enum cell_kind kind = cells ? cells[column].kind : CELL_BLANK;
    if (kind == CELL_TEXT)
        return xlsx->header;
    if (kind == CELL_BLANK && !*unit_of(xlsx->columns[column].name)->suffix)
        return xlsx->unsure_header;
    return xlsx->number_header;
}

static bool write_header(struct xlsx *xlsx, const struct cell *cells, struct failure *why)
{
    bool ok = true, two_lines = false;
    xlsx->header_row = xlsx->row;
    for (size_t i = 0; ok && i < xlsx->table->column_count; i++) {
        char heading[128];
        heading_of(xlsx, i, heading, sizeof heading);
        xlsx->columns[i].heading_width = strcspn(heading, "\n");
        two_lines |= heading[xlsx->columns[i].heading_width] == '\n';
        ok = write_text(xlsx, xlsx->header_row, i, span_of(heading), header_format(xlsx, i, cells), why);
    }
    xlsx->row_counts[xlsx->sheet_count - 1]++;
    return ok && end_row(xlsx, two_lines ? 2 : 1, why);
}

static void set_up_print(struct xlsx *xlsx)
{
    char footer[] = "&L&A&RPage &P of &N";
    worksheet_set_landscape(xlsx->sheet);
    worksheet_set_paper(xlsx->sheet, PAPER_A4);
    worksheet_fit_to_pages(xlsx->sheet, 1, 0);
    worksheet_repeat_rows(xlsx->sheet, xlsx->header_row, xlsx->header_row);
    worksheet_set_margins(xlsx->sheet, 0.4, 0.4, 0.5, 0.6);
    worksheet_set_footer(xlsx->sheet, footer);
}

/* A name that no sheet has yet. */
static bool choose_sheet_name(struct xlsx *xlsx)
{
    const struct table *table = xlsx->table;
    const char *wanted = table->title && *table->title ? table->title : table->name;
    for (unsigned number = xlsx->sheet_number; number < 10000; number++) {
        xlsx_sheet_name(xlsx->sheet_name, wanted, number);
        if (workbook_validate_sheet_name(xlsx->workbook, xlsx->sheet_name) == LXW_NO_ERROR)
            return true;
    }
    return false;
}

static bool add_sheet(struct xlsx *xlsx, struct failure *why)
{
    uint64_t *grown = realloc(xlsx->row_counts, (xlsx->sheet_count + 1) * sizeof *grown);
    if (!grown)
        return out_of_memory(xlsx, why);
    xlsx->row_counts = grown;
    xlsx->row_counts[xlsx->sheet_count] = 0;
    if (!choose_sheet_name(xlsx))
        return check(xlsx, LXW_ERROR_SHEETNAME_ALREADY_USED, why);
    xlsx->sheet = workbook_add_worksheet(xlsx->workbook, xlsx->sheet_name);
    if (!xlsx->sheet)
        return check(xlsx, LXW_ERROR_CREATING_TMPFILE, why);
    xlsx->sheet_count++;
    return true;
}

/* Starts the next sheet of the table, whose first row is to be `cells`. */
static bool start_sheet(struct xlsx *xlsx, const struct cell *cells, struct failure *why)
{
    xlsx->row = 0;
    xlsx->sheet_number++;
    if (!add_sheet(xlsx, why))
        return false;
    if (is_report(xlsx->table) && !write_block_above(xlsx, why))
        return false;
    if (!write_header(xlsx, cells, why))
        return false;
    xlsx->last = LXW_ROW_MAX - 1 - (is_report(xlsx->table) ? BELOW_ROWS : 0);
    worksheet_freeze_panes(xlsx->sheet, xlsx->header_row + 1, 1);
    set_up_print(xlsx);
    return true;
}

static bool start_columns(struct xlsx *xlsx)
{
    const struct table *table = xlsx->table;
    xlsx->columns = calloc(table->column_count + 1, sizeof *xlsx->columns);
    xlsx->note_used = calloc(table->note_count + 1, sizeof *xlsx->note_used);
    if (!xlsx->columns || !xlsx->note_used)
        return false;
    xlsx->bar_column = table->column_count;
    for (size_t i = 0; i < table->column_count; i++) {
        const char *name = table->columns[i].name;
        const struct unit *unit = unit_of(name);
        struct xlsx_column *column = &xlsx->columns[i];
        column->name = name;
        column->is_date = strcmp(unit->suffix, "_at") == 0;
        if (!format_for(xlsx, unit->excel_format, 0, &column->real) ||
            !format_for(xlsx, integer_code(name), 0, &column->integer))
            return false;
        if (table->columns[i].bar && xlsx->bar_column == table->column_count)
            xlsx->bar_column = i;
    }
    return true;
}

static bool xlsx_begin(void *self, const struct table *table, struct failure *why)
{
    struct xlsx *xlsx = self;
    xlsx->table = table;
    xlsx->sheet = NULL; /* starts with the first row, which tells texts from numbers */
    xlsx->sheet_number = 0;
    xlsx->label_column = table->column_count;
    return start_columns(xlsx) || out_of_memory(xlsx, why);
}

/* ---- cells ---- */

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
    return !cell->note || format_for(xlsx, code, cell->note, out);
}

/* A whole number that no double holds. */
static bool write_digits(struct xlsx *xlsx, int64_t value, size_t at, struct failure *why)
{
    char digits[NUMBER_SIZE];
    size_t length = number_integer(value, digits);
    xlsx->columns[at].text_width = larger(xlsx->columns[at].text_width, length);
    return write_text(xlsx, xlsx->row, at, (struct span){digits, length}, xlsx->plain, why);
}

static bool write_integer(struct xlsx *xlsx, const struct cell *cells, size_t at, struct failure *why)
{
    const struct cell *cell = &cells[at];
    lxw_format *format;
    if (cell->integer > EXACT_MOST || cell->integer < -EXACT_MOST)
        return write_digits(xlsx, cell->integer, at, why);
    if (!format_of_cell(xlsx, cell, integer_code(xlsx->columns[at].name), xlsx->columns[at].integer, &format))
        return out_of_memory(xlsx, why);
    return check(xlsx, write_number(xlsx, cells, at, (double)cell->integer, format), why);
}

static bool write_real(struct xlsx *xlsx, const struct cell *cells, size_t at, struct failure *why)
{
    lxw_format *format;
    const char *code = unit_of(xlsx->columns[at].name)->excel_format;
    if (!format_of_cell(xlsx, &cells[at], code, xlsx->columns[at].real, &format))
        return out_of_memory(xlsx, why);
    return check(xlsx, write_number(xlsx, cells, at, cells[at].real, format), why);
}

static bool write_date(struct xlsx *xlsx, size_t at, int64_t at_ns, struct failure *why)
{
    struct xlsx_column *column = &xlsx->columns[at];
    double days = (double)at_ns / DAY_NS + UNIX_EPOCH_DAY;
    column->text_width = larger(column->text_width, sizeof "2000-01-01 00:00:00.000" - 1);
    return check(xlsx, worksheet_write_number(xlsx->sheet, xlsx->row, (lxw_col_t)at, days, column->real), why);
}

/* A long text of a report runs over several lines of its cell. */
static size_t text_lines(const struct xlsx *xlsx, struct span text)
{
    if (!is_report(xlsx->table) || text.len <= WIDTH_MOST)
        return 1;
    return (display_width(text) + WIDTH_MOST - 5) / (WIDTH_MOST - 4); /* words do not fill a line to its end */
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
    if (cell->note && !format_for(xlsx, TEXT_CODE, cell->note, &format))
        return out_of_memory(xlsx, why);
    return write_text(xlsx, xlsx->row, at, cell->text, format, why);
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
        return out_of_memory(xlsx, why);
    return check(xlsx, worksheet_write_comment(xlsx->sheet, xlsx->row, (lxw_col_t)at, xlsx->text.ptr), why);
}

static bool end_sheet(struct xlsx *xlsx, struct failure *why);

static bool xlsx_row(void *self, const struct cell *cells, struct failure *why)
{
    struct xlsx *xlsx = self;
    if (!xlsx->sheet && !start_sheet(xlsx, cells, why))
        return false;
    if (xlsx->row > xlsx->last && !(end_sheet(xlsx, why) && start_sheet(xlsx, cells, why)))
        return false;
    bool any = false, ok = true;
    size_t lines = 1;
    for (size_t i = 0; ok && i < xlsx->table->column_count; i++) {
        bool known = is_known(&cells[i]);
        if (cells[i].note && cells[i].note <= xlsx->table->note_count)
            xlsx->note_used[cells[i].note - 1] = true;
        ok = known ? write_known(xlsx, cells, i, why) : write_comment(xlsx, &cells[i], i, why);
        any |= known;
        if (cells[i].kind == CELL_TEXT)
            lines = larger(lines, text_lines(xlsx, cells[i].text));
    }
    xlsx->row_counts[xlsx->sheet_count - 1] += any;
    return ok && end_row(xlsx, lines, why);
}

/* ---- below the rows ---- */

static size_t number_width(const struct xlsx_column *column)
{
    if (!column->has_numbers)
        return 0;
    char digits[NUMBER_SIZE];
    size_t whole = (size_t)snprintf(digits, sizeof digits, "%.0f", column->largest);
    return whole + whole / 3 + 5; /* group marks, decimals, sign */
}

static void set_widths(struct xlsx *xlsx)
{
    for (size_t i = 0; i < xlsx->table->column_count; i++) {
        const struct xlsx_column *column = &xlsx->columns[i];
        size_t width = larger(column->heading_width + FILTER_BUTTON, column->text_width + 1);
        width = larger(larger(width, number_width(column)), WIDTH_LEAST);
        if (width > WIDTH_MOST)
            width = WIDTH_MOST;
        worksheet_set_column(xlsx->sheet, (lxw_col_t)i, (lxw_col_t)i, (double)width, NULL);
    }
}

static bool add_bars(struct xlsx *xlsx, lxw_row_t last, struct failure *why)
{
    if (xlsx->bar_column == xlsx->table->column_count)
        return true;
    lxw_col_t at = (lxw_col_t)xlsx->bar_column;
    lxw_conditional_format bars = {
        .type = LXW_CONDITIONAL_DATA_BAR,
        .min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER, /* from 0, so that twice as long is twice as fast */
        .min_value = 0,
        .bar_color = BAR_COLOR,
        .bar_solid = LXW_TRUE,
        .data_bar_2010 = LXW_TRUE,
    };
    return check(xlsx, worksheet_conditional_format_range(xlsx->sheet, xlsx->header_row + 1, at, last, at, &bars), why);
}

/* Half as good is red, as good is white, twice as good is green. */
static bool add_versus_colors(struct xlsx *xlsx, size_t column, lxw_row_t last, struct failure *why)
{
    lxw_conditional_format colors = {
        .type = LXW_CONDITIONAL_3_COLOR_SCALE,
        .min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
        .mid_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
        .max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
        .min_value = 0.5,
        .mid_value = 1,
        .max_value = 2,
        .min_color = WORSE_COLOR,
        .mid_color = EVEN_COLOR,
        .max_color = BETTER_COLOR,
    };
    lxw_col_t at = (lxw_col_t)column;
    return check(xlsx, worksheet_conditional_format_range(xlsx->sheet, xlsx->header_row + 1, at, last, at, &colors),
                 why);
}

static bool add_colors(struct xlsx *xlsx, lxw_row_t last, struct failure *why)
{
    bool ok = add_bars(xlsx, last, why);
    for (size_t i = 0; ok && i < xlsx->table->column_count; i++)
        if (xlsx->table->columns[i].versus && xlsx->columns[i].has_numbers)
            ok = add_versus_colors(xlsx, i, last, why);
    return ok;
}

/* A name for each column's cells, on this sheet: Summary!models_decode_tok_s. */
static bool add_names(struct xlsx *xlsx, lxw_row_t last, struct failure *why)
{
    bool ok = true;
    for (size_t i = 0; ok && i < xlsx->table->column_count; i++) {
        struct buffer name = {0}, range = {0};
        char cells[LXW_MAX_FORMULA_RANGE_LENGTH], quoted[2 * XLSX_SHEET_NAME_SIZE + 2];
        lxw_col_t at = (lxw_col_t)i;
        lxw_rowcol_to_range_abs(cells, xlsx->header_row + 1, at, last, at);
        snprintf(quoted, sizeof quoted, "'%s'!", xlsx->sheet_name);
        buffer_add(&name, span_of(quoted));
        xlsx_add_defined_name(&name, xlsx->table->name);
        buffer_add_byte(&name, '_');
        xlsx_add_defined_name(&name, xlsx->columns[i].name);
        buffer_add_byte(&name, '\0');
        buffer_print(&range, "=%s%s", quoted, cells);
        buffer_add_byte(&range, '\0');
        if (name.failed || range.failed)
            ok = out_of_memory(xlsx, why);
        else
            ok = check(xlsx, workbook_define_name(xlsx->workbook, name.ptr, range.ptr), why);
        buffer_release(&name);
        buffer_release(&range);
    }
    return ok;
}

static bool write_notes(struct xlsx *xlsx, struct failure *why)
{
    const struct table *table = xlsx->table;
    bool ok = true;
    xlsx->row++;
    for (size_t i = 0; ok && i < table->note_count; i++) {
        struct buffer note = {0};
        char mark[NUMBER_SIZE] = "";
        if (xlsx->note_used[i])
            number_raised((unsigned)i + 1, mark);
        buffer_print(&note, "%s%s%s", mark, *mark ? " " : "", table->notes[i]);
        ok = note.failed ? out_of_memory(xlsx, why) : write_paragraph(xlsx, buffer_span(&note), why);
        buffer_release(&note);
    }
    return ok;
}

/* ---- charts ---- */

/* A chart of up to two columns. */
static const struct chart_kind {
    const char *title;      /* NULL: the column's heading */
    const char *columns[2]; /* NULL first: the bar column */
} chart_kinds[] = {
    {NULL, {NULL}},
    {"TTFT ms", {"ttft_p50_ms", "ttft_p95_ms"}},
};

static size_t column_named(const struct xlsx *xlsx, const char *name)
{
    size_t at = 0;
    while (at < xlsx->table->column_count && strcmp(xlsx->table->columns[at].name, name) != 0)
        at++;
    return at;
}

static void add_series(struct xlsx *xlsx, lxw_chart *chart, size_t column, lxw_row_t last)
{
    lxw_row_t first = xlsx->header_row + 1;
    lxw_col_t label = (lxw_col_t)xlsx->label_column, at = (lxw_col_t)column;
    char name[128];
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (!series)
        return;
    unit_heading(xlsx->columns[column].name, name, sizeof name);
    chart_series_set_name(series, name);
    chart_series_set_categories(series, xlsx->sheet_name, first, label, last, label);
    chart_series_set_values(series, xlsx->sheet_name, first, at, last, at);
}

/* The columns of a kind that the table has; returns how many. */
static size_t chart_columns(const struct xlsx *xlsx, const struct chart_kind *kind, size_t out[2])
{
    size_t count = 0;
    for (size_t i = 0; i < 2; i++) {
        size_t at = xlsx->table->column_count;
        if (kind->columns[i])
            at = column_named(xlsx, kind->columns[i]);
        else if (i == 0)
            at = xlsx->bar_column;
        if (at < xlsx->table->column_count && xlsx->columns[at].has_numbers)
            out[count++] = at;
    }
    return count;
}

static bool add_chart(struct xlsx *xlsx, const struct chart_kind *kind, lxw_row_t last, int *x, struct failure *why)
{
    size_t columns[2], count = chart_columns(xlsx, kind, columns);
    if (!count)
        return true;
    lxw_chart *chart = workbook_add_chart(xlsx->workbook, LXW_CHART_BAR);
    if (!chart)
        return out_of_memory(xlsx, why);
    for (size_t i = 0; i < count; i++)
        add_series(xlsx, chart, columns[i], last);
    char title[128];
    unit_full_heading(xlsx->columns[columns[0]].name, title, sizeof title);
    chart_title_set_name(chart, kind->title ? kind->title : title);
    chart_set_series_gap(chart, 40);
    chart_axis_set_reverse(chart->y_axis); /* the first row on top; the numbers stay below */
    chart_axis_set_crossing_max(chart->y_axis);
    lxw_chart_line line = {.color = GRID_COLOR, .width = 0.75F};
    chart_axis_major_gridlines_set_line(chart->x_axis, &line);
    if (count == 1)
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    double rows = (double)(last - xlsx->header_row);
    lxw_chart_options options = {.x_offset = *x, .y_scale = fmax(1, (100 + 24 * rows * (double)count) / 288)};
    *x += 500;
    return check(xlsx, worksheet_insert_chart_opt(xlsx->sheet, xlsx->row + 1, 0, chart, &options), why);
}

static bool add_charts(struct xlsx *xlsx, lxw_row_t last, struct failure *why)
{
    const struct table *table = xlsx->table;
    lxw_row_t rows = last - xlsx->header_row;
    bool wanted = xlsx->bar_column < table->column_count && xlsx->label_column < table->column_count && rows >= 2 &&
                  rows <= CHART_ROWS_MOST;
    int x = 0;
    bool ok = true;
    for (size_t i = 0; wanted && ok && i < sizeof chart_kinds / sizeof *chart_kinds; i++)
        ok = add_chart(xlsx, &chart_kinds[i], last, &x, why);
    return ok;
}

static bool end_sheet(struct xlsx *xlsx, struct failure *why)
{
    lxw_row_t last = xlsx->row - 1;
    bool report = is_report(xlsx->table), rows = last > xlsx->header_row;
    set_widths(xlsx);
    bool ok = check(xlsx, worksheet_autofilter(xlsx->sheet, xlsx->header_row, 0, last, last_column(xlsx)), why);
    ok = ok && (!rows || add_colors(xlsx, last, why));
    ok = ok && write_notes(xlsx, why);
    if (!report || !rows)
        return ok;
    return ok && add_names(xlsx, last, why) && add_charts(xlsx, last, why);
}

static bool xlsx_end(void *self, struct failure *why)
{
    struct xlsx *xlsx = self;
    bool ok = (xlsx->sheet || start_sheet(xlsx, NULL, why)) && end_sheet(xlsx, why);
    free(xlsx->columns);
    free(xlsx->note_used);
    xlsx->columns = NULL;
    xlsx->note_used = NULL;
    return ok;
}

/* Where the library fails in its last step, the system's reason says more than the library's. */
static bool close_workbook(struct xlsx *xlsx, struct failure *why)
{
    errno = 0;
    lxw_error error = workbook_close(xlsx->workbook);
    if (error != LXW_NO_ERROR && errno)
        return failure_set_errno(why, errno, "cannot write the workbook");
    return check(xlsx, error, why);
}

static bool xlsx_close(void *self, struct failure *why)
{
    struct xlsx *xlsx = self;
    bool ok = !xlsx->failed;
    if (ok)
        ok = close_workbook(xlsx, why) && xlsx_verify(xlsx->path, xlsx->row_counts, xlsx->sheet_count, why);
    else
        lxw_workbook_free(xlsx->workbook);
    release(xlsx);
    return ok;
}

const struct exporter xlsx_exporter = {
    .name = "xlsx",
    .suffix = "xlsx",
    .needs_path = true,
    .open = xlsx_open,
    .begin = xlsx_begin,
    .row = xlsx_row,
    .end = xlsx_end,
    .close = xlsx_close,
};
