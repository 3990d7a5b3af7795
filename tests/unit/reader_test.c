/* The four rules of reader.h: encodings, cleaning across blocks, the bounded window, the hash of all raw bytes. */
#include "ingest_fixture.h"
#include "reader.h"

#include <sys/stat.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { BLOCK = 256 * 1024 };

struct read {
    struct buffer text;
    int64_t size_bytes, nul_count;
    char encoding[12], hash[CONTENT_HASH_SIZE];
    size_t widest; /* window that was ever seen */
};

/* Reads a file of these bytes, `step` bytes of text at a time. */
static struct read read_in_steps(struct span bytes, size_t step)
{
    char path[PATH_SIZE];
    struct failure why = {""};
    struct read got = {0};
    make_file(path, bytes);
    struct reader *reader = reader_open(path, &why);
    assert_non_null(reader);
    while (!reader_ended(reader)) {
        assert_true(reader_more(reader, &why));
        struct span text = reader_text(reader);
        got.widest = text.len > got.widest ? text.len : got.widest;
        while (text.len > READER_WINDOW / 4 || (reader_ended(reader) && text.len)) {
            struct span part = span_first(text, step);
            buffer_add(&got.text, part);
            reader_skip(reader, part.len);
            text = reader_text(reader);
        }
    }
    got.size_bytes = reader_size_bytes(reader);
    got.nul_count = reader_nul_count(reader);
    copy_text(got.encoding, sizeof got.encoding, span_of(reader_encoding(reader)));
    reader_content_hash(reader, got.hash);
    reader_close(reader);
    unlink(path);
    return got;
}

static void check(struct span bytes, struct span text, const char *encoding)
{
    struct read got = read_in_steps(bytes, READER_WINDOW);
    assert_string_equal(got.encoding, encoding);
    assert_int_equal(got.size_bytes, bytes.len);
    assert_int_equal(got.text.len, text.len);
    assert_true(span_equal(buffer_span(&got.text), text));
    buffer_release(&got.text);
}

static void encodings(void **state)
{
    (void)state;
    check(SPAN("h\xc3\xa9llo"), SPAN("h\xc3\xa9llo"), "utf-8");
    check(SPAN("\xef\xbb\xbfhi"), SPAN("hi"), "utf-8");
    check(SPAN("\xff\xfeh\0\xe9\0"), SPAN("h\xc3\xa9"), "utf-16le");
    check(SPAN("\xfe\xff\0h\0\xe9"), SPAN("h\xc3\xa9"), "utf-16be");
    check(SPAN("m\0o\0d\0e\0l\0:\0"), SPAN("model:"), "utf-16le");
    check(SPAN("\0m\0o\0d\0e\0l\0:"), SPAN("model:"), "utf-16be");
    check(SPAN("\xff\xfe\xac\x20\x3d\xd8\x00\xde"), SPAN("\xe2\x82\xac\xf0\x9f\x98\x80"), "utf-16le");
    check(SPAN(""), SPAN(""), "utf-8");
    check(SPAN("\xef\xbb\xbf"), SPAN(""), "utf-8");
}

static void half_characters_of_utf16(void **state)
{
    (void)state;
    check(SPAN("\xff\xfe\x3d\xd8x\0"), SPAN("\xef\xbf\xbdx"), "utf-16le");
    check(SPAN("\xff\xfe\x00\xdex\0"), SPAN("\xef\xbf\xbdx"), "utf-16le");
    check(SPAN("\xff\xfe\x3d\xd8\x3d\xd8\x00\xde"), SPAN("\xef\xbf\xbd\xf0\x9f\x98\x80"), "utf-16le");
}

static void bytes_that_are_no_utf8_pass(void **state)
{
    (void)state;
    check(SPAN("a\xff\x80z"), SPAN("a\xff\x80z"), "utf-8");
}

static void nul_bytes_are_counted(void **state)
{
    (void)state;
    struct read got = read_in_steps(SPAN("a\0\0\0\0\0\0\0\0\0b\n"), READER_WINDOW);
    assert_int_equal(got.nul_count, 9);
    assert_true(span_equal(buffer_span(&got.text), SPAN("ab\n")));
    buffer_release(&got.text);
}

