/*
 * Lines of server logs: what journals and containers put before them, and `name=value` pairs in them.
 */
#ifndef EVALRATE_LOG_LINE_H
#define EVALRATE_LOG_LINE_H

#include "span.h"

/* Whether what stands before a log's own line is nothing but a prefix: that of journald in any of its formats, docker,
 * compose, CRI, snap, or llama.cpp's own uptime. */
bool log_prefix_is(struct span before);

/* The value of `name=` in a line of Go's slog ("time=… level=INFO msg=\"…\" model=…"), without its quotes; escapes
 * stay. Empty without. */
struct span log_value(struct span line, struct span name);

/* The zone's offset of an RFC 3339 time, in nanoseconds; unknown without. */
struct maybe log_utc_offset(struct span time);

#endif
