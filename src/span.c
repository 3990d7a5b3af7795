#include "span.h"

#include <errno.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

static const int64_t COUNT_LIMIT = 9007199254740991; /* 2^53-1: what a double and every JSON reader holds */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool span_equal_nocase(struct span a, struct span b)
{
    return a.len == b.len && span_starts_nocase(a, b);
}

bool span_starts_nocase(struct span text, struct span start)
{
    if (text.len < start.len)
        return false;
    for (size_t i = 0; i < start.len; i++)
        if (text.ptr[i] != start.ptr[i] && lower(text.ptr[i]) != lower(start.ptr[i]))
            return false;
    return true;
}

/* How common a byte is in logs and prose, roughly; what is not listed is rare. */
static const unsigned char commonness[256] = {
    [' '] = 26, ['e'] = 25, ['t'] = 24, ['a'] = 23, ['o'] = 22, ['i'] = 21, ['n'] = 20, ['s'] = 19, ['r'] = 18,
    ['h'] = 17, ['l'] = 16, ['d'] = 15, ['c'] = 14, ['u'] = 13, ['m'] = 12, ['f'] = 11, ['p'] = 10, ['g'] = 9,
    ['w'] = 8,  ['y'] = 7,  ['b'] = 6,  ['v'] = 5,  ['k'] = 4,  ['0'] = 9,  ['1'] = 9,  ['2'] = 8,  ['"'] = 8,
    [':'] = 3,  [','] = 3,  ['.'] = 3,  ['_'] = 2,  ['='] = 2,  ['-'] = 2,
};

/* The rarest, or the first that is rare enough. */
static size_t rarest_byte(struct span needle)
{
    enum { RARE = 6 };
    size_t rarest = 0;
    for (size_t i = 1; i < needle.len && commonness[(unsigned char)needle.ptr[rarest]] > RARE; i++)
        if (commonness[(unsigned char)needle.ptr[i]] < commonness[(unsigned char)needle.ptr[rarest]])
            rarest = i;
    return rarest;
}

/* memchr goes from one of the needle's rarest byte to the next, which are few. */
size_t span_find(struct span text, struct span needle)
{
    if (needle.len == 0)
        return 0;
    size_t rarest = rarest_byte(needle);
    for (size_t at = 0; at + needle.len <= text.len; at++) {
        const char *found = memchr(text.ptr + at + rarest, needle.ptr[rarest], text.len - needle.len + 1 - at);
        if (!found)
            break;
        at = (size_t)(found - text.ptr) - rarest;
        if (memcmp(text.ptr + at, needle.ptr, needle.len) == 0)
            return at;
    }
    return text.len;
}

size_t span_find_byte(struct span text, char byte)
{
    const char *found = text.len ? memchr(text.ptr, byte, text.len) : NULL;
    return found ? (size_t)(found - text.ptr) : text.len;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct span span_trim(struct span text)
{
    while (text.len && is_space(text.ptr[0]))
        text = span_from(text, 1);
    while (text.len && is_space(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

struct maybe span_to_count(struct span text)
{
    int64_t value = 0;
    if (text.len == 0)
        return (struct maybe){0};
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return (struct maybe){0};
        value = value * 10 + (text.ptr[i] - '0');
        if (value > COUNT_LIMIT)
            return (struct maybe){0};
    }
    return maybe_of(value);
}

/* strtod reads "inf", "nan" and hexadecimal, too, and obeys the locale's decimal mark; only plain numbers get there.
 * The program never calls setlocale, so the mark is always '.'. */
static bool is_plain_number(struct span text)
{
    bool digit = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c >= '0' && c <= '9')
            digit = true;
        else if (c != '.' && c != '-' && c != '+' && !((c == 'e' || c == 'E') && digit))
            return false;
    }
    return digit;
}

/* Digits with a mark among them, at most 15 in all: digits and power of ten are exact as doubles, so that their
 * quotient is rounded once, as strtod rounds. */
static bool is_short_decimal(struct span text, double *value)
{
    enum { DIGITS_EXACT = 15 };
    static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
    int64_t digits = 0;
    size_t mark = span_find_byte(text, '.');
    size_t decimals = mark < text.len ? text.len - mark - 1 : 0;
    if (FLT_EVAL_METHOD != 0 || mark == 0 || text.len > DIGITS_EXACT)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (i == mark)
            continue;
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        digits = digits * 10 + (text.ptr[i] - '0');
    }
    *value = (double)digits / powers[decimals];
    return true;
}

struct maybe_real span_to_real(struct span text)
{
    char digits[65];
    double exact;
    if (is_short_decimal(text, &exact))
        return maybe_real_of(exact);
    if (text.len >= sizeof digits || !is_plain_number(text))
        return (struct maybe_real){0};
    memcpy(digits, text.ptr, text.len);
    digits[text.len] = '\0';
    char *end;
    double value = strtod(digits, &end);
    if (*end != '\0' || !isfinite(value))
        return (struct maybe_real){0};
    return maybe_real_of(value);
}
