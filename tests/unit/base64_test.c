/* base64.h: the vectors of RFC 4648, section 10, and what is no base64. */
#include "../../src/import/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void decodes(const char *text, const char *bytes)
{
    struct buffer plain = {0};
    assert_true(base64_decode(span_of(text), &plain));
    assert_true(span_equal(buffer_span(&plain), span_of(bytes)));
    buffer_release(&plain);
}

static void refuses(const char *text)
{
    struct buffer plain = {0};
    assert_false(base64_decode(span_of(text), &plain));
    buffer_release(&plain);
}

static void test_vectors(void **state)
{
    (void)state;
    decodes("", "");
    decodes("Zg==", "f");
    decodes("Zm8=", "fo");
    decodes("Zm9v", "foo");
    decodes("Zm9vYg==", "foob");
    decodes("Zm9vYmE=", "fooba");
    decodes("Zm9vYmFy", "foobar");
}

static void test_white_space_and_missing_padding(void **state)
{
    (void)state;
    decodes("Zm9v\r\nYmFy\n", "foobar");
    decodes("Zm9vYg", "foob");
}

static void test_damage(void **state)
{
    (void)state;
    refuses("Zm9vY");
    refuses("Zm9v-mFy");
    refuses("Zg==Zg==");
    refuses("Zg===");
    refuses("Zm9v\xc3\xa4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_white_space_and_missing_padding),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
