/* Bytes that are meant as UTF-8, and those that are not. */
#include "utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void repaired(struct span text, struct span expected)
{
    struct buffer room = {0};
    struct span got = utf8_repair(text, &room);
    assert_int_equal(got.len, expected.len);
    assert_memory_equal(got.ptr, expected.ptr, expected.len);
    assert_false(room.failed);
    buffer_release(&room);
}

static void a_text_that_is_utf8_is_not_copied(void **state)
{
    (void)state;
    struct buffer room = {0};
    const struct span texts[] = {SPAN("plain"), SPAN(""), SPAN("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"), {0}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct span got = utf8_repair(texts[i], &room);
        assert_ptr_equal(got.ptr, texts[i].ptr);
        assert_int_equal(got.len, texts[i].len);
    }
    assert_null(room.ptr);
}

static void each_byte_that_is_none_becomes_a_replacement(void **state)
{
    (void)state;
    repaired(SPAN("a\xff"), SPAN("a\xef\xbf\xbd"));
    repaired(SPAN("\xff\xfez"), SPAN("\xef\xbf\xbd\xef\xbf\xbdz"));
    repaired(SPAN("caf\xe9 \xc3\xa9!"), SPAN("caf\xef\xbf\xbd \xc3\xa9!"));
    repaired(SPAN("\xc0\x80"), SPAN("\xef\xbf\xbd\xef\xbf\xbd"));                 /* overlong */
    repaired(SPAN("\xed\xa0\x80"), SPAN("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd")); /* half a pair */
    repaired(SPAN("\xe2\x82"), SPAN("\xef\xbf\xbd\xef\xbf\xbd"));                 /* cut off */
    repaired(SPAN("\xf4\x90\x80\x80"), SPAN("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"));
}

static void room_is_used_again(void **state)
{
    (void)state;
    struct buffer room = {0};
    struct span got = utf8_repair(SPAN("a long text \xff"), &room);
    got = utf8_repair(SPAN("b\xff"), &room);
    assert_true(span_equal(got, SPAN("b\xef\xbf\xbd")));
    buffer_release(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_that_is_utf8_is_not_copied),
        cmocka_unit_test(each_byte_that_is_none_becomes_a_replacement),
        cmocka_unit_test(room_is_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
