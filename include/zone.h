/*
 * The zone of a wall clock that does not name its own, as a person tells it.
 *
 *  1. "UTC" or "Z", "+02:00" (also "+0200", "+02", "-3"): one offset for all times.
 *  2. "local": the zone of this machine, or that of the variable TZ, summer and winter time included. Where clocks are
 *     turned back an hour comes twice; which of the two is meant cannot be told, and the C library's choice stands.
 *  3. Names such as Europe/Berlin are no zones here: whether they are known, and what of them, differs from machine to
 *     machine, and an unknown one would silently be UTC. TZ=Europe/Berlin with "local" is for those who have it.
 */
#ifndef EVALRATE_ZONE_H
#define EVALRATE_ZONE_H

#include "span.h"

struct zone {
    enum { ZONE_UNKNOWN, ZONE_FIXED, ZONE_LOCAL } kind;
    int64_t offset_ns; /* of ZONE_FIXED: east of Greenwich is positive */
};

/* False where the text is no zone. */
bool zone_parse(struct span text, struct zone *zone);

/* The offset that holds when the zone's wall clock shows this instant (counted as if it were UTC); unknown without a
 * zone. */
struct maybe zone_offset_ns(const struct zone *zone, int64_t wall_clock_ns);

#endif
