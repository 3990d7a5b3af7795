/*
 * Labels: which figure a line names, and where its value begins. The search goes backwards from the separator, so that
 * a line without one costs nothing.
 */
#include "statistics.h"

#include "statistic_value.h"

/* Labels that end alike stand longest first, so that the longest wins. */
static const struct label_name {
    struct span name;
    enum label label;
    enum value_kind kind;
} label_names[] = {
#define NAME(text, label, kind)                                                                                        \
    {                                                                                                                  \
        {text, sizeof text - 1}, label, kind                                                                           \
    }
    NAME("total duration", LABEL_TOTAL_DURATION, KIND_DURATION),
    NAME("load duration", LABEL_LOAD_DURATION, KIND_DURATION),
    NAME("prompt eval count", LABEL_PROMPT_EVAL_COUNT, KIND_COUNT),
    NAME("prompt eval cached", LABEL_PROMPT_EVAL_CACHED, KIND_COUNT),
    NAME("prompt eval duration", LABEL_PROMPT_EVAL_DURATION, KIND_DURATION),
    NAME("prompt eval rate", LABEL_PROMPT_EVAL_RATE, KIND_RATE),
    NAME("eval count", LABEL_EVAL_COUNT, KIND_COUNT),
    NAME("eval duration", LABEL_EVAL_DURATION, KIND_DURATION),
    NAME("eval duraiton", LABEL_EVAL_DURATION, KIND_DURATION),
    NAME("eval rate", LABEL_EVAL_RATE, KIND_RATE),
    NAME("sample count", LABEL_SAMPLE_COUNT, KIND_IGNORED),
    NAME("sample duration", LABEL_SAMPLE_DURATION, KIND_IGNORED),
    NAME("sample rate", LABEL_SAMPLE_RATE, KIND_IGNORED),
    NAME("peak memory", LABEL_PEAK_MEMORY, KIND_IGNORED),
#undef NAME
};

enum { LABEL_NAMES = sizeof label_names / sizeof *label_names };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Blanks and Markdown's marks, which stand around labels and values. */
static bool is_decoration(char c)
{
    return is_blank(c) || c == '*' || c == '`';
}

static size_t skip_decorations(struct span text, size_t at)
{
    while (at < text.len && is_decoration(text.ptr[at]))
        at++;
    return at;
}

static const struct label_name *name_of(enum label label)
{
    for (size_t i = 0; i < LABEL_NAMES; i++)
        if (label_names[i].label == label)
            return &label_names[i];
    return label_names;
}

/* Words before a label that make it another figure than one request's. */
static const char *const refused_words[] = {
    "prompt", "average", "avg", "mean",    "median", "min",      "minimum",  "max",  "maximum",    "total",
    "sum",    "std",     "sd",  "overall", "stddev", "expected", "combined", "peak", "aggregated", "approximate",
};

/* Words that are looked through: "average of the eval rate". */
static const char *const filler_words[] = {"of", "the", "for", "per"};

static bool is_one_of(struct span word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal_nocase(word, span_of(words[i])))
            return true;
    return false;
}

/* The word that ends at `end`, with blanks or a hyphen after it taken off; empty where another mark stands there. */
static struct span word_before(struct span line, size_t from, size_t *end)
{
    while (*end > from && (is_blank(line.ptr[*end - 1]) || line.ptr[*end - 1] == '-'))
        (*end)--;
    size_t start = *end;
    while (start > from && is_letter(line.ptr[start - 1]) && *end - start < 16)
        start--;
    struct span word = {line.ptr + start, *end - start};
    *end = start;
    return word;
}

static bool is_refused(struct span line, size_t from, size_t start)
{
    for (int i = 0; i < 3; i++) {
        struct span word = word_before(line, from, &start);
        if (word.len == 0)
            return false;
        if (is_one_of(word, refused_words, sizeof refused_words / sizeof *refused_words))
            return true;
        if (!is_one_of(word, filler_words, sizeof filler_words / sizeof *filler_words))
            return false;
    }
    return false;
}

static bool begins_word(struct span line, size_t from, size_t start)
{
    char before = start > from ? line.ptr[start - 1] : ' ';
    return !is_letter(before) && !is_digit(before) && before != '_';
}