/* Text in UTF-16LE behind `shift` bytes, so that blocks end in any part of a character. */
static void utf16_over_the_end_of_a_block(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 6; shift++) {
        struct buffer raw = {0}, expected = {0};
        buffer_add(&raw, SPAN("\xff\xfe"));
        for (size_t i = 0; i < shift; i += 2, buffer_add(&expected, SPAN("x")))
            buffer_add(&raw, SPAN("x\0"));
        while (raw.len < BLOCK + 20) {
            buffer_add(&raw, SPAN("\x3d\xd8\x00\xde\xac\x20"));
            buffer_add(&expected, SPAN("\xf0\x9f\x98\x80\xe2\x82\xac"));
        }
        check(buffer_span(&raw), buffer_span(&expected), "utf-16le");
        buffer_release(&raw);
        buffer_release(&expected);
    }
}

/* CR LF, a soft wrap and a colour, each cut by the end of a block at every place. */
static void cleaning_over_the_end_of_a_block(void **state)
{
    (void)state;
    struct span raw_piece = SPAN("a\r\nword\x1b[4D\x1b[K\r\nwords\x1b[1mbold\x1b[0m\r\n");
    struct span clean_piece = SPAN("a\n\x1ewordsbold\n");
    for (size_t before = BLOCK - raw_piece.len; before <= BLOCK; before++) {
        struct buffer raw = {0}, expected = {0};
        for (size_t i = 0; i < before; i++) {
            buffer_add_byte(&raw, i % 80 == 79 ? '\n' : '.');
            buffer_add_byte(&expected, i % 80 == 79 ? '\n' : '.');
        }
        buffer_add(&raw, raw_piece);
        buffer_add(&expected, clean_piece);
        check(buffer_span(&raw), buffer_span(&expected), "utf-8");
        buffer_release(&raw);
        buffer_release(&expected);
    }
}

static void the_window_is_bounded_and_nothing_is_lost(void **state)
{
    (void)state;
    static const size_t steps[] = {1000, 4096, READER_WINDOW};
    struct buffer raw = {0};
    for (int i = 0; raw.len < 3 * READER_WINDOW; i++)
        buffer_print(&raw, "line %d\n", i);
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct read got = read_in_steps(buffer_span(&raw), steps[i]);
        assert_true(got.widest <= READER_WINDOW);
        assert_true(span_equal(buffer_span(&got.text), buffer_span(&raw)));
        buffer_release(&got.text);
    }
    buffer_release(&raw);
}

static void every_raw_byte_enters_the_hash(void **state)
{
    (void)state;
    struct span bytes = SPAN("\xef\xbb\xbf"
                             "a\0\x1b[1mb\r\n");
    struct read got = read_in_steps(bytes, READER_WINDOW);
    char expected[CONTENT_HASH_SIZE];
    XXH128_hash_t hash = XXH3_128bits(bytes.ptr, bytes.len);
    snprintf(expected, sizeof expected, "%016llx%016llx", (unsigned long long)hash.high64,
             (unsigned long long)hash.low64);
    assert_string_equal(got.hash, expected);
    buffer_release(&got.text);
}

static void what_cannot_be_read(void **state)
{
    (void)state;
    struct failure why;
    assert_null(reader_open("/no/such/file", &why));
    assert_string_equal(why.message, "cannot open '/no/such/file': No such file or directory");
    assert_null(reader_open("/tmp", &why));
    assert_string_equal(why.message, "cannot read '/tmp': it is a directory, not a saved log");
    assert_null(reader_open("/dev/zero", &why));
    assert_string_equal(why.message, "cannot read '/dev/zero': it is a device, not a saved log");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodings),
        cmocka_unit_test(half_characters_of_utf16),
        cmocka_unit_test(bytes_that_are_no_utf8_pass),
        cmocka_unit_test(nul_bytes_are_counted),
        cmocka_unit_test(utf16_over_the_end_of_a_block),
        cmocka_unit_test(cleaning_over_the_end_of_a_block),
        cmocka_unit_test(the_window_is_bounded_and_nothing_is_lost),
        cmocka_unit_test(every_raw_byte_enters_the_hash),
        cmocka_unit_test(what_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
