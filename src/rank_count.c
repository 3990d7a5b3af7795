#include "rank_count.h"

#ifdef HAVE_PCRE2

#include "rank_merge.h"
#include "rank_table.h"

#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Steps back within one match: a blank line may be as long as a text. */
enum { MATCH_LIMIT = 1 << 30 };

struct rank_counter {
    struct rank_table *table;
    struct rank_merge merge;
    pcre2_code *splitter;
    pcre2_match_data *match;
    pcre2_match_context *limits;
    char name[128];
};

/* --- the encodings ------------------------------------------------------------------------------------------------ */

/* White_Space as Unicode has it: PCRE2's own \s takes U+180E, too. */
#define SPACE_IN  "\\t-\\r \\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}"
#define SPACE     "[" SPACE_IN "]"
#define NO_SPACE  "[^" SPACE_IN "]"
#define SIGNS     "[^" SPACE_IN "\\p{L}\\p{N}]"
#define SHORTENED "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
#define NO_LETTER "[^\\r\\n\\p{L}\\p{N}]?"
#define UPPER     "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]"
#define LOWER     "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]"
#define SPACES    SPACE "*[\\r\\n]+|" SPACE "+(?!" NO_SPACE ")|" SPACE "+"

static const char CL100K[] = SHORTENED "|" NO_LETTER "\\p{L}+|\\p{N}{1,3}| ?" SIGNS "+[\\r\\n]*|" SPACES;
static const char O200K[] = NO_LETTER UPPER "*" LOWER "+" SHORTENED "?|" NO_LETTER UPPER "+" LOWER "*" SHORTENED
                                            "?|\\p{N}{1,3}| ?" SIGNS "+[\\r\\n/]*|" SPACES;
static const char R50K[] =
    "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?" SIGNS "+|" SPACE "+(?!" NO_SPACE ")|" SPACE "+";

/* How many ranks an encoding's file has tells which it is. */
static const struct encoding {
    const char *name;
    size_t ranks;
    const char *pattern;
} encodings[] = {
    {"cl100k_base", 100256, CL100K},
    {"o200k_base", 199998, O200K},
    {"p50k_base", 50280, R50K},
    {"r50k_base", 50256, R50K},
};

enum { ENCODINGS = sizeof encodings / sizeof *encodings };

static const struct encoding *find_encoding(const char *path, size_t ranks)
{
    for (size_t i = 0; i < ENCODINGS; i++)
        if (encodings[i].ranks == ranks)
            return &encodings[i];
    for (size_t i = 0; i < ENCODINGS; i++)
        if (strstr(path, encodings[i].name))
            return &encodings[i];
    return NULL;
}

/* --- opening ------------------------------------------------------------------------------------------------------ */

static bool compile(struct rank_counter *counter, const char *pattern, struct failure *why)
{
    int error;
    PCRE2_SIZE offset;
    counter->splitter =
        pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_UCP, &error, &offset, NULL);
    if (!counter->splitter) {
        PCRE2_UCHAR reason[160] = "";
        pcre2_get_error_message(error, reason, sizeof reason);
        return failure_set(why, "--ranks-pattern: %s, at its byte %zu", (const char *)reason, (size_t)offset);
    }
    pcre2_jit_compile(counter->splitter, PCRE2_JIT_COMPLETE); /* only faster: without it the same is found */
    counter->match = pcre2_match_data_create(1, NULL);
    counter->limits = pcre2_match_context_create(NULL);
    if (!counter->match || !counter->limits)
        return failure_out_of_memory(why);
    pcre2_set_match_limit(counter->limits, MATCH_LIMIT);
    return true;
}

static void give_name(struct rank_counter *counter, const char *path, const struct encoding *encoding)
{
    const char *slash = strrchr(path, '/');
    if (encoding)
        snprintf(counter->name, sizeof counter->name, "%s", encoding->name);
    else
        snprintf(counter->name, sizeof counter->name, "%.80s (%zu ranks)", slash ? slash + 1 : path,
                 rank_table_size(counter->table));
}

