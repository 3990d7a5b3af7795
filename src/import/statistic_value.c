/*
 * Reads values. What could be two different numbers ("1,234 tokens/s") is none.
 */
#include "statistic_value.h"

#include "duration.h"

/* What people write where there is no value. The long dashes are U+2013 and U+2014. */
static const char *const absent_values[] = {"n/a", "na",           "none",         "null", "-",
                                            "--",  "\xe2\x80\x93", "\xe2\x80\x94", "?"};

static const char *const count_units[] = {"token(s)", "tokens", "token", "toks", "tok", "t"};

static const char *const rate_units[] = {
    "tokens/second", "tokens/sec", "tokens/s", "token(s)/s", "token/sec",         "token/s",        "tok/sec",
    "tok/s",         "toks/s",     "t/s",      "tps",        "tokens per second", "tokens-per-sec",
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool goes_on(struct span rest)
{
    return rest.len && (is_letter(rest.ptr[0]) || is_digit(rest.ptr[0]) || rest.ptr[0] == '_' || rest.ptr[0] == '%' ||
                        rest.ptr[0] == '/');
}

/* The bytes of the first of `units` at the start of `text`; 0 without. */
static size_t unit_length(struct span text, const char *const *units, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct span unit = span_of(units[i]);
        if (span_starts_nocase(text, unit) && !goes_on(span_from(text, unit.len)))
            return unit.len;
    }
    return 0;
}

/* Digits with thousands' commas ("1,234") as plain digits. The bytes taken, 0 where there is no such number. */
static size_t take_digits(struct span text, char out[32])
{
    size_t at = 0, length = 0, group = 0;
    bool grouped = false;
    for (; at < text.len; at++) {
        char c = text.ptr[at];
        bool comma = c == ',' && at + 1 < text.len && is_digit(text.ptr[at + 1]);
        if (comma && (grouped ? group != 3 : group == 0 || group > 3))
            return 0;
        if (!comma && !is_digit(c))
            break;
        group = comma ? 0 : group + 1;
        grouped = grouped || comma;
        if (!comma && length == 31)
            return 0;
        if (!comma)
            out[length++] = c;
    }
    out[length] = '\0';
    return grouped && group != 3 ? 0 : at;
}

static bool follows_number(struct span rest, char mark)
{
    return rest.len >= 2 && rest.ptr[0] == mark && is_digit(rest.ptr[1]);
}

static void read_count(struct span text, struct statistic *statistic)
{
    char digits[32];
    size_t length = take_digits(text, digits);
    struct span rest = span_from(text, length);
    struct maybe count = span_to_count(span_of(digits));
    if (length == 0 || !count.known || follows_number(rest, '.') || follows_number(rest, '-'))
        return;
    size_t gap = rest.len && rest.ptr[0] == ' ' ? 1 : 0;
    size_t unit = unit_length(span_from(rest, gap), count_units, sizeof count_units / sizeof *count_units);
    if (unit == 0 && goes_on(rest))
        return;
    statistic->number = count.value;
    statistic->value = span_first(text, length + (unit ? gap + unit : 0));
    statistic->state = VALUE_READ;
}

/* "4.89", "1,234.56", and "4,89" where the comma can be nothing but a decimal mark. */
static size_t take_real(struct span text, double *value)
{
    char digits[64];
    size_t whole = take_digits(text, digits), decimals = 0, used = strlen(digits);
    struct span rest = span_from(text, whole);
    if (whole == 0) { /* a comma that does not part thousands may be a decimal mark */
        while (whole < text.len && is_digit(text.ptr[whole]) && whole < 16)
            whole++;
        memcpy(digits, text.ptr, whole);
        used = whole;
        rest = span_from(text, whole);
        if (whole == 0 || !follows_number(rest, ','))
            return 0;
    } else if (span_find_byte(span_first(text, whole), ',') < whole && !follows_number(rest, '.')) {
        return 0; /* "1,234": a thousand and more, or one and some */
    }
    if (follows_number(rest, '.') || follows_number(rest, ','))
        for (decimals = 1; decimals < rest.len && is_digit(rest.ptr[decimals]); decimals++)
            if (decimals < 24)
                digits[used + decimals] = rest.ptr[decimals];
    if (decimals)
        digits[used] = '.';
    size_t length = used + (decimals > 24 ? 24 : decimals);
    struct maybe_real real = span_to_real((struct span){digits, length});
    *value = real.value;
    return real.known ? whole + decimals : 0;
}

static void read_rate(struct span text, struct statistic *statistic)
{
    double rate = 0;
    size_t length = take_real(text, &rate);
    struct span rest = span_from(text, length);
    if (length == 0 || follows_number(rest, '.') || follows_number(rest, ',') || follows_number(rest, '-'))
        return;
    size_t gap = rest.len && rest.ptr[0] == ' ' ? 1 : 0;
    size_t unit = unit_length(span_from(rest, gap), rate_units, sizeof rate_units / sizeof *rate_units);
    struct span after = span_from(rest, gap + unit);
    bool other_unit = span_starts_nocase(after, SPAN("ms")) || span_starts_nocase(after, SPAN("s/"));
    if (unit == 0 && (goes_on(rest) || other_unit || span_starts(rest, SPAN("\xe2\x80\x93"))))
        return;
    statistic->rate = rate;
    statistic->value = span_first(text, length + (unit ? gap + unit : 0));
    statistic->state = VALUE_READ;
}

