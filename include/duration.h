/*
 * Go's time.Duration text ("58.502942674s", "1h32m6.9s", "868.088µs", "350ms") as exact whole nanoseconds.
 *
 * Rules (tests/unit/duration_test.c walks them):
 *  1. Decimal text goes to whole nanoseconds without a double in between; digits below 1 ns are cut off.
 *  2. Units: h m s ms ns, and µs as U+00B5, U+03BC, "us", and the usual mojibake ("Âµs", "┬╡s", "┬Ás").
 *  3. One blank may stand between number and unit ("12.5 s"); "sec", "secs", "second(s)", "min(s)", "minute(s)",
 *     "hour(s)", "hr(s)" and "msec" are taken too.
 *  4. A comma as the decimal mark is taken where it can be nothing else ("12,5s").
 *  5. Negative, overflowing (above 2^53-1 ns) and empty text is no duration.
 */
#ifndef EVALRATE_DURATION_H
#define EVALRATE_DURATION_H

#include "span.h"

struct duration {
    struct maybe ns;
    size_t length; /* bytes of `text` that the duration takes, unit included; 0 where there is none */
    bool has_unit; /* false: a bare number, read as seconds */
};

/* Reads the duration at the very start of `text`; what follows it does not matter unless it continues a word. */
struct duration duration_parse(struct span text);

#endif
