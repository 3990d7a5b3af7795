/*
 * Bytes of JSON strings, eight at a time.
 */
#ifndef EVALRATE_JSON_BYTES_H
#define EVALRATE_JSON_BYTES_H

#include <stdint.h>
#include <string.h>

/* Nonzero where a byte of `word` is 0 (the usual trick: only then does subtracting 1 from it borrow into its top bit).
 */
static inline uint64_t has_zero_byte(uint64_t word)
{
    return (word - UINT64_C(0x0101010101010101)) & ~word & UINT64_C(0x8080808080808080);
}

/* Where the run of plain bytes that starts at `at` ends: at a quote, a backslash, a control character, or `end`. */
static inline const char *json_string_run(const char *at, const char *end)
{
    while (end - at >= 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        uint64_t quote = has_zero_byte(word ^ UINT64_C(0x2222222222222222));
        uint64_t backslash = has_zero_byte(word ^ UINT64_C(0x5c5c5c5c5c5c5c5c));
        uint64_t control = has_zero_byte(word & UINT64_C(0xe0e0e0e0e0e0e0e0));
        if (quote | backslash | control)
            break;
        at += 8;
    }
    while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
        at++;
    return at;
}

#endif
