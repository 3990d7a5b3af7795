#include "base64.h"

/* The six bits of a digit; -1 for what is none. */
static int digit_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* A last digit that leaves six bits over begins a byte that is not there. */
bool base64_decode(struct span text, struct buffer *bytes)
{
    unsigned word = 0, bits = 0, padding = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c && strchr(" \t\r\n", c))
            continue;
        int digit = digit_of(c);
        if (c == '=')
            padding++;
        else if (digit < 0 || padding)
            return false;
        if (digit < 0)
            continue;
        word = (word << 6 | (unsigned)digit) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            buffer_add_byte(bytes, (char)(word >> bits & 0xff));
        }
    }
    return bits < 6 && padding <= 2;
}
