/* Zones that a person tells: fixed offsets, and this machine's, whose clock is turned twice a year. */
#include "zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const int64_t MINUTE_NS = INT64_C(60000000000);

static void offsets_hold_at_all_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t minutes;
    } cases[] = {
        {"UTC", 0},       {"utc", 0},      {"Z", 0},     {"+00:00", 0}, {"+02:00", 120}, {"+0200", 120},
        {"-05:30", -330}, {"-0330", -210}, {"+02", 120}, {"-3", -180},  {"+5:45", 345},  {"+14", 840},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct zone zone;
        assert_true(zone_parse(span_of(cases[i].text), &zone));
        struct maybe offset = zone_offset_ns(&zone, INT64_C(1787338102000000000));
        assert_true(offset.known);
        assert_int_equal(offset.value, cases[i].minutes * MINUTE_NS);
    }
}

static void other_words_are_no_zones(void **state)
{
    (void)state;
    static const char *const words[] = {"",        "+",    "02:00",         "+24:00", "+02:60", "+02:0",
                                        "+02:000", "+1e1", "Europe/Berlin", "CEST",   "Local",  "+-2"};
    for (size_t i = 0; i < COUNT(words); i++) {
        struct zone zone;
        if (zone_parse(span_of(words[i]), &zone))
            fail_msg("'%s' is read as a zone", words[i]);
    }
}

static void nobody_told_a_zone(void **state)
{
    (void)state;
    assert_false(zone_offset_ns(&(struct zone){0}, 0).known);
}

/* The zone is written out as POSIX has it, so that no database of zones is needed. */
static void the_local_zone_has_summer_and_winter(void **state)
{
    (void)state;
    struct zone zone;
    assert_int_equal(setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1), 0);
    tzset();
    assert_true(zone_parse(SPAN("local"), &zone));
    struct maybe summer = zone_offset_ns(&zone, INT64_C(1787338102000000000)), /* 2026-08-21 */
        winter = zone_offset_ns(&zone, INT64_C(1770000000000000000));          /* 2026-02-02 */
    assert_true(summer.known && winter.known);
    assert_int_equal(summer.value, 120 * MINUTE_NS);
    assert_int_equal(winter.value, 60 * MINUTE_NS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_hold_at_all_times),
        cmocka_unit_test(other_words_are_no_zones),
        cmocka_unit_test(nobody_told_a_zone),
        cmocka_unit_test(the_local_zone_has_summer_and_winter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
