#include "statistics.h"

#include "duration.h"

#include <stdio.h>

enum kind { KIND_COUNT, KIND_DURATION, KIND_RATE, KIND_IGNORED };

/* Labels that end alike stand longest first, so that the longest wins. */
static const struct label_name {
    struct span name;
    enum label label;
    enum kind kind;
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

/* What people write where there is no value. The long dashes are U+2013 and U+2014. */
static const char *const absent_values[] = {"n/a", "na",           "none",         "null", "-",
                                            "--",  "\xe2\x80\x93", "\xe2\x80\x94", "?"};

static const char *const count_units[] = {"token(s)", "tokens", "token", "toks", "tok", "t"};

static const char *const rate_units[] = {
    "tokens/second", "tokens/sec", "tokens/s", "token(s)/s", "token/sec",         "token/s",        "tok/sec",
    "tok/s",         "toks/s",     "t/s",      "tps",        "tokens per second", "tokens-per-sec",
};

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

/* --- Values ------------------------------------------------------------------------------------------------- */

static bool goes_on(struct span rest)
{
    return rest.len && (is_letter(rest.ptr[0]) || is_digit(rest.ptr[0]) || rest.ptr[0] == '_' || rest.ptr[0] == '%' ||
                        rest.ptr[0] == '/');
}

/* The bytes of the first of `units` at the start of `text`; 0 without. */
static size_t unit_length(struct span text, const char *const *units, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct span unit = span_of(units[i]);
        if (span_starts_nocase(text, unit) && !goes_on(span_from(text, unit.len)))
            return unit.len;
    }
    return 0;
}

/* Digits with thousands' commas ("1,234") as plain digits. The bytes taken, 0 where there is no such number. */
static size_t take_digits(struct span text, char out[32])
{
    size_t at = 0, length = 0, group = 0;
    bool grouped = false;
    for (; at < text.len; at++) {
        char c = text.ptr[at];
        bool comma = c == ',' && at + 1 < text.len && is_digit(text.ptr[at + 1]);
        if (comma && (grouped ? group != 3 : group == 0 || group > 3))
            return 0;
        if (!comma && !is_digit(c))
            break;
        group = comma ? 0 : group + 1;
        grouped = grouped || comma;
        if (!comma && length == 31)
            return 0;
        if (!comma)
            out[length++] = c;
    }
    out[length] = '\0';
    return grouped && group != 3 ? 0 : at;
}

static bool follows_number(struct span rest, char mark)
{
    return rest.len >= 2 && rest.ptr[0] == mark && is_digit(rest.ptr[1]);
}

static void read_count(struct span text, struct statistic *statistic)
{
    char digits[32];
    size_t length = take_digits(text, digits);
    struct span rest = span_from(text, length);
    struct maybe count = span_to_count(span_of(digits));
    if (length == 0 || !count.known || follows_number(rest, '.') || follows_number(rest, '-'))
        return;
    size_t gap = rest.len && rest.ptr[0] == ' ' ? 1 : 0;
    size_t unit = unit_length(span_from(rest, gap), count_units, sizeof count_units / sizeof *count_units);
    if (unit == 0 && goes_on(rest))
        return;
    statistic->number = count.value;
    statistic->value = span_first(text, length + (unit ? gap + unit : 0));
    statistic->state = VALUE_READ;
}

/* "4.89", "1,234.56", and "4,89" where the comma can be nothing but a decimal mark. */
static size_t take_real(struct span text, double *value)
{
    char digits[64];
    size_t whole = take_digits(text, digits), decimals = 0, used = strlen(digits);
    struct span rest = span_from(text, whole);
    if (whole == 0) { /* a comma that does not part thousands may be a decimal mark */
        while (whole < text.len && is_digit(text.ptr[whole]) && whole < 16)
            whole++;
        memcpy(digits, text.ptr, whole);
        used = whole;
        rest = span_from(text, whole);
        if (whole == 0 || !follows_number(rest, ','))
            return 0;
    } else if (span_find_byte(span_first(text, whole), ',') < whole && !follows_number(rest, '.')) {
        return 0; /* "1,234": a thousand and more, or one and some */
    }
    if (follows_number(rest, '.') || follows_number(rest, ','))
        for (decimals = 1; decimals < rest.len && is_digit(rest.ptr[decimals]); decimals++)
            if (decimals < 24)
                digits[used + decimals] = rest.ptr[decimals];
    if (decimals)
        digits[used] = '.';
    size_t length = used + (decimals > 24 ? 24 : decimals);
    struct maybe_real real = span_to_real((struct span){digits, length});
    *value = real.value;
    return real.known ? whole + decimals : 0;
}

