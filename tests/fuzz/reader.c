/*
 * A file is read to its end with a text that terminals can be shown, and the same text in UTF-16, in either order, or
 * compressed, is read as the same.
 */
#include "buffer.h"
#include "fuzz.h"
#include "reader.h"
#include "utf8.h"

#define ZLIB_CONST
#include <zlib.h>

struct reading {
    struct buffer text;
    char hash[CONTENT_HASH_SIZE];
    const char *encoding;
    int64_t nul_count;
    bool half;
};

/* Nothing is skipped that a backspace may still take back, as long as the window has room. False where the file is a
 * damaged archive. */
static bool read_bytes(struct span bytes, struct reading *got)
{
    struct failure why = {""};
    struct reader *reader = reader_open(fuzz_file((const uint8_t *)bytes.ptr, bytes.len), &why);
    bool done = true;
    CLAIM(reader);
    buffer_clear(&got->text);
    while (done && !reader_ended(reader)) {
        struct span text = reader_text(reader);
        CLAIM(text.len <= READER_WINDOW);
        if (text.len >= READER_WINDOW / 2) {
            buffer_add(&got->text, text);
            reader_skip(reader, text.len);
        }
        done = reader_more(reader, &why);
    }
    buffer_add(&got->text, reader_text(reader));
    CLAIM(done || fuzz_is_damaged(why.message));
    CLAIM(!done || reader_size_bytes(reader) == (int64_t)bytes.len);
    reader_content_hash(reader, got->hash);
    got->encoding = reader_encoding(reader);
    got->nul_count = reader_nul_count(reader);
    got->half = reader_ends_in_half(reader);
    reader_close(reader);
    return done;
}

static void claim_clean(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        CLAIM((unsigned char)text.ptr[i] >= 0x20 || memchr("\n\r\t\x1e", text.ptr[i], 4));
}

static void add_unit(struct buffer *out, unsigned unit, bool big)
{
    buffer_add_byte(out, (char)(unsigned char)(big ? unit >> 8 : unit & 0xff));
    buffer_add_byte(out, (char)(unsigned char)(big ? unit & 0xff : unit >> 8));
}

static void add_utf16(struct buffer *out, uint32_t code, bool big)
{
    if (code >= 0x10000) {
        add_unit(out, 0xd800 + (unsigned)((code - 0x10000) >> 10), big);
        code = 0xdc00 + ((code - 0x10000) & 0x3ff);
    }
    add_unit(out, (unsigned)code, big);
}

/* With a mark, so that nothing has to be guessed; what is no character is U+FFFD in all. */
static void encode(struct span text, struct buffer *utf8, struct buffer *utf16, bool big)
{
    buffer_add(utf8, SPAN("\xef\xbb\xbf"));
    add_unit(utf16, 0xfeff, big);
    while (text.len) {
        struct utf8_char next = utf8_next(text);
        buffer_add(utf8, next.valid ? span_first(text, next.length) : SPAN("\xef\xbf\xbd"));
        add_utf16(utf16, next.code, big);
        text = span_from(text, next.length);
    }
}

static void claim_same(const struct reading *a, const struct reading *b)
{
    CLAIM(span_equal(buffer_span(&a->text), buffer_span(&b->text)));
    CLAIM(a->nul_count == b->nul_count && a->half == b->half);
}

/* As gzip does, but stored: what is compressed well is not the question. */
static void pack(struct span text, struct buffer *packed)
{
    z_stream z = {0};
    CLAIM(deflateInit2(&z, 0, Z_DEFLATED, 15 + 16, 1, Z_DEFAULT_STRATEGY) == Z_OK);
    CLAIM(buffer_reserve(packed, deflateBound(&z, text.len) + 64));
    z.next_in = (const unsigned char *)text.ptr;
    z.avail_in = (unsigned)text.len;
    z.next_out = (unsigned char *)packed->ptr;
    z.avail_out = (unsigned)packed->capacity;
    CLAIM(deflate(&z, Z_FINISH) == Z_STREAM_END);
    packed->len = z.total_out;
    deflateEnd(&z);
}

static void check_encodings(struct span text, bool big)
{
    struct reading plain = {0}, other = {0};
    struct buffer utf8 = {0}, utf16 = {0};
    encode(text, &utf8, &utf16, big);
    CLAIM(read_bytes(buffer_span(&utf8), &plain) && read_bytes(buffer_span(&utf16), &other));
    CLAIM(strcmp(plain.encoding, "utf-8") == 0 && strcmp(other.encoding, big ? "utf-16be" : "utf-16le") == 0);
    if (utf8.len < READER_WINDOW / 2)
        claim_same(&plain, &other);
    buffer_release(&plain.text);
    buffer_release(&other.text);
    buffer_release(&utf8);
    buffer_release(&utf16);
}

static void check_packed(struct span text, const struct reading *plain)
{
    struct reading unpacked = {0};
    struct buffer packed = {0};
    pack(text, &packed);
    CLAIM(read_bytes(buffer_span(&packed), &unpacked));
    CLAIM(strcmp(plain->hash, unpacked.hash) == 0);
    if (text.len < READER_WINDOW / 4)
        claim_same(plain, &unpacked);
    buffer_release(&unpacked.text);
    buffer_release(&packed);
}

static bool is_packed(struct span text)
{
    return span_starts(text, SPAN("\x1f\x8b")) ||
           span_starts(text, SPAN("\xfd"
                                  "7zXZ")) ||
           span_starts(text, SPAN("\x28\xb5\x2f\xfd"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reading first = {0};
    if (size == 0)
        return 0;
    /* The last byte chooses what is tried besides. */
    unsigned choice = data[size - 1] % 3;
    struct span bytes = span_of_bytes(data, size - 1);
    bool done = read_bytes(bytes, &first);
    claim_clean(buffer_span(&first.text));
    if (choice)
        check_encodings(bytes, choice == 1);
    else if (done && !is_packed(bytes))
        check_packed(bytes, &first);
    buffer_release(&first.text);
    return 0;
}
