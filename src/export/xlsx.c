/*
 * The workbook: one sheet a table.
 *
 *  1. A table with captions is a report: a block of title and captions above, headings for people ("TTFT p50" over
 *     "ms"), footnotes below, then its charts, names for its columns (models_decode_tok_s). A table without is raw:
 *     column names in the first row, rows from the second on. Headings lead to the definition of what they name.
 *  2. Every sheet has a filter, frozen headings and first column, widths that fit, and prints on landscape pages, one
 *     page for twenty columns; with charts on one page. A full sheet goes on in the next one: "Requests (2)".
 *  3. Numbers are numbers, as exact as the library writes them (16 digits); a whole number beyond 2^53 is text, since
 *     a workbook's numbers are doubles. Unknown is an empty cell. Instants of *_at columns are date cells (UTC).
 *  4. A footnote's mark is part of the cell's number format, so that the value stays a number; a mark without a value
 *     is a comment with the note's text. Text is made fit by xlsx_text.h and never becomes a formula.
 *  5. Rows are written in constant memory, temporary files stand beside the destination, and the finished file is read
 *     again (xlsx_verify.h). Equal tables make equal bytes.
 */
#include "xlsx.h"

#include "display.h"
#include "exporter.h"
#include "metrics.h"
#include "number.h"
#include "units.h"
#include "xlsx_verify.h"

#include <errno.h>
#include <stdlib.h>

enum {
    PARAGRAPH_WIDTH = 120,
    PAPER_A4 = 9,
    PAGE_COLUMNS = 20, /* that can be read on a page */
    BELOW_ROWS = 1000, /* room for notes below the rows of a report */
};

static const time_t CREATED_AT = 946684800; /* 2000-01-01: the same tables make the same bytes */

/* ---- errors ---- */

bool xlsx_check(struct xlsx *xlsx, lxw_error error, struct failure *why)
{
    if (error == LXW_NO_ERROR)
        return true;
    const char *reason = lxw_strerror(error);
    xlsx->failed = true;
    return failure_set(why, "cannot write the workbook: %.*s", (int)strcspn(reason, "."), reason);
}

bool xlsx_out_of_memory(struct xlsx *xlsx, struct failure *why)
{
    xlsx->failed = true;
    return failure_out_of_memory(why);
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
    buffer_release(&xlsx->group_name);
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
    if (!xlsx->workbook || !xlsx_add_formats(xlsx) || !set_properties(xlsx, target->options.title)) {
        failure_out_of_memory(why);
        if (xlsx->workbook)
            lxw_workbook_free(xlsx->workbook);
        release(xlsx);
        return NULL;
    }
    return xlsx;
}

/* ---- sheets ---- */

bool xlsx_is_report(const struct table *table)
{
    return table->caption_count > 0;
}

static lxw_col_t last_column(const struct xlsx *xlsx)
{
    return (lxw_col_t)(xlsx->table->column_count - 1);
}

/* Ends the row, which is so many lines of text high. */
static bool end_row(struct xlsx *xlsx, size_t lines, struct failure *why)
{
    lxw_row_t row = xlsx->row++;
    return lines <= 1 ||
           xlsx_check(xlsx, worksheet_set_row(xlsx->sheet, row, LXW_DEF_ROW_HEIGHT * (double)lines + 2, NULL), why);
}