static void read_rate(struct span text, struct statistic *statistic)
{
    double rate = 0;
    size_t length = take_real(text, &rate);
    struct span rest = span_from(text, length);
    if (length == 0 || follows_number(rest, '.') || follows_number(rest, ',') || follows_number(rest, '-'))
        return;
    size_t gap = rest.len && rest.ptr[0] == ' ' ? 1 : 0;
    size_t unit = unit_length(span_from(rest, gap), rate_units, sizeof rate_units / sizeof *rate_units);
    struct span after = span_from(rest, gap + unit);
    bool other_unit = span_starts_nocase(after, SPAN("ms")) || span_starts_nocase(after, SPAN("s/"));
    if (unit == 0 && (goes_on(rest) || other_unit || span_starts(rest, SPAN("\xe2\x80\x93"))))
        return;
    statistic->rate = rate;
    statistic->value = span_first(text, length + (unit ? gap + unit : 0));
    statistic->state = VALUE_READ;
}

/* A whole number this large would be more than eleven days in seconds: it is the API's nanoseconds. */
enum { BARE_NANOSECONDS = 1000000 };

static void read_bare_duration(struct span text, struct statistic *statistic)
{
    struct maybe whole = span_to_count(text);
    if (whole.known && whole.value >= BARE_NANOSECONDS) {
        statistic->number = whole.value;
        return;
    }
    statistic->without_unit = true;
}

/* "5 parsecs": a word behind a bare number is its unit, unless a label begins there (a session on one line). */
static bool has_unknown_unit(struct span rest)
{
    static const char *const labels[] = {"total ", "load ", "prompt ", "eval ", "sample ", "peak "};
    if (rest.len < 2 || rest.ptr[0] != ' ' || !is_letter(rest.ptr[1]))
        return false;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (span_starts_nocase(span_from(rest, 1), span_of(labels[i])))
            return false;
    return true;
}

static void read_duration(struct span text, struct statistic *statistic)
{
    struct span digits = text;
    digits.len = 0;
    while (digits.len < text.len && is_digit(text.ptr[digits.len]))
        digits.len++;
    struct duration duration = duration_parse(text);
    struct maybe whole = span_to_count(digits);
    if (!duration.ns.known && whole.known && whole.value >= BARE_NANOSECONDS && !goes_on(span_from(text, digits.len)) &&
        !follows_number(span_from(text, digits.len), '.'))
        duration = (struct duration){.ns = whole, .length = digits.len}; /* too large to be seconds */
    if (!duration.ns.known)
        return;
    if (!duration.has_unit && has_unknown_unit(span_from(text, duration.length)))
        return;
    statistic->number = duration.ns.value;
    statistic->value = span_first(text, duration.length);
    statistic->state = VALUE_READ;
    if (!duration.has_unit)
        read_bare_duration(statistic->value, statistic);
}

/* The unit stood in brackets behind the label: read the number as if it stood behind the number. */
static void read_duration_in(struct span unit, struct span text, struct statistic *statistic)
{
    char joined[64];
    size_t length = 0;
    while (length < text.len && (is_digit(text.ptr[length]) || text.ptr[length] == '.'))
        length++;
    if (length + unit.len >= sizeof joined || goes_on(span_from(text, length)))
        return;
    memcpy(joined, text.ptr, length);
    memcpy(joined + length, unit.ptr, unit.len);
    struct duration duration = duration_parse((struct span){joined, length + unit.len});
    if (!duration.ns.known || !duration.has_unit)
        return;
    statistic->number = duration.ns.value;
    statistic->value = span_first(text, length);
    statistic->state = VALUE_READ;
}

static bool is_absent(struct span text)
{
    struct span word = text;
    word.len = 0;
    while (word.len < text.len && !is_blank(text.ptr[word.len]) && text.ptr[word.len] != '|')
        word.len++;
    for (size_t i = 0; i < sizeof absent_values / sizeof *absent_values; i++)
        if (span_equal_nocase(word, span_of(absent_values[i])))
            return true;
    return word.len == 0;
}

static bool is_printed_nonsense(struct span text)
{
    return span_starts_nocase(text, SPAN("nan")) || span_starts_nocase(text, SPAN("inf")) ||
           span_starts_nocase(text, SPAN("+inf")) || span_starts_nocase(text, SPAN("-nan"));
}

static bool begins_number(struct span text)
{
    size_t sign = text.len && strchr("+-~<>.", text.ptr[0]) && text.ptr[0] ? 1 : 0;
    return text.len > sign && is_digit(text.ptr[sign]);
}

