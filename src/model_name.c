#include "model_name.h"

#include "utf8.h"

#include <stdio.h>

/* --- the canonical name ------------------------------------------------------------------------------------------- */

static struct span without(struct span text, struct span start)
{
    return span_starts_nocase(text, start) ? span_from(text, start.len) : text;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Whether the part before the first slash is a host: it has a dot or a port. */
static bool has_host(struct span name)
{
    struct span first = span_first(name, span_find_byte(name, '/'));
    return first.len < name.len && (span_find_byte(first, '.') < first.len || span_find_byte(first, ':') < first.len);
}

void model_name_canonical(struct span name, char out[MODEL_NAME_SIZE])
{
    name = span_trim(name);
    size_t scheme = span_find(name, SPAN("://"));
    if (scheme < name.len)
        name = span_from(name, scheme + 3);
    name = without(name, SPAN("registry.ollama.ai/"));
    name = without(name, SPAN("library/"));
    struct span latest = SPAN(":latest");
    if (name.len > latest.len && span_equal_nocase(span_from(name, name.len - latest.len), latest))
        name.len -= latest.len;
    bool keep_case = has_host(name);
    size_t length = 0;
    while (name.len) {
        struct utf8_char c = utf8_next(name);
        if (length + c.length > MODEL_NAME_SIZE - 1)
            break;
        for (size_t i = 0; i < c.length && c.code >= 0x20 && c.code != 0x7f; i++)
            out[length++] = keep_case ? name.ptr[i] : lower(name.ptr[i]);
        name = span_from(name, c.length);
    }
    out[length] = '\0';
}

/* --- what the name tells ------------------------------------------------------------------------------------------ */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Bytes of a plain decimal number at the start of `text`: "7", "1.5". */
static size_t number_length(struct span text)
{
    size_t n = 0;
    while (n < text.len && is_digit(text.ptr[n]))
        n++;
    if (n > 0 && n + 1 < text.len && text.ptr[n] == '.' && is_digit(text.ptr[n + 1]))
        for (n++; n < text.len && is_digit(text.ptr[n]); n++)
            ;
    return n;
}

static bool is_one_of(struct span word, const char *const *words)
{
    for (; *words; words++)
        if (span_equal_nocase(word, span_of(*words)))
            return true;
    return false;
}

/* q4_K_M, iq4_xs, f16, bf16, fp8, mxfp4, nvfp4, int8 */
static bool is_quantization(struct span word)
{
    static const char *const words[] = {"f16",   "fp16",  "f32",  "fp32", "bf16",  "fp8",   "mxfp4",
                                        "mxfp8", "nvfp4", "int4", "int8", "tq1_0", "tq2_0", NULL};
    if (is_one_of(word, words) || span_starts_nocase(word, SPAN("mxfp4_")))
        return true;
    if (word.len && (word.ptr[0] == 'i' || word.ptr[0] == 'I'))
        word = span_from(word, 1);
    return word.len >= 2 && (word.ptr[0] == 'q' || word.ptr[0] == 'Q') && is_digit(word.ptr[1]) &&
           (word.len == 2 || word.ptr[2] == '_');
}

static bool is_size_word(struct span word)
{
    static const char *const words[] = {"mini", "small", "medium", "large", "nano", "tiny", NULL};
    return is_one_of(word, words);
}

/* 7b, 1.5b, 135m, 1t, 8x7b, e4b */
static bool is_size_number(struct span word)
{
    if (word.len > 1 && (word.ptr[0] == 'e' || word.ptr[0] == 'E') && is_digit(word.ptr[1]))
        word = span_from(word, 1);
    size_t n = number_length(word);
    if (n && n + 1 < word.len && (word.ptr[n] == 'x' || word.ptr[n] == 'X')) {
        size_t each = number_length(span_from(word, n + 1));
        n = each ? n + 1 + each : 0;
    }
    return n && n + 1 == word.len && memchr("mbtMBT", word.ptr[n], 6);
}

static bool is_active_size(struct span word)
{
    return word.len > 2 && (word.ptr[0] == 'a' || word.ptr[0] == 'A') && is_digit(word.ptr[1]) &&
           is_size_number(span_from(word, 1));
}

/* A word that does not fit is left out: half of it would be another word. */
static void keep(char *out, size_t size, struct span word, const char *between)
{
    size_t used = strlen(out);
    if (used + strlen(between) + word.len < size)
        snprintf(out + used, size - used, "%s%.*s", used ? between : "", (int)word.len, word.ptr);
}

/* One word of a tag (or, for a foreign host, of the repository's name). Returns whether it is more than variant. */
static bool take_word(struct span word, struct model_traits *traits)
{
    if (word.len == 0 || span_equal_nocase(word, SPAN("latest")) || span_equal_nocase(word, SPAN("gguf")))
        return true;
    if (span_equal_nocase(word, SPAN("cloud"))) {
        traits->is_cloud = true;
    } else if (!traits->quantization[0] && is_quantization(word)) {
        keep(traits->quantization, sizeof traits->quantization, word, "");
    } else if (is_size_number(word) && is_size_word(span_of(traits->size))) {
        keep(traits->variant, sizeof traits->variant, span_of(traits->size), "-"); /* a number says it better */
        traits->size[0] = '\0';
        keep(traits->size, sizeof traits->size, word, "");
    } else if (!traits->size[0] && (is_size_number(word) || is_size_word(word))) {
        keep(traits->size, sizeof traits->size, word, "");
    } else if (!traits->active_size[0] && is_active_size(word)) {
        keep(traits->active_size, sizeof traits->active_size, word, "");
    } else {
        return false;
    }
    return true;
}

static struct span next_word(struct span *text)
{
    size_t end = span_find_byte(*text, '-');
    struct span word = span_first(*text, end);
    *text = span_from(*text, end + 1);
    return word;
}

/* In upper case where it is a quantization of the GGUF kind, as the server itself prints it: q4_k_m -> Q4_K_M. */
static void uppercase(char *text)
{
    for (; *text; text++)
        if (*text >= 'a' && *text <= 'z')
            *text = (char)(*text - ('a' - 'A'));
}

/* A file's digest stands for a model whose name a server did not log; it tells nothing else. */
static bool is_digest(struct span name)
{
    return span_starts(name, SPAN("sha256-")) || span_starts(name, SPAN("sha256:"));
}

void model_name_traits(const char *canonical, struct model_traits *traits)
{
    *traits = (struct model_traits){0};
    struct span name = span_of(canonical);
    if (is_digest(name))
        return;
    bool foreign = has_host(name);
    for (size_t slash; (slash = span_find_byte(name, '/')) < name.len;)
        name = span_from(name, slash + 1);
    size_t colon = span_find_byte(name, ':');
    struct span base = span_first(name, colon), tag = span_from(name, colon + 1);
    /* The family is the name up to the first word, but the very first, that says something else. Ollama's own names
     * hold nothing else: mistral-small is a family. */
    bool in_family = true;
    while (base.len) {
        struct span word = next_word(&base);
        bool may_tell = traits->family[0] && (foreign || is_size_number(word));
        bool told = may_tell && take_word(word, traits);
        in_family = in_family && !told;
        if (in_family)
            keep(traits->family, sizeof traits->family, word, "-");
        else if (!told)
            keep(traits->variant, sizeof traits->variant, word, "-");
    }
    while (tag.len) {
        struct span word = next_word(&tag);
        if (!take_word(word, traits))
            keep(traits->variant, sizeof traits->variant, word, "-");
    }
    if (traits->quantization[0] && is_letter(traits->quantization[0]))
        uppercase(traits->quantization);
}
