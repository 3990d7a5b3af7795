/* Whatever texts and numbers a table holds, its workbook can be read back, cell by cell. */
#include "buffer.h"
#include "exporter.h"
#include "fuzz.h"
#include "utf8.h"

#include <math.h>
#define ZLIB_CONST
#include <zlib.h>

enum { COLUMNS = 3, SHEET_MOST = 1 << 20 };

static const struct column columns[COLUMNS] = {{.name = "model"}, {.name = "decode_tok_s"}, {.name = "note"}};
static const struct table table = {.name = "fuzz", .column_count = COLUMNS, .columns = columns};

/* --- the file: the part of a zip that is called so ---------------------------------------------------------------- */

static unsigned little(const unsigned char *at, unsigned bytes)
{
    return bytes ? at[0] | little(at + 1, bytes - 1) << 8 : 0;
}

static void unpack(const unsigned char *local, size_t packed, struct buffer *out)
{
    z_stream z = {0};
    const unsigned char *bytes = local + 30 + little(local + 26, 2) + little(local + 28, 2);
    CLAIM(buffer_reserve(out, SHEET_MOST));
    if (little(local + 8, 2) == 0) {
        memcpy(out->ptr, bytes, packed);
        out->len = packed;
        return;
    }
    CLAIM(inflateInit2(&z, -15) == Z_OK);
    z.next_in = bytes;
    z.avail_in = (unsigned)packed;
    z.next_out = (unsigned char *)out->ptr;
    z.avail_out = SHEET_MOST;
    CLAIM(inflate(&z, Z_FINISH) == Z_STREAM_END);
    out->len = z.total_out;
    inflateEnd(&z);
}

static void find_part(const char *path, const char *name, struct buffer *out)
{
    static unsigned char file[SHEET_MOST];
    FILE *stream = fopen(path, "rb");
    CLAIM(stream);
    size_t size = fread(file, 1, sizeof file, stream);
    fclose(stream);
    CLAIM(size > 22 && size < sizeof file);
    const unsigned char *end = file + size - 22;
    CLAIM(little(end, 4) == 0x06054b50);
    const unsigned char *entry = file + little(end + 16, 4);
    for (unsigned left = little(end + 10, 2); left > 0; left--) {
        unsigned length = little(entry + 28, 2);
        if (length == strlen(name) && memcmp(entry + 46, name, length) == 0) {
            unpack(file + little(entry + 42, 4), little(entry + 20, 4), out);
            return;
        }
        entry += 46 + length + little(entry + 30, 2) + little(entry + 32, 2);
    }
    bool found = false;
    CLAIM(found);
}

/* --- the sheet ---------------------------------------------------------------------------------------------------- */

/* The text of XML up to `<`, its references and the workbook's own escapes read. */
static void read_text(struct span xml, struct buffer *out)
{
    static const struct {
        struct span written, meant;
    } references[] = {
        {{"&amp;", 5}, {"&", 1}}, {{"&lt;", 4}, {"<", 1}}, {{"&gt;", 4}, {">", 1}}, {{"&quot;", 6}, {"\"", 1}}};
    while (xml.len && xml.ptr[0] != '<') {
        size_t used = 1;
        struct span meant = span_first(xml, 1);
        for (size_t i = 0; i < sizeof references / sizeof *references; i++)
            if (span_starts(xml, references[i].written)) {
                meant = references[i].meant;
                used = references[i].written.len;
            }
        CLAIM(xml.ptr[0] != '&' || used > 1);
        buffer_add(out, meant);
        xml = span_from(xml, used);
    }
}

static int hex(char c)
{
    const char *digits = "0123456789abcdef0123456789ABCDEF", *at = c ? strchr(digits, c) : NULL;
    return at ? (int)((at - digits) % 16) : -1;
}

