/*
 * The table on a terminal.
 *
 *  1. Captions, a blank line, the header (names, and units where there are any), the rows, then footnotes. Tables stand
 *     a blank line apart.
 *  2. It fits `width`: first the bar goes, then texts are cut to a third of the screen, then whole columns go, highest
 *     priority first and the last of equals, then texts are cut further. What went is said below the table. With
 *     `all_columns` none goes: they stand in several tables, each beginning with the first column.
 *  3. Nothing from a file reaches the terminal raw (display.h). Characters of our own beyond ASCII only with `unicode`,
 *     escape codes only with `color`.
 *  4. A note that no cell carries has no number.
 */
#include "display.h"
#include "text_table.h"
#include "writer.h"

#include <stdlib.h>

enum { GAP = 2, BAR_WIDTH = 8, TEXT_LEAST = 16, TEXT_FLOOR = 4 };

struct terminal {
    struct writer writer;
    struct export_options options;
    struct text_table text;
    bool *shown; /* by column */
    size_t *width;
    bool bar;
    size_t table_count;
};

static void *terminal_open(const struct target *target, struct failure *why)
{
    struct terminal *terminal = calloc(1, sizeof *terminal);
    if (!terminal) {
        failure_out_of_memory(why);
        return NULL;
    }
    writer_init(&terminal->writer, target);
    terminal->options = target->options;
    return terminal;
}

static bool terminal_begin(void *self, const struct table *table, struct failure *why)
{
    struct terminal *terminal = self;
    terminal->shown = calloc(table->column_count + 1, sizeof *terminal->shown);
    terminal->width = calloc(table->column_count + 1, sizeof *terminal->width);
    if (!terminal->shown || !terminal->width)
        return failure_out_of_memory(why);
    return text_table_init(&terminal->text, table, display_add, terminal->options.unicode, why);
}

static bool terminal_row(void *self, const struct cell *cells, struct failure *why)
{
    struct terminal *terminal = self;
    return text_table_add(&terminal->text, cells, why);
}

/* ---- what fits ---- */

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t natural_width(const struct text_column *column)
{
    size_t mark = column->is_number ? column->mark : 0;
    size_t heading = larger(display_width(span_of(column->heading)), display_width(span_of(column->unit)));
    return larger(column->width, heading + mark);
}

static size_t total_width(const struct terminal *terminal)
{
    size_t total = terminal->bar ? BAR_WIDTH + 1 : 0, count = 0;
    for (size_t i = 0; i < terminal->text.table->column_count; i++)
        if (terminal->shown[i]) {
            total += terminal->width[i];
            count++;
        }
    return total + (count ? GAP * (count - 1) : 0);
}

static bool too_wide(const struct terminal *terminal)
{
    return terminal->options.width && total_width(terminal) > terminal->options.width;
}

static void limit_texts(struct terminal *terminal)
{
    size_t limit = larger(TEXT_LEAST, terminal->options.width / 3);
    for (size_t i = 0; i < terminal->text.table->column_count; i++)
        if (!terminal->text.columns[i].is_number && terminal->width[i] > limit)
            terminal->width[i] = limit;
}

static bool hide_a_column(struct terminal *terminal)
{
    const struct table *table = terminal->text.table;
    size_t worst = table->column_count;
    unsigned priority = 1;
    for (size_t i = 0; i < table->column_count; i++)
        if (terminal->shown[i] && table->columns[i].priority >= priority) {
            worst = i;
            priority = table->columns[i].priority;
        }
    if (worst == table->column_count)
        return false;
    terminal->shown[worst] = false;
    return true;
}

static bool shrink_a_text(struct terminal *terminal)
{
    size_t widest = TEXT_FLOOR, at = 0;
    for (size_t i = 0; i < terminal->text.table->column_count; i++)
        if (terminal->shown[i] && !terminal->text.columns[i].is_number && terminal->width[i] > widest) {
            widest = terminal->width[i];
            at = i;
        }
    if (widest == TEXT_FLOOR)
        return false;
    terminal->width[at]--;
    return true;
}

/* Gives room that is left to texts that were cut, the first ones first. */
static void widen_texts(struct terminal *terminal)
{
    for (size_t i = 0; i < terminal->text.table->column_count; i++) {
        size_t total = total_width(terminal), wanted = natural_width(&terminal->text.columns[i]);
        size_t room = terminal->options.width > total ? terminal->options.width - total : 0;
        if (terminal->shown[i] && wanted > terminal->width[i])
            terminal->width[i] = wanted - terminal->width[i] < room ? wanted : terminal->width[i] + room;
    }
}

