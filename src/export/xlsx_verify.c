/*
 * A reader for just the zip files that our own library writes: one disk, no encryption, sizes below 4 GiB.
 */
#include "xlsx_verify.h"

#include "xml_scan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    END_SIZE = 22,   /* the record at the end of a zip */
    ENTRY_SIZE = 46, /* a row of its directory, before the name */
    LOCAL_SIZE = 30, /* the header before a part's bytes */
    METHOD_STORED = 0,
    METHOD_DEFLATED = 8,
    NAME_MOST = 256,
    PIECE = 64 * 1024,
};

static const char SHEET_END[] = "</worksheet>";
enum { SHEET_END_LENGTH = sizeof SHEET_END - 1 };

/* One part of the zip. */
struct entry {
    char name[NAME_MOST];
    unsigned method;
    uint32_t crc, packed, unpacked;
    long at; /* of its local header */
};

/* What is learnt of a part while its text passes. */
struct part_scan {
    const char *word; /* what is counted; NULL: nothing */
    uint64_t count;
    size_t matched;              /* bytes of the word seen last */
    char tail[SHEET_END_LENGTH]; /* the last bytes */
};

struct verification {
    FILE *file;
    const struct xlsx_contents *contents;
    size_t sheets_found;
    struct failure *why;
};

static unsigned little16(const unsigned char *bytes)
{
    return bytes[0] | (unsigned)bytes[1] << 8;
}

static uint32_t little32(const unsigned char *bytes)
{
    return little16(bytes) | (uint32_t)little16(bytes + 2) << 16;
}

static bool damaged(struct verification *v, const char *what)
{
    return failure_set(v->why, "the workbook came out damaged (%s); is the disk full?", what);
}

static bool read_at(struct verification *v, long at, void *out, size_t size)
{
    return fseek(v->file, at, SEEK_SET) == 0 && fread(out, 1, size, v->file) == size;
}

/* ---- what a part holds ---- */

static void scan_words(struct part_scan *scan, const unsigned char *text, size_t length)
{
    for (size_t i = 0; scan->word && i < length; i++) {
        if (scan->matched == 0) { /* jump to the next candidate */
            const unsigned char *next = memchr(text + i, '<', length - i);
            if (!next)
                return;
            i = (size_t)(next - text);
            scan->matched = 1;
        } else if (text[i] == (unsigned char)scan->word[scan->matched]) {
            scan->matched++;
        } else {
            scan->matched = text[i] == '<';
        }
        if (scan->word[scan->matched] == '\0') {
            scan->count++;
            scan->matched = 0;
        }
    }
}

static void scan_tail(struct part_scan *scan, const unsigned char *text, size_t length)
{
    if (length >= SHEET_END_LENGTH) {
        memcpy(scan->tail, text + length - SHEET_END_LENGTH, SHEET_END_LENGTH);
        return;
    }
    memmove(scan->tail, scan->tail + length, SHEET_END_LENGTH - length);
    memcpy(scan->tail + SHEET_END_LENGTH - length, text, length);
}

/* What goes by while a part is unpacked. */
struct flow {
    uint64_t length;
    uLong crc;
    struct part_scan scan;
    struct xml_scan xml;
};

static void pass(struct flow *flow, const unsigned char *text, size_t length)
{
    flow->length += length;
    flow->crc = crc32(flow->crc, text, (uInt)length);
    scan_words(&flow->scan, text, length);
    scan_tail(&flow->scan, text, length);
    xml_scan_add(&flow->xml, text, length);
}

static bool inflate_piece(z_stream *stream, struct flow *flow, int *state)
{
    unsigned char text[PIECE];
    do {
        stream->next_out = text;
        stream->avail_out = sizeof text;
        *state = inflate(stream, Z_NO_FLUSH);
        if (*state != Z_OK && *state != Z_STREAM_END && *state != Z_BUF_ERROR)
            return false;
        pass(flow, text, sizeof text - stream->avail_out);
    } while (stream->avail_out == 0 && *state != Z_STREAM_END);
    return true;
}

/* Reads the `packed` bytes that come next. */
static bool unpack_deflated(struct verification *v, uint32_t packed, struct flow *flow)
{
    unsigned char piece[PIECE];
    z_stream stream = {0};
    int state = Z_OK;
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return false;
    bool ok = true;
    while (ok && packed && state != Z_STREAM_END) {
        size_t wanted = packed < sizeof piece ? packed : sizeof piece;
        ok = fread(piece, 1, wanted, v->file) == wanted;
        stream.next_in = piece;
        stream.avail_in = (uInt)wanted;
        ok = ok && inflate_piece(&stream, flow, &state);
        packed -= (uint32_t)wanted;
    }
    inflateEnd(&stream);
    return ok && state == Z_STREAM_END;
}

static bool unpack_stored(struct verification *v, uint32_t length, struct flow *flow)
{
    unsigned char piece[PIECE];
    while (length) {
        size_t wanted = length < sizeof piece ? length : sizeof piece;
        if (fread(piece, 1, wanted, v->file) != wanted)
            return false;
        pass(flow, piece, wanted);
        length -= (uint32_t)wanted;
    }
    return true;
}

