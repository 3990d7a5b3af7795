#include "record.h"

#include "buffer.h"

#include <math.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static const char *const status_names[] = {
    [STATUS_OK] = "ok",       [STATUS_PARTIAL] = "partial", [STATUS_INCOMPLETE] = "incomplete",
    [STATUS_ERROR] = "error", [STATUS_LOAD] = "load",
};

static const char *const model_from_names[] = {
    [MODEL_FROM_NONE] = NULL,           [MODEL_FROM_JSON] = "json",
    [MODEL_FROM_COMMAND] = "command",   [MODEL_FROM_PS] = "ps",
    [MODEL_FROM_HEADING] = "heading",   [MODEL_FROM_LINE] = "line",
    [MODEL_FROM_FILENAME] = "filename", [MODEL_FROM_OPTION] = "option",
    [MODEL_FROM_LOG] = "log",
};

const char *status_name(enum status status)
{
    return status_names[status];
}

const char *model_from_name(enum model_from from)
{
    return model_from_names[from];
}

bool status_named(struct span name, enum status *status)
{
    for (unsigned i = STATUS_OK; i <= STATUS_LOAD; i++) {
        if (span_equal(name, span_of(status_names[i]))) {
            *status = i;
            return true;
        }
    }
    return false;
}

enum model_from model_from_named(struct span name)
{
    for (unsigned i = MODEL_FROM_JSON; i <= MODEL_FROM_LOG; i++)
        if (span_equal(name, span_of(model_from_names[i])))
            return i;
    return MODEL_FROM_NONE;
}

void request_judge(struct request *request)
{
    if (request->status != STATUS_OK && request->status != STATUS_PARTIAL)
        return;
    bool whole = request->total_duration_ns.known && request->load_duration_ns.known &&
                 request->prompt_eval_count.known && request->prompt_eval_duration_ns.known &&
                 request->eval_count.known && request->eval_duration_ns.known;
    request->status = whole ? STATUS_OK : STATUS_PARTIAL;
}

/* Whether the printed rate is count / duration, as far as two printed decimals can tell. */
static bool agrees(struct maybe_real printed, int64_t count, struct maybe duration_ns)
{
    double computed = (double)count * 1e9 / (double)duration_ns.value;
    return fabs(printed.value - computed) <= 0.01 * computed + 0.02;
}

void request_check_rates(struct request *request)
{
    const struct request *r = request;
    bool prompt_wrong =
        r->reported_prompt_eval_rate_tok_s.known && r->prompt_eval_count.known && r->prompt_eval_duration_ns.known &&
        r->prompt_eval_duration_ns.value > 0 &&
        !agrees(r->reported_prompt_eval_rate_tok_s, r->prompt_eval_count.value, r->prompt_eval_duration_ns);
    if (prompt_wrong && r->prompt_eval_cached_count.known)
        prompt_wrong =
            !agrees(r->reported_prompt_eval_rate_tok_s, r->prompt_eval_count.value - r->prompt_eval_cached_count.value,
                    r->prompt_eval_duration_ns);
    bool answer_wrong = r->reported_eval_rate_tok_s.known && r->eval_count.known && r->eval_duration_ns.known &&
                        r->eval_duration_ns.value > 0 &&
                        !agrees(r->reported_eval_rate_tok_s, r->eval_count.value, r->eval_duration_ns) &&
                        !agrees(r->reported_eval_rate_tok_s, r->eval_count.value - 1, r->eval_duration_ns);
    if (prompt_wrong || answer_wrong)
        request->flags |= FLAG_RATE_MISMATCH;
}

