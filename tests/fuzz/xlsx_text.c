/* What a workbook holds is the text itself, by its own rules of escapes; names of sheets and cells are ones. */
#include "xlsx_text.h"
#include "fuzz.h"
#include "utf8.h"

static size_t units(struct span text)
{
    size_t count = 0;
    while (text.len) {
        struct utf8_char next = utf8_next(text);
        CLAIM(next.valid && next.code && next.code != 0xfffe && next.code != 0xffff);
        count += next.code >= 0x10000 ? 2 : 1;
        text = span_from(text, next.length);
    }
    return count;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* As a spreadsheet reads it: "_xHHHH_" is a character; the text holds none but that of "_" itself. */
static void unescape(struct span text, struct buffer *out)
{
    for (size_t i = 0; i < text.len; i++) {
        const char *at = text.ptr + i;
        bool escape = text.len - i >= 7 && at[0] == '_' && at[1] == 'x' && at[6] == '_';
        for (size_t digit = 2; escape && digit < 6; digit++)
            escape = is_hex(at[digit]);
        if (escape) {
            CLAIM(memcmp(at, "_x005F_", 7) == 0);
            i += 6;
        }
        buffer_add_byte(out, *at);
    }
}

static void make_valid(struct span text, struct buffer *out)
{
    while (text.len) {
        struct utf8_char next = utf8_next(text);
        bool fits = next.valid && next.code && next.code != 0xfffe && next.code != 0xffff;
        buffer_add(out, fits ? span_first(text, next.length) : SPAN("\xef\xbf\xbd"));
        text = span_from(text, next.length);
    }
}

static void check_cell(struct span text)
{
    struct buffer cell = {0}, read = {0}, wanted = {0};
    CLAIM(xlsx_text(&cell, text) && cell.len && cell.ptr[cell.len - 1] == '\0');
    unescape((struct span){cell.ptr, cell.len - 1}, &read);
    CLAIM(units(buffer_span(&read)) <= 32767);
    make_valid(text, &wanted);
    if (units(buffer_span(&wanted)) <= 32767)
        CLAIM(span_equal(buffer_span(&read), buffer_span(&wanted)));
    buffer_release(&cell);
    buffer_release(&read);
    buffer_release(&wanted);
}

static void check_sheet_name(const char *wanted, unsigned number)
{
    char name[XLSX_SHEET_NAME_SIZE];
    memset(name, '\x7f', sizeof name);
    xlsx_sheet_name(name, wanted, number);
    CLAIM(memchr(name, '\0', sizeof name));
    size_t count = units(span_of(name));
    CLAIM(count >= 1 && count <= 31 && name[0] != '\'' && name[strlen(name) - 1] != '\'');
    for (const char *c = name; *c; c++)
        CLAIM((unsigned char)*c >= 0x20 && !strchr("[]:*?/\\", *c));
}

static void check_defined_name(const char *wanted)
{
    struct buffer name = {0};
    xlsx_add_defined_name(&name, wanted);
    for (size_t i = 0; i < name.len; i++)
        CLAIM(name.ptr[i] == '_' || (name.ptr[i] >= 'A' && name.ptr[i] <= 'Z') ||
              (name.ptr[i] >= 'a' && name.ptr[i] <= 'z') || (i && name.ptr[i] >= '0' && name.ptr[i] <= '9'));
    buffer_release(&name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer string = {0};
    struct span text = span_of_bytes(data, size);
    check_cell(text);
    buffer_add(&string, text);
    buffer_add_byte(&string, '\0');
    check_sheet_name(string.ptr, size ? data[0] % 3 : 0);
    check_defined_name(string.ptr);
    buffer_release(&string);
    return 0;
}