static bool unpack(struct verification *v, const struct entry *entry, struct flow *flow)
{
    unsigned char local[LOCAL_SIZE];
    if (!read_at(v, entry->at, local, sizeof local) || memcmp(local, "PK\3\4", 4) != 0)
        return false;
    long skip = (long)little16(local + 26) + (long)little16(local + 28); /* its name and extra field */
    if (fseek(v->file, skip, SEEK_CUR) != 0)
        return false;
    if (entry->method == METHOD_DEFLATED)
        return unpack_deflated(v, entry->packed, flow);
    return entry->method == METHOD_STORED && unpack_stored(v, entry->unpacked, flow);
}

/* The number of a sheet's part, from 1; 0 for any other part. */
static size_t sheet_number(const char *name)
{
    static const char start[] = "xl/worksheets/sheet";
    if (strncmp(name, start, sizeof start - 1) != 0)
        return 0;
    char *end;
    unsigned long number = strtoul(name + sizeof start - 1, &end, 10);
    return strcmp(end, ".xml") == 0 ? number : 0;
}

static bool check_sheet(struct verification *v, size_t number, const struct part_scan *scan)
{
    if (number > v->contents->sheet_count)
        return damaged(v, "a sheet too many");
    v->sheets_found++;
    if (memcmp(scan->tail, SHEET_END, SHEET_END_LENGTH) != 0)
        return damaged(v, "a sheet is cut short");
    return scan->count == v->contents->row_counts[number - 1] || damaged(v, "rows of a sheet are missing");
}

/* All parts but pictures are. */
static bool is_xml(const char *name)
{
    const char *suffix = strrchr(name, '.');
    return suffix && (strcmp(suffix, ".xml") == 0 || strcmp(suffix, ".rels") == 0 || strcmp(suffix, ".vml") == 0);
}

static bool check_entry(struct verification *v, const struct entry *entry)
{
    size_t number = sheet_number(entry->name);
    bool has_names = strcmp(entry->name, "xl/workbook.xml") == 0;
    struct flow flow = {.crc = crc32(0, NULL, 0)};
    flow.scan.word = number ? "<row" : has_names ? "<definedName " : NULL;
    bool unpacked = unpack(v, entry, &flow);
    if (flow.length > UINT32_MAX)
        return failure_set(v->why, "a sheet is too large for a workbook: export CSV, or fewer columns");
    if (!unpacked || flow.length != entry->unpacked || flow.crc != entry->crc)
        return damaged(v, entry->name);
    if (number && !check_sheet(v, number, &flow.scan))
        return false;
    if (has_names && flow.scan.count != v->contents->name_count)
        return damaged(v, "defined names are missing");
    return !is_xml(entry->name) || xml_scan_is_whole(&flow.xml) || damaged(v, entry->name);
}

/* ---- the directory ---- */

/* Reads the entry at `*at` and steps to the next one. */
static bool read_entry(struct verification *v, long *at, struct entry *entry)
{
    unsigned char bytes[ENTRY_SIZE];
    if (!read_at(v, *at, bytes, sizeof bytes) || memcmp(bytes, "PK\1\2", 4) != 0)
        return false;
    size_t name_length = little16(bytes + 28);
    *entry = (struct entry){
        .method = little16(bytes + 10),
        .crc = little32(bytes + 16),
        .packed = little32(bytes + 20),
        .unpacked = little32(bytes + 24),
        .at = (long)little32(bytes + 42),
    };
    if (name_length >= sizeof entry->name || fread(entry->name, 1, name_length, v->file) != name_length)
        return false;
    *at += ENTRY_SIZE + (long)name_length + (long)little16(bytes + 30) + (long)little16(bytes + 32);
    return true;
}

static bool check_zip(struct verification *v)
{
    unsigned char end[END_SIZE]; /* our library writes no comment behind it */
    if (fseek(v->file, -(long)sizeof end, SEEK_END) != 0 || fread(end, 1, sizeof end, v->file) != sizeof end ||
        memcmp(end, "PK\5\6", 4) != 0)
        return damaged(v, "the file has no end");
    long at = (long)little32(end + 16);
    for (unsigned left = little16(end + 10); left; left--) {
        struct entry entry;
        if (!read_entry(v, &at, &entry))
            return damaged(v, "its directory");
        if (!check_entry(v, &entry))
            return false;
    }
    return v->sheets_found == v->contents->sheet_count || damaged(v, "a sheet is missing");
}

bool xlsx_verify(const char *path, const struct xlsx_contents *contents, struct failure *why)
{
    struct verification v = {.contents = contents, .why = why};
    v.file = fopen(path, "rb");
    if (!v.file)
        return failure_set_errno(why, errno, "cannot read '%s' again", path);
    bool ok = check_zip(&v);
    fclose(v.file);
    return ok;
}
