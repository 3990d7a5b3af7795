#include "access_line.h"

#include "duration.h"
#include "timestamp.h"

#include <stdio.h>

/* "2026/08/21 - 18:48:22" counted as if it were UTC. */
static struct maybe wall_clock(struct span text)
{
    char rfc[32];
    text = span_trim(text);
    if (text.len != 21 || text.ptr[4] != '/' || text.ptr[7] != '/' || text.ptr[11] != '-')
        return (struct maybe){0};
    snprintf(rfc, sizeof rfc, "%.4s-%.2s-%.2sT%.8sZ", text.ptr, text.ptr + 5, text.ptr + 8, text.ptr + 13);
    return timestamp_parse(span_of(rfc));
}

static int64_t unit_ns(struct span unit)
{
    if (unit.ptr[0] == 'h')
        return INT64_C(3600000000000);
    if (unit.ptr[0] == 'm' && unit.len > 1 && unit.ptr[1] == 's')
        return 1000000;
    if (unit.ptr[0] == 'm')
        return INT64_C(60000000000);
    if (unit.ptr[0] == 's')
        return 1000000000;
    return unit.ptr[0] == 'n' ? 1 : 1000;
}

/* Rule 2. */
static int64_t resolution_ns(struct span latency)
{
    size_t unit = latency.len, decimals = 0;
    while (unit > 0 && !(latency.ptr[unit - 1] >= '0' && latency.ptr[unit - 1] <= '9'))
        unit--;
    size_t digit = unit;
    while (digit > 0 && latency.ptr[digit - 1] >= '0' && latency.ptr[digit - 1] <= '9')
        digit--;
    if (digit > 0 && latency.ptr[digit - 1] == '.')
        decimals = unit - digit;
    int64_t step = unit_ns(span_from(latency, unit));
    while (decimals-- > 0 && step > 1)
        step /= 10;
    return step;
}

static struct span next_field(struct span *rest)
{
    size_t end = span_find_byte(*rest, '|');
    struct span field = span_trim(span_first(*rest, end));
    *rest = span_from(*rest, end + 1);
    return field;
}

bool access_line_read(struct span text, struct access *access)
{
    *access = (struct access){0};
    if (!span_starts(text, SPAN("[GIN] ")))
        return false;
    struct span rest = span_from(text, 6);
    access->at_ns = wall_clock(next_field(&rest));
    access->status = span_to_count(next_field(&rest));
    struct span latency = next_field(&rest);
    struct duration duration = duration_parse(latency);
    if (duration.length == latency.len && duration.has_unit) {
        access->latency_ns = duration.ns;
        access->latency_resolution_ns = maybe_of(resolution_ns(latency));
    }
    access->client = next_field(&rest);
    rest = span_trim(rest);
    access->method = span_first(rest, span_find_byte(rest, ' '));
    rest = span_from(rest, span_find_byte(rest, '"') + 1);
    access->path = span_first(rest, span_find_byte(rest, '"'));
    return access->at_ns.known && access->status.known && access->latency_ns.known && access->method.len;
}

bool access_is_generation(const struct access *access)
{
    static const struct span paths[] = {
        {"/api/generate", 13},   {"/api/chat", 9},      {"/v1/chat/completions", 20},
        {"/v1/completions", 15}, {"/v1/responses", 13}, {"/v1/messages", 12},
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (span_equal(access->method, SPAN("POST")) && span_equal(access->path, paths[i]))
            return true;
    return false;
}
