#include "reader.h"

#include "clean.h"
#include "source.h"

#include <assert.h>
#include <stdlib.h>

enum { BLOCK = READER_WINDOW / 4 };

enum encoding { UNDECIDED, UTF8, UTF16LE, UTF16BE };

struct reader {
    struct source *source;
    enum encoding encoding;
    bool ended;
    struct buffer window; /* cleaned text; unread from `start` on */
    size_t start;
    struct cleaner cleaner;
    char *block;            /* bytes as they come */
    struct buffer decoded;  /* of UTF-16 */
    unsigned char odd_byte; /* half of a UTF-16 unit at a block's end */
    bool has_odd_byte;
    unsigned high_surrogate; /* waiting for its low half */
};

struct reader *reader_open(const char *path, struct failure *why)
{
    struct source *source = source_open(path, why);
    if (!source)
        return NULL;
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        source_close(source);
        failure_out_of_memory(why);
        return NULL;
    }
    reader->source = source;
    reader->block = malloc(BLOCK);
    if (!reader->block || !buffer_reserve(&reader->window, READER_WINDOW)) {
        reader_close(reader);
        failure_out_of_memory(why);
        return NULL;
    }
    return reader;
}

void reader_close(struct reader *reader)
{
    if (!reader)
        return;
    source_close(reader->source);
    free(reader->block);
    buffer_release(&reader->window);
    buffer_release(&reader->decoded);
    free(reader);
}

struct span reader_text(const struct reader *reader)
{
    return span_from(buffer_span(&reader->window), reader->start);
}

bool reader_ended(const struct reader *reader)
{
    return reader->ended;
}

void reader_skip(struct reader *reader, size_t bytes)
{
    reader->start += bytes;
}

int64_t reader_size_bytes(const struct reader *reader)
{
    return source_size_bytes(reader->source);
}

int64_t reader_nul_count(const struct reader *reader)
{
    return (int64_t)reader->cleaner.nul_count;
}

bool reader_ends_in_half(const struct reader *reader)
{
    return reader->ended && (reader->has_odd_byte || reader->high_surrogate);
}

const char *reader_encoding(const struct reader *reader)
{
    static const char *const names[] = {
        [UNDECIDED] = "utf-8", [UTF8] = "utf-8", [UTF16LE] = "utf-16le", [UTF16BE] = "utf-16be"};
    return names[reader->encoding];
}

void reader_content_hash(const struct reader *reader, char out[CONTENT_HASH_SIZE])
{
    source_content_hash(reader->source, out);
}

void reader_packed_hash(const struct reader *reader, char out[CONTENT_HASH_SIZE])
{
    source_packed_hash(reader->source, out);
}

/* Text without a mark is UTF-16 where one half of its first units is nearly always zero and the other never. */
static enum encoding guess_encoding(struct span head)
{
    size_t zero_even = 0, zero_odd = 0, pairs = (head.len < 512 ? head.len : 512) / 2;
    for (size_t i = 0; i < pairs; i++) {
        zero_even += head.ptr[2 * i] == '\0';
        zero_odd += head.ptr[2 * i + 1] == '\0';
    }
    if (pairs >= 4 && zero_even == 0 && zero_odd >= pairs * 3 / 4)
        return UTF16LE;
    if (pairs >= 4 && zero_odd == 0 && zero_even >= pairs * 3 / 4)
        return UTF16BE;
    return UTF8;
}

/* Decides the encoding by the file's first bytes; returns how many of them are a byte order mark. */
static size_t decide_encoding(struct reader *reader, struct span head)
{
    static const struct {
        struct span mark;
        enum encoding encoding;
    } marks[] = {
        {{"\xef\xbb\xbf", 3}, UTF8},
        {{"\xff\xfe", 2}, UTF16LE},
        {{"\xfe\xff", 2}, UTF16BE},
    };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (span_starts(head, marks[i].mark)) {
            reader->encoding = marks[i].encoding;
            return marks[i].mark.len;
        }
    }
    reader->encoding = guess_encoding(head);
    return 0;
}

static void add_code_point(struct buffer *out, unsigned code)
{
    if (code < 0x80) {
        buffer_add_byte(out, (char)code);
    } else if (code < 0x800) {
        buffer_add_byte(out, (char)(0xc0 | code >> 6));
        buffer_add_byte(out, (char)(0x80 | (code & 0x3f)));
    } else {
        if (code < 0x10000) {
            buffer_add_byte(out, (char)(0xe0 | code >> 12));
        } else {
            buffer_add_byte(out, (char)(0xf0 | code >> 18));
            buffer_add_byte(out, (char)(0x80 | (code >> 12 & 0x3f)));
        }
        buffer_add_byte(out, (char)(0x80 | (code >> 6 & 0x3f)));
        buffer_add_byte(out, (char)(0x80 | (code & 0x3f)));
    }
}

/* A UTF-16 unit; a surrogate without its other half becomes U+FFFD. */
static void add_utf16_unit(struct reader *reader, unsigned unit)
{
    bool low = unit >= 0xdc00 && unit <= 0xdfff;
    if (reader->high_surrogate && low) {
        add_code_point(&reader->decoded, 0x10000 + ((reader->high_surrogate - 0xd800) << 10) + (unit - 0xdc00));
        reader->high_surrogate = 0;
        return;
    }
    if (reader->high_surrogate)
        add_code_point(&reader->decoded, 0xfffd);
    reader->high_surrogate = unit >= 0xd800 && unit <= 0xdbff ? unit : 0;
    if (!reader->high_surrogate)
        add_code_point(&reader->decoded, low ? 0xfffd : unit);
}

static struct span decode_utf16(struct reader *reader, struct span raw)
{
    buffer_clear(&reader->decoded);
    for (size_t i = 0; i < raw.len; i++) {
        unsigned char byte = (unsigned char)raw.ptr[i];
        if (!reader->has_odd_byte) {
            reader->odd_byte = byte;
        } else {
            unsigned first = reader->odd_byte, second = byte;
            add_utf16_unit(reader, reader->encoding == UTF16LE ? second << 8 | first : first << 8 | second);
        }
        reader->has_odd_byte = !reader->has_odd_byte;
    }
    return buffer_span(&reader->decoded);
}

static void make_room(struct reader *reader)
{
    size_t unread = reader->window.len - reader->start;
    memmove(reader->window.ptr, reader->window.ptr + reader->start, unread);
    reader->window.len = unread;
    reader->start = 0;
}

bool reader_more(struct reader *reader, struct failure *why)
{
    make_room(reader);
    assert(reader->window.len < READER_WINDOW / 2);
    /* UTF-16 text may need half as much again in UTF-8, and a cleaned block never grows. */
    size_t room = (READER_WINDOW - reader->window.len) / 2;
    size_t got;
    if (!source_read(reader->source, reader->block, room < BLOCK ? room : BLOCK, &got, why))
        return false;
    if (got == 0) {
        reader->ended = true;
        return true;
    }
    struct span raw = {reader->block, got};
    if (reader->encoding == UNDECIDED)
        raw = span_from(raw, decide_encoding(reader, raw));
    struct span text = reader->encoding == UTF8 ? raw : decode_utf16(reader, raw);
    if (clean_is_plain(&reader->cleaner, text))
        buffer_add(&reader->window, text);
    else
        clean_block(&reader->cleaner, text, &reader->window, reader->start);
    if (reader->window.failed || reader->decoded.failed)
        return failure_out_of_memory(why);
    return true;
}
