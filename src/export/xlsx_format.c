/*
 * Formats of cells: each number format once, and once for each footnote whose mark it carries.
 */
#include "xlsx.h"

#include "number.h"
#include "units.h"

#include <stdlib.h>

enum { FORMAT_SIZE = 256 };

static const lxw_color_t HEADER_COLOR = 0xdde6f0, LINK_COLOR = 0x1f4e99;

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
    if (strcmp(code, XLSX_TEXT_CODE) == 0)
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
bool xlsx_format(struct xlsx *xlsx, const char *code, unsigned note, lxw_format **out)
{
    for (size_t i = 0; i < xlsx->format_count; i++)
        if (xlsx->formats[i].note == note && strcmp(xlsx->formats[i].code, code) == 0) {
            *out = xlsx->formats[i].format;
            return true;
        }
    return add_format(xlsx, code, note, out);
}

const char *xlsx_integer_code(const char *column)
{
    return *unit_of(column)->suffix ? "#,##0" : "0";
}

static lxw_format *new_header(struct xlsx *xlsx, uint8_t align, bool is_link)
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
    if (is_link)
        format_set_font_color(format, LINK_COLOR);
    return format;
}

static bool add_headers(struct xlsx *xlsx)
{
    static const uint8_t alignments[XLSX_ALIGNMENTS] = {
        [XLSX_LEFT] = LXW_ALIGN_LEFT, [XLSX_RIGHT] = LXW_ALIGN_RIGHT, [XLSX_MIDDLE] = LXW_ALIGN_CENTER};
    for (size_t i = 0; i < XLSX_ALIGNMENTS; i++)
        for (size_t is_link = 0; is_link < 2; is_link++)
            if (!(xlsx->headers[i][is_link] = new_header(xlsx, alignments[i], is_link)))
                return false;
    return true;
}

bool xlsx_add_formats(struct xlsx *xlsx)
{
    xlsx->title = new_format(xlsx, NULL);
    xlsx->wrapped = new_format(xlsx, NULL);
    if (!xlsx->title || !xlsx->wrapped || !add_headers(xlsx))
        return false;
    format_set_bold(xlsx->title);
    format_set_font_size(xlsx->title, 14);
    format_set_text_wrap(xlsx->wrapped);
    format_set_align(xlsx->wrapped, LXW_ALIGN_VERTICAL_TOP);
    format_set_indent(xlsx->wrapped, 1);
    return xlsx_format(xlsx, XLSX_TEXT_CODE, 0, &xlsx->plain);
}
