#include "model_candidate.h"

/* Families of Ollama's library, by the beginnings of their names; longer ones first where one begins another. */
static const char *const families[] = {
    "alfred",
    "all-minilm",
    "athene",
    "aya",
    "bakllava",
    "bespoke-minicheck",
    "bge",
    "bitnet",
    "codebooga",
    "codegeex",
    "codegemma",
    "codellama",
    "codeqwen",
    "codestral",
    "codeup",
    "cogito",
    "command-a",
    "command-r",
    "dbrx",
    "deepcoder",
    "deepscaler",
    "deepseek",
    "devstral",
    "dolphincoder",
    "dolphin",
    "duckdb-nsql",
    "embeddinggemma",
    "ernie",
    "everythinglm",
    "exaone",
    "falcon",
    "firefunction",
    "functiongemma",
    "gemma",
    "glm",
    "goliath",
    "gpt-oss",
    "granite",
    "hermes",
    "internlm",
    "kimi",
    "laguna",
    "lfm",
    "llama",
    "llava",
    "magicoder",
    "magistral",
    "marco-o1",
    "mathstral",
    "meditron",
    "medgemma",
    "medllama",
    "megadolphin",
    "minicpm",
    "minimax",
    "ministral",
    "mistrallite",
    "mistral",
    "mixtral",
    "moondream",
    "mxbai-embed",
    "nemotron",
    "neural-chat",
    "nexusraven",
    "nomic-embed",
    "notus",
    "notux",
    "nous-hermes",
    "nuextract",
    "olmo",
    "open-orca",
    "openchat",
    "opencoder",
    "openhermes",
    "openthinker",
    "orca-mini",
    "orca",
    "paraphrase",
    "phi",
    "phind-codellama",
    "qwen",
    "qwq",
    "r1-1776",
    "reader-lm",
    "reflection",
    "rnj",
    "sailor",
    "samantha",
    "seed-oss",
    "shieldgemma",
    "smallthinker",
    "smollm",
    "snowflake",
    "solar",
    "sqlcoder",
    "stable-beluga",
    "stable-code",
    "stablelm",
    "starcoder",
    "starling",
    "tinydolphin",
    "tinyllama",
    "translategemma",
    "tulu",
    "vicuna",
    "wizard-math",
    "wizard-vicuna",
    "wizardcoder",
    "wizardlm",
    "xwinlm",
    "yarn",
    "yi",
    "zephyr",
};

/* Words behind a family's hyphen that make it a model of that family. */
static const char *const variants[] = {
    "r1",      "coder",  "code",       "math",   "vision",   "vl",        "oss",      "nemo",
    "large",   "small",  "mini",       "medium", "instruct", "chat",      "embed",    "plus",
    "distill", "it",     "next",       "omni",   "moe",      "reasoning", "thinking", "text",
    "base",    "latest", "uncensored", "scout",  "maverick", "preview",   "dense",    "guard",
};

/* Words that a tag may be made of besides sizes and quantisations. */
static const char *const tag_words[] = {
    "latest", "mini",    "small", "medium",      "large", "nano",   "instruct", "chat",
    "it",     "qat",     "text",  "code",        "base",  "vision", "thinking", "cloud",
    "mlx",    "preview", "coder", "abliterated", "ud",    "mtp",    "dev",
};

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

static size_t count_digits(struct span text)
{
    size_t count = 0;
    while (count < text.len && is_digit(text.ptr[count]))
        count++;
    return count;
}

/* "7b", "1.5b", "135m", "8x7b", "e4b", "a3b". */
static bool is_size(struct span word)
{
    if (word.len && (word.ptr[0] == 'e' || word.ptr[0] == 'a' || word.ptr[0] == 'E' || word.ptr[0] == 'A'))
        word = span_from(word, 1);
    size_t whole = count_digits(word);
    struct span rest = span_from(word, whole);
    if (whole == 0 || whole > 4)
        return false;
    if (rest.len >= 2 && (rest.ptr[0] == '.' || rest.ptr[0] == 'x') && is_digit(rest.ptr[1]))
        rest = span_from(rest, 1 + count_digits(span_from(rest, 1)));
    return rest.len == 1 && strchr("bBmM", rest.ptr[0]) != NULL && rest.ptr[0] != '\0';
}

/* "q4", "q4_K_M", "iq4_xs", "fp16", "mxfp4", "nvfp4", "int8". */
static bool is_quantization(struct span word)
{
    static const char *const starts[] = {"q", "iq", "tq", "f", "fp", "bf", "mxfp", "nvfp", "int"};
    for (size_t i = 0; i < COUNT(starts); i++) {
        struct span start = span_of(starts[i]);
        struct span rest = span_from(word, start.len);
        if (!span_starts_nocase(word, start) || rest.len == 0)
            continue;
        size_t digits = count_digits(rest);
        if (digits > 0 && digits <= 2 && (digits == rest.len || rest.ptr[digits] == '_'))
            return true;
    }
    return false;
}

/* Whether a tag, part by part, holds a size or quantisation. */
static bool tag_has_size(struct span tag)
{
    while (tag.len) {
        size_t end = span_find_byte(tag, '-');
        struct span part = span_first(tag, end);
        if (is_size(part) || is_quantization(part))
            return true;
        tag = span_from(tag, end + 1);
    }
    return false;
}

/* The bytes of the family at the start of `word`; 0 without. */
static size_t family_length(struct span word)
{
    char first = word.len ? (char)(word.ptr[0] | 0x20) : '\0'; /* a small letter, if it is one */
    for (size_t i = 0; i < COUNT(families); i++)
        if (families[i][0] == first && span_starts_nocase(word, span_of(families[i])))
            return strlen(families[i]);
    return 0;
}

/* What may follow a family's name: a version, or a hyphen and a known variant or something with digits. */
static enum likeness family_likeness(struct span model)
{
    size_t family = family_length(model);
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
    return has_digit(word) || is_in(word, variants, COUNT(variants)) ? LIKE_MODEL : LIKE_WORD;
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

/* --- File names --------------------------------------------------------------------------------------------- */

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
        bool tag =
            is_size(part) || is_quantization(part) || (guess->has_tag && is_in(part, tag_words, COUNT(tag_words)));
        bool quantization_goes_on = in_quantization && stem.ptr[at] == '_' && is_quantization_end(part);
        bool name_goes_on = !guess->has_tag && stem.ptr[at] == '-' &&
                            (is_in(part, variants, COUNT(variants)) || (distilled && family_length(part)));
        if (quantization_goes_on)
            guess_add(guess, '_', part);
        else if (tag)
            guess_add(guess, guess->has_tag ? '-' : ':', part);
        else if (name_goes_on || (!guess->has_tag && is_in(part, tag_words, 6)))
            guess_add(guess, name_goes_on ? '-' : ':', part);
        else
            break;
        guess->has_tag = guess->has_tag || tag || (!name_goes_on && !quantization_goes_on);
        in_quantization = quantization_goes_on || is_quantization(part);
        distilled = span_equal_nocase(part, SPAN("distill"));
        at += 1 + part.len;
    }
    return at;
}

/* The family that begins at `at`, with what follows; 0 where none does, else where it ends. */
static size_t guess_family(struct guess *guess, struct span stem, size_t at)
{
    size_t family = family_length(span_from(stem, at));
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
        if (stem.ptr[at] != '_' || !is_size(part_at(stem, at + 1)))
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
