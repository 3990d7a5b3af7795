#include "column_names.h"

#include "hash.h"

#include <stdio.h>

enum {
    NAME_SIZE = 64, /* no figure has a longer name */
    NAME_WORDS = 7, /* nor more words between blanks: "prompt eval rate in tokens per second" */
};

struct name {
    struct span words; /* "total_duration_ms" */
    enum column_field field;
    bool needs_unit; /* by itself it could be anything */
};

#define NAME(words, field)                                                                                             \
    {                                                                                                                  \
        {words, sizeof(words) - 1}, field, false                                                                       \
    }
#define NAME_WITH_UNIT(words, field)                                                                                   \
    {                                                                                                                  \
        {words, sizeof(words) - 1}, field, true                                                                        \
    }

/* Without their units. */
static const struct name names[] = {
    NAME("model", COLUMN_MODEL),
    NAME("model_name", COLUMN_MODEL),
    NAME("model_id", COLUMN_MODEL),
    NAME("model_tag", COLUMN_MODEL),
    NAME("prompt", COLUMN_PROMPT),
    NAME("prompt_text", COLUMN_PROMPT),
    NAME("question", COLUMN_PROMPT),
    NAME("error", COLUMN_ERROR),
    NAME("error_message", COLUMN_ERROR),
    NAME("success", COLUMN_SUCCESS),
    NAME("succeeded", COLUMN_SUCCESS),
    NAME("ok", COLUMN_SUCCESS),
    NAME("created_at", COLUMN_CREATED_AT),
    NAME("completed_at", COLUMN_CREATED_AT),
    NAME("finished_at", COLUMN_CREATED_AT),

    NAME("total_duration", COLUMN_TOTAL),
    NAME("total_time", COLUMN_TOTAL),
    NAME("total_latency", COLUMN_TOTAL),
    NAME("response_time", COLUMN_TOTAL),
    NAME("e2e_latency", COLUMN_TOTAL),
    NAME("end_to_end_latency", COLUMN_TOTAL),
    NAME_WITH_UNIT("total", COLUMN_TOTAL),
    NAME_WITH_UNIT("e2e", COLUMN_TOTAL),
    NAME_WITH_UNIT("duration", COLUMN_TOTAL),
    NAME_WITH_UNIT("latency", COLUMN_TOTAL),
    NAME_WITH_UNIT("time", COLUMN_TOTAL),
    NAME("wall_time", COLUMN_WALL),
    NAME("wall_clock", COLUMN_WALL),
    NAME("wall_clock_time", COLUMN_WALL),
    NAME("elapsed_time", COLUMN_WALL),
    NAME_WITH_UNIT("wall", COLUMN_WALL),
    NAME_WITH_UNIT("elapsed", COLUMN_WALL),
    NAME("load_duration", COLUMN_LOAD),
    NAME("load_time", COLUMN_LOAD),
    NAME("model_load_time", COLUMN_LOAD),
    NAME_WITH_UNIT("load", COLUMN_LOAD),
    NAME_WITH_UNIT("model_load", COLUMN_LOAD),
    NAME("prompt_eval_duration", COLUMN_PROMPT_EVAL_DURATION),
    NAME("prompt_eval_time", COLUMN_PROMPT_EVAL_DURATION),
    NAME("prefill_time", COLUMN_PROMPT_EVAL_DURATION),
    NAME("prefill_duration", COLUMN_PROMPT_EVAL_DURATION),
    NAME_WITH_UNIT("prompt_eval", COLUMN_PROMPT_EVAL_DURATION),
    NAME_WITH_UNIT("prefill", COLUMN_PROMPT_EVAL_DURATION),
    NAME("eval_duration", COLUMN_EVAL_DURATION),
    NAME("eval_time", COLUMN_EVAL_DURATION),
    NAME("decode_time", COLUMN_EVAL_DURATION),
    NAME("decode_duration", COLUMN_EVAL_DURATION),
    NAME_WITH_UNIT("eval", COLUMN_EVAL_DURATION),
    NAME_WITH_UNIT("decode", COLUMN_EVAL_DURATION),
    NAME("ttft", COLUMN_TTFT),
    NAME("time_to_first_token", COLUMN_TTFT),
    NAME("first_token_latency", COLUMN_TTFT),
    NAME("first_token_time", COLUMN_TTFT),
    NAME_WITH_UNIT("first_token", COLUMN_TTFT),

    NAME("prompt_tokens", COLUMN_PROMPT_COUNT),
    NAME("prompt_toks", COLUMN_PROMPT_COUNT),
    NAME("prompt_token_count", COLUMN_PROMPT_COUNT),
    NAME("prompt_eval_count", COLUMN_PROMPT_COUNT),
    NAME("input_tokens", COLUMN_PROMPT_COUNT),
    NAME("input_token_count", COLUMN_PROMPT_COUNT),
    NAME("num_prompt_tokens", COLUMN_PROMPT_COUNT),
    NAME("num_input_tokens", COLUMN_PROMPT_COUNT),
    NAME("n_prompt_tokens", COLUMN_PROMPT_COUNT),
    NAME("tokens_in", COLUMN_PROMPT_COUNT),
    NAME("cached_tokens", COLUMN_CACHED_COUNT),
    NAME("prompt_eval_cached_count", COLUMN_CACHED_COUNT),
    NAME("output_tokens", COLUMN_EVAL_COUNT),
    NAME("output_token_count", COLUMN_EVAL_COUNT),
    NAME("completion_tokens", COLUMN_EVAL_COUNT),
    NAME("response_tokens", COLUMN_EVAL_COUNT),
    NAME("generated_tokens", COLUMN_EVAL_COUNT),
    NAME("tokens_generated", COLUMN_EVAL_COUNT),
    NAME("gen_tokens", COLUMN_EVAL_COUNT),
    NAME("gen_toks", COLUMN_EVAL_COUNT),
    NAME("eval_count", COLUMN_EVAL_COUNT),
    NAME("eval_tokens", COLUMN_EVAL_COUNT),
    NAME("decode_tokens", COLUMN_EVAL_COUNT),
    NAME("num_output_tokens", COLUMN_EVAL_COUNT),
    NAME("n_output_tokens", COLUMN_EVAL_COUNT),
    NAME("new_tokens", COLUMN_EVAL_COUNT),
    NAME("tokens_out", COLUMN_EVAL_COUNT),
    NAME("tokens", COLUMN_EVAL_COUNT),
    NAME("token_count", COLUMN_EVAL_COUNT),

    NAME("prompt_eval_rate", COLUMN_PROMPT_RATE),
    NAME("prefill_rate", COLUMN_PROMPT_RATE),
    NAME("prefill_speed", COLUMN_PROMPT_RATE),
    NAME("eval_rate", COLUMN_EVAL_RATE),
    NAME("decode_rate", COLUMN_EVAL_RATE),
    NAME("decode_speed", COLUMN_EVAL_RATE),
};