/* Reads the value at the start of `text`. */
static void read_value(enum kind kind, struct span unit, struct span text, struct statistic *statistic)
{
    statistic->state = VALUE_UNREADABLE;
    statistic->value = span_first(text, 0);
    if (kind == KIND_COUNT)
        read_count(text, statistic);
    else if (kind == KIND_RATE)
        read_rate(text, statistic);
    else if (kind == KIND_DURATION && unit.len)
        read_duration_in(unit, text, statistic);
    else if (kind == KIND_DURATION)
        read_duration(text, statistic);
    else if (begins_number(text))
        statistic->state = VALUE_READ;
    if (statistic->state == VALUE_UNREADABLE && is_absent(text))
        statistic->state = VALUE_ABSENT;
    else if (statistic->state == VALUE_UNREADABLE && !begins_number(text) && !is_printed_nonsense(text))
        statistic->state = VALUE_PROSE;
}

/* --- Labels ------------------------------------------------------------------------------------------------- */

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
        size_t length = label_names[i].name.len;
        if (end - from < length)
            continue;
        size_t start = end - length;
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

/* A unit in brackets that fits the figure, or none; anything else in brackets makes it another figure. */
static bool unit_fits(enum kind kind, struct span unit)
{
    if (unit.len == 0)
        return true;
    if (kind == KIND_RATE)
        return unit_length(unit, rate_units, sizeof rate_units / sizeof *rate_units) == unit.len;
    if (kind == KIND_COUNT)
        return unit_length(unit, count_units, sizeof count_units / sizeof *count_units) == unit.len;
    char one[24] = "1";
    if (unit.len + 2 > sizeof one)
        return false;
    memcpy(one + 1, unit.ptr, unit.len);
    struct duration duration = duration_parse((struct span){one, unit.len + 1});
    return duration.has_unit && duration.length == unit.len + 1;
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
    if (!name || !unit_fits(name->kind, unit))
        return false;
    *found = (struct statistic){.label = name->label};
    size_t start = value_start(line, at, &found->bare);
    read_value(name->kind, unit, span_from(line, start), found);
    if (found->state == VALUE_PROSE || (found->bare && !begins_number(span_from(line, start))))
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
    return name && name->name.len == end - start && unit_fits(name->kind, *unit) ? name->label : LABEL_COUNT;
}

struct statistic statistic_cell(enum label label, struct span unit, struct span text)
{
    struct statistic statistic = {.label = label};
    size_t start = skip_decorations(text, 0);
    text = span_first(span_from(text, start), before_decorations(text, start, text.len) - start);
    read_value(name_of(label)->kind, unit, text, &statistic);
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

/* --- Assembly ----------------------------------------------------------------------------------------------- */

static struct maybe *number_of(struct request *request, enum label label)
{
    switch (label) {
    case LABEL_TOTAL_DURATION:
        return &request->total_duration_ns;
    case LABEL_LOAD_DURATION:
        return &request->load_duration_ns;
    case LABEL_PROMPT_EVAL_COUNT:
        return &request->prompt_eval_count;
    case LABEL_PROMPT_EVAL_CACHED:
        return &request->prompt_eval_cached_count;
    case LABEL_PROMPT_EVAL_DURATION:
        return &request->prompt_eval_duration_ns;
    case LABEL_EVAL_COUNT:
        return &request->eval_count;
    case LABEL_EVAL_DURATION:
        return &request->eval_duration_ns;
    default:
        return NULL;
    }
}

void figures_add(struct figures *figures, const struct statistic *statistic)
{
    struct request *request = &figures->request;
    enum label label = statistic->label;
    struct maybe *number = number_of(request, label);
    figures->seen |= 1u << label;
    if (statistic->state != VALUE_READ)
        return;
    if (number)
        *number = maybe_of(statistic->number);
    else if (label == LABEL_EVAL_RATE)
        request->reported_eval_rate_tok_s = maybe_real_of(statistic->rate);
    else if (label == LABEL_PROMPT_EVAL_RATE)
        request->reported_prompt_eval_rate_tok_s = maybe_real_of(statistic->rate);
    else
        return;
    figures->measured |= 1u << label;
    if (statistic->without_unit)
        request->flags |= FLAG_NO_UNIT;
    if (name_of(label)->kind == KIND_DURATION && statistic->number % 1000000 != 0)
        figures->finer_than_ms = true;
}

/* Ollama takes total and load duration from a clock of nanoseconds. Where these are whole milliseconds, and all others
 * too, somebody rounded before printing. */
static bool is_rounded(const struct figures *figures)
{
    unsigned fine_clocks = 1u << LABEL_TOTAL_DURATION | 1u << LABEL_LOAD_DURATION;
    return (figures->measured & fine_clocks) != 0 && !figures->finer_than_ms;
}

void figures_finish(struct figures *figures)
{
    if (is_rounded(figures))
        figures->request.flags |= FLAG_ROUNDED;
    request_judge(&figures->request);
    request_check_rates(&figures->request);
}
