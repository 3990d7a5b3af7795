/*
 * The table in Markdown (GitHub's), pleasant as it is and rendered.
 *
 *  1. "### title", a paragraph a caption, the table, a list of the footnotes. Tables stand a blank line apart.
 *  2. Columns are padded to one width; numbers are rounded as on the terminal and aligned right.
 *  3. Text from files is only ever text: what Markdown or HTML would act on is escaped, so are @names and #numbers that
 *     GitHub would link; controls and invisible characters are blanks or U+FFFD.
 *  4. A report ends in the definitions of its columns, folded away.
 *  5. `charts`: the table's bar column, and what its bar charts show first, as Mermaid bar charts that GitHub draws.
 * Rows without the value are left out.
 */
#include "display.h"
#include "metrics.h"
#include "number.h"
#include "text_table.h"
#include "units.h"
#include "utf8.h"
#include "writer.h"

#include <stdlib.h>

struct markdown {
    struct writer writer;
    bool charts;
    struct text_table text;
    size_t table_count;
};

/* ---- text ---- */

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Whether the byte at `at` stands between two letters or digits. */
static bool within_word(struct span text, size_t at)
{
    return at > 0 && at + 1 < text.len && is_alphanumeric(text.ptr[at - 1]) && is_alphanumeric(text.ptr[at + 1]);
}

static bool starts_word(struct span text, size_t at)
{
    return (at == 0 || !is_alphanumeric(text.ptr[at - 1])) && at + 1 < text.len && is_alphanumeric(text.ptr[at + 1]);
}

static void add_ascii(struct buffer *out, struct span text, size_t at)
{
    char c = text.ptr[at];
    switch (c) {
    case '<':
        buffer_add(out, SPAN("&lt;"));
        return;
    case '&':
        buffer_add(out, SPAN("&amp;"));
        return;
    case '_':
        if (!within_word(text, at))
            buffer_add_byte(out, '\\');
        break;
    case '@':
    case '#': /* an empty comment keeps GitHub from linking a user or an issue; a backslash would not */
        buffer_add_byte(out, c);
        if (starts_word(text, at))
            buffer_add(out, SPAN("<!-- -->"));
        return;
    case '\\':
    case '`':
    case '*':
    case '|':
    case '[':
    case ']':
    case '~':
    case '$':
    case '>':
        buffer_add_byte(out, '\\');
        break;
    default:
        break;
    }
    buffer_add_byte(out, c);
}

static void add_escaped(struct buffer *out, struct span text)
{
    for (size_t at = 0; at < text.len;) {
        struct span rest = span_from(text, at);
        struct utf8_char c = utf8_next(rest);
        if (c.code == '\n' || c.code == '\r' || c.code == '\t')
            buffer_add_byte(out, ' ');
        else if (!c.valid || display_is_unsafe(c.code))
            buffer_add(out, SPAN("\xef\xbf\xbd"));
        else if (c.length == 1)
            add_ascii(out, text, at);
        else
            buffer_add(out, span_first(rest, c.length));
        at += c.length;
    }
}

/* A paragraph or a heading: at its start, too, nothing may become a list, a heading or a rule. */
static void add_line(struct buffer *out, const char *line)
{
    struct span text = span_of(line);
    size_t digits = strspn(line, "0123456789");
    if (digits && (line[digits] == '.' || line[digits] == ')')) { /* would be a numbered list */
        buffer_add(out, span_first(text, digits));
        buffer_add_byte(out, '\\');
        text = span_from(text, digits);
    } else if (*line && strchr("-+=#", *line)) {
        buffer_add_byte(out, '\\');
    }
    add_escaped(out, text);
    buffer_add_byte(out, '\n');
}

/* ---- calls ---- */

static void *markdown_open(const struct target *target, struct failure *why)
{
    struct markdown *markdown = calloc(1, sizeof *markdown);
    if (!markdown) {
        failure_out_of_memory(why);
        return NULL;
    }
    writer_init(&markdown->writer, target);
    markdown->charts = target->options.charts;
    return markdown;
}

