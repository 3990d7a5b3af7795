/*
 * RFC 3339 text ("2026-08-21T18:48:22.569719236Z") as whole nanoseconds since 1970-01-01 UTC, exactly.
 *
 * 0 to 9 decimals (more are cut off), 'Z' or ±hh:mm, 'T' or a blank between day and time. The year 0001 (Go's zero
 * time) and instants outside int64 nanoseconds (1677 to 2262) are unknown. A text without zone is unknown.
 */
#ifndef EVALRATE_TIMESTAMP_H
#define EVALRATE_TIMESTAMP_H

#include "span.h"

struct maybe timestamp_parse(struct span text);

enum { TIMESTAMP_SIZE = 31 };

/* Writes the instant as RFC 3339 in UTC with as many decimals as it needs, NUL-terminated. */
void timestamp_print(int64_t at_ns, char out[TIMESTAMP_SIZE]);

#endif
