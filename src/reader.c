#include "reader.h"

#include "clean.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { BLOCK = 256 * 1024 };

enum encoding { UNDECIDED, UTF8, UTF16LE, UTF16BE };

struct reader {
    int fd;
    const char *path;
    enum encoding encoding;
    bool ended;
    struct buffer window; /* cleaned text; unread from `start` on */
    size_t start;
    struct cleaner cleaner;
    char *block;             /* raw bytes */
    struct buffer decoded;   /* of UTF-16 */
    unsigned char odd_byte;  /* half of a UTF-16 unit at a block's end */
    bool has_odd_byte;
    unsigned high_surrogate; /* waiting for its low half */
    int64_t size_bytes;
    XXH3_state_t *hash;
};

static int open_path(const char *path, struct failure *why)
{
    if (strcmp(path, "-") == 0)
        return STDIN_FILENO;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        failure_set_errno(why, errno, "cannot open '%s'", path);
        return -1;
    }
    struct stat status;
    if (fstat(fd, &status) == 0 && (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode) || S_ISDIR(status.st_mode))) {
        failure_set(why, "cannot read '%s': it is a %s, not a saved log", path,
                    S_ISDIR(status.st_mode) ? "directory" : "device");
        close(fd);
        return -1;
    }
    return fd;
}

struct reader *reader_open(const char *path, struct failure *why)
{
    int fd = open_path(path, why);
    if (fd < 0)
        return NULL;
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        if (fd != STDIN_FILENO)
            close(fd);
        failure_out_of_memory(why);
        return NULL;
    }
    reader->fd = fd;
    reader->path = path;
    reader->block = malloc(BLOCK);
    reader->hash = XXH3_createState();
    if (!reader->block || !reader->hash || !buffer_reserve(&reader->window, READER_WINDOW)) {
        reader_close(reader);
        failure_out_of_memory(why);
        return NULL;
    }
    XXH3_128bits_reset(reader->hash);
    return reader;
}

void reader_close(struct reader *reader)
{
    if (!reader)
        return;
    if (reader->fd != STDIN_FILENO)
        close(reader->fd);
    XXH3_freeState(reader->hash);
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
    return reader->size_bytes;
}

int64_t reader_nul_count(const struct reader *reader)
{
    return (int64_t)reader->cleaner.nul_count;
}

const char *reader_encoding(const struct reader *reader)
{
    static const char *const names[] = {
        [UNDECIDED] = "utf-8", [UTF8] = "utf-8", [UTF16LE] = "utf-16le", [UTF16BE] = "utf-16be"};
    return names[reader->encoding];
}

void reader_content_hash(const struct reader *reader, char out[CONTENT_HASH_SIZE])
{
    XXH128_hash_t hash = XXH3_128bits_digest(reader->hash);
    snprintf(out, CONTENT_HASH_SIZE, "%016llx%016llx", (unsigned long long)hash.high64,
             (unsigned long long)hash.low64);
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

/* Fills the block as far as the file goes, so that what is seen at once does not depend on a pipe's pieces. */
static ssize_t read_block(struct reader *reader, size_t size, struct failure *why)
{
    size_t filled = 0;
    while (filled < size) {
        ssize_t got = read(reader->fd, reader->block + filled, size - filled);
        if (got == 0)
            break;
        if (got > 0) {
            filled += (size_t)got;
        } else if (errno != EINTR) {
            failure_set_errno(why, errno, "cannot read '%s'", reader->path);
            return -1;
        }
    }
    return (ssize_t)filled;
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
    ssize_t got = read_block(reader, room < BLOCK ? room : BLOCK, why);
    if (got < 0)
        return false;
    if (got == 0) {
        reader->ended = true;
        return true;
    }
    struct span raw = {reader->block, (size_t)got};
    XXH3_128bits_update(reader->hash, raw.ptr, raw.len);
    reader->size_bytes += got;
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
