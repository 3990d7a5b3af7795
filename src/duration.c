/*
 * Reads Go's time.Duration text; the rules stand in duration.h.
 */
#include "duration.h"

static const int64_t DURATION_LIMIT_NS = 9007199254740991; /* 2^53-1, the largest duration that the database takes */

struct time_unit {
    struct span name;
    int64_t ns;
};

/* The usual ones first. A name that goes on with a letter is another one (read_unit), whatever their order. The last
 * micro signs are UTF-8 that was read as cp1252, Mac Roman, cp437 and cp850. */
static const struct time_unit time_units[] = {
#define UNIT(name, ns)                                                                                                 \
    {                                                                                                                  \
        {name, sizeof name - 1}, ns                                                                                    \
    }
    UNIT("s", 1000000000),
    UNIT("ms", 1000000),
    UNIT("m", 60000000000),
    UNIT("h", 3600000000000),
    UNIT("\xc2\xb5s", 1000),
    UNIT("us", 1000),
    UNIT("ns", 1),
    UNIT("hours", 3600000000000),
    UNIT("hour", 3600000000000),
    UNIT("hrs", 3600000000000),
    UNIT("hr", 3600000000000),
    UNIT("minutes", 60000000000),
    UNIT("minute", 60000000000),
    UNIT("mins", 60000000000),
    UNIT("min", 60000000000),
    UNIT("seconds", 1000000000),
    UNIT("second(s)", 1000000000),
    UNIT("second", 1000000000),
    UNIT("secs", 1000000000),
    UNIT("sec", 1000000000),
    UNIT("milliseconds", 1000000),
    UNIT("msec", 1000000),
    UNIT("nanoseconds", 1),
    UNIT("\xce\xbcs", 1000),
    UNIT("\xc3\x82\xc2\xb5s", 1000),
    UNIT("\xc2\xac\xc2\xb5s", 1000),
    UNIT("\xe2\x94\xac\xe2\x95\xa1s", 1000),
    UNIT("\xe2\x94\xac\xc3\x81s", 1000),
#undef UNIT
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool continues_word(struct span rest)
{
    char c = rest.len ? rest.ptr[0] : ' ';
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '%';
}

static size_t count_digits(struct span text)
{
    size_t count = 0;
    while (count < text.len && is_digit(text.ptr[count]))
        count++;
    return count;
}

/* A number as it was written: digits, and digits after the mark. */
struct decimal {
    struct span whole, fraction;
    size_t length; /* 0: no number */
};

/* "1,234" may be a thousand and more: three digits after a comma are decimals only behind a zero. */
static bool is_decimal_comma(struct span whole, size_t decimals)
{
    return decimals != 3 || (whole.len == 1 && whole.ptr[0] == '0');
}

static struct decimal read_decimal(struct span text)
{
    struct decimal number = {.whole = span_first(text, count_digits(text))};
    struct span rest = span_from(text, number.whole.len);
    if (number.whole.len == 0)
        return number;
    number.length = number.whole.len;
    if (rest.len == 0 || (rest.ptr[0] != '.' && rest.ptr[0] != ','))
        return number;
    size_t decimals = count_digits(span_from(rest, 1));
    if (decimals == 0)
        return number;
    if (rest.ptr[0] == ',' && !is_decimal_comma(number.whole, decimals))
        return (struct decimal){0};
    number.fraction = span_first(span_from(rest, 1), decimals);
    number.length += 1 + decimals;
    return number;
}

/* The unit at the start of `text`, one blank before it allowed; NULL where there is none that ends there. */
static const struct time_unit *read_unit(struct span text, size_t *length)
{
    size_t blank = text.len && text.ptr[0] == ' ' ? 1 : 0;
    struct span rest = span_from(text, blank);
    for (size_t i = 0; i < sizeof time_units / sizeof *time_units; i++) {
        struct span name = time_units[i].name;
        if (!span_starts(rest, name))
            continue;
        struct span after = span_from(rest, name.len);
        if (continues_word(after) && !is_digit(after.ptr[0]))
            continue;
        *length = blank + name.len;
        return &time_units[i];
    }
    return NULL;
}

/* fraction * unit in whole nanoseconds, so that no digit is rounded: digits that are whole nanoseconds are added up,
 * the others divided at length. Digits beyond 17 are below any nanosecond. */
static int64_t fraction_ns(struct span fraction, int64_t unit_ns)
{
    int64_t ns = 0, remainder = 0, power = 1;
    size_t i = 0;
    for (; i < fraction.len && unit_ns % 10 == 0; i++) {
        unit_ns /= 10;
        ns += unit_ns * (fraction.ptr[i] - '0');
    }
    for (; i < fraction.len && i < 17; i++) {
        power *= 10;
        int64_t part = remainder * 10 + unit_ns * (fraction.ptr[i] - '0');
        ns += part / power;
        remainder = part % power;
    }
    return ns;
}

static struct maybe decimal_ns(struct decimal number, int64_t unit_ns)
{
    struct maybe whole = span_to_count(number.whole);
    if (!whole.known || whole.value > DURATION_LIMIT_NS / unit_ns)
        return (struct maybe){0};
    int64_t ns = whole.value * unit_ns + fraction_ns(number.fraction, unit_ns);
    return ns <= DURATION_LIMIT_NS ? maybe_of(ns) : (struct maybe){0};
}

/* "12:30", "1.2.3", "3-4" are no durations. */
static bool number_goes_on(struct span rest)
{
    return continues_word(rest) ||
           (rest.len >= 2 && rest.ptr[0] && strchr(".,:/-", rest.ptr[0]) != NULL && is_digit(rest.ptr[1]));
}

static struct duration without_unit(struct decimal number, struct span rest)
{
    struct maybe ns = decimal_ns(number, 1000000000);
    if (!ns.known || number_goes_on(rest))
        return (struct duration){0};
    return (struct duration){.ns = ns, .length = number.length};
}

/* The next component ("23.4s" of "1m23.4s" or "1m 23.4s") behind one of `previous_ns`: its unit must be smaller. */
static const struct time_unit *next_component(struct span text, int64_t previous_ns, size_t *gap)
{
    size_t unit_length;
    *gap = text.len && text.ptr[0] == ' ' ? 1 : 0;
    struct decimal number = read_decimal(span_from(text, *gap));
    if (number.length == 0)
        return NULL;
    const struct time_unit *unit = read_unit(span_from(text, *gap + number.length), &unit_length);
    return unit && unit->ns < previous_ns ? unit : NULL;
}

struct duration duration_parse(struct span text)
{
    struct duration none = {0}, sum = {.ns = maybe_of(0), .has_unit = true};
    size_t gap = 0, unit_length = 0;
    for (;;) {
        struct decimal number = read_decimal(span_from(text, sum.length + gap));
        struct span rest = span_from(text, sum.length + gap + number.length);
        if (number.length == 0)
            return none;
        const struct time_unit *unit = read_unit(rest, &unit_length);
        if (!unit)
            return without_unit(number, rest);
        struct maybe ns = decimal_ns(number, unit->ns);
        if (!ns.known || ns.value > DURATION_LIMIT_NS - sum.ns.value)
            return none;
        sum.ns.value += ns.value;
        sum.length += gap + number.length + unit_length;
        rest = span_from(text, sum.length);
        if (!next_component(rest, unit->ns, &gap))
            return continues_word(rest) ? none : sum;
    }
}
