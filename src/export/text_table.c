#include "text_table.h"

#include "display.h"
#include "number.h"
#include "units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void add_blanks(struct buffer *out, size_t count)
{
    while (count--)
        buffer_add_byte(out, ' ');
}

bool text_table_init(struct text_table *text, const struct table *table, void (*add_text)(struct buffer *, struct span),
                     bool unicode, struct failure *why)
{
    *text = (struct text_table){.table = table, .add_text = add_text, .unicode = unicode};
    text->columns = calloc(table->column_count + 1, sizeof *text->columns);
    text->note_used = calloc(table->note_count + 1, sizeof *text->note_used);
    if (!text->columns || !text->note_used)
        return failure_out_of_memory(why);
    for (size_t i = 0; i < table->column_count; i++) {
        unit_heading(table->columns[i].name, text->columns[i].heading, sizeof text->columns[i].heading);
        text->columns[i].unit = unit_of(table->columns[i].name)->name;
    }
    return true;
}

void text_table_release(struct text_table *text)
{
    buffer_release(&text->bytes);
    free(text->cells);
    free(text->columns);
    free(text->note_used);
    *text = (struct text_table){0};
}

static bool grow(struct text_table *text, struct failure *why)
{
    size_t capacity = text->row_capacity ? text->row_capacity * 2 : 16;
    size_t row_size = text->table->column_count * sizeof *text->cells;
    if (row_size && capacity > SIZE_MAX / row_size)
        return failure_out_of_memory(why);
    struct text_cell *grown = realloc(text->cells, capacity * row_size + 1);
    if (!grown)
        return failure_out_of_memory(why);
    text->cells = grown;
    text->row_capacity = capacity;
    return true;
}

static void add_content(struct text_table *text, const struct cell *cell, int decimals)
{
    char number[NUMBER_SIZE];
    size_t length;
    switch (cell->kind) {
    case CELL_BLANK:
        break;
    case CELL_INTEGER:
        length = number_integer(cell->integer, number);
        buffer_add(&text->bytes, (struct span){number, length});
        break;
    case CELL_REAL:
        length = number_display(cell->real, decimals, number);
        buffer_add(&text->bytes, (struct span){number, length});
        break;
    case CELL_TEXT:
        text->add_text(&text->bytes, cell->text);
        break;
    }
}

static struct text_cell make_cell(struct text_table *text, const struct cell *cell, size_t column)
{
    struct text_cell made = {.start = text->bytes.len, .note = cell->note};
    add_content(text, cell, unit_of(text->table->columns[column].name)->decimals);
    made.length = text->bytes.len - made.start;
    struct span content = text_table_span(text, &made);
    made.width = display_width(content);
    made.whole = span_find_byte(content, '.');
    made.is_number = cell->kind == CELL_INTEGER || (cell->kind == CELL_REAL && isfinite(cell->real));
    if (made.is_number)
        made.number = cell->kind == CELL_INTEGER ? (double)cell->integer : cell->real;
    if (made.note && made.note <= text->table->note_count)
        text->note_used[made.note - 1] = true;
    return made;
}

bool text_table_add(struct text_table *text, const struct cell *cells, struct failure *why)
{
    if (text->row_count == text->row_capacity && !grow(text, why))
        return false;
    struct text_cell *row = text->cells + text->row_count * text->table->column_count;
    for (size_t i = 0; i < text->table->column_count; i++)
        row[i] = make_cell(text, &cells[i], i);
    text->row_count++;
    return !text->bytes.failed || failure_out_of_memory(why);
}

const struct text_cell *text_table_cell(const struct text_table *text, size_t row, size_t column)
{
    return &text->cells[row * text->table->column_count + column];
}

struct span text_table_span(const struct text_table *text, const struct text_cell *cell)
{
    return cell->length ? (struct span){text->bytes.ptr + cell->start, cell->length} : SPAN("");
}

