/*
 * Ollama's grammar of names, and how much a word looks like one.
 */
#include "model_candidate.h"

#include "model_words.h"

/* A word with such an end is a file, whatever it begins with. */
static const char *const file_ends[] = {
    ".c",       ".cc",   ".cpp", ".h",   ".cu",   ".go",    ".py",   ".rs",  ".js",    ".ts",
    ".sh",      ".md",   ".txt", ".log", ".json", ".jsonl", ".yaml", ".yml", ".html",  ".conf",
    ".service", ".so",   ".exe", ".csv", ".gguf", ".com",   ".org",  ".ai",  ".cpp/",  ".ps1",
    ".bat",     ".toml", ".ini", ".xml", ".zip",  ".gz",    ".out",  ".err", ".swift", ".java",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name_byte(char c)
{
    return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
}

static bool has_letter(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (is_letter(text.ptr[i]))
            return true;
    return false;
}

static bool has_digit(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (is_digit(text.ptr[i]))
            return true;
    return false;
}

/* --- Grammar ------------------------------------------------------------------------------------------------ */

static bool part_fits(struct span part, size_t limit)
{
    if (part.len == 0 || part.len > limit || !(is_letter(part.ptr[0]) || is_digit(part.ptr[0]) || part.ptr[0] == '_'))
        return false;
    for (size_t i = 0; i < part.len; i++)
        if (!is_name_byte(part.ptr[i]))
            return false;
    return true;
}

static bool host_fits(struct span host)
{
    size_t colon = span_find_byte(host, ':');
    struct span port = span_from(host, colon + 1);
    return part_fits(span_first(host, colon), 350) && (colon == host.len || span_to_count(port).known);
}

/* Where the last of `byte` stands, or text.len. */
static size_t find_last(struct span text, char byte)
{
    for (size_t at = text.len; at > 0; at--)
        if (text.ptr[at - 1] == byte)
            return at - 1;
    return text.len;
}

struct name_parts {
    struct span before, model, tag; /* "host/namespace", "model", "tag" */
};

static struct name_parts split_name(struct span name)
{
    struct name_parts parts = {0};
    size_t slash = find_last(name, '/');
    struct span last = slash < name.len ? span_from(name, slash + 1) : name;
    size_t colon = find_last(last, ':');
    parts.before = span_first(name, slash < name.len ? slash : 0);
    parts.model = span_first(last, colon);
    parts.tag = span_from(last, colon + 1);
    return parts;
}

bool model_name_fits(struct span name)
{
    if (name.len == 0 || name.len > MODEL_NAME_LIMIT)
        return false;
    struct name_parts parts = split_name(name);
    bool tag_is_empty = parts.tag.len == 0 && name.ptr[name.len - 1] == ':';
    if (!part_fits(parts.model, 80) || tag_is_empty || (parts.tag.len && !part_fits(parts.tag, 80)))
        return false;
    if (parts.before.len == 0)
        return parts.before.ptr == name.ptr && name.ptr[0] != '/';
    size_t slash = find_last(parts.before, '/');
    if (slash == parts.before.len)
        return part_fits(parts.before, 80);
    return part_fits(span_from(parts.before, slash + 1), 80) && host_fits(span_first(parts.before, slash));
}

/* --- Likeness ----------------------------------------------------------------------------------------------- */

/* Whether a tag, part by part, holds a size or quantisation. */
static bool tag_has_size(struct span tag)
{
    while (tag.len) {
        size_t end = span_find_byte(tag, '-');
        struct span part = span_first(tag, end);
        if (model_word_is_size(part) || model_word_is_quantization(part))
            return true;
        tag = span_from(tag, end + 1);
    }
    return false;
}

/* What may follow a family's name: a version, or a hyphen and a known variant or something with digits. */
static enum likeness family_likeness(struct span model)
{
    size_t family = model_family_length(model);
    struct span rest = span_from(model, family);
    if (family == 0)
        return LIKE_WORD;
    if (rest.len == 0)
        return LIKE_FAMILY;
    if (is_digit(rest.ptr[0]))
        return LIKE_MODEL;
    if (rest.ptr[0] != '-' && rest.ptr[0] != '_')
        return LIKE_WORD;
    struct span next = span_from(rest, 1);
    struct span word = span_first(next, span_find_byte(next, '-'));
    return has_digit(word) || model_word_is_variant(word) ? LIKE_MODEL : LIKE_WORD;
}

static bool is_file(struct span word)
{
    for (size_t i = 0; i < COUNT(file_ends); i++) {
        struct span end = span_of(file_ends[i]);
        if (word.len > end.len && span_equal_nocase(span_from(word, word.len - end.len), end))
            return true;
    }
    return false;
}

enum likeness model_likeness(struct span name)
{
    if (!model_name_fits(name))
        return LIKE_NOTHING;
    struct name_parts parts = split_name(name);
    if (!has_letter(parts.model) || is_file(parts.model))
        return LIKE_NOTHING;
    enum likeness family = family_likeness(parts.model);
    if (parts.tag.len == 0)
        return family;
    if (tag_has_size(parts.tag) || family >= LIKE_FAMILY)
        return LIKE_TAGGED;
    return LIKE_WORD;
}

/* --- Words -------------------------------------------------------------------------------------------------- */

static bool is_word_byte(char c)
{
    return is_name_byte(c) || c == ':' || c == '/';
}

static struct span without_marks(struct span word)
{
    while (word.len && !is_letter(word.ptr[0]) && !is_digit(word.ptr[0]) && word.ptr[0] != '_')
        word = span_from(word, 1);
    while (word.len && !is_letter(word.ptr[word.len - 1]) && !is_digit(word.ptr[word.len - 1]) &&
           word.ptr[word.len - 1] != '_')
        word.len--;
    return word;
}

struct span model_word_next(struct span text, size_t *at)
{
    struct span word = {0};
    while (*at < text.len && word.len == 0) {
        while (*at < text.len && !is_word_byte(text.ptr[*at]))
            (*at)++;
        size_t start = *at;
        while (*at < text.len && is_word_byte(text.ptr[*at]))
            (*at)++;
        word = without_marks((struct span){text.ptr + start, *at - start});
    }
    return word;
}

/* A colon inside a word: no tag without one. */
static bool may_hold_tag(struct span text)
{
    for (size_t at = span_find_byte(text, ':'); at + 1 < text.len;
         at += 1 + span_find_byte(span_from(text, at + 1), ':'))
        if (at > 0 && is_name_byte(text.ptr[at - 1]) && is_name_byte(text.ptr[at + 1]))
            return true;
    return false;
}

struct span model_find(struct span text, enum likeness least)
{
    struct span best = {0};
    if (least == LIKE_TAGGED && !may_hold_tag(text))
        return best;
    size_t at = 0;
    for (struct span word = model_word_next(text, &at); word.len; word = model_word_next(text, &at)) {
        enum likeness likeness = model_likeness(word);
        bool assigned = word.ptr > text.ptr && word.ptr[-1] == '='; /* `tag=…` says something else */
        if (likeness < least || assigned)
            continue;
        best = word;
        least = (enum likeness)(likeness + 1);
        if (likeness == LIKE_TAGGED)
            break;
    }
    return best;
}
