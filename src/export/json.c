/*
 * JSON and JSON Lines: exact values for programs.
 *
 * JSON is one object, a table with what it was made with and what its figures are:
 *   {"schema_version": 1, "name": …, "title": …, "captions": […], "options": {…}, "definitions": {column: {"title",
 *    "unit", "direction", "formula", "absent", "meaning"}}, "columns": [{"name", "unit"}], "rows": [{…}], "notes": […]}
 * Further tables, where there are any, are such objects in a last member "tables". JSON Lines is one object a row and
 * nothing else. In jsonl-bits a fraction is the 64 bits of its double, a whole number, for engines that read fractions
 * inexactly from text.
 *
 *  1. A row is an object of all columns in their order. Numbers are numbers and exact, unknown is null.
 *  2. In JSON, a row with footnotes has a last member "note_numbers": {column: note, from 1}.
 *  3. Output is valid UTF-8 and safe to print: controls, invisible characters, U+2028 and U+2029 are escaped, bytes
 *     that are no UTF-8 become U+FFFD.
 *  4. A table without title has an empty one; a member that is a list is there even when empty.
 */
#include "display.h"
#include "metrics.h"
#include "number.h"
#include "units.h"
#include "utf8.h"
#include "writer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct json {
    struct writer writer;
    const struct table *table;
    size_t table_count, row_count;
    bool lines; /* JSON Lines */
    bool bits;  /* fractions as the bits of their doubles */
};

static struct json *json_new(const struct target *target, bool lines, struct failure *why)
{
    struct json *json = calloc(1, sizeof *json);
    if (!json) {
        failure_out_of_memory(why);
        return NULL;
    }
    writer_init(&json->writer, target);
    json->lines = lines;
    return json;
}

static void *jsonl_open(const struct target *target, struct failure *why)
{
    return json_new(target, true, why);
}

static void *bits_open(const struct target *target, struct failure *why)
{
    struct json *json = json_new(target, true, why);
    if (json)
        json->bits = true;
    return json;
}

static void *json_open(const struct target *target, struct failure *why)
{
    struct json *json = json_new(target, false, why);
    if (json)
        buffer_add(&json->writer.text, SPAN("{\"schema_version\": 1"));
    return json;
}

static void add_escape(struct buffer *out, uint32_t code)
{
    if (code >= 0x10000) /* as a surrogate pair */
        buffer_print(out, "\\u%04x\\u%04x", (unsigned)(0xd7c0 + (code >> 10)), (unsigned)(0xdc00 | (code & 0x3ff)));
    else
        buffer_print(out, "\\u%04x", (unsigned)code);
}

static void add_character(struct buffer *out, struct span text, struct utf8_char c)
{
    if (!c.valid)
        buffer_add(out, SPAN("\xef\xbf\xbd"));
    else if (c.code == '\n')
        buffer_add(out, SPAN("\\n"));
    else if (c.code == '\t')
        buffer_add(out, SPAN("\\t"));
    else if (display_is_unsafe(c.code))
        add_escape(out, c.code);
    else
        buffer_add(out, span_first(text, c.length));
}

static bool is_plain(char c)
{
    return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

static void add_string(struct buffer *out, struct span text)
{
    buffer_add_byte(out, '"');
    while (text.len) {
        size_t plain = 0;
        while (plain < text.len && is_plain(text.ptr[plain]))
            plain++;
        buffer_add(out, span_first(text, plain));
        text = span_from(text, plain);
        if (!text.len)
            break;
        struct utf8_char c = utf8_next(text);
        if (c.code == '"' || c.code == '\\')
            buffer_add_byte(out, '\\');
        add_character(out, text, c);
        text = span_from(text, c.length);
    }
    buffer_add_byte(out, '"');
}

static void add_member(struct buffer *out, const char *name, bool first)
{
    buffer_add(out, first ? SPAN("") : SPAN(", "));
    add_string(out, span_of(name));
    buffer_add(out, SPAN(": "));
}

static void add_list(struct buffer *out, const char *const *strings, size_t count)
{
    buffer_add_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        buffer_add(out, i ? SPAN(", ") : SPAN(""));
        add_string(out, span_of(strings[i]));
    }
    buffer_add_byte(out, ']');
}

static void add_columns(struct buffer *out, const struct table *table)
{
    buffer_add_byte(out, '[');
    for (size_t i = 0; i < table->column_count; i++) {
        const char *name = table->columns[i].name;
        buffer_add(out, i ? SPAN(", {") : SPAN("{"));
        add_member(out, "name", true);
        add_string(out, span_of(name));
        add_member(out, "unit", false);
        add_string(out, span_of(unit_of(name)->name));
        buffer_add_byte(out, '}');
    }
    buffer_add_byte(out, ']');
}

static void add_text_member(struct buffer *out, const char *name, const char *text, bool first)
{
    add_member(out, name, first);
    add_string(out, span_of(text));
}

static void add_options(struct buffer *out, const struct table *table)
{
    buffer_add_byte(out, '{');
    for (size_t i = 0; i < table->option_count; i++)
        add_text_member(out, table->options[i].name, table->options[i].value, i == 0);
    buffer_add_byte(out, '}');
}

