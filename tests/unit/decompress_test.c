/* Compressed files. They are made by zlib's own writer, and damaged by hand. */
#include "ingest_fixture.h"

#include "../../src/source.h"
#include "decompressor.h"

#include <zlib.h>

static const char LOG[] = "total duration:       2.5s\nload duration:        50ms\nprompt eval count:    26 token(s)\n"
                          "prompt eval duration: 130ms\nprompt eval rate:     200.00 tokens/s\n"
                          "eval count:           232 token(s)\neval duration:        2.32s\n"
                          "eval rate:            100.00 tokens/s\n";

/* `text` as a gzip file. */
static void compress_into(struct buffer *out, struct span text)
{
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_true(buffer_reserve(out, deflateBound(&stream, (uLong)text.len)));
    Bytef *copy = malloc(text.len + 1);
    assert_non_null(copy);
    memcpy(copy, text.ptr, text.len);
    stream.next_in = copy;
    stream.avail_in = (uInt)text.len;
    stream.next_out = (Bytef *)out->ptr + out->len;
    stream.avail_out = (uInt)(out->capacity - out->len);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out->len = out->capacity - stream.avail_out;
    deflateEnd(&stream);
    free(copy);
}

/* Reads bytes that fail; what is collected is thrown away. */
static void assert_fails(struct span bytes, const char *words)
{
    char path[PATH_SIZE];
    struct failure why = {""};
    struct collected *all = calloc(1, sizeof *all);
    assert_non_null(all);
    make_file(path, bytes);
    bool done = ingest_file(path, &(struct ingest_options){0}, collecting(all), &all->facts, &why);
    unlink(path);
    free(all);
    assert_false(done);
    if (!strstr(why.message, words))
        fail_msg("%s", why.message);
}

static void gzip_holds_what_the_plain_file_holds(void **state)
{
    (void)state;
    struct buffer file = {0};
    compress_into(&file, span_of(LOG));
    struct collected *all = collect(buffer_span(&file));
    assert_int_equal(all->request_count, 1);
    assert_int_equal(all->requests[0].line, 1);
    assert_known(all->requests[0].total_duration_ns, 2500000000);
    assert_int_equal(all->facts.size_bytes, file.len);
    assert_int_equal(all->facts.line_count, 9);
    free(all);
    buffer_release(&file);
}

static void files_put_together_are_one(void **state)
{
    (void)state;
    struct buffer file = {0};
    compress_into(&file, span_of(LOG));
    compress_into(&file, span_of("\n"));
    compress_into(&file, span_of(LOG));
    for (int i = 0; i < 20; i++)
        buffer_add_byte(&file, '\0'); /* padding */
    struct collected *all = collect(buffer_span(&file));
    assert_int_equal(all->request_count, 2);
    assert_int_equal(all->requests[1].line, 10);
    free(all);
    buffer_release(&file);
}

static void damage_is_a_failure(void **state)
{
    (void)state;
    struct buffer file = {0};
    compress_into(&file, span_of(LOG));
    struct span whole = buffer_span(&file);
    assert_fails(span_first(whole, whole.len - 1), "ends too early");
    assert_fails(span_first(whole, 40), "ends too early");
    assert_fails(span_first(whole, 3), "ends too early");
    file.ptr[whole.len - 6] ^= 1; /* the checksum */
    assert_fails(whole, "is damaged");
    file.ptr[whole.len - 6] ^= 1;
    buffer_add(&file, SPAN("and more"));
    assert_fails(buffer_span(&file), "is no gzip");
    buffer_release(&file);
}

/* 150 MB of blanks fit into 150 kB: that is more than 200 times as much and 100 MB. 90 MB may be. */
static void a_small_file_does_not_become_a_huge_one(void **state)
{
    (void)state;
    static const size_t sizes[] = {150000000, 90000000};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        char path[PATH_SIZE];
        struct failure why = {""};
        struct buffer blanks = {0}, file = {0};
        assert_true(buffer_reserve(&blanks, sizes[i]));
        memset(blanks.ptr, ' ', sizes[i]);
        compress_into(&file, (struct span){blanks.ptr, sizes[i]});
        make_file(path, buffer_span(&file));
        struct source *source = source_open(path, &why);
        assert_non_null(source);
        size_t got = 0, sum = 0;
        while (source_read(source, blanks.ptr, 1 << 20, &got, &why) && got)
            sum += got;
        assert_true(i == 0 ? strstr(why.message, "more than 200 times its size") != NULL : sum == sizes[i]);
        assert_true(sum < 136000000);
        source_close(source);
        unlink(path);
        buffer_release(&blanks);
        buffer_release(&file);
    }
}

static void names_lose_the_suffix(void **state)
{
    (void)state;
    assert_true(span_equal(path_before_compression(SPAN("a/phi3_mini.txt.gz")), SPAN("a/phi3_mini.txt")));
    assert_true(span_equal(path_before_compression(SPAN("a.zst")), SPAN("a")));
    assert_true(span_equal(path_before_compression(SPAN("a.txt")), SPAN("a.txt")));
}

/* {0xfd}7zXZ without an end, and the magic of zstd: read, or told how to be read. */
static void other_formats_fail_in_words(void **state)
{
    (void)state;
    assert_fails(SPAN("\xfd"
                      "7zXZ\0\0\x04"),
                 xz_decompressor.open ? "ends too early" : "unxz");
    assert_fails(SPAN("\x28\xb5\x2f\xfd\x04"), zstd_decompressor.open ? "ends too early" : "unzstd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gzip_holds_what_the_plain_file_holds),
        cmocka_unit_test(files_put_together_are_one),
        cmocka_unit_test(damage_is_a_failure),
        cmocka_unit_test(a_small_file_does_not_become_a_huge_one),
        cmocka_unit_test(names_lose_the_suffix),
        cmocka_unit_test(other_formats_fail_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
