/*
 * The model's name by the file's: a family that stands in it with what follows of versions, sizes and quantisations, or
 * an unknown word with a size behind an underscore. Hardware and other words end it.
 */
#include "model_candidate.h"

#include "model_words.h"

/* Words that a tag may be made of besides sizes and quantisations. */
static const char *const tag_words[] = {
    "latest", "mini",    "small", "medium",      "large", "nano",   "instruct", "chat",
    "it",     "qat",     "text",  "code",        "base",  "vision", "thinking", "cloud",
    "mlx",    "preview", "coder", "abliterated", "ud",    "mtp",    "dev",
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

static bool is_in(struct span word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal_nocase(word, span_of(words[i])))
            return true;
    return false;
}

static bool has_letter(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (is_letter(text.ptr[i]))
            return true;
    return false;
}

/* Where the last of `byte` stands, or text.len. */
static size_t find_last(struct span text, char byte)
{
    for (size_t at = text.len; at > 0; at--)
        if (text.ptr[at - 1] == byte)
            return at - 1;
    return text.len;
}

static bool is_joint(char c)
{
    return c == '-' || c == '_' || c == ' ' || c == '.' || c == ':' || c == '(' || c == '[';
}

static struct span file_stem(struct span path)
{
    size_t slash = find_last(path, '/');
    struct span name = slash < path.len ? span_from(path, slash + 1) : path;
    size_t backslash = find_last(name, '\\');
    name = backslash < name.len ? span_from(name, backslash + 1) : name;
    for (int i = 0; i < 3; i++) { /* "x.log.gz" */
        size_t dot = find_last(name, '.');
        if (dot == name.len || dot == 0 || is_digit(name.ptr[dot + 1 < name.len ? dot + 1 : dot]))
            break;
        name = span_first(name, dot);
    }
    return name;
}

/* The part from `at` to the next joint; a point between digits joins nothing ("2.5"). */
static struct span part_at(struct span stem, size_t at)
{
    size_t end = at;
    while (end < stem.len) {
        bool in_number = stem.ptr[end] == '.' && end > at && is_digit(stem.ptr[end - 1]) && end + 1 < stem.len &&
                         is_digit(stem.ptr[end + 1]);
        if (is_joint(stem.ptr[end]) && !in_number)
            break;
        end++;
    }
    return (struct span){stem.ptr + at, end - at};
}

struct guess {
    size_t length;
    char name[MODEL_NAME_LIMIT];
    bool has_tag;
};

static void guess_add(struct guess *guess, char joint, struct span part)
{
    if (guess->length + 1 + part.len > MODEL_NAME_LIMIT)
        return;
    if (joint)
        guess->name[guess->length++] = joint;
    memcpy(guess->name + guess->length, part.ptr, part.len);
    guess->length += part.len;
}

/* "K", "M", "0" behind a quantisation's underscore. */
static bool is_quantization_end(struct span part)
{
    static const char *const ends[] = {"0", "1", "K", "S", "M", "L", "XS", "XXS", "XL", "NL"};
    return is_in(part, ends, COUNT(ends));
}

/* Adds the parts behind the model's name that belong to it, from `at` on; returns where that ends. */
static size_t guess_go_on(struct guess *guess, struct span stem, size_t at)
{
    bool in_quantization = false, distilled = false; /* "r1-distill-qwen" is no second family */
    while (at < stem.len && is_joint(stem.ptr[at])) {
        struct span part = part_at(stem, at + 1);
        bool tag = model_word_is_size(part) || model_word_is_quantization(part) ||
                   (guess->has_tag && is_in(part, tag_words, COUNT(tag_words)));
        bool quantization_goes_on = in_quantization && stem.ptr[at] == '_' && is_quantization_end(part);
        bool name_goes_on = !guess->has_tag && stem.ptr[at] == '-' &&
                            (model_word_is_variant(part) || (distilled && model_family_length(part)));
        if (quantization_goes_on)
            guess_add(guess, '_', part);
        else if (tag)
            guess_add(guess, guess->has_tag ? '-' : ':', part);
        else if (name_goes_on || (!guess->has_tag && is_in(part, tag_words, 6)))
            guess_add(guess, name_goes_on ? '-' : ':', part);
        else
            break;
        guess->has_tag = guess->has_tag || tag || (!name_goes_on && !quantization_goes_on);
        in_quantization = quantization_goes_on || model_word_is_quantization(part);
        distilled = span_equal_nocase(part, SPAN("distill"));
        at += 1 + part.len;
    }
    return at;
}

/* The family that begins at `at`, with what follows; 0 where none does, else where it ends. */
static size_t guess_family(struct guess *guess, struct span stem, size_t at)
{
    size_t family = model_family_length(span_from(stem, at));
    if (family == 0 || (at > 0 && !is_joint(stem.ptr[at - 1])))
        return 0;
    struct span rest = part_at(stem, at + family);
    if (rest.len && !is_digit(rest.ptr[0]))
        return 0; /* another word that begins alike */
    *guess = (struct guess){0};
    guess_add(guess, '\0', (struct span){stem.ptr + at, family + rest.len});
    return guess_go_on(guess, stem, at + family + rest.len);
}

/* Words at the beginning of a file's name that say what it is about, not whose. */
static const char *const file_words[] = {"md",   "log",    "txt", "bench",  "benchmark", "benchmarks", "ollama",
                                         "test", "result", "run", "output", "results",   "raw",        "verbose"};

/* A name of no known family, told by the size behind it: "mymodel_14b". */
static size_t guess_by_size(struct guess *guess, struct span stem)
{
    for (size_t at = 1; at + 1 < stem.len; at++) {
        if (stem.ptr[at] != '_' || !model_word_is_size(part_at(stem, at + 1)))
            continue;
        size_t start = at;
        while (start > 0 && (is_letter(stem.ptr[start - 1]) || is_digit(stem.ptr[start - 1]) ||
                             stem.ptr[start - 1] == '.' || stem.ptr[start - 1] == '-'))
            start--;
        struct span part = part_at(stem, start);
        while (start < at && (!has_letter(part) || is_in(part, file_words, COUNT(file_words)))) {
            start += part.len + 1;
            part = part_at(stem, start < at ? start : at);
        }
        if (start >= at || span_starts_nocase(part, SPAN("ollama")))
            continue;
        *guess = (struct guess){0};
        guess_add(guess, '\0', (struct span){stem.ptr + start, at - start});
        guess_go_on(guess, stem, at);
        return guess->length;
    }
    return 0;
}

static bool same_guess(const struct guess *a, const struct guess *b)
{
    return span_equal_nocase((struct span){a->name, a->length}, (struct span){b->name, b->length});
}

size_t model_guess_from_path(struct span path, char out[MODEL_NAME_LIMIT])
{
    struct span stem = file_stem(path);
    struct guess best = {0}, guess;
    bool ambiguous = false;
    for (size_t at = 0; at < stem.len; at++) {
        size_t end = guess_family(&guess, stem, at);
        if (end == 0)
            continue;
        bool better = best.length == 0 || (guess.has_tag && !best.has_tag);
        if (!better && guess.has_tag == best.has_tag && !same_guess(&guess, &best))
            ambiguous = true;
        if (better) {
            best = guess;
            ambiguous = false;
        }
        at = end - 1;
    }
    if (best.length == 0)
        guess_by_size(&best, stem);
    struct span name = {best.name, best.length};
    if (ambiguous || !model_name_fits(name))
        return 0;
    memcpy(out, best.name, best.length);
    return best.length;
}