static void plan(struct terminal *terminal)
{
    const struct table *table = terminal->text.table;
    for (size_t i = 0; i < table->column_count; i++) {
        terminal->shown[i] = true;
        terminal->width[i] = natural_width(&terminal->text.columns[i]);
    }
    terminal->bar = terminal->options.unicode && terminal->options.bars && terminal->text.row_count > 1 &&
                    text_table_bar_column(&terminal->text) < table->column_count;
    if (!too_wide(terminal))
        return;
    terminal->bar = false;
    if (too_wide(terminal))
        limit_texts(terminal);
    if (terminal->options.all_columns)
        return;
    while (too_wide(terminal) && hide_a_column(terminal))
        ;
    while (too_wide(terminal) && shrink_a_text(terminal))
        ;
    widen_texts(terminal);
}

/* Shows the first column and as many as fit from column `from` on; returns the first one that does not. */
static size_t show_from(struct terminal *terminal, size_t from)
{
    size_t count = terminal->text.table->column_count, next = from;
    for (size_t i = 0; i < count; i++)
        terminal->shown[i] = i == 0;
    do {
        terminal->shown[next] = true;
        if (too_wide(terminal) && next > from) {
            terminal->shown[next] = false;
            break;
        }
    } while (++next < count);
    return next;
}

/* ---- lines ---- */

static struct buffer *out_of(struct terminal *terminal)
{
    return &terminal->writer.text;
}

static void end_line(struct buffer *out)
{
    while (out->len && out->ptr[out->len - 1] == ' ')
        out->len--;
    buffer_add_byte(out, '\n');
}

static void add_style(struct terminal *terminal, const char *code)
{
    if (terminal->options.color)
        buffer_print(out_of(terminal), "\x1b[%sm", code);
}

/* `text` in lines of the screen's width; further lines are indented like the first, where `indent` columns are taken.
 */
static void add_paragraph(struct terminal *terminal, const char *text, size_t indent)
{
    struct buffer clean = {0}, *out = out_of(terminal);
    size_t screen = terminal->options.width, room = screen > indent ? screen - indent : screen;
    display_add(&clean, span_of(text));
    struct span rest = buffer_span(&clean);
    while (rest.len) {
        struct span line = span_first(rest, display_line(rest, room));
        buffer_add(out, line);
        rest = span_from(rest, line.len + 1);
        if (rest.len)
            buffer_print(out, "\n%*s", (int)indent, "");
    }
    end_line(out);
    out->failed |= clean.failed;
    buffer_release(&clean);
}

/* Eighths of a column, so that small differences show. */
static void add_bar(struct buffer *out, double share)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    size_t units = (size_t)(share * BAR_WIDTH * 8 + 0.5);
    for (size_t i = 0; i < units / 8; i++)
        buffer_add(out, SPAN("█"));
    buffer_add(out, span_of(eighths[units % 8]));
    for (size_t i = (units + 7) / 8; i < BAR_WIDTH; i++)
        buffer_add_byte(out, ' ');
}

static double largest_number(const struct text_table *text, size_t column)
{
    double largest = 0;
    for (size_t row = 0; row < text->row_count; row++) {
        const struct text_cell *cell = text_table_cell(text, row, column);
        if (cell->is_number && cell->number > largest)
            largest = cell->number;
    }
    return largest;
}

static void add_gap(struct buffer *out, bool *first)
{
    if (!*first)
        buffer_add(out, SPAN("  "));
    *first = false;
}

enum header { HEADER_NAME, HEADER_UNIT };

static void add_header(struct terminal *terminal, enum header line)
{
    struct text_table *text = &terminal->text;
    bool first = true;
    add_style(terminal, line == HEADER_NAME ? "1" : "2");
    for (size_t i = 0; i < text->table->column_count; i++) {
        if (!terminal->shown[i])
            continue;
        add_gap(out_of(terminal), &first);
        const char *heading = line == HEADER_NAME ? text->columns[i].heading : text->columns[i].unit;
        text_table_add_heading(text, out_of(terminal), heading, i, terminal->width[i]);
        if (terminal->bar && i == text_table_bar_column(text))
            buffer_print(out_of(terminal), "%*s", BAR_WIDTH + 1, "");
    }
    while (out_of(terminal)->len && out_of(terminal)->ptr[out_of(terminal)->len - 1] == ' ')
        out_of(terminal)->len--;
    add_style(terminal, "0");
    end_line(out_of(terminal));
}

static bool shows_units(const struct terminal *terminal)
{
    bool any = false;
    for (size_t i = 0; i < terminal->text.table->column_count; i++)
        any |= terminal->shown[i] && *terminal->text.columns[i].unit;
    return any;
}

