#include "number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t number_integer(int64_t value, char out[NUMBER_SIZE])
{
    char reversed[20];
    size_t digits = 0, length = 0;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        reversed[digits++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        out[length++] = '-';
    while (digits)
        out[length++] = reversed[--digits];
    out[length] = '\0';
    return length;
}

size_t number_exact(double value, char out[NUMBER_SIZE])
{
    int length = 0;
    out[0] = '\0';
    for (int digits = 15; digits <= 17 && isfinite(value); digits++) {
        length = snprintf(out, NUMBER_SIZE, "%.*g", digits, value);
        if (strtod(out, NULL) == value)
            break;
    }
    return (size_t)length;
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
    number_integer(value, digits);
    out[0] = '\0';
    for (const char *digit = digits; *digit; digit++)
        strcat(out, raised[*digit - '0']);
    return strlen(out);
}
