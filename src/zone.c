#include "zone.h"

#include <time.h>

static const int64_t SECOND_NS = 1000000000;

/* "02:00", "0200", "02", "2" in seconds. */
static struct maybe offset_s(struct span text)
{
    struct maybe hours, minutes = maybe_of(0);
    size_t colon = span_find_byte(text, ':');
    if (colon < text.len) {
        hours = span_to_count(span_first(text, colon));
        minutes = text.len - colon == 3 ? span_to_count(span_from(text, colon + 1)) : (struct maybe){0};
    } else if (text.len == 4) {
        hours = span_to_count(span_first(text, 2));
        minutes = span_to_count(span_from(text, 2));
    } else {
        hours = text.len <= 2 ? span_to_count(text) : (struct maybe){0};
    }
    if (!hours.known || !minutes.known || hours.value > 23 || minutes.value > 59)
        return (struct maybe){0};
    return maybe_of((hours.value * 60 + minutes.value) * 60);
}

bool zone_parse(struct span text, struct zone *zone)
{
    *zone = (struct zone){.kind = ZONE_FIXED};
    if (span_equal_nocase(text, SPAN("utc")) || span_equal_nocase(text, SPAN("z")))
        return true;
    if (span_equal(text, SPAN("local"))) {
        zone->kind = ZONE_LOCAL;
        return true;
    }
    bool west = span_starts(text, SPAN("-"));
    struct maybe offset = offset_s(span_from(text, 1));
    if (!offset.known || (!west && !span_starts(text, SPAN("+"))))
        return false;
    zone->offset_ns = offset.value * SECOND_NS * (west ? -1 : 1);
    return true;
}

/* The C library reads a wall clock in this machine's zone. */
static struct maybe local_offset_ns(int64_t wall_clock_ns)
{
    time_t wall_clock_s = (time_t)(wall_clock_ns / SECOND_NS);
    struct tm parts;
    if (!gmtime_r(&wall_clock_s, &parts))
        return (struct maybe){0};
    parts.tm_isdst = -1;
    time_t instant_s = mktime(&parts);
    if (instant_s == (time_t)-1)
        return (struct maybe){0};
    return maybe_of(((int64_t)wall_clock_s - (int64_t)instant_s) * SECOND_NS);
}

struct maybe zone_offset_ns(const struct zone *zone, int64_t wall_clock_ns)
{
    if (zone->kind == ZONE_LOCAL)
        return local_offset_ns(wall_clock_ns);
    return (struct maybe){zone->offset_ns, zone->kind == ZONE_FIXED};
}