/* In front of a rate's unit. */
static const struct name rates[] = {
    NAME("prompt", COLUMN_PROMPT_RATE),
    NAME("prompt_eval", COLUMN_PROMPT_RATE),
    NAME("prompt_processing", COLUMN_PROMPT_RATE),
    NAME("prefill", COLUMN_PROMPT_RATE),
    NAME("input", COLUMN_PROMPT_RATE),
    NAME("pp", COLUMN_PROMPT_RATE),
    NAME("eval", COLUMN_EVAL_RATE),
    NAME("decode", COLUMN_EVAL_RATE),
    NAME("gen", COLUMN_EVAL_RATE),
    NAME("generation", COLUMN_EVAL_RATE),
    NAME("tg", COLUMN_EVAL_RATE),
    NAME("", COLUMN_RATE),
    NAME("output", COLUMN_RATE),
    NAME("completion", COLUMN_RATE),
    NAME("response", COLUMN_RATE),
    NAME("throughput", COLUMN_RATE),
    NAME("speed", COLUMN_RATE),
};

static const struct {
    struct span words;
    const char *unit;
} time_units[] = {
    {{"ns", 2}, "ns"},
    {{"nanoseconds", 11}, "ns"},
    {{"us", 2}, "us"},
    {{"microseconds", 12}, "us"},
    {{"ms", 2}, "ms"},
    {{"msec", 4}, "ms"},
    {{"milliseconds", 12}, "ms"},
    {{"s", 1}, "s"},
    {{"sec", 3}, "s"},
    {{"secs", 4}, "s"},
    {{"second", 6}, "s"},
    {{"seconds", 7}, "s"},
    {{"min", 3}, "min"},
    {{"minutes", 7}, "min"},
};

/* The longest first where one ends another. */
static const struct span rate_units[] = {
    {"tokens_per_second", 17},
    {"token_per_second", 16},
    {"tokens_per_sec", 14},
    {"tok_per_sec", 11},
    {"tokens_per_s", 12},
    {"token_per_s", 11},
    {"toks_per_s", 10},
    {"tok_per_s", 9},
    {"t_per_s", 7},
    {"tokens_s", 8},
    {"toks_s", 6},
    {"tok_s", 5},
    {"tokens_sec", 10},
    {"tok_sec", 7},
    {"tps", 3},
};

