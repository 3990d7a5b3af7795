/*
 * Byte pair encoding with a vocabulary made up here, small enough to encode by hand; and, where EVALRATE_RANKS names
 * the published cl100k_base.tiktoken, texts whose tokens the encoding's own library gave.
 */
#include "rank_count.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { IDS = 64 };

struct ids {
    size_t count;
    int64_t list[IDS];
};

static void keep(void *ctx, int64_t rank)
{
    struct ids *ids = ctx;
    assert_true(ids->count < IDS);
    ids->list[ids->count++] = rank;
}

static void put_base64(FILE *file, const char *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t at = 0; at < length; at += 3) {
        unsigned bits = 0;
        for (size_t i = 0; i < 3; i++)
            bits = bits << 8 | (at + i < length ? (unsigned char)bytes[at + i] : 0);
        for (size_t i = 0; i < 4; i++)
            putc(at + i > length ? '=' : digits[bits >> (18 - 6 * i) & 63], file);
    }
}

/* The 256 bytes as ranks 0 to 255, then these. */
static const char *const merges[] = {"ab", "bc", "abc", "aa", " a", "\xc3\xa9", "aaaa"};

enum { AB = 256, BC, ABC, AA, BLANK_A, E_ACUTE, AAAA };

static char path[] = "/tmp/ranks_test_XXXXXX";

static int write_ranks(void **state)
{
    (void)state;
    int handle = mkstemp(path);
    FILE *file = handle < 0 ? NULL : fdopen(handle, "w");
    if (!file)
        return 1;
    for (unsigned i = 0; i < 256; i++) {
        char byte = (char)i;
        put_base64(file, &byte, 1);
        fprintf(file, " %u\n", i);
    }
    for (size_t i = 0; i < sizeof merges / sizeof *merges; i++) {
        put_base64(file, merges[i], strlen(merges[i]));
        fprintf(file, " %zu\n", 256 + i);
    }
    return fclose(file);
}

static int remove_ranks(void **state)
{
    (void)state;
    return unlink(path);
}

static struct rank_counter *open_or_skip(const char *file, const char *pattern)
{
    struct failure why = {0};
    struct rank_counter *counter = rank_counter_open(file, pattern, &why);
    if (!counter && strstr(why.message, "built without"))
        skip();
    if (!counter)
        fail_msg("%s", why.message);
    return counter;
}

static void check(struct rank_counter *counter, const char *text, size_t count, const int64_t *want)
{
    struct ids ids = {0};
    struct failure why;
    int64_t tokens = 0;
    assert_true(rank_counter_add(counter, span_of(text), keep, &ids, &tokens, &why));
    assert_int_equal(tokens, count);
    assert_int_equal(ids.count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(ids.list[i], want[i]);
}

#define CHECK(counter, text, ...)                                                                                      \
    check(counter, text, sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t), (int64_t[]){__VA_ARGS__})

static void the_lowest_rank_is_joined_first(void **state)
{
    (void)state;
    struct rank_counter *counter = open_or_skip(path, " ?[a-z\xc3\xa9]+");
    CHECK(counter, "abc", ABC);       /* a piece that is a token is that token */
    CHECK(counter, "abcd", ABC, 'd'); /* ab, then abc */
    CHECK(counter, "bcab", BC, AB);   /* ab is joined before bc */
    CHECK(counter, "bbc", 'b', BC);
    CHECK(counter, "aaa", AA, 'a');       /* the leftmost of equals */
    CHECK(counter, "aaab", AA, AB);       /* ab before aa: a a ab */
    CHECK(counter, "aaaaa", AAAA, 'a');   /* aa aa a */
    CHECK(counter, "aaaab", AA, 'a', AB); /* a a a ab: the leftmost aa */
    CHECK(counter, "\xc3\xa9t", E_ACUTE, 't');
    rank_counter_close(counter);
}

static void pieces_are_encoded_alone(void **state)
{
    (void)state;
    struct rank_counter *counter = open_or_skip(path, " ?[a-z]+");
    CHECK(counter, "a a", 'a', BLANK_A);
    CHECK(counter, "ab abc", AB, ' ', ABC); /* " abc": ab before " a", then abc */
    rank_counter_close(counter);
}

static void what_the_pattern_passes_over_is_no_token(void **state)
{
    (void)state;
    struct rank_counter *counter = open_or_skip(path, "[a-z]+");
    CHECK(counter, "12ab--bc?", AB, BC);
    int64_t count = 7;
    struct failure why;
    assert_true(rank_counter_add(counter, SPAN("..."), NULL, NULL, &count, &why));
    assert_true(rank_counter_add(counter, SPAN(""), NULL, NULL, &count, &why));
    assert_int_equal(count, 7); /* it is added to */
    rank_counter_close(counter);
}

static void a_long_piece_takes_no_square_of_time(void **state)
{
    (void)state;
    enum { LENGTH = 2000000 };
    struct rank_counter *counter = open_or_skip(path, "[a-z]+");
    char *text = malloc(LENGTH);
    assert_non_null(text);
    memset(text, 'a', LENGTH);
    int64_t count = 0;
    struct failure why;
    assert_true(rank_counter_add(counter, (struct span){text, LENGTH}, NULL, NULL, &count, &why));
    assert_int_equal(count, LENGTH / 4);
    free(text);
    rank_counter_close(counter);
}

static void wrong_files_are_told(void **state)
{
    (void)state;
    struct failure why = {0};
    struct rank_counter *counter = open_or_skip(path, "a");
    rank_counter_close(counter);
    assert_null(rank_counter_open("/nowhere/x.tiktoken", "a", &why));
    assert_non_null(strstr(why.message, "cannot open '/nowhere/x.tiktoken'"));
    assert_null(rank_counter_open(path, NULL, &why));
    assert_non_null(strstr(why.message, "263 ranks and is no encoding known here"));
    assert_null(rank_counter_open(path, "(", &why));
    assert_non_null(strstr(why.message, "--ranks-pattern: "));
}

/* Tokens as the npm package tiktoken gives them. */
static void the_published_encoding(void **state)
{
    (void)state;
    const char *file = getenv("EVALRATE_RANKS");
    if (!file)
        skip();
    struct rank_counter *counter = open_or_skip(file, NULL);
    CHECK(counter, "hello world", 15339, 1917);
    CHECK(counter, "It's 12345 \xe6\xbc\xa2\xe5\xad\x97!\n\n  x", 2181, 596, 220, 4513, 1774, 6704, 120, 95, 19113,
          2268, 220, 865);
    rank_counter_close(counter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lowest_rank_is_joined_first),
        cmocka_unit_test(pieces_are_encoded_alone),
        cmocka_unit_test(what_the_pattern_passes_over_is_no_token),
        cmocka_unit_test(a_long_piece_takes_no_square_of_time),
        cmocka_unit_test(wrong_files_are_told),
        cmocka_unit_test(the_published_encoding),
    };
    return cmocka_run_group_tests(tests, write_ranks, remove_ranks);
}