static bool markdown_begin(void *self, const struct table *table, struct failure *why)
{
    struct markdown *markdown = self;
    return text_table_init(&markdown->text, table, add_escaped, true, why);
}

static bool markdown_row(void *self, const struct cell *cells, struct failure *why)
{
    struct markdown *markdown = self;
    return text_table_add(&markdown->text, cells, why);
}

/* ---- the table ---- */

enum { COLUMN_LEAST = 3, HEADING_SIZE = 96 };

static size_t column_width(const struct text_table *text, size_t column)
{
    char heading[HEADING_SIZE];
    unit_full_heading(text->table->columns[column].name, heading, sizeof heading);
    size_t wanted = display_width(span_of(heading)), width = text->columns[column].width;
    if (wanted > width)
        width = wanted;
    return width > COLUMN_LEAST ? width : COLUMN_LEAST;
}

static void add_header(struct buffer *out, const struct text_table *text)
{
    for (size_t i = 0; i < text->table->column_count; i++) {
        char heading[HEADING_SIZE];
        unit_full_heading(text->table->columns[i].name, heading, sizeof heading);
        buffer_add(out, i ? SPAN(" | ") : SPAN("| "));
        text_table_add_heading(text, out, heading, i, column_width(text, i));
    }
    buffer_add(out, SPAN(" |\n"));
}

static void add_rule(struct buffer *out, const struct text_table *text)
{
    for (size_t i = 0; i < text->table->column_count; i++) {
        bool right = text->columns[i].is_number;
        buffer_add(out, i ? SPAN(" | ") : SPAN("| "));
        for (size_t dashes = column_width(text, i) - right; dashes; dashes--)
            buffer_add_byte(out, '-');
        buffer_add(out, right ? SPAN(":") : SPAN(""));
    }
    buffer_add(out, SPAN(" |\n"));
}

static void add_row(struct buffer *out, const struct text_table *text, size_t row)
{
    for (size_t i = 0; i < text->table->column_count; i++) {
        buffer_add(out, i ? SPAN(" | ") : SPAN("| "));
        text_table_add_cell(text, out, row, i, column_width(text, i));
    }
    buffer_add(out, SPAN(" |\n"));
}

static void add_captions(struct buffer *out, const struct table *table)
{
    if (table->title && *table->title) {
        buffer_add(out, SPAN("### "));
        add_line(out, table->title);
        buffer_add_byte(out, '\n');
    }
    for (size_t i = 0; i < table->caption_count; i++) {
        add_line(out, table->captions[i]);
        buffer_add_byte(out, '\n');
    }
}

static void add_notes(struct buffer *out, const struct text_table *text)
{
    if (text->table->note_count)
        buffer_add_byte(out, '\n');
    for (size_t i = 0; i < text->table->note_count; i++) {
        buffer_add(out, SPAN("- "));
        if (text->note_used[i]) {
            text_table_add_mark(text, out, (unsigned)i + 1);
            buffer_add_byte(out, ' ');
        }
        add_line(out, text->table->notes[i]);
    }
}

/* What the columns are, folded away on GitHub; of reports only. */
static void add_definitions(struct buffer *out, const struct table *table)
{
    bool any = false;
    for (size_t i = 0; table->caption_count && i < table->column_count; i++) {
        const struct metric *metric = table->columns[i].definition;
        char heading[HEADING_SIZE];
        if (!metric)
            continue;
        buffer_add(out, any ? SPAN("") : SPAN("\n<details><summary>Definitions</summary>\n\n"));
        any = true;
        unit_full_heading(table->columns[i].name, heading, sizeof heading);
        buffer_add(out, SPAN("- **"));
        add_escaped(out, span_of(heading));
        buffer_add(out, SPAN("**: "));
        add_escaped(out, span_of(metric->title));
        buffer_add(out, SPAN("; "));
        add_escaped(out, span_of(metric->formula));
        buffer_add_byte(out, '\n');
    }
    buffer_add(out, any ? SPAN("\n</details>\n") : SPAN(""));
}