/* Words for several. In a column's name the first kind goes with any figure ("avg_tokens"), the second with times and
 * rates alone ("max_tokens" is a setting), the third with none ("total_duration" is one request's). */
enum word_kind { WORD_OF_FIGURES, WORD_OF_TIMES, WORD_OF_ROWS, WORD_PLAIN };

static const struct {
    struct span word;
    enum word_kind kind;
} aggregate_words[] = {
    {{"avg", 3}, WORD_OF_FIGURES},      {{"average", 7}, WORD_OF_FIGURES}, {{"averages", 8}, WORD_OF_FIGURES},
    {{"mean", 4}, WORD_OF_FIGURES},     {{"median", 6}, WORD_OF_FIGURES},  {{"std", 3}, WORD_OF_FIGURES},
    {{"stdev", 5}, WORD_OF_FIGURES},    {{"stddev", 6}, WORD_OF_FIGURES},  {{"p50", 3}, WORD_OF_FIGURES},
    {{"p90", 3}, WORD_OF_FIGURES},      {{"p95", 3}, WORD_OF_FIGURES},     {{"p99", 3}, WORD_OF_FIGURES},
    {{"min", 3}, WORD_OF_TIMES},        {{"max", 3}, WORD_OF_TIMES},       {{"sum", 3}, WORD_OF_TIMES},
    {{"total", 5}, WORD_OF_ROWS},       {{"totals", 6}, WORD_OF_ROWS},     {{"overall", 7}, WORD_OF_ROWS},
    {{"summary", 7}, WORD_OF_ROWS},     {{"aggregate", 9}, WORD_OF_ROWS},  {{"aggregates", 10}, WORD_OF_ROWS},
    {{"aggregated", 10}, WORD_OF_ROWS},
};

/* Columns that only tables of aggregates have. */
static const struct span aggregate_names[] = {
    {"success_rate", 12}, {"error_count", 11}, {"error_rate", 10}, {"total_requests", 14}, {"num_requests", 12},
    {"num_runs", 8},      {"n_runs", 6},       {"runs", 4},        {"samples", 7},         {"sample_count", 12},
    {"iterations", 10},   {"repetitions", 11}, {"ok_total", 8},    {"total_runs", 10},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* --- words -------------------------------------------------------------------------------------------------------- */

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void add_word_end(char out[NAME_SIZE], size_t *length)
{
    if (*length && out[*length - 1] != '_')
        out[(*length)++] = '_';
}

static bool is_micro_sign(struct span text)
{
    return span_starts(text, SPAN("\xc2\xb5")) || span_starts(text, SPAN("\xce\xbc"));
}

/* Rule 1. Empty where the name is too long to be one. A slash is "per", a micro sign "u". */
static struct span words_of(struct span name, char out[NAME_SIZE])
{
    size_t length = 0;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (length + 6 >= NAME_SIZE)
            return (struct span){0};
        if (is_lower(c) || is_digit(c)) {
            out[length++] = c;
        } else if (is_micro_sign(span_from(name, i))) {
            out[length++] = 'u';
            i++;
        } else if (is_upper(c)) {
            if (i && (is_lower(name.ptr[i - 1]) || is_digit(name.ptr[i - 1])))
                add_word_end(out, &length);
            out[length++] = (char)(c - 'A' + 'a');
        } else {
            add_word_end(out, &length);
            if (c == '/' && length) {
                memcpy(out + length, "per_", 4);
                length += 4;
            }
        }
    }
    while (length && out[length - 1] == '_')
        length--;
    return (struct span){out, length};
}

/* The first word; moves on behind it. */
static struct span next_word(struct span *words)
{
    struct span word = span_first(*words, span_find_byte(*words, '_'));
    *words = span_from(*words, word.len + 1);
    return word;
}

/* Takes `end` off, as words of their own; false where the name does not end so. */
static bool take_off(struct span *words, struct span end)
{
    if (!span_ends(*words, end))
        return false;
    size_t rest = words->len - end.len;
    if (rest && words->ptr[rest - 1] != '_')
        return false;
    words->len = rest ? rest - 1 : 0;
    if (span_ends(*words, SPAN("_in"))) /* "time in ms" */
        words->len -= 3;
    return true;
}

static enum word_kind kind_of_word(struct span word)
{
    for (size_t i = 0; i < COUNT(aggregate_words); i++)
        if (span_equal(word, aggregate_words[i].word))
            return aggregate_words[i].kind;
    return WORD_PLAIN;
}