/* White space beyond ASCII that separates words, as Unicode's White_Space has it. */
static bool is_wide_space(unsigned code)
{
    return code == 0x85 || code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 ||
           code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

/* The code point of the two- or three-byte sequence at `c`, 0 where it cannot be a white space. */
static unsigned short_code_point(const unsigned char *c, size_t left)
{
    if ((c[0] & 0xe0) == 0xc0 && left >= 2)
        return (c[0] & 0x1fu) << 6 | (c[1] & 0x3fu);
    if ((c[0] & 0xf0) == 0xe0 && left >= 3)
        return (c[0] & 0x0fu) << 12 | (c[1] & 0x3fu) << 6 | (c[2] & 0x3fu);
    return 0;
}

/* Eight bytes in one load, which compilers do not make of eight; fewer are followed by blanks. The first is the lowest.
 */
static uint64_t load_word(const unsigned char *c, size_t count)
{
    uint64_t word = UINT64_C(0x2020202020202020);
    if (count == sizeof word)
        memcpy(&word, c, sizeof word);
    else
        memcpy(&word, c, count);
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

#ifdef __SSE2__
/* Counts groups of sixteen ASCII characters, a byte each: all bits of it, or none. */
static const unsigned char *count_ascii_by_sixteen(struct text_size *size, const unsigned char *c,
                                                   const unsigned char *end)
{
    const __m128i none = _mm_setzero_si128();
    __m128i words = none; /* two sums */
    for (; end - c >= 16; c += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)c);
        if (_mm_movemask_epi8(bytes))
            break;
        __m128i control = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('\t' - 1)),
                                        _mm_cmplt_epi8(bytes, _mm_set1_epi8('\r' + 1)));
        __m128i space = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')), control);
        __m128i in_word = _mm_cmpeq_epi8(space, none);
        __m128i behind = _mm_or_si128(_mm_slli_si128(in_word, 1), _mm_cvtsi32_si128(-size->in_word & 0xff));
        __m128i starts = _mm_andnot_si128(behind, in_word);
        words = _mm_add_epi64(words, _mm_sad_epu8(_mm_sub_epi8(none, starts), none));
        size->chars += 16;
        size->in_word = (unsigned)_mm_movemask_epi8(in_word) >> 15;
    }
    size->words += _mm_cvtsi128_si64(words) + _mm_cvtsi128_si64(_mm_unpackhi_epi64(words, words));
    return c;
}
#endif

/* Counts groups of eight ASCII characters, most of most texts, and a last one of fewer; where the first other group
 * starts. No sum of two bytes here reaches the next. */
static const unsigned char *count_ascii(struct text_size *size, const unsigned char *c, const unsigned char *end)
{
    const uint64_t each = UINT64_C(0x0101010101010101), tops = each * 0x80;
#ifdef __SSE2__
    c = count_ascii_by_sixteen(size, c, end);
#endif
    while (c < end) {
        size_t count = end - c < 8 ? (size_t)(end - c) : 8;
        uint64_t word = load_word(c, count);
        if (word & tops)
            break;
        uint64_t blank = ~((word ^ each * ' ') + each * 0x7f);
        uint64_t control = (word + each * (0x80 - '\t')) & ~(word + each * (0x80 - '\r' - 1));
        uint64_t in_word = ~(blank | control) >> 7 & each;
        uint64_t starts = in_word & ~(in_word << 8 | size->in_word);
        size->words += (int64_t)(starts * each >> 56);
        size->chars += (int64_t)count;
        size->in_word = in_word >> (8 * (count - 1)) & 1;
        c += count;
    }
    return c;
}

void text_size_add(struct text_size *size, struct span piece)
{
    size->known = true;
    if (!piece.len) /* and perhaps no pointer */
        return;
    const unsigned char *c = (const unsigned char *)piece.ptr, *end = c + piece.len;
    if (size->kept)
        buffer_add(size->kept, piece);
    size->bytes += (int64_t)piece.len;
    while (c < end) {
        c = count_ascii(size, c, end);
        if (c == end)
            break;
        bool continues = (*c & 0xc0) == 0x80; /* a character that has been counted */
        bool space = *c == ' ' || (*c >= '\t' && *c <= '\r');
        if (*c >= 0xc2)
            space = is_wide_space(short_code_point(c, (size_t)(end - c)));
        if (!continues) {
            size->chars++;
            size->words += !space && !size->in_word;
            size->in_word = !space;
        }
        c++;
    }
}
