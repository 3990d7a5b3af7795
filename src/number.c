#include "number.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t number_integer(int64_t value, char out[NUMBER_SIZE])
{
    char digits[20];
    size_t first = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--first] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    bool negative = value < 0;
    size_t count = sizeof digits - first;
    if (negative)
        out[0] = '-';
    memcpy(out + negative, digits + first, count);
    out[negative + count] = '\0';
    return negative + count;
}

/* The definitions of number_17_digits and number_exact, for every finite number. */
static size_t digits_17_by_library(double value, char out[NUMBER_SIZE])
{
    return (size_t)snprintf(out, NUMBER_SIZE, "%.17g", value);
}

static size_t exact_by_library(double value, char out[NUMBER_SIZE])
{
    int length = 0;
    for (int digits = 15; digits <= 17; digits++) {
        length = snprintf(out, NUMBER_SIZE, "%.*g", digits, value);
        if (strtod(out, NULL) == value)
            break;
    }
    return (size_t)length;
}

#ifdef __SIZEOF_INT128__

/*
 * Both for ordinary numbers (0.0001 to 10^14), about five times as fast, in exact whole numbers of 128 bits.
 *
 * value = mantissa * 2^exponent is scaled to 17 digits before the point: value * 10^k = scaled / 2^shift, where
 * scaled = mantissa * 5^k has at most 53 + 47 bits. Half a step to the next double is 5^k / 2 in the unit of `scaled`,
 * which tells whether a rounded number reads back.
 */
struct scaled {
    __extension__ unsigned __int128 scaled;
    uint64_t mantissa, five_k;
    unsigned shift;
    int k;
};

static const double FAST_LEAST = 0.0001, FAST_BEYOND = 1e14;
static const uint64_t TEN_16 = UINT64_C(10000000000000000), TEN_17 = UINT64_C(100000000000000000);

static uint64_t whole_digits(const struct scaled *number)
{
    return (uint64_t)(number->scaled >> number->shift);
}

static void scale(struct scaled *number, int exponent, int k)
{
    number->k = k;
    number->five_k = 1;
    for (int i = 0; i < k; i++)
        number->five_k *= 5;
    number->scaled = number->mantissa;
    number->scaled *= number->five_k;
    number->shift = (unsigned)-(exponent + k);
}

static struct scaled scaled_to_17_digits(double value)
{
    struct scaled number = {0};
    int exponent;
    number.mantissa = (uint64_t)ldexp(frexp(value, &exponent), 53);
    int magnitude = (exponent - 1) * 1233 / 4096; /* log10(2); one too large at most, by 0.0001 <= value < 10^14 */
    exponent -= 53;
    scale(&number, exponent, 16 - magnitude);
    if (whole_digits(&number) >= TEN_17)
        scale(&number, exponent, number.k - 1);
    else if (whole_digits(&number) < TEN_16)
        scale(&number, exponent, number.k + 1);
    return number;
}

/* The number as a whole multiple of `unit` (100, 10 or 1) of its 17 digits; a tie goes to the even one, as in printf.
 */
static uint64_t rounded(const struct scaled *number, uint64_t unit)
{
    uint64_t whole = whole_digits(number), multiple = whole / unit;
    __extension__ unsigned __int128 rest = whole % unit;
    rest = (rest << number->shift) + (number->scaled - ((number->scaled >> number->shift) << number->shift));
    __extension__ unsigned __int128 half = unit;
    half = (half << number->shift) / 2;
    bool up = rest > half || (rest == half && multiple % 2);
    return (up ? multiple + 1 : multiple) * unit;
}

static bool reads_back(const struct scaled *number, uint64_t decimal)
{
    __extension__ unsigned __int128 there = decimal;
    there <<= number->shift;
    bool below = there < number->scaled;
    __extension__ unsigned __int128 distance = below ? number->scaled - there : there - number->scaled;
    bool power_of_two = number->mantissa == UINT64_C(1) << 52; /* the next double below is half as far */
    distance *= below && power_of_two ? 4 : 2;
    return distance < number->five_k || (distance == number->five_k && number->mantissa % 2 == 0);
}

