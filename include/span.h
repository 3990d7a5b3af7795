/*
 * Looks at bytes and optional numbers: the two smallest types of the house.
 *
 * A span looks at bytes that somebody else owns; it is not NUL-terminated and never freed.
 * A maybe is a measured whole number that may be absent. Absent is never 0.
 */
#ifndef EVALRATE_SPAN_H
#define EVALRATE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
    const char *ptr;
    size_t len;
};

struct maybe {
    int64_t value;
    bool known;
};

struct maybe_real {
    double value;
    bool known;
};

/* A span of a string literal. */
#define SPAN(literal) ((struct span){(literal), sizeof(literal) - 1})

static inline struct span span_of(const char *text)
{
    return (struct span){text, text ? strlen(text) : 0};
}

static inline struct maybe maybe_of(int64_t value)
{
    return (struct maybe){value, true};
}

static inline struct maybe_real maybe_real_of(double value)
{
    return (struct maybe_real){value, true};
}

/* Most texts differ in their first byte, which saves the call. */
static inline bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || (a.ptr[0] == b.ptr[0] && memcmp(a.ptr, b.ptr, a.len) == 0));
}

/* The bytes of `text` from `offset` on; empty where offset lies beyond the end. */
static inline struct span span_from(struct span text, size_t offset)
{
    if (offset > text.len)
        offset = text.len;
    return (struct span){offset ? text.ptr + offset : text.ptr, text.len - offset}; /* NULL + 0 is undefined */
}

/* The first `len` bytes of `text`, or all of it where it is shorter. */
static inline struct span span_first(struct span text, size_t len)
{
    return (struct span){text.ptr, len < text.len ? len : text.len};
}

/* ASCII letters compare without regard to case. */
bool span_equal_nocase(struct span a, struct span b);
bool span_starts_nocase(struct span text, struct span start);

static inline bool span_starts(struct span text, struct span start)
{
    return text.len >= start.len && span_equal(span_first(text, start.len), start);
}

static inline bool span_ends(struct span text, struct span end)
{
    return text.len >= end.len && span_equal(span_from(text, text.len - end.len), end);
}

/* Where `needle` first stands in `text`, or text.len where it does not. */
size_t span_find(struct span text, struct span needle);
size_t span_find_byte(struct span text, char byte);

/* Without ASCII white space (blank, tab, CR, LF, VT, FF) at both ends. */
struct span span_trim(struct span text);

/* A whole number in plain decimal digits ("0", "42"); unknown where `text` is anything else or exceeds 2^53-1. */
struct maybe span_to_count(struct span text);

/* A plain decimal number ("12", "4.89", "-0.5", "1e3"), read independently of the locale; unknown otherwise.
 * Neither infinite nor NaN. At most 64 bytes long. */
struct maybe_real span_to_real(struct span text);

#endif