/* "_xHHHH_" is a character. */
static void unescape(struct span text, struct buffer *out)
{
    while (text.len) {
        long code = text.len >= 7 && text.ptr[0] == '_' && text.ptr[1] == 'x' && text.ptr[6] == '_' ? 0 : -1;
        for (size_t i = 2; i < 6 && code >= 0; i++)
            code = hex(text.ptr[i]) < 0 ? -1 : code * 16 + hex(text.ptr[i]);
        char bytes[4];
        if (code >= 0)
            buffer_add(out, (struct span){bytes, utf8_put((uint32_t)code, bytes)});
        else
            buffer_add_byte(out, text.ptr[0]);
        text = span_from(text, code >= 0 ? 7 : 1);
    }
}

/* The cell's element, from its `<c r="A2"` on; empty where there is none. */
static struct span find_cell(struct span sheet, const char *place)
{
    char start[16];
    snprintf(start, sizeof start, "<c r=\"%s\"", place);
    return span_from(sheet, span_find(sheet, span_of(start)));
}

static void claim_text(struct span sheet, const char *place, struct span wanted)
{
    struct buffer text = {0}, read = {0};
    struct span cell = find_cell(sheet, place);
    CLAIM(cell.len);
    size_t end = span_find(cell, SPAN("/>"));
    size_t at = span_find(cell, SPAN("<t"));
    if (at < cell.len && at < end) {
        cell = span_from(cell, at);
        read_text(span_from(cell, span_find_byte(cell, '>') + 1), &text);
        unescape(buffer_span(&text), &read);
    }
    CLAIM(span_equal(buffer_span(&read), wanted));
    buffer_release(&text);
    buffer_release(&read);
}

/* 16 digits are as exact as the library writes. */
static void claim_number(struct span sheet, const char *place, double wanted)
{
    struct span cell = find_cell(sheet, place);
    size_t at = span_find(cell, SPAN("<v>"));
    size_t next = cell.len ? span_find(span_from(cell, 1), SPAN("<c ")) : 0;
    bool has_value = at < cell.len && at < next;
    CLAIM(has_value == (isfinite(wanted) != 0));
    if (has_value) {
        double got = strtod(cell.ptr + at + 3, NULL);
        CLAIM(got == wanted || fabs(got - wanted) <= fabs(wanted) * 1e-15);
    }
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

/* What a cell can hold: valid characters that XML has. */
static struct span make_valid(struct span text, struct buffer *out)
{
    while (text.len) {
        struct utf8_char next = utf8_next(text);
        bool fits = next.valid && next.code && next.code != 0xfffe && next.code != 0xffff;
        buffer_add(out, fits ? span_first(text, next.length) : SPAN("?"));
        text = span_from(text, next.length);
    }
    return buffer_span(out);
}

static void write_workbook(const char *path, const struct cell *cells)
{
    struct failure why = {""};
    void *self = xlsx_exporter.open(&(struct target){.path = path}, &why);
    CLAIM(self && xlsx_exporter.begin(self, &table, &why) && xlsx_exporter.row(self, cells, &why));
    bool done = xlsx_exporter.end(self, &why);
    CLAIM(xlsx_exporter.close(self, &why) && done);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer first = {0}, second = {0}, sheet = {0};
    struct cell cells[COLUMNS] = {{.kind = CELL_TEXT}, {.kind = CELL_REAL}, {.kind = CELL_TEXT}};
    size_t half = size / 2;
    if (size > 30000)
        return 0;
    if (size >= sizeof cells[1].real)
        memcpy(&cells[1].real, data, sizeof cells[1].real);
    cells[0].text = make_valid(span_of_bytes(data, half), &first);
    cells[2].text = make_valid(span_of_bytes(data + half, size - half), &second);
    const char *path = fuzz_file(NULL, 0);
    write_workbook(path, cells);
    find_part(path, "xl/worksheets/sheet1.xml", &sheet);
    if (cells[0].text.len)
        claim_text(buffer_span(&sheet), "A2", cells[0].text);
    claim_number(buffer_span(&sheet), "B2", cells[1].real);
    if (cells[2].text.len)
        claim_text(buffer_span(&sheet), "C2", cells[2].text);
    buffer_release(&first);
    buffer_release(&second);
    buffer_release(&sheet);
    return 0;
}
