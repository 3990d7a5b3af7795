#include "failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Paths and excerpts may hold anything; a message goes to a terminal. Bytes above 0x7f are left as UTF-8 text, but for
 * the C1 controls (U+0080 to U+009F), whose two bytes both become '?'. */
static void make_printable(char *text)
{
    for (unsigned char *c = (unsigned char *)text; *c; c++) {
        if (*c < 0x20 || *c == 0x7f)
            *c = '?';
        else if (c[0] == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f)
            c[0] = c[1] = '?';
    }
}

__attribute__((format(printf, 2, 0))) static void set(struct failure *why, const char *format, va_list arguments)
{
    if (vsnprintf(why->message, sizeof why->message, format, arguments) < 0)
        why->message[0] = '\0';
    make_printable(why->message);
}

bool failure_set(struct failure *why, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set(why, format, arguments);
    va_end(arguments);
    return false;
}

bool failure_set_errno(struct failure *why, int error_number, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set(why, format, arguments);
    va_end(arguments);
    size_t used = strlen(why->message);
    snprintf(why->message + used, sizeof why->message - used, ": %s", strerror(error_number));
    return false;
}

bool failure_out_of_memory(struct failure *why)
{
    return failure_set(why, "out of memory");
}
