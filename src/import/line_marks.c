#include "line_marks.h"

#include "clean.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Letters, blanks and the punctuation of prose mean nothing. */
static const unsigned marks_of[256] = {
    [':'] = MARK_COLON,       ['='] = MARK_EQUALS,  ['|'] = MARK_BAR,      ['\t'] = MARK_TAB,
    [','] = MARK_COMMA,       [';'] = MARK_COMMA,   ['/'] = MARK_SLASH,    ['_'] = MARK_UNDERSCORE,
    ['-'] = MARK_HYPHEN,      ['#'] = MARK_HASH,    ['`'] = MARK_BACKTICK, ['~'] = MARK_BACKTICK,
    ['('] = MARK_BRACKET,     [')'] = MARK_BRACKET, ['['] = MARK_BRACKET,  [']'] = MARK_BRACKET,
    ['<'] = MARK_BRACKET,     ['>'] = MARK_BRACKET, ['{'] = MARK_BRACE,    ['}'] = MARK_BRACE,
    [CLEAN_JOIN] = MARK_JOIN, ['0'] = MARK_DIGIT,   ['1'] = MARK_DIGIT,    ['2'] = MARK_DIGIT,
    ['3'] = MARK_DIGIT,       ['4'] = MARK_DIGIT,   ['5'] = MARK_DIGIT,    ['6'] = MARK_DIGIT,
    ['7'] = MARK_DIGIT,       ['8'] = MARK_DIGIT,   ['9'] = MARK_DIGIT,    ['"'] = MARK_QUOTE,
};

static unsigned mark_of(unsigned char byte)
{
    return byte < 0x80 ? marks_of[byte] : MARK_WIDE;
}

/* Of the byte at `at`. */
static unsigned marks_at(struct span line, size_t at)
{
    char c = line.ptr[at];
    unsigned marks = mark_of((unsigned char)c);
    bool behind_blank = at > 0 && line.ptr[at - 1] == ' ';
    if (behind_blank && c == ' ')
        marks |= MARK_TWO_BLANKS;
    if (behind_blank && c == 'r' && (at + 1 == line.len || line.ptr[at + 1] == 'u'))
        marks |= MARK_RUN;
    return marks;
}

#ifdef __SSE2__
/* Of sixteen bytes; a bit of a mask is a byte. Most are letters and blanks, which are passed over together. */
static unsigned marks_of_sixteen(const char *c, bool behind_blank)
{
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)c);
    const __m128i from_a = _mm_sub_epi8(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), _mm_set1_epi8((char)('a' - 128)));
    const __m128i letters = _mm_cmplt_epi8(from_a, _mm_set1_epi8(26 - 128));
    unsigned blank = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')));
    unsigned r = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('r')));
    unsigned u = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('u')));
    unsigned behind = blank << 1 | behind_blank, marks = 0;
    if (behind & blank)
        marks |= MARK_TWO_BLANKS;
    if (behind & r & (u >> 1 | 1u << 15)) /* what stands behind the last is not known */
        marks |= MARK_RUN;
    for (unsigned rest = ~((unsigned)_mm_movemask_epi8(letters) | blank) & 0xffff; rest; rest &= rest - 1)
        marks |= mark_of((unsigned char)c[__builtin_ctz(rest)]);
    return marks;
}
#endif

unsigned line_marks(struct span line)
{
    unsigned marks = 0;
    size_t at = 0;
#ifdef __SSE2__
    for (; at + 16 <= line.len; at += 16)
        marks |= marks_of_sixteen(line.ptr + at, at > 0 && line.ptr[at - 1] == ' ');
    if (at > 0 && at < line.len) { /* some bytes once more, which changes nothing */
        at = line.len - 16;
        return marks | marks_of_sixteen(line.ptr + at, line.ptr[at - 1] == ' ');
    }
#endif
    for (; at < line.len; at++)
        marks |= marks_at(line, at);
    return marks;
}
