/*
 * CSV and TSV: one header line of column names, then one line a row; exact values for programs.
 *
 *  1. Lines end in LF. A file holds one table; titles, captions and notes stay out.
 *  2. Numbers are exact and never quoted. Unknown is nothing at all; an empty text is "" (in TSV, which quotes nothing,
 *     the two look the same).
 *  3. CSV (RFC 4180): a text with the separator, a quote, CR or LF is quoted, quotes are doubled. Nothing else changes.
 *  4. TSV: never quoted; tab, LF, CR and backslash in a text are \t \n \r \\.
 *  5. A text that a spreadsheet would run as a formula (= + - @ TAB CR first) gets a leading ', unless `raw`.
 *  6. `separator` is , ; TAB or |, `decimal` is . or , and they differ. `bom` puts a byte order mark first.
 */
#include "number.h"
#include "writer.h"

#include <assert.h>
#include <stdlib.h>

struct csv {
    struct writer writer;
    struct export_options options;
    size_t column_count;
    bool escapes; /* TSV */
    bool begun;
};

static bool options_fit(const struct export_options *options, struct failure *why)
{
    if (!options->separator || !strchr(",;\t|", options->separator))
        return failure_set(why, "the separator of CSV must be ',', ';', '|' or a tab");
    if (!options->decimal || !strchr(".,", options->decimal))
        return failure_set(why, "the decimal mark of CSV must be '.' or ','");
    if (options->separator == options->decimal)
        return failure_set(why, "the decimal mark and the separator are both '%c': take --sep ';'", options->decimal);
    return true;
}

static struct csv *csv_new(const struct target *target, struct failure *why)
{
    struct csv *csv = calloc(1, sizeof *csv);
    if (!csv) {
        failure_out_of_memory(why);
        return NULL;
    }
    writer_init(&csv->writer, target);
    csv->options = target->options;
    return csv;
}

static void *csv_open(const struct target *target, struct failure *why)
{
    return options_fit(&target->options, why) ? csv_new(target, why) : NULL;
}

static void *tsv_open(const struct target *target, struct failure *why)
{
    struct csv *csv = csv_new(target, why);
    if (csv) {
        csv->options.separator = '\t';
        csv->escapes = true;
    }
    return csv;
}

static bool must_quote(struct span text, char separator)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == separator || text.ptr[i] == '"' || text.ptr[i] == '\n' || text.ptr[i] == '\r')
            return true;
    return text.len == 0;
}

static bool is_formula(struct span text)
{
    return text.len && text.ptr[0] && strchr("=+-@\t\r", text.ptr[0]);
}

static void add_quoted(struct buffer *out, struct span text, const char *guard)
{
    buffer_add_byte(out, '"');
    buffer_add(out, span_of(guard));
    while (text.len) {
        struct span piece = span_first(text, span_find_byte(text, '"'));
        buffer_add(out, piece);
        if (piece.len < text.len)
            buffer_add(out, SPAN("\"\""));
        text = span_from(text, piece.len + 1);
    }
    buffer_add_byte(out, '"');
}

static void add_escaped(struct buffer *out, struct span text)
{
    static const char special[] = "\t\n\r\\", letter[] = "tnr\\";
    for (size_t i = 0; i < text.len; i++) {
        const char *found = text.ptr[i] ? strchr(special, text.ptr[i]) : NULL;
        if (found)
            buffer_add_byte(out, '\\');
        const char *byte = found ? letter + (found - special) : text.ptr + i;
        buffer_add_byte(out, *byte);
    }
}

static void add_text(struct csv *csv, struct span text)
{
    struct buffer *out = &csv->writer.text;
    const char *guard = is_formula(text) && !csv->options.raw ? "'" : "";
    if (!csv->escapes && must_quote(text, csv->options.separator)) {
        add_quoted(out, text, guard);
        return;
    }
    buffer_add(out, span_of(guard));
    if (csv->escapes)
        add_escaped(out, text);
    else
        buffer_add(out, text);
}

static void add_cell(struct csv *csv, const struct cell *cell)
{
    struct buffer *out = &csv->writer.text;
    char number[NUMBER_SIZE];
    size_t length;
    switch (cell->kind) {
    case CELL_BLANK:
        break;
    case CELL_INTEGER:
        length = number_integer(cell->integer, number);
        buffer_add(out, (struct span){number, length});
        break;
    case CELL_REAL:
        length = number_exact(cell->real, number);
        for (char *point = strchr(number, '.'); point; point = NULL)
            *point = csv->options.decimal;
        buffer_add(out, (struct span){number, length});
        break;
    case CELL_TEXT:
        add_text(csv, cell->text);
        break;
    }
}

static void add_separator(struct csv *csv, size_t column)
{
    bool last = column + 1 == csv->column_count;
    buffer_add(&csv->writer.text, last ? SPAN("\n") : (struct span){&csv->options.separator, 1});
}

static bool csv_begin(void *self, const struct table *table, struct failure *why)
{
    struct csv *csv = self;
    if (csv->begun)
        return failure_set(why, "CSV and TSV hold one table a file: write '%s' to a file of its own", table->name);
    csv->begun = true;
    csv->column_count = table->column_count;
    if (csv->options.bom)
        buffer_add(&csv->writer.text, SPAN("\xef\xbb\xbf"));
    for (size_t i = 0; i < table->column_count; i++) {
        add_text(csv, span_of(table->columns[i].name));
        add_separator(csv, i);
    }
    return writer_pass(&csv->writer, why);
}

static bool csv_row(void *self, const struct cell *cells, struct failure *why)
{
    struct csv *csv = self;
    assert(csv->begun);
    for (size_t i = 0; i < csv->column_count; i++) {
        add_cell(csv, &cells[i]);
        add_separator(csv, i);
    }
    return writer_pass(&csv->writer, why);
}

static bool csv_end(void *self, struct failure *why)
{
    struct csv *csv = self;
    return writer_pass(&csv->writer, why);
}

static bool csv_close(void *self, struct failure *why)
{
    struct csv *csv = self;
    bool ok = writer_flush(&csv->writer, why);
    writer_release(&csv->writer);
    free(csv);
    return ok;
}

const struct exporter csv_exporter = {
    .name = "csv",
    .suffix = "csv",
    .open = csv_open,
    .begin = csv_begin,
    .row = csv_row,
    .end = csv_end,
    .close = csv_close,
};

const struct exporter tsv_exporter = {
    .name = "tsv",
    .suffix = "tsv",
    .open = tsv_open,
    .begin = csv_begin,
    .row = csv_row,
    .end = csv_end,
    .close = csv_close,
};