bool column_is_aggregate_word(struct span text)
{
    char out[NAME_SIZE];
    struct span words = words_of(span_first(span_trim(text), NAME_SIZE / 2), out);
    return kind_of_word(next_word(&words)) != WORD_PLAIN;
}

bool column_is_aggregate_name(struct span name)
{
    char out[NAME_SIZE];
    for (struct span words = words_of(name, out); words.len;)
        if (kind_of_word(next_word(&words)) != WORD_PLAIN)
            return true;
    return false;
}

/* --- the dictionary ----------------------------------------------------------------------------------------------- */

static const struct {
    enum column_kind kind;
    const char *meaning;
} fields[COLUMN_FIELDS] = {
    [COLUMN_MODEL] = {COLUMN_TEXT, "the model's name"},
    [COLUMN_PROMPT] = {COLUMN_TEXT, "the prompt"},
    [COLUMN_ERROR] = {COLUMN_TEXT, "an error's text"},
    [COLUMN_SUCCESS] = {COLUMN_TEXT, "whether it succeeded"},
    [COLUMN_CREATED_AT] = {COLUMN_TEXT, "when the answer was complete"},
    [COLUMN_TOTAL] = {COLUMN_DURATION, "total time"},
    [COLUMN_WALL] = {COLUMN_DURATION, "total time as the client measured it"},
    [COLUMN_LOAD] = {COLUMN_DURATION, "load time"},
    [COLUMN_PROMPT_EVAL_DURATION] = {COLUMN_DURATION, "prefill time"},
    [COLUMN_EVAL_DURATION] = {COLUMN_DURATION, "decode time"},
    [COLUMN_TTFT] = {COLUMN_DURATION, "time to first token"},
    [COLUMN_PROMPT_COUNT] = {COLUMN_COUNT, "prompt tokens"},
    [COLUMN_CACHED_COUNT] = {COLUMN_COUNT, "cached prompt tokens"},
    [COLUMN_EVAL_COUNT] = {COLUMN_COUNT, "output tokens"},
    [COLUMN_PROMPT_RATE] = {COLUMN_TOKEN_RATE, "prefill rate"},
    [COLUMN_EVAL_RATE] = {COLUMN_TOKEN_RATE, "decode rate"},
    [COLUMN_RATE] = {COLUMN_TOKEN_RATE, "decode rate"},
};

enum column_kind column_kind(enum column_field field)
{
    return fields[field].kind;
}

static enum column_field field_named(struct span words, bool has_time_unit)
{
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!span_equal(words, names[i].words))
            continue;
        if (has_time_unit ? column_kind(names[i].field) == COLUMN_DURATION : !names[i].needs_unit)
            return names[i].field;
    }
    return COLUMN_OTHER;
}

static enum column_field rate_named(struct span words)
{
    for (size_t i = 0; i < COUNT(rates); i++)
        if (span_equal(words, rates[i].words))
            return rates[i].field;
    enum column_field field = field_named(words, false);
    return column_kind(field) == COLUMN_TOKEN_RATE ? field : COLUMN_OTHER;
}

static struct named_column find_words(struct span words)
{
    static const char unit_ends[] = "scdn"; /* the last letters of all units */
    struct named_column column = {.field = field_named(words, false)};
    if (words.len == 0 || !strchr(unit_ends, words.ptr[words.len - 1]))
        return column;
    for (size_t i = 0; i < COUNT(rate_units) && column.field == COLUMN_OTHER; i++) {
        struct span rest = words;
        if (take_off(&rest, rate_units[i]))
            column.field = rate_named(rest);
    }
    for (size_t i = 0; i < COUNT(time_units) && column.field == COLUMN_OTHER; i++) {
        struct span rest = words;
        if (take_off(&rest, time_units[i].words))
            column = (struct named_column){field_named(rest, true), time_units[i].unit};
    }
    if (column.field == COLUMN_OTHER)
        column.unit = NULL;
    return column;
}

/* The name without one of its words. */
static struct span without_word(struct span words, struct span word, char out[NAME_SIZE])
{
    size_t before = (size_t)(word.ptr - words.ptr);
    struct span behind = span_from(words, before + word.len + 1);
    memcpy(out, words.ptr, before);
    if (behind.len)
        memcpy(out + before, behind.ptr, behind.len);
    else if (before)
        before--; /* the '_' that stood between them */
    return (struct span){out, before + behind.len};
}

static bool is_figure_of(enum word_kind kind, enum column_field field)
{
    return field >= COLUMN_TOTAL &&
           (kind == WORD_OF_FIGURES || (kind == WORD_OF_TIMES && column_kind(field) != COLUMN_COUNT));
}

