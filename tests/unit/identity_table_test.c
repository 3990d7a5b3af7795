/* identity_table.h: what was added is found, what was not is not, up to the most that it holds. */
#include "../../src/identity_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Far apart, as hashes are. */
static int64_t identity_of(int64_t i)
{
    return (int64_t)((uint64_t)i * UINT64_C(0x9e3779b97f4a7c15));
}

static void test_an_empty_table_finds_nothing(void **state)
{
    (void)state;
    struct identity_table table = {0};
    assert_false(identity_table_find(&table, 0).known);
    assert_false(identity_table_find(&table, 17).known);
    identity_table_release(&table);
}

static void test_identities_side_by_side(void **state)
{
    (void)state;
    struct identity_table table = {0};
    const int64_t identities[] = {0, -1, 1, 4096, 8192, INT64_MIN, INT64_MAX};
    for (int i = 0; i < 7; i++)
        assert_true(identity_table_add(&table, identities[i], i + 1));
    for (int i = 0; i < 7; i++)
        assert_int_equal(identity_table_find(&table, identities[i]).value, i + 1);
    assert_false(identity_table_find(&table, 2).known);
    identity_table_release(&table);
}

static void test_it_holds_the_most_and_no_more(void **state)
{
    (void)state;
    struct identity_table table = {0};
    for (int64_t i = 1; i <= IDENTITIES_MOST; i++)
        assert_true(identity_table_add(&table, identity_of(i), i));
    assert_false(identity_table_add(&table, identity_of(IDENTITIES_MOST + 1), 1));
    for (int64_t i = 1; i <= IDENTITIES_MOST; i += 97)
        assert_int_equal(identity_table_find(&table, identity_of(i)).value, i);
    assert_false(identity_table_find(&table, identity_of(IDENTITIES_MOST + 1)).known);
    identity_table_release(&table);
}

static void test_numbers_that_are_too_large(void **state)
{
    (void)state;
    struct identity_table table = {0};
    assert_false(identity_table_add(&table, 1, 0));
    assert_false(identity_table_add(&table, 1, INT64_C(1) << 32));
    assert_true(identity_table_add(&table, 1, UINT32_MAX));
    assert_int_equal(identity_table_find(&table, 1).value, UINT32_MAX);
    identity_table_release(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_table_finds_nothing),
        cmocka_unit_test(test_identities_side_by_side),
        cmocka_unit_test(test_it_holds_the_most_and_no_more),
        cmocka_unit_test(test_numbers_that_are_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
