/*
 * Tables of words, and the shapes of sizes and quantisations.
 */
#include "model_words.h"

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

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t count_digits(struct span text)
{
    size_t count = 0;
    while (count < text.len && is_digit(text.ptr[count]))
        count++;
    return count;
}

size_t model_family_length(struct span word)
{
    char first = word.len ? (char)(word.ptr[0] | 0x20) : '\0'; /* a small letter, if it is one */
    for (size_t i = 0; i < COUNT(families); i++)
        if (families[i][0] == first && span_starts_nocase(word, span_of(families[i])))
            return strlen(families[i]);
    return 0;
}

bool model_word_is_variant(struct span word)
{
    for (size_t i = 0; i < COUNT(variants); i++)
        if (span_equal_nocase(word, span_of(variants[i])))
            return true;
    return false;
}

bool model_word_is_size(struct span word)
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

bool model_word_is_quantization(struct span word)
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
