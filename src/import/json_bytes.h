/*
 * Bytes of JSON strings, sixteen at a time where the processor can, else eight.
 */
#ifndef EVALRATE_JSON_BYTES_H
#define EVALRATE_JSON_BYTES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Nonzero where a byte of `word` is 0 (the usual trick: only then does subtracting 1 from it borrow into its top bit).
 */
static inline uint64_t has_zero_byte(uint64_t word)
{
    return (word - UINT64_C(0x0101010101010101)) & ~word & UINT64_C(0x8080808080808080);
}

static inline bool ends_string_run(char c)
{
    return c == '"' || c == '\\' || (unsigned char)c < 0x20;
}

/* The first byte, in memory, of a word where has_zero_byte told of one; of all those it marks only the first is sure.
 */
static inline int first_marked_byte(uint64_t found, const char *at)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    (void)at;
    return __builtin_ctzll(found) / 8;
#else
    int i = 0;
    while (!ends_string_run(at[i]))
        i++;
    return i;
#endif
}

#ifdef __SSE2__
/* Bits of those of sixteen bytes that end a run: as unsigned bytes, the controls are those that 0x1f is the largest of.
 */
static inline unsigned run_ends_in_sixteen(const char *at)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    __m128i control = _mm_cmpeq_epi8(_mm_max_epu8(bytes, _mm_set1_epi8(0x1f)), _mm_set1_epi8(0x1f));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), control));
}
#endif

/* Where the run of plain bytes that starts at `at` ends: at a quote, a backslash, a control character, or `end`. */
static inline const char *json_string_run(const char *at, const char *end)
{
#ifdef __SSE2__
    for (; end - at >= 16; at += 16) {
        unsigned found = run_ends_in_sixteen(at);
        if (found)
            return at + __builtin_ctz(found);
    }
#endif
    while (end - at >= 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        uint64_t quote = has_zero_byte(word ^ UINT64_C(0x2222222222222222));
        uint64_t backslash = has_zero_byte(word ^ UINT64_C(0x5c5c5c5c5c5c5c5c));
        uint64_t control = has_zero_byte(word & UINT64_C(0xe0e0e0e0e0e0e0e0));
        uint64_t found = quote | backslash | control;
        if (found)
            return at + first_marked_byte(found, at);
        at += 8;
    }
    while (at < end && !ends_string_run(*at))
        at++;
    return at;
}

#endif
