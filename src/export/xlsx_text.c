#include "xlsx_text.h"

#include "display.h"
#include "utf8.h"

#include <stdio.h>

static const size_t CELL_MOST = 32767; /* UTF-16 units */
static const char CUT_MARK[] = " … [cut]";
enum { CUT_MARK_UNITS = 8, SHEET_NAME_MOST = 31 };

static size_t utf16_units(uint32_t code)
{
    return code >= 0x10000 ? 2 : 1;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Whether it is written with a "_" first, as the library writes control characters ("_x001E_"). */
static bool is_written_with_underscore(char c)
{
    return c == '_' || (c > 0 && c < 0x20 && c != '\t' && c != '\n');
}

/* Whether what stands here will be read as an escape like "_x0041_". */
static bool is_escape(struct span text)
{
    if (text.len < 7 || text.ptr[0] != '_' || text.ptr[1] != 'x' || !is_written_with_underscore(text.ptr[6]))
        return false;
    for (size_t i = 2; i < 6; i++)
        if (!is_hex(text.ptr[i]))
            return false;
    return true;
}

static bool fits_xml(struct utf8_char c)
{
    return c.valid && c.code != 0 && c.code != 0xfffe && c.code != 0xffff;
}

/* The start of `text` of at most `most` UTF-16 units. */
static struct span first_units(struct span text, size_t most)
{
    size_t at = 0, units = 0;
    while (at < text.len) {
        struct utf8_char c = utf8_next(span_from(text, at));
        units += utf16_units(c.code);
        if (units > most)
            break;
        at += c.length;
    }
    return span_first(text, at);
}

static void add_text(struct buffer *out, struct span text)
{
    while (text.len) {
        struct utf8_char c = utf8_next(text);
        if (is_escape(text))
            buffer_add(out, SPAN("_x005F"));
        buffer_add(out, fits_xml(c) ? span_first(text, c.length) : SPAN("\xef\xbf\xbd"));
        text = span_from(text, c.length);
    }
}

bool xlsx_text(struct buffer *out, struct span text)
{
    buffer_clear(out);
    struct span kept = first_units(text, CELL_MOST);
    if (kept.len < text.len)
        kept = first_units(text, CELL_MOST - CUT_MARK_UNITS);
    add_text(out, kept);
    if (kept.len < text.len)
        buffer_add(out, span_of(CUT_MARK));
    buffer_add_byte(out, '\0');
    return !out->failed;
}

/* What stands for an ASCII character in a sheet's name. */
static char replacement(char c)
{
    if (c == ':' || c == '/')
        return '-';
    if (strchr("[]*?\\'", c))
        return '_';
    return c;
}

/* Returns the bytes written. */
static size_t add_sheet_name(char *out, struct span wanted)
{
    size_t used = 0;
    while (wanted.len) {
        struct utf8_char c = utf8_next(wanted);
        if (!fits_xml(c) || display_is_unsafe(c.code))
            out[used++] = '_';
        else if (c.length == 1)
            out[used++] = replacement(wanted.ptr[0]);
        else
            used += utf8_put(c.code, out + used);
        wanted = span_from(wanted, c.length);
    }
    return used;
}

void xlsx_sheet_name(char out[XLSX_SHEET_NAME_SIZE], const char *wanted, unsigned number)
{
    char behind[16] = "";
    if (number > 1)
        snprintf(behind, sizeof behind, " (%u)", number);
    struct span name = span_trim(span_of(wanted));
    if (!name.len)
        name = SPAN("Sheet");
    else if (span_equal_nocase(name, SPAN("History")))
        name = SPAN("History_");
    size_t used = add_sheet_name(out, first_units(name, SHEET_NAME_MOST - strlen(behind)));
    memcpy(out + used, behind, strlen(behind) + 1);
}

void xlsx_add_defined_name(struct buffer *out, const char *name)
{
    if (*name >= '0' && *name <= '9')
        buffer_add_byte(out, '_');
    for (; *name; name++) {
        bool letter = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z');
        bool digit = *name >= '0' && *name <= '9';
        buffer_add(out, letter || digit ? (struct span){name, 1} : SPAN("_"));
    }
}