/* ---- the chart ---- */

/* A label in Mermaid's quotes: characters that mean something there are left out. */
static void add_label(struct buffer *out, struct span text)
{
    buffer_add_byte(out, '"');
    while (text.len) {
        struct utf8_char c = utf8_next(text);
        bool plain = c.valid && !display_is_unsafe(c.code) &&
                     (c.length > 1 || is_alphanumeric(text.ptr[0]) || strchr(" .,:_/+-()", text.ptr[0]));
        buffer_add(out, plain ? span_first(text, c.length) : SPAN("_"));
        text = span_from(text, c.length);
    }
    buffer_add_byte(out, '"');
}

/* The numbers of the charted column, or the labels of the same rows. */
static void add_series(struct buffer *out, const struct text_table *text, size_t bar, size_t label)
{
    bool first = true;
    for (size_t row = 0; row < text->row_count; row++) {
        const struct text_cell *cell = text_table_cell(text, row, bar);
        if (!cell->is_number)
            continue;
        buffer_add(out, first ? SPAN("") : SPAN(", "));
        first = false;
        if (label < text->table->column_count)
            add_label(out, text_table_span(text, text_table_cell(text, row, label)));
        else
            buffer_add(out, text_table_span(text, cell));
    }
}

static void add_chart(struct buffer *out, const struct text_table *text, size_t column)
{
    size_t label = text_table_label_column(text), none = text->table->column_count;
    if (column == none || label == none)
        return;
    buffer_add(out, SPAN("\n```mermaid\nxychart-beta horizontal\n    title "));
    add_label(out, span_of(text->columns[column].heading));
    buffer_add(out, SPAN("\n    x-axis ["));
    add_series(out, text, column, label);
    buffer_add(out, SPAN("]\n    y-axis "));
    add_label(out, span_of(text->columns[column].unit));
    buffer_add(out, SPAN("\n    bar ["));
    add_series(out, text, column, none);
    buffer_add(out, SPAN("]\n```\n"));
}

static size_t column_of_name(const struct table *table, const char *name)
{
    size_t i = 0;
    while (i < table->column_count && strcmp(table->columns[i].name, name) != 0)
        i++;
    return i;
}

static void add_charts(struct buffer *out, const struct text_table *text)
{
    const struct table *table = text->table;
    add_chart(out, text, text_table_bar_column(text));
    for (size_t i = 0; i < table->chart_count; i++)
        if (table->charts[i].kind == CHART_BARS && table->charts[i].title)
            add_chart(out, text, column_of_name(table, table->charts[i].y[0]));
}

static bool markdown_end(void *self, struct failure *why)
{
    struct markdown *markdown = self;
    struct text_table *text = &markdown->text;
    struct buffer *out = &markdown->writer.text;
    text_table_measure(text);
    if (markdown->table_count++)
        buffer_add_byte(out, '\n');
    add_captions(out, text->table);
    add_header(out, text);
    add_rule(out, text);
    for (size_t row = 0; row < text->row_count; row++) {
        add_row(out, text, row);
        if (!writer_pass(&markdown->writer, why))
            return false;
    }
    add_notes(out, text);
    if (markdown->charts)
        add_charts(out, text);
    add_definitions(out, text->table);
    text_table_release(text);
    return writer_pass(&markdown->writer, why);
}

static bool markdown_close(void *self, struct failure *why)
{
    struct markdown *markdown = self;
    bool ok = writer_flush(&markdown->writer, why);
    text_table_release(&markdown->text);
    writer_release(&markdown->writer);
    free(markdown);
    return ok;
}

const struct exporter markdown_exporter = {
    .name = "md",
    .suffix = "md",
    .open = markdown_open,
    .begin = markdown_begin,
    .row = markdown_row,
    .end = markdown_end,
    .close = markdown_close,
};