static size_t mark_width(const struct text_table *text, unsigned note)
{
    size_t digits = 0;
    for (unsigned rest = note; rest; rest /= 10)
        digits++;
    return digits && !text->unicode ? digits + 2 : digits;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static bool holds_numbers(const struct text_table *text, size_t column)
{
    bool some = false;
    for (size_t row = 0; row < text->row_count; row++) {
        const struct text_cell *cell = text_table_cell(text, row, column);
        if (cell->length && !cell->is_number)
            return false;
        some |= cell->is_number;
    }
    return some;
}

static void measure_column(struct text_table *text, size_t at)
{
    struct text_column *column = &text->columns[at];
    column->is_number = holds_numbers(text, at);
    for (size_t row = 0; row < text->row_count; row++) {
        const struct text_cell *cell = text_table_cell(text, row, at);
        size_t mark = mark_width(text, cell->note);
        column->mark = larger(column->mark, mark);
        column->whole = larger(column->whole, cell->whole);
        column->fraction = larger(column->fraction, cell->width - (cell->is_number ? cell->whole : cell->width));
        column->width = larger(column->width, cell->width + mark);
    }
    if (column->is_number)
        column->width = column->whole + column->fraction + column->mark;
}

void text_table_measure(struct text_table *text)
{
    for (size_t i = 0; i < text->table->column_count; i++)
        measure_column(text, i);
}

void text_table_add_mark(const struct text_table *text, struct buffer *out, unsigned note)
{
    char mark[NUMBER_SIZE];
    number_raised(note, mark);
    if (text->unicode)
        buffer_add(out, span_of(mark));
    else
        buffer_print(out, "[%u]", note);
}

/* The mark follows its digits at once; a mark without a number stands where the last whole digit would be followed. */
static void add_number(const struct text_table *text, struct buffer *out, const struct text_cell *cell,
                       const struct text_column *column, size_t width)
{
    size_t before = width - column->mark - column->fraction - cell->whole;
    add_blanks(out, before);
    buffer_add(out, text_table_span(text, cell));
    if (cell->note)
        text_table_add_mark(text, out, cell->note);
    add_blanks(out, width - before - cell->width - mark_width(text, cell->note));
}

static void add_text(const struct text_table *text, struct buffer *out, const struct text_cell *cell, size_t width)
{
    size_t mark = mark_width(text, cell->note);
    size_t room = width > mark ? width - mark : 0;
    size_t start = out->len;
    display_add_cut(out, text_table_span(text, cell), room, text->unicode ? "…" : "...");
    size_t used = display_width(span_from(buffer_span(out), start)) + mark;
    if (mark)
        text_table_add_mark(text, out, cell->note);
    add_blanks(out, width > used ? width - used : 0);
}

void text_table_add_cell(const struct text_table *text, struct buffer *out, size_t row, size_t column, size_t width)
{
    const struct text_cell *cell = text_table_cell(text, row, column);
    if (text->columns[column].is_number)
        add_number(text, out, cell, &text->columns[column], width);
    else
        add_text(text, out, cell, width);
}

void text_table_add_heading(const struct text_table *text, struct buffer *out, const char *heading, size_t column,
                            size_t width)
{
    const struct text_column *in = &text->columns[column];
    size_t used = display_width(span_of(heading)), rest = width > used ? width - used : 0;
    size_t behind = in->is_number ? (in->mark < rest ? in->mark : rest) : rest;
    add_blanks(out, rest - behind);
    buffer_add(out, span_first(span_of(heading), display_fit(span_of(heading), width)));
    add_blanks(out, behind);
}

size_t text_table_label_column(const struct text_table *text)
{
    size_t at = 0;
    while (at < text->table->column_count && text->columns[at].is_number)
        at++;
    return at;
}

size_t text_table_bar_column(const struct text_table *text)
{
    size_t at = 0;
    while (at < text->table->column_count && !(text->table->columns[at].bar && text->columns[at].is_number))
        at++;
    return at;
}