static void add_definition(struct buffer *out, const struct metric *metric)
{
    buffer_add_byte(out, '{');
    add_text_member(out, "title", metric->title, true);
    add_text_member(out, "unit", metric->unit, false);
    add_text_member(out, "direction", direction_name(metric->direction), false);
    add_text_member(out, "formula", metric->formula, false);
    add_text_member(out, "absent", metric->absent, false);
    add_text_member(out, "meaning", metric->meaning, false);
    buffer_add_byte(out, '}');
}

static void add_definitions(struct buffer *out, const struct table *table)
{
    bool first = true;
    buffer_add_byte(out, '{');
    for (size_t i = 0; i < table->column_count; i++) {
        if (!table->columns[i].definition)
            continue;
        buffer_add(out, first ? SPAN("\n  ") : SPAN(",\n  "));
        add_string(out, span_of(table->columns[i].name));
        buffer_add(out, SPAN(": "));
        add_definition(out, table->columns[i].definition);
        first = false;
    }
    buffer_add_byte(out, '}');
}

static int64_t bits_of(double value)
{
    int64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void add_value(struct buffer *out, const struct cell *cell, bool bits)
{
    char number[NUMBER_SIZE];
    size_t length = 0;
    if (cell->kind == CELL_TEXT) {
        add_string(out, cell->text);
        return;
    }
    if (cell->kind == CELL_INTEGER)
        length = number_integer(cell->integer, number);
    if (cell->kind == CELL_REAL && isfinite(cell->real))
        length = bits ? number_integer(bits_of(cell->real), number) : number_exact(cell->real, number);
    buffer_add(out, length ? (struct span){number, length} : SPAN("null"));
}

static void add_row_notes(struct buffer *out, const struct table *table, const struct cell *cells)
{
    bool first = true;
    for (size_t i = 0; i < table->column_count; i++) {
        if (!cells[i].note)
            continue;
        buffer_add(out, first ? SPAN(", \"note_numbers\": {") : SPAN(""));
        add_member(out, table->columns[i].name, first);
        buffer_print(out, "%u", cells[i].note);
        first = false;
    }
    buffer_add(out, first ? SPAN("") : SPAN("}"));
}

static bool json_begin(void *self, const struct table *table, struct failure *why)
{
    struct json *json = self;
    struct buffer *out = &json->writer.text;
    json->table = table;
    json->row_count = 0;
    if (json->lines)
        return true;
    if (json->table_count)
        buffer_add(out, json->table_count == 1 ? SPAN(",\n \"tables\": [\n{") : SPAN(",\n{"));
    add_text_member(out, "name", table->name, json->table_count++ > 0);
    add_text_member(out, "title", table->title, false);
    buffer_add(out, SPAN(",\n \"captions\": "));
    add_list(out, table->captions, table->caption_count);
    buffer_add(out, SPAN(",\n \"options\": "));
    add_options(out, table);
    buffer_add(out, SPAN(",\n \"definitions\": "));
    add_definitions(out, table);
    buffer_add(out, SPAN(",\n \"columns\": "));
    add_columns(out, table);
    buffer_add(out, SPAN(",\n \"rows\": ["));
    return writer_pass(&json->writer, why);
}

static bool json_row(void *self, const struct cell *cells, struct failure *why)
{
    struct json *json = self;
    struct buffer *out = &json->writer.text;
    if (!json->lines)
        buffer_add(out, json->row_count++ ? SPAN(",\n  ") : SPAN("\n  "));
    buffer_add_byte(out, '{');
    for (size_t i = 0; i < json->table->column_count; i++) {
        add_member(out, json->table->columns[i].name, i == 0);
        add_value(out, &cells[i], json->bits);
    }
    if (!json->lines)
        add_row_notes(out, json->table, cells);
    buffer_add(out, json->lines ? SPAN("}\n") : SPAN("}"));
    return writer_pass(&json->writer, why);
}

static bool json_end(void *self, struct failure *why)
{
    struct json *json = self;
    struct buffer *out = &json->writer.text;
    if (!json->lines) {
        buffer_add(out, SPAN("],\n \"notes\": "));
        add_list(out, json->table->notes, json->table->note_count);
        buffer_add(out, json->table_count > 1 ? SPAN("}") : SPAN(""));
    }
    return writer_pass(&json->writer, why);
}

static bool json_close(void *self, struct failure *why)
{
    struct json *json = self;
    if (!json->lines)
        buffer_add(&json->writer.text, json->table_count > 1 ? SPAN("]}\n") : SPAN("}\n"));
    bool ok = writer_flush(&json->writer, why);
    writer_release(&json->writer);
    free(json);
    return ok;
}

const struct exporter json_exporter = {
    .name = "json",
    .suffix = "json",
    .open = json_open,
    .begin = json_begin,
    .row = json_row,
    .end = json_end,
    .close = json_close,
};

const struct exporter jsonl_exporter = {
    .name = "jsonl",
    .suffix = "jsonl",
    .open = jsonl_open,
    .begin = json_begin,
    .row = json_row,
    .end = json_end,
    .close = json_close,
};

const struct exporter bits_exporter = {
    .name = "jsonl-bits",
    .suffix = "jsonl-bits",
    .open = bits_open,
    .begin = json_begin,
    .row = json_row,
    .end = json_end,
    .close = json_close,
};