/* Writes 17 or 18 digits with the point where it belongs, without the zeros at the end. */
static size_t write_plain(uint64_t decimal, int k, char out[NUMBER_SIZE])
{
    char digits[NUMBER_SIZE];
    size_t count = number_integer((int64_t)decimal, digits), length = 0;
    size_t kept = count;
    while (kept > 1 && digits[kept - 1] == '0')
        kept--;
    int whole = (int)count - k; /* digits before the point */
    if (whole <= 0) {
        out[length++] = '0';
        out[length++] = '.';
        for (int i = whole; i < 0; i++)
            out[length++] = '0';
    }
    for (int i = 0; i < whole || i < (int)kept; i++) {
        if (i == whole && whole > 0)
            out[length++] = '.';
        out[length++] = digits[i];
    }
    out[length] = '\0';
    return length;
}

static size_t exact_by_hand(double value, char out[NUMBER_SIZE])
{
    struct scaled number = scaled_to_17_digits(value);
    uint64_t decimal = rounded(&number, 100);
    if (!reads_back(&number, decimal))
        decimal = rounded(&number, 10);
    if (!reads_back(&number, decimal))
        decimal = rounded(&number, 1);
    return write_plain(decimal, number.k, out);
}

static size_t digits_17_by_hand(double value, char out[NUMBER_SIZE])
{
    struct scaled number = scaled_to_17_digits(value);
    return write_plain(rounded(&number, 1), number.k, out);
}

static bool is_ordinary(double value)
{
    return value >= FAST_LEAST && value < FAST_BEYOND;
}

static size_t exact(double value, char out[NUMBER_SIZE])
{
    return is_ordinary(value) ? exact_by_hand(value, out) : exact_by_library(value, out);
}

static size_t digits_17(double value, char out[NUMBER_SIZE])
{
    return is_ordinary(value) ? digits_17_by_hand(value, out) : digits_17_by_library(value, out);
}

#else
#define exact     exact_by_library
#define digits_17 digits_17_by_library
#endif

size_t number_exact(double value, char out[NUMBER_SIZE])
{
    out[0] = '\0';
    return isfinite(value) ? exact(value, out) : 0;
}

size_t number_17_digits(double value, char out[NUMBER_SIZE])
{
    out[0] = '\0';
    return isfinite(value) ? digits_17(value, out) : 0;
}

/* Decimals that leave three significant digits. The digits are counted after rounding: 9.996 is "10.0", not "10.00". */
static int decimals_of_three_digits(double value)
{
    char rounded[NUMBER_SIZE];
    snprintf(rounded, sizeof rounded, "%.2e", value);
    int exponent = (int)strtol(strchr(rounded, 'e') + 1, NULL, 10);
    return exponent > 2 ? 0 : 2 - exponent;
}

/* The smallest number that is shown without an exponent: 0.0001, or what does not round to 0. */
static double smallest_shown(int decimals)
{
    return decimals < 0 ? 1e-4 : 0.5 * pow(10, -decimals);
}

size_t number_display(double value, int decimals, char out[NUMBER_SIZE])
{
    out[0] = '\0';
    if (!isfinite(value))
        return 0;
    if (value == 0)
        return (size_t)snprintf(out, NUMBER_SIZE, "%.*f", decimals < 0 ? 0 : decimals, 0.0); /* never "-0" */
    if (fabs(value) < smallest_shown(decimals))
        return (size_t)snprintf(out, NUMBER_SIZE, "%.2e", value);
    if (decimals < 0)
        decimals = decimals_of_three_digits(value);
    return (size_t)snprintf(out, NUMBER_SIZE, "%.*f", decimals, value);
}

size_t number_raised(unsigned value, char out[NUMBER_SIZE])
{
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    char digits[NUMBER_SIZE];
    size_t count = number_integer(value, digits), length = 0;
    for (size_t i = 0; i < count; i++)
        length += (size_t)snprintf(out + length, NUMBER_SIZE - length, "%s", raised[digits[i] - '0']);
    return length;
}
