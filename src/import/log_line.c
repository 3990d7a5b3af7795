#include "log_line.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A word that begins as a date or a time does: "2026-08-21T18:48:22+0000", "1787338102.123456", "1.37.495.377". */
static bool starts_with_time(struct span text)
{
    size_t digits = 0;
    while (digits < text.len && is_digit(text.ptr[digits]))
        digits++;
    return digits && digits < text.len && (text.ptr[digits] == '-' || text.ptr[digits] == '.');
}

bool log_prefix_is(struct span before)
{
    enum { LONGEST = 200 };
    before = span_trim(before);
    if (before.len == 0)
        return true;
    char last = before.ptr[before.len - 1];
    return before.len <= LONGEST && (last == ':' || last == '|' || last == ']' || starts_with_time(before));
}

static bool is_word_end(struct span line, size_t at)
{
    return at == 0 || line.ptr[at - 1] == ' ' || line.ptr[at - 1] == '\t';
}

static struct span quoted(struct span text)
{
    size_t end = 1;
    while (end < text.len && text.ptr[end] != '"')
        end += text.ptr[end] == '\\' && end + 1 < text.len ? 2 : 1;
    return end < text.len ? (struct span){text.ptr + 1, end - 1} : span_from(text, 1);
}

struct span log_value(struct span line, struct span name)
{
    for (size_t at = 0; at < line.len;) {
        at += span_find(span_from(line, at), name);
        size_t equals = at + name.len;
        if (equals >= line.len)
            break;
        if (line.ptr[equals] != '=' || !is_word_end(line, at)) {
            at++;
            continue;
        }
        struct span value = span_from(line, equals + 1);
        return value.len && value.ptr[0] == '"' ? quoted(value) : span_first(value, span_find_byte(value, ' '));
    }
    return (struct span){0};
}

struct maybe log_utc_offset(struct span time)
{
    static const int64_t MINUTE_NS = 60 * INT64_C(1000000000);
    if (time.len > 19 && time.ptr[time.len - 1] == 'Z')
        return maybe_of(0);
    struct span zone = time.len > 24 ? span_from(time, time.len - 6) : (struct span){0};
    if (zone.len == 0 || (zone.ptr[0] != '+' && zone.ptr[0] != '-') || zone.ptr[3] != ':')
        return (struct maybe){0};
    struct maybe hours = span_to_count((struct span){zone.ptr + 1, 2}),
                 minutes = span_to_count((struct span){zone.ptr + 4, 2});
    int64_t offset = (hours.value * 60 + minutes.value) * MINUTE_NS;
    return (struct maybe){zone.ptr[0] == '-' ? -offset : offset, hours.known && minutes.known};
}
