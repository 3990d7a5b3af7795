/*
 * RFC 3339 both ways; the rules stand in timestamp.h. Days are counted on a calendar whose year begins in March, so
 * that the leap day is the last one.
 */
#include "timestamp.h"

static const int64_t SECOND_NS = 1000000000;
static const int64_t DAY_S = 86400;

/* The number of two digits at `at`, or of four; negative where they are none. */
static inline int two_digits(const char *at)
{
    unsigned tens = (unsigned char)at[0] - (unsigned)'0', ones = (unsigned char)at[1] - (unsigned)'0';
    return tens > 9 || ones > 9 ? -1 : (int)(tens * 10 + ones);
}

static inline int four_digits(const char *at)
{
    int high = two_digits(at), low = two_digits(at + 2);
    return high < 0 || low < 0 ? -1 : high * 100 + low;
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* Days since 1970-01-01 of a date from the year 0 on. */
static int days_of_date(int year, int month, int day)
{
    int y = month > 2 ? year : year - 1;
    int month_from_march = month > 2 ? month - 3 : month + 9;
    int day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    int leap_days = y >= 0 ? y / 4 - y / 100 + y / 400 : -1;
    return y * 365 + leap_days + day_of_year - 719468;
}

/* "2026-01-02", ten bytes. */
static inline bool date_at(const char *at, int64_t *days)
{
    int year = four_digits(at), month = two_digits(at + 5), day = two_digits(at + 8);
    if (at[4] != '-' || at[7] != '-' || year < 0 || month < 1 || month > 12 || day < 1 ||
        day > days_of_month(year, month))
        return false;
    *days = days_of_date(year, month, day);
    return true;
}

/* "03:04:05", eight bytes. */
static inline bool time_at(const char *at, int64_t *seconds)
{
    int hour = two_digits(at), minute = two_digits(at + 3), second = two_digits(at + 6);
    *seconds = (hour * 60 + minute) * 60 + second;
    return at[2] == ':' && at[5] == ':' && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 &&
           second < 60;
}

/* Nine digits, as servers write nanoseconds; negative where they are fewer or more. */
static inline int64_t nine_digits(struct span text)
{
    if (text.len <= 9 || !is_digit(text.ptr[8]) || is_digit(text.ptr[9]))
        return -1;
    int high = four_digits(text.ptr), low = four_digits(text.ptr + 4);
    return high < 0 || low < 0 ? -1 : ((int64_t)high * 10000 + low) * 10 + (text.ptr[8] - '0');
}

/* The digits after a point, of which there must be one; none without a point. Below 1 ns they are cut off. */
static bool take_fraction(struct span *text, int64_t *ns)
{
    *ns = 0;
    if (text->len == 0 || text->ptr[0] != '.')
        return true;
    *text = span_from(*text, 1);
    int64_t value = nine_digits(*text);
    size_t digits = value < 0 ? 0 : 9;
    if (value < 0) {
        value = 0;
        for (; digits < text->len && digits < 9 && is_digit(text->ptr[digits]); digits++)
            value = value * 10 + (text->ptr[digits] - '0');
        for (size_t i = digits; i < 9; i++)
            value *= 10;
    }
    *ns = value;
    bool any = digits > 0;
    while (digits < text->len && is_digit(text->ptr[digits]))
        digits++;
    *text = span_from(*text, digits);
    return any;
}

/* "Z", or "+02:00", to the end. */
static bool zone_is(struct span text, int64_t *offset_s)
{
    *offset_s = 0;
    if (text.len == 1 && (text.ptr[0] == 'Z' || text.ptr[0] == 'z'))
        return true;
    if (text.len != 6 || (text.ptr[0] != '+' && text.ptr[0] != '-') || text.ptr[3] != ':')
        return false;
    int hours = two_digits(text.ptr + 1), minutes = two_digits(text.ptr + 4);
    *offset_s = (hours * 60 + minutes) * 60 * (text.ptr[0] == '-' ? -1 : 1);
    return hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59;
}

/* seconds * 1e9 + ns, unknown where int64 cannot hold it. Both parts get the same sign first, so that the earliest
 * instant does not overflow on the way. */
static struct maybe instant(int64_t seconds, int64_t ns)
{
    if (seconds < 0 && ns > 0) {
        seconds++;
        ns -= SECOND_NS;
    }
    int64_t limit = INT64_MAX / SECOND_NS;
    if (seconds > limit || seconds < -limit || (seconds == limit && ns > INT64_MAX % SECOND_NS) ||
        (seconds == -limit && ns < INT64_MIN % SECOND_NS))
        return (struct maybe){0};
    return maybe_of(seconds * SECOND_NS + ns);
}

struct maybe timestamp_parse(struct span text)
{
    enum { DATE = 10, TIME = 8, BEFORE_FRACTION = DATE + 1 + TIME };
    int64_t days, seconds, ns, offset_s;
    if (text.len <= BEFORE_FRACTION || !date_at(text.ptr, &days) || !time_at(text.ptr + DATE + 1, &seconds))
        return (struct maybe){0};
    char between = text.ptr[DATE];
    struct span rest = span_from(text, BEFORE_FRACTION);
    if ((between != 'T' && between != 't' && between != ' ') || !take_fraction(&rest, &ns) || !zone_is(rest, &offset_s))
        return (struct maybe){0};
    return instant(days * DAY_S + seconds - offset_s, ns);
}

/* Quotient rounded down and the remainder, which is never negative. */
static int64_t split(int64_t *value, int64_t by)
{
    int64_t rest = *value % by;
    *value /= by;
    if (rest < 0) {
        rest += by;
        *value -= 1;
    }
    return rest;
}

/* The date `days` after 1970-01-01; instants of int64 nanoseconds lie in 1677 to 2262. */
static void date_of_days(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
    int64_t since_march = days + 719468; /* days since 0000-03-01 */
    int64_t era = since_march / 146097, day_of_era = since_march % 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    *month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    *year = era * 400 + year_of_era + (*month <= 2 ? 1 : 0);
}

static char *put_number(char *out, int64_t value, int digits, char after)
{
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    out[digits] = after;
    return out + digits + 1;
}

void timestamp_print(int64_t at_ns, char out[TIMESTAMP_SIZE])
{
    int64_t rest = at_ns, year, month, day;
    int64_t ns = split(&rest, SECOND_NS), second = split(&rest, 60), minute = split(&rest, 60);
    int64_t hour = split(&rest, 24);
    date_of_days(rest, &year, &month, &day);
    char *end = put_number(out, year, 4, '-');
    end = put_number(end, month, 2, '-');
    end = put_number(end, day, 2, 'T');
    end = put_number(end, hour, 2, ':');
    end = put_number(end, minute, 2, ':');
    end = put_number(end, second, 2, '.');
    int digits = 9;
    for (; digits > 0 && ns % 10 == 0; digits--)
        ns /= 10;
    end = digits > 0 ? put_number(end, ns, digits, 'Z') : end;
    end[-1] = 'Z'; /* in place of the point where there are no decimals */
    *end = '\0';
}