/* A row of its own in the first column. */
static bool write_line(struct xlsx *xlsx, struct span line, lxw_format *format, struct failure *why)
{
    if (!line.len)
        return true;
    xlsx->row_counts[xlsx->sheet_count - 1]++;
    return xlsx_write_text(xlsx, xlsx->row, 0, line, format, why) && end_row(xlsx, 1, why);
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

/* "TTFT p50", a line below "ms"; the bare name where the table is raw. LibreOffice drops the line end where the heading
 * is a link; the blank before it is where it breaks the line then. */
static void heading_of(const struct xlsx *xlsx, size_t column, char *out, size_t size)
{
    const char *name = xlsx->table->columns[column].name, *unit = unit_of(name)->name;
    if (!xlsx_is_report(xlsx->table)) {
        snprintf(out, size, "%s", name);
        return;
    }
    unit_heading(name, out, size);
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%s%s", *unit ? " \n" : "", unit);
}

/* Numbers stand right, and so do their headings. `cells` is the first row, NULL where there is none; where it does not
 * tell, the middle is right for either. */
static enum xlsx_alignment alignment_of(const struct xlsx *xlsx, size_t column, const struct cell *cells)
{
    enum cell_kind kind = cells ? cells[column].kind : CELL_BLANK;
    if (kind == CELL_TEXT)
        return XLSX_LEFT;
    if (kind == CELL_BLANK && !*unit_of(xlsx->columns[column].name)->suffix)
        return XLSX_MIDDLE;
    return XLSX_RIGHT;
}

/* A heading leads to what its column means, where that is written down. */
static bool write_heading(struct xlsx *xlsx, size_t column, const char *heading, enum xlsx_alignment alignment,
                          struct failure *why)
{
    const struct metric *definition = xlsx->table->columns[column].definition;
    lxw_format *format = xlsx->headers[alignment][definition != NULL];
    char place[128];
    if (!definition)
        return xlsx_write_text(xlsx, xlsx->header_row, column, span_of(heading), format, why);
    if (!xlsx_text(&xlsx->text, span_of(heading)))
        return xlsx_out_of_memory(xlsx, why);
    snprintf(place, sizeof place, "internal:definition_%s", definition->name);
    return xlsx_check(xlsx,
                      worksheet_write_url_opt(xlsx->sheet, xlsx->header_row, (lxw_col_t)column, place, format,
                                              xlsx->text.ptr, definition->title),
                      why);
}

static bool write_header(struct xlsx *xlsx, const struct cell *cells, struct failure *why)
{
    bool ok = true, two_lines = false;
    xlsx->header_row = xlsx->row;
    for (size_t i = 0; ok && i < xlsx->table->column_count; i++) {
        char heading[128];
        heading_of(xlsx, i, heading, sizeof heading);
        size_t first = strcspn(heading, "\n");
        two_lines |= heading[first] == '\n';
        xlsx->columns[i].heading_width = xlsx->table->columns[i].definition ? strlen(heading) : first;
        ok = write_heading(xlsx, i, heading, alignment_of(xlsx, i, cells), why);
    }
    xlsx->row_counts[xlsx->sheet_count - 1]++;
    return ok && end_row(xlsx, two_lines ? 2 : 1, why);
}

static void set_up_print(struct xlsx *xlsx)
{
    char footer[] = "&L&A&RPage &P of &N";
    worksheet_set_landscape(xlsx->sheet);
    worksheet_set_paper(xlsx->sheet, PAPER_A4);
    size_t pages = 1 + (xlsx->table->column_count - 1) / PAGE_COLUMNS;
    worksheet_fit_to_pages(xlsx->sheet, (uint16_t)pages, xlsx->table->chart_count ? 1 : 0);
    worksheet_repeat_rows(xlsx->sheet, xlsx->header_row, xlsx->header_row);
    worksheet_repeat_columns(xlsx->sheet, 0, 0);
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
        return xlsx_out_of_memory(xlsx, why);
    xlsx->row_counts = grown;
    xlsx->row_counts[xlsx->sheet_count] = 0;
    if (!choose_sheet_name(xlsx))
        return xlsx_check(xlsx, LXW_ERROR_SHEETNAME_ALREADY_USED, why);
    xlsx->sheet = workbook_add_worksheet(xlsx->workbook, xlsx->sheet_name);
    if (!xlsx->sheet)
        return xlsx_check(xlsx, LXW_ERROR_CREATING_TMPFILE, why);
    xlsx->sheet_count++;
    return true;
}

/* Starts the next sheet of the table, whose first row is to be `cells`. */
static bool start_sheet(struct xlsx *xlsx, const struct cell *cells, struct failure *why)
{
    xlsx->row = 0;
    xlsx->group_count = xlsx->group_total = 0;
    xlsx->sheet_number++;
    if (!add_sheet(xlsx, why))
        return false;
    if (xlsx_is_report(xlsx->table) && !write_block_above(xlsx, why))
        return false;
    if (!write_header(xlsx, cells, why))
        return false;
    xlsx->last = LXW_ROW_MAX - 1 - (xlsx_is_report(xlsx->table) ? BELOW_ROWS : 0);
    worksheet_freeze_panes(xlsx->sheet, xlsx->header_row + 1, 1);
    set_up_print(xlsx);
    return true;
}

/* ---- below the rows ---- */

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
        ok = note.failed ? xlsx_out_of_memory(xlsx, why) : write_paragraph(xlsx, buffer_span(&note), why);
        buffer_release(&note);
    }
    return ok;
}

static bool end_sheet(struct xlsx *xlsx, struct failure *why)
{
    lxw_row_t last = xlsx->row - 1;
    bool report = xlsx_is_report(xlsx->table), rows = last > xlsx->header_row;
    xlsx_set_widths(xlsx);
    bool ok = xlsx_check(xlsx, worksheet_autofilter(xlsx->sheet, xlsx->header_row, 0, last, last_column(xlsx)), why);
    ok = ok && (!rows || xlsx_add_colors(xlsx, last, why));
    ok = ok && write_notes(xlsx, why);
    if (!report || !rows)
        return ok;
    return ok && xlsx_add_names(xlsx, last, why) && xlsx_add_charts(xlsx, last, why);
}

/* ---- calls ---- */

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
        if (!xlsx_format(xlsx, unit->excel_format, 0, &column->real) ||
            !xlsx_format(xlsx, xlsx_integer_code(name), 0, &column->integer))
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
    return start_columns(xlsx) || xlsx_out_of_memory(xlsx, why);
}

static bool xlsx_row(void *self, const struct cell *cells, struct failure *why)
{
    struct xlsx *xlsx = self;
    struct xlsx_written written;
    if (!xlsx->sheet && !start_sheet(xlsx, cells, why))
        return false;
    if (xlsx->row > xlsx->last && !(end_sheet(xlsx, why) && start_sheet(xlsx, cells, why)))
        return false;
    if (!xlsx_write_cells(xlsx, cells, &written, why))
        return false;
    if (!xlsx_see_group(xlsx, cells, xlsx->row))
        return xlsx_out_of_memory(xlsx, why);
    if (xlsx->table->row_names && !xlsx_name_row(xlsx, xlsx->table->row_names, cells[0].text, xlsx->row, why))
        return false;
    xlsx->row_counts[xlsx->sheet_count - 1] += written.any;
    return end_row(xlsx, written.lines, why);
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
    return xlsx_check(xlsx, error, why);
}

/* The library names two ranges a sheet itself: of the filter, and of the rows and columns that repeat. */
static bool verify(const struct xlsx *xlsx, struct failure *why)
{
    struct xlsx_contents contents = {xlsx->row_counts, xlsx->sheet_count, xlsx->name_count + 2 * xlsx->sheet_count};
    return xlsx_verify(xlsx->path, &contents, why);
}

static bool xlsx_close(void *self, struct failure *why)
{
    struct xlsx *xlsx = self;
    bool ok = !xlsx->failed;
    if (ok)
        ok = close_workbook(xlsx, why) && verify(xlsx, why);
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
