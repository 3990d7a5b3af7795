/*
 * Whatever texts and numbers a table holds, its workbook can be read back, cell by cell.
 *
 * An input is a row. A workbook takes rows of ROWS inputs, in turns as a report and as a raw table; then it is closed
 * and read. Where a cell is not what it should be, the bytes that it was made of are shown: the input that libFuzzer
 * blames is only the last of them.
 */
#include "buffer.h"
#include "exporter.h"
#include "fuzz.h"
#include "utf8.h"

#include <math.h>
#define ZLIB_CONST
#include <zlib.h>

enum { COLUMNS = 3, ROWS = 256, INPUT_MOST = 1024, SHEET_MOST = 1 << 22 };

static const struct column columns[COLUMNS] = {{.name = "model"}, {.name = "decode_tok_s"}, {.name = "note"}};
static const char *const captions[] = {"Captions make a report of a table."};
static const struct table tables[] = {
    {.name = "fuzz", .column_count = COLUMNS, .columns = columns},
    {.name = "fuzz", .column_count = COLUMNS, .columns = columns, .caption_count = 1, .captions = captions},
};

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
static struct span find_cell(struct span row, const char *place)
{
    char start[32];
    snprintf(start, sizeof start, "<c r=\"%s\"", place);
    return span_from(row, span_find(row, span_of(start)));
}

/* The row of that number; the sheet is what follows from there on. */
static struct span find_row(struct span *sheet, size_t number)
{
    char start[32];
    snprintf(start, sizeof start, "<row r=\"%zu\"", number);
    *sheet = span_from(*sheet, span_find(*sheet, span_of(start)));
    CLAIM(sheet->len);
    struct span row = span_first(*sheet, span_find(*sheet, SPAN("</row>")));
    *sheet = span_from(*sheet, row.len);
    return row;
}

static void claim_text(struct span row, const char *place, struct span wanted)
{
    struct buffer text = {0}, read = {0};
    struct span cell = find_cell(row, place);
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

static const double NUMBER_MOST = 9.99999999999999e307; /* that a spreadsheet holds */

/* Its digits as text. */
static void claim_digits(struct span row, const char *place, double wanted)
{
    struct span cell = find_cell(row, place);
    size_t at = span_find(cell, SPAN("<t>"));
    CLAIM(at < cell.len && strtod(cell.ptr + at + 3, NULL) == wanted);
}

/* 16 digits are as exact as the library writes. */
static void claim_number(struct span row, const char *place, double wanted)
{
    struct span cell = find_cell(row, place);
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

/* What a row was made of, and holds. */
struct row {
    uint8_t input[INPUT_MOST];
    size_t size;
    struct buffer first, second;
    double number;
};

static struct row rows[ROWS];
static size_t row_count, workbook_count;
static void *workbook;

/* What a cell can hold: valid characters that XML has. */
static void make_valid(struct span text, struct buffer *out)
{
    buffer_clear(out);
    while (text.len) {
        struct utf8_char next = utf8_next(text);
        bool fits = next.valid && next.code && next.code != 0xfffe && next.code != 0xffff;
        buffer_add(out, fits ? span_first(text, next.length) : SPAN("?"));
        text = span_from(text, next.length);
    }
}

static const struct table *table_now(void)
{
    return &tables[workbook_count % 2];
}

static void add_row(struct row *row)
{
    struct failure why = {""};
    const struct cell cells[COLUMNS] = {{.kind = CELL_TEXT, .text = buffer_span(&row->first)},
                                        {.kind = CELL_REAL, .real = row->number},
                                        {.kind = CELL_TEXT, .text = buffer_span(&row->second)}};
    if (!workbook) {
        workbook = xlsx_exporter.open(&(struct target){.path = fuzz_file(NULL, 0)}, &why);
        CLAIM(workbook && xlsx_exporter.begin(workbook, table_now(), &why));
    }
    CLAIM(xlsx_exporter.row(workbook, cells, &why));
}

static size_t row_shown; /* whose cells are looked at */

/* What a broken claim calls before the end. */
static void show_input(void)
{
    const struct row *row = &rows[row_shown];
    fprintf(stderr, "row %zu of the workbook was made of:", row_shown);
    for (size_t i = 0; i < row->size; i++)
        fprintf(stderr, " %02x", row->input[i]);
    fputc('\n', stderr);
}

static void claim_row(struct span xml, const struct row *row, size_t number)
{
    char place[3][24];
    for (size_t i = 0; i < COLUMNS; i++)
        snprintf(place[i], sizeof place[i], "%c%zu", (char)('A' + i), number);
    if (row->first.len)
        claim_text(xml, place[0], buffer_span(&row->first));
    if (isfinite(row->number) && fabs(row->number) > NUMBER_MOST)
        claim_digits(xml, place[1], row->number);
    else
        claim_number(xml, place[1], row->number);
    if (row->second.len)
        claim_text(xml, place[2], buffer_span(&row->second));
}

/* Rows stand below the heading, which in a report stands below the captions and an empty row. */
static void finish_workbook(void)
{
    struct failure why = {""};
    static struct buffer sheet;
    size_t heading = table_now()->caption_count ? table_now()->caption_count + 2 : 1;
    if (!workbook)
        return;
    bool done = xlsx_exporter.end(workbook, &why);
    CLAIM(xlsx_exporter.close(workbook, &why) && done);
    workbook = NULL;
    buffer_clear(&sheet);
    find_part(fuzz_path, "xl/worksheets/sheet1.xml", &sheet);
    struct span rest = buffer_span(&sheet);
    fuzz_tell = show_input;
    for (row_shown = 0; row_shown < row_count; row_shown++) {
        size_t number = heading + 1 + row_shown;
        claim_row(find_row(&rest, number), &rows[row_shown], number);
    }
    fuzz_tell = NULL;
    workbook_count++;
    row_count = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool begun;
    struct row *row = &rows[row_count];
    size_t half = size / 2;
    if (size > INPUT_MOST)
        return 0;
    if (!begun)
        CLAIM(fuzz_file(NULL, 0) && atexit(finish_workbook) == 0); /* before the file is gone */
    begun = true;
    row->size = size;
    row->number = 0;
    if (size)
        memcpy(row->input, data, size);
    if (size >= sizeof row->number)
        memcpy(&row->number, data, sizeof row->number);
    make_valid(span_of_bytes(data, half), &row->first);
    make_valid(span_of_bytes(data + half, size - half), &row->second);
    add_row(row);
    if (++row_count == ROWS)
        finish_workbook();
    return 0;
}