/* A whole number this large would be more than eleven days in seconds: it is the API's nanoseconds. */
enum { BARE_NANOSECONDS = 1000000 };

static void read_bare_duration(struct span text, struct statistic *statistic)
{
    struct maybe whole = span_to_count(text);
    if (whole.known && whole.value >= BARE_NANOSECONDS) {
        statistic->number = whole.value;
        return;
    }
    statistic->without_unit = true;
}

/* "5 parsecs": a word behind a bare number is its unit, unless a label begins there (a session on one line). */
static bool has_unknown_unit(struct span rest)
{
    static const char *const labels[] = {"total ", "load ", "prompt ", "eval ", "sample ", "peak "};
    if (rest.len < 2 || rest.ptr[0] != ' ' || !is_letter(rest.ptr[1]))
        return false;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (span_starts_nocase(span_from(rest, 1), span_of(labels[i])))
            return false;
    return true;
}

static void read_duration(struct span text, struct statistic *statistic)
{
    struct span digits = text;
    digits.len = 0;
    while (digits.len < text.len && is_digit(text.ptr[digits.len]))
        digits.len++;
    struct duration duration = duration_parse(text);
    struct maybe whole = span_to_count(digits);
    if (!duration.ns.known && whole.known && whole.value >= BARE_NANOSECONDS && !goes_on(span_from(text, digits.len)) &&
        !follows_number(span_from(text, digits.len), '.'))
        duration = (struct duration){.ns = whole, .length = digits.len}; /* too large to be seconds */
    if (!duration.ns.known)
        return;
    if (!duration.has_unit && has_unknown_unit(span_from(text, duration.length)))
        return;
    statistic->number = duration.ns.value;
    statistic->value = span_first(text, duration.length);
    statistic->state = VALUE_READ;
    if (!duration.has_unit)
        read_bare_duration(statistic->value, statistic);
}

/* The unit stood in brackets behind the label: read the number as if it stood behind the number. */
static void read_duration_in(struct span unit, struct span text, struct statistic *statistic)
{
    char joined[64];
    size_t length = 0;
    while (length < text.len && (is_digit(text.ptr[length]) || text.ptr[length] == '.'))
        length++;
    if (length + unit.len >= sizeof joined || goes_on(span_from(text, length)))
        return;
    memcpy(joined, text.ptr, length);
    memcpy(joined + length, unit.ptr, unit.len);
    struct duration duration = duration_parse((struct span){joined, length + unit.len});
    if (!duration.ns.known || !duration.has_unit)
        return;
    statistic->number = duration.ns.value;
    statistic->value = span_first(text, length);
    statistic->state = VALUE_READ;
}

static bool is_absent(struct span text)
{
    struct span word = text;
    word.len = 0;
    while (word.len < text.len && !is_blank(text.ptr[word.len]) && text.ptr[word.len] != '|')
        word.len++;
    for (size_t i = 0; i < sizeof absent_values / sizeof *absent_values; i++)
        if (span_equal_nocase(word, span_of(absent_values[i])))
            return true;
    return word.len == 0;
}

static bool is_printed_nonsense(struct span text)
{
    return span_starts_nocase(text, SPAN("nan")) || span_starts_nocase(text, SPAN("inf")) ||
           span_starts_nocase(text, SPAN("+inf")) || span_starts_nocase(text, SPAN("-nan"));
}

bool value_begins_number(struct span text)
{
    size_t sign = text.len && strchr("+-~<>.", text.ptr[0]) && text.ptr[0] ? 1 : 0;
    return text.len > sign && is_digit(text.ptr[sign]);
}

void value_read(enum value_kind kind, struct span unit, struct span text, struct statistic *statistic)
{
    statistic->state = VALUE_UNREADABLE;
    statistic->value = span_first(text, 0);
    if (kind == KIND_COUNT)
        read_count(text, statistic);
    else if (kind == KIND_RATE)
        read_rate(text, statistic);
    else if (kind == KIND_DURATION && unit.len)
        read_duration_in(unit, text, statistic);
    else if (kind == KIND_DURATION)
        read_duration(text, statistic);
    else if (value_begins_number(text))
        statistic->state = VALUE_READ;
    if (statistic->state == VALUE_UNREADABLE && is_absent(text))
        statistic->state = VALUE_ABSENT;
    else if (statistic->state == VALUE_UNREADABLE && !value_begins_number(text) && !is_printed_nonsense(text))
        statistic->state = VALUE_PROSE;
}

bool value_unit_fits(enum value_kind kind, struct span unit)
{
    if (unit.len == 0)
        return true;
    if (kind == KIND_RATE)
        return unit_length(unit, rate_units, sizeof rate_units / sizeof *rate_units) == unit.len;
    if (kind == KIND_COUNT)
        return unit_length(unit, count_units, sizeof count_units / sizeof *count_units) == unit.len;
    char one[24] = "1";
    if (unit.len + 2 > sizeof one)
        return false;
    memcpy(one + 1, unit.ptr, unit.len);
    struct duration duration = duration_parse((struct span){one, unit.len + 1});
    return duration.has_unit && duration.length == unit.len + 1;
}