static void add_row(struct terminal *terminal, size_t row, size_t bar_column, double largest)
{
    struct text_table *text = &terminal->text;
    bool first = true;
    for (size_t i = 0; i < text->table->column_count; i++) {
        if (!terminal->shown[i])
            continue;
        add_gap(out_of(terminal), &first);
        text_table_add_cell(text, out_of(terminal), row, i, terminal->width[i]);
        if (terminal->bar && i == bar_column) {
            double value = text_table_cell(text, row, i)->number;
            buffer_add_byte(out_of(terminal), ' ');
            add_bar(out_of(terminal), value > 0 ? value / largest : 0);
        }
    }
    end_line(out_of(terminal));
}

static void add_notes(struct terminal *terminal)
{
    const struct table *table = terminal->text.table;
    if (table->note_count)
        buffer_add_byte(out_of(terminal), '\n');
    for (size_t i = 0; i < table->note_count; i++) {
        size_t start = out_of(terminal)->len;
        if (terminal->text.note_used[i])
            text_table_add_mark(&terminal->text, out_of(terminal), (unsigned)i + 1);
        size_t used = display_width(span_from(buffer_span(out_of(terminal)), start));
        size_t indent = terminal->options.unicode ? 2 : 4;
        if (used >= indent)
            indent = used + 1;
        buffer_print(out_of(terminal), "%*s", (int)(indent - used), "");
        add_paragraph(terminal, table->notes[i], indent);
    }
}

static void add_hidden(struct terminal *terminal)
{
    const struct table *table = terminal->text.table;
    struct buffer list = {0};
    for (size_t i = 0; i < table->column_count; i++)
        if (!terminal->shown[i])
            buffer_print(&list, "%s%s", list.len ? ", " : "columns without room here: ", table->columns[i].name);
    if (!list.len)
        return;
    buffer_add_byte(&list, '\0');
    if (list.failed)
        out_of(terminal)->failed = true;
    else
        add_paragraph(terminal, list.ptr, 0);
    buffer_release(&list);
}

static void add_captions(struct terminal *terminal)
{
    const struct table *table = terminal->text.table;
    if (table->title && *table->title) {
        add_style(terminal, "1");
        buffer_add(out_of(terminal), span_of(table->title));
        add_style(terminal, "0");
        end_line(out_of(terminal));
    }
    for (size_t i = 0; i < table->caption_count; i++)
        add_paragraph(terminal, table->captions[i], 0);
    if (table->caption_count || (table->title && *table->title))
        buffer_add_byte(out_of(terminal), '\n');
}

static bool add_rows(struct terminal *terminal, struct failure *why)
{
    const struct text_table *text = &terminal->text;
    size_t bar_column = text_table_bar_column(text);
    double largest = bar_column < text->table->column_count ? largest_number(text, bar_column) : 0;
    add_header(terminal, HEADER_NAME);
    if (shows_units(terminal))
        add_header(terminal, HEADER_UNIT);
    for (size_t row = 0; row < text->row_count; row++) {
        add_row(terminal, row, bar_column, largest);
        if (!writer_pass(&terminal->writer, why))
            return false;
    }
    return true;
}

/* Several tables of all columns, one below the other. */
static bool add_stack(struct terminal *terminal, struct failure *why)
{
    for (size_t from = 1; from < terminal->text.table->column_count;) {
        if (from > 1)
            buffer_add_byte(out_of(terminal), '\n');
        from = show_from(terminal, from);
        if (!add_rows(terminal, why))
            return false;
    }
    for (size_t i = 0; i < terminal->text.table->column_count; i++)
        terminal->shown[i] = true;
    return true;
}

static bool add_table(struct terminal *terminal, struct failure *why)
{
    bool stacks = terminal->options.all_columns && too_wide(terminal);
    if (terminal->table_count++)
        buffer_add_byte(out_of(terminal), '\n');
    add_captions(terminal);
    if (!(stacks ? add_stack : add_rows)(terminal, why))
        return false;
    if (!terminal->text.row_count)
        buffer_add(out_of(terminal), SPAN("(no rows)\n"));
    add_notes(terminal);
    add_hidden(terminal);
    return writer_pass(&terminal->writer, why);
}

static void release_table(struct terminal *terminal)
{
    text_table_release(&terminal->text);
    free(terminal->shown);
    free(terminal->width);
    terminal->shown = NULL;
    terminal->width = NULL;
}

static bool terminal_end(void *self, struct failure *why)
{
    struct terminal *terminal = self;
    text_table_measure(&terminal->text);
    plan(terminal);
    bool ok = add_table(terminal, why);
    release_table(terminal);
    return ok;
}

static bool terminal_close(void *self, struct failure *why)
{
    struct terminal *terminal = self;
    bool ok = writer_flush(&terminal->writer, why);
    release_table(terminal);
    writer_release(&terminal->writer);
    free(terminal);
    return ok;
}

const struct exporter terminal_exporter = {
    .name = "table",
    .suffix = "txt",
    .open = terminal_open,
    .begin = terminal_begin,
    .row = terminal_row,
    .end = terminal_end,
    .close = terminal_close,
};