/* The label that ends at `end`; NULL without. */
static const struct label_name *label_ending_at(struct span line, size_t from, size_t end)
{
    static const char last_letters[] = "ntdeyNTDEY";
    if (end == from || !strchr(last_letters, line.ptr[end - 1]) || line.ptr[end - 1] == '\0')
        return NULL;
    for (size_t i = 0; i < LABEL_NAMES; i++) {
        size_t length = label_names[i].name.len, start = end - length;
        if (end - from < length || lower(line.ptr[end - 1]) != label_names[i].name.ptr[length - 1] ||
            lower(line.ptr[start]) != label_names[i].name.ptr[0])
            continue;
        if (span_equal_nocase((struct span){line.ptr + start, length}, label_names[i].name) &&
            begins_word(line, from, start) && !is_refused(line, from, start))
            return &label_names[i];
    }
    return NULL;
}

/* Steps back over "(unit)" that ends at `end`. */
static size_t before_unit(struct span line, size_t from, size_t end, struct span *unit)
{
    enum { UNIT_LIMIT = 20 };
    if (end == from || line.ptr[end - 1] != ')')
        return end;
    for (size_t open = end - 1; open > from && end - open < UNIT_LIMIT; open--) {
        if (line.ptr[open] != '(')
            continue;
        *unit = (struct span){line.ptr + open + 1, end - open - 2};
        return open;
    }
    return end;
}

static size_t before_decorations(struct span line, size_t from, size_t end)
{
    while (end > from && is_decoration(line.ptr[end - 1]))
        end--;
    return end;
}

static bool is_separator(char c)
{
    return c == ':' || c == '=' || c == '|';
}

/* Goes over the separator at `at` to the value. A full-width colon is three bytes. */
static size_t value_start(struct span line, size_t at, bool *bare)
{
    size_t after_blanks = skip_decorations(line, at);
    size_t next = after_blanks < line.len ? after_blanks : line.len;
    *bare = false;
    if (span_starts(span_from(line, next), SPAN("\xef\xbc\x9a")))
        return skip_decorations(line, next + 3);
    if (next < line.len && is_separator(line.ptr[next]))
        return skip_decorations(line, next + 1);
    *bare = true;
    return after_blanks;
}

bool statistic_at(struct span line, size_t from, size_t at, struct statistic *found)
{
    struct span unit = {0};
    size_t end = before_decorations(line, from, at);
    size_t label_end = before_decorations(line, from, before_unit(line, from, end, &unit));
    const struct label_name *name = label_ending_at(line, from, label_end);
    if (!name || !value_unit_fits(name->kind, unit))
        return false;
    *found = (struct statistic){.label = name->label};
    size_t start = value_start(line, at, &found->bare);
    value_read(name->kind, unit, span_from(line, start), found);
    if (found->state == VALUE_PROSE || (found->bare && !value_begins_number(span_from(line, start))))
        return false;
    found->start = label_end - name->name.len;
    found->end = start + found->value.len;
    return true;
}

enum label statistic_label(struct span text, struct span *unit)
{
    *unit = (struct span){0};
    size_t start = skip_decorations(text, 0);
    size_t end = before_decorations(text, start, text.len);
    if (end > start && text.ptr[end - 1] == ':')
        end = before_decorations(text, start, end - 1);
    end = before_decorations(text, start, before_unit(text, start, end, unit));
    const struct label_name *name = label_ending_at(text, start, end);
    return name && name->name.len == end - start && value_unit_fits(name->kind, *unit) ? name->label : LABEL_COUNT;
}

struct statistic statistic_cell(enum label label, struct span unit, struct span text)
{
    struct statistic statistic = {.label = label};
    size_t start = skip_decorations(text, 0);
    text = span_first(span_from(text, start), before_decorations(text, start, text.len) - start);
    value_read(name_of(label)->kind, unit, text, &statistic);
    if (statistic.state == VALUE_PROSE)
        statistic.state = VALUE_UNREADABLE;
    if (statistic.state != VALUE_READ)
        statistic.value = text;
    return statistic;
}

const char *statistic_problem_code(enum label label)
{
    static const char *const codes[] = {
        [KIND_COUNT] = "bad-count",
        [KIND_DURATION] = "bad-duration",
        [KIND_RATE] = "bad-rate",
        [KIND_IGNORED] = "bad-value",
    };
    return codes[name_of(label)->kind];
}