static bool fill(struct rank_counter *counter, const char *path, const char *pattern, struct failure *why)
{
    counter->table = rank_table_open(path, why);
    if (!counter->table)
        return false;
    const struct encoding *encoding = pattern ? NULL : find_encoding(path, rank_table_size(counter->table));
    if (!pattern && !encoding)
        return failure_set(why,
                           "'%s' has %zu ranks and is no encoding known here; give its regular expression with "
                           "--ranks-pattern",
                           path, rank_table_size(counter->table));
    give_name(counter, path, encoding);
    return compile(counter, pattern ? pattern : encoding->pattern, why);
}

struct rank_counter *rank_counter_open(const char *path, const char *pattern, struct failure *why)
{
    struct rank_counter *counter = calloc(1, sizeof *counter);
    if (!counter)
        failure_out_of_memory(why);
    else if (fill(counter, path, pattern, why))
        return counter;
    rank_counter_close(counter);
    return NULL;
}

void rank_counter_close(struct rank_counter *counter)
{
    if (!counter)
        return;
    rank_table_close(counter->table);
    rank_merge_release(&counter->merge);
    pcre2_match_context_free(counter->limits);
    pcre2_match_data_free(counter->match);
    pcre2_code_free(counter->splitter);
    free(counter);
}

const char *rank_counter_name(const struct rank_counter *counter)
{
    return counter->name;
}

/* --- counting ----------------------------------------------------------------------------------------------------- */

/* The first piece of the text from `offset` on; empty at `text.len` where there is none. */
static bool find_piece(struct rank_counter *counter, struct span text, size_t offset, struct span *piece,
                       struct failure *why)
{
    uint32_t checked = offset ? PCRE2_NO_UTF_CHECK : 0;
    int found = pcre2_match(counter->splitter, (PCRE2_SPTR)text.ptr, text.len, offset, checked | PCRE2_NOTEMPTY,
                            counter->match, counter->limits);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT)
        found = pcre2_match(counter->splitter, (PCRE2_SPTR)text.ptr, text.len, offset,
                            checked | PCRE2_NOTEMPTY | PCRE2_NO_JIT, counter->match, counter->limits);
    *piece = span_from(text, text.len);
    if (found == PCRE2_ERROR_NOMATCH)
        return true;
    if (found < 0) {
        PCRE2_UCHAR reason[160] = "";
        pcre2_get_error_message(found, reason, sizeof reason);
        return failure_set(why, "cannot split a text into tokens: %s", (const char *)reason);
    }
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(counter->match);
    *piece = span_first(span_from(text, ends[0]), ends[1] - ends[0]);
    return true;
}

bool rank_counter_add(struct rank_counter *counter, struct span text, void (*token)(void *ctx, int64_t rank), void *ctx,
                      int64_t *count, struct failure *why)
{
    struct span piece;
    for (size_t offset = 0; offset < text.len; offset = (size_t)(piece.ptr - text.ptr) + piece.len) {
        if (!find_piece(counter, text, offset, &piece, why))
            return false;
        if (piece.len && !rank_merge_encode(&counter->merge, counter->table, piece, token, ctx, count, why))
            return false;
    }
    return true;
}

#else

struct rank_counter *rank_counter_open(const char *path, const char *pattern, struct failure *why)
{
    (void)path, (void)pattern;
    failure_set(why,
                "--ranks needs PCRE2, and this evalrate was built without it; install libpcre2-dev and build it again");
    return NULL;
}

void rank_counter_close(struct rank_counter *counter)
{
    (void)counter;
}

const char *rank_counter_name(const struct rank_counter *counter)
{
    (void)counter;
    return "";
}

bool rank_counter_add(struct rank_counter *counter, struct span text, void (*token)(void *ctx, int64_t rank), void *ctx,
                      int64_t *count, struct failure *why)
{
    (void)counter, (void)text, (void)token, (void)ctx, (void)count;
    return failure_set(why, "built without PCRE2");
}

#endif