/* Rule 4. */
static bool is_aggregate(struct span words)
{
    char out[NAME_SIZE];
    for (size_t i = 0; i < COUNT(aggregate_names); i++)
        if (span_equal(words, aggregate_names[i]))
            return true;
    for (struct span left = words; left.len;) {
        struct span word = next_word(&left);
        enum word_kind kind = kind_of_word(word);
        if (kind < WORD_OF_ROWS && is_figure_of(kind, find_words(without_word(words, word, out)).field))
            return true;
    }
    return false;
}

/* Tells most sentences from names at little cost. Words are counted but for the first. */
static bool has_few_words(struct span text)
{
    size_t words = 0;
    for (size_t i = 1; i < text.len && words < NAME_WORDS; i++)
        words += text.ptr[i - 1] == ' ' && (is_lower(text.ptr[i]) || is_upper(text.ptr[i]) || is_digit(text.ptr[i]));
    return words < NAME_WORDS;
}

/* Rules 1 and 2. */
static struct named_column find_name(struct span name)
{
    char out[NAME_SIZE];
    return has_few_words(name) ? find_words(words_of(name, out)) : (struct named_column){.field = COLUMN_OTHER};
}

/* --- a person's word ---------------------------------------------------------------------------------------------- */

static bool split_entry(const char *entry, struct span *name, struct span *meaning)
{
    struct span text = span_of(entry);
    size_t equals = text.len;
    while (equals > 0 && text.ptr[equals - 1] != '=')
        equals--;
    *name = span_first(text, equals ? equals - 1 : 0);
    *meaning = span_from(text, equals);
    return name->len && meaning->len;
}

bool column_map_fits(const char *entry)
{
    struct span name, meaning;
    return split_entry(entry, &name, &meaning) &&
           (span_equal(meaning, SPAN("none")) || find_name(meaning).field > COLUMN_AGGREGATE);
}

/* Names without words, or too long for them, are the same to the byte. */
static bool is_same_name(struct span a, struct span b)
{
    char out[NAME_SIZE], other[NAME_SIZE];
    struct span words = words_of(a, out);
    return words.len ? span_equal(words, words_of(b, other)) : span_equal(a, b);
}

struct named_column column_find_figure(const struct columns *columns, struct span name)
{
    for (size_t i = 0; columns && i < columns->map_count; i++) {
        struct span mapped, meaning;
        if (split_entry(columns->map[i], &mapped, &meaning) && is_same_name(mapped, name))
            return find_name(meaning);
    }
    return find_name(name);
}

struct named_column column_find(const struct columns *columns, struct span name)
{
    char out[NAME_SIZE];
    struct named_column column = column_find_figure(columns, name);
    if (column.field == COLUMN_OTHER && is_aggregate(words_of(name, out)))
        column.field = COLUMN_AGGREGATE;
    return column;
}

/* --- what is told ------------------------------------------------------------------------------------------------- */

bool column_fields_suffice(unsigned bits)
{
    unsigned tokens = 1u << COLUMN_EVAL_COUNT, rate = 1u << COLUMN_RATE;
    unsigned times = 1u << COLUMN_TOTAL | 1u << COLUMN_WALL | 1u << COLUMN_EVAL_DURATION;
    unsigned figures = ~((1u << COLUMN_TOTAL) - 1u) | 1u << COLUMN_MODEL;
    return bits & (1u << COLUMN_EVAL_RATE | 1u << COLUMN_TTFT) || (bits & tokens && bits & times) ||
           (bits & rate && bits & figures & ~rate);
}

static bool was_told(struct columns *columns, struct span name)
{
    int64_t hash = hash_bytes(name);
    for (size_t i = 0; i < columns->told_count; i++)
        if (columns->told[i] == hash)
            return true;
    if (columns->told_count == COUNT(columns->told))
        return true;
    columns->told[columns->told_count++] = hash;
    return false;
}

void column_tell(struct columns *columns, struct span name, const struct named_column *column, int64_t line)
{
    char meaning[160];
    if (!columns || !columns->read_as || column->field <= COLUMN_AGGREGATE || was_told(columns, name))
        return;
    const char *unit = "";
    if (column_kind(column->field) == COLUMN_TOKEN_RATE)
        unit =
            column->field == COLUMN_RATE ? " in tokens/s, unless it is the tokens over the total time" : " in tokens/s";
    else if (column_kind(column->field) == COLUMN_DURATION)
        unit = column->unit ? " in " : " in seconds, since its name has no unit";
    snprintf(meaning, sizeof meaning, "%s%s%s", fields[column->field].meaning, unit, column->unit ? column->unit : "");
    columns->read_as(columns->ctx, columns->path, line, name, meaning);
}
