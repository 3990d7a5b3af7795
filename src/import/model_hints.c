/*
 * Reads what lines say about models, and ranks it; the rules stand in model_hints.h.
 */
#include "model_hints.h"

enum { CAPTION_LEVEL = 7 };

bool model_name_set(struct model_name *name, struct span text)
{
    if (text.len > MODEL_NAME_LIMIT)
        return false;
    if (text.len)
        memcpy(name->bytes, text.ptr, text.len);
    name->length = text.len;
    return true;
}

void model_hints_init(struct model_hints *hints, struct span path, struct span option)
{
    *hints = (struct model_hints){0};
    model_name_set(&hints->option, span_trim(option));
    hints->file.length = model_guess_from_path(path, hints->file.bytes);
}

static void set(struct model_hints *hints, struct model_name *slot, struct span name)
{
    if (span_equal_nocase(model_name_span(slot), name))
        return;
    if (model_name_set(slot, name))
        hints->generation++;
}

/* What was said about another section. */
static void forget(struct model_hints *hints)
{
    hints->command.length = hints->ps.length = hints->sentence.length = 0;
}

void model_hints_command(struct model_hints *hints, struct span model)
{
    set(hints, &hints->command, model);
}

void model_hints_mention(struct model_hints *hints, struct span model)
{
    if (model.len)
        set(hints, &hints->sentence, model);
}

/* --- Tool lines --------------------------------------------------------------------------------------------- */

#define KEY(text)                                                                                                      \
    {                                                                                                                  \
        text, sizeof text - 1                                                                                          \
    }
static const struct span model_keys[] = {
    KEY("model"),
    KEY("model_name"),
    KEY("model name"),
    KEY("modelname"),
    KEY("model tag"),
    KEY("model under test"),
    KEY("using model"),
    KEY("testing model"),
    KEY("running model"),
    KEY("current model"),
    KEY("ollama model"),
    KEY("selected model"),
    KEY("benchmarking model"),
    KEY("benchmarking"),
    KEY("llm"),
    KEY("modell"),
    KEY("modello"),
    KEY("modelo"),
    KEY("mod\xc3\xa8le"),                        /* modèle */
    KEY("\xe3\x83\xa2\xe3\x83\x87\xe3\x83\xab"), /* the same in Japanese */
    KEY("\xe6\xa8\xa1\xe5\x9e\x8b"),             /* and in Chinese */
};
#undef KEY

static bool is_mark(char c)
{
    return c != '\0' && strchr(" \t*`-+>#|[]\"'", c) != NULL;
}

static struct span without_marks(struct span text)
{
    while (text.len && is_mark(text.ptr[0]))
        text = span_from(text, 1);
    while (text.len && is_mark(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

/* An emoji in front of the key is but decoration, unless the key itself is not ASCII. */
static bool is_model_key(struct span key)
{
    key = without_marks(key);
    size_t letter = 0;
    while (letter < key.len && (unsigned char)key.ptr[letter] >= 0x80)
        letter++;
    if (letter < key.len && key.ptr[letter] == ' ')
        key = span_from(key, letter + 1);
    for (size_t i = 0; i < sizeof model_keys / sizeof *model_keys; i++)
        if (span_equal_nocase(key, model_keys[i]))
            return true;
    return false;
}

/* "Model: X" with a word that nothing but an end or a remark follows, or with one that looks like a model. */
static struct span announced_model(struct span value)
{
    size_t at = 0;
    struct span word = model_word_next(value, &at);
    struct span rest = span_trim(span_from(value, at));
    bool whole = rest.len == 0 || strchr("(|,;[*`\"')", rest.ptr[0]) != NULL;
    bool starts = word.len && without_marks(span_first(value, (size_t)(word.ptr - value.ptr))).len == 0;
    enum likeness least = whole ? LIKE_WORD : LIKE_MODEL;
    return starts && model_likeness(word) >= least ? word : (struct span){0};
}

/* "key: value" or "key = value" near the line's start; the full-width colon is U+FF1A. */
static struct span tool_line(struct span line)
{
    enum { KEY_LIMIT = 40 };
    struct span start = span_first(line, KEY_LIMIT);
    size_t at = span_find_byte(start, ':'), equals = span_find_byte(start, '='), width = 1;
    size_t wide = span_find(start, SPAN("\xef\xbc\x9a"));
    at = equals < at ? equals : at;
    if (wide < at) {
        at = wide;
        width = 3;
    }
    if (at == start.len || !is_model_key(span_first(start, at)))
        return (struct span){0};
    return announced_model(span_trim(span_from(line, at + width)));
}

/* --- Headings and captions ---------------------------------------------------------------------------------- */

static int heading_level(struct span line)
{
    int level = 0;
    while ((size_t)level < line.len && line.ptr[level] == '#')
        level++;
    bool heading = level >= 1 && level <= 6 && (size_t)level < line.len && line.ptr[level] == ' ';
    return heading ? level : 0;
}

/* A bare family ("## Mistral") is a model only where the heading says nothing else. */
static struct span heading_model(struct span text)
{
    struct span name = model_find(text, LIKE_MODEL);
    if (name.len)
        return name;
    name = model_find(text, LIKE_FAMILY);
    return span_equal(name, without_marks(text)) ? name : (struct span){0};
}

static void take_heading(struct model_hints *hints, int level, struct span text)
{
    struct span name = heading_model(text);
    if (name.len) {
        forget(hints);
        set(hints, &hints->heading, name);
        hints->heading_level = level;
    } else if (level <= hints->heading_level) {
        hints->heading.length = 0;
    }
}

/* A line that says little besides a tagged name: `**qwen3:8b**`, `qwen3:8b (Q4):`, `=== Testing qwen3:8b ===`. */
static struct span caption_model(struct span line)
{
    enum { CAPTION_LIMIT = 100, WORDS_LIMIT = 4 };
    bool ruled = span_starts(line, SPAN("===")) || span_starts(line, SPAN("---")) || span_starts(line, SPAN("***"));
    bool bold = span_starts(line, SPAN("**"));
    if (line.len > CAPTION_LIMIT)
        return (struct span){0};
    struct span name = model_find(line, LIKE_TAGGED);
    struct span before = name.len ? span_first(line, (size_t)(name.ptr - line.ptr)) : line;
    struct span after = name.len ? span_from(line, before.len + name.len) : line;
    bool alone = without_marks(before).len == 0 &&
                 (without_marks(after).len == 0 || after.ptr[0] == ':' || span_starts(span_trim(after), SPAN("(")));
    return ruled || bold || alone ? name : (struct span){0};
}

/* --- Sentences ---------------------------------------------------------------------------------------------- */

/* The only model in backticks; two of them say nothing, and what was said before is in doubt. A sentence that ends
 * with a colon leads to what stands below it: a caption. */
static void take_sentence(struct model_hints *hints, struct span line)
{
    struct span found = {0};
    bool leads_on = span_ends(line, SPAN(":"));
    for (size_t open = span_find_byte(line, '`'); open < line.len; open = span_find_byte(line, '`')) {
        struct span inside = span_from(line, open + 1);
        size_t close = span_find_byte(inside, '`');
        struct span name = span_first(inside, close);
        line = span_from(inside, close + 1);
        if (close == inside.len || model_likeness(name) < LIKE_MODEL)
            continue;
        if (found.len && !span_equal_nocase(found, name)) {
            hints->sentence.length = 0;
            return;
        }
        found = name;
    }
    if (found.len && leads_on && model_likeness(found) == LIKE_TAGGED)
        take_heading(hints, CAPTION_LEVEL, found);
    else if (found.len)
        set(hints, &hints->sentence, found);
}

void model_hints_line(struct model_hints *hints, struct span line)
{
    line = span_trim(line);
    int level = heading_level(line);
    struct span name = tool_line(line);
    if (name.len) {
        set(hints, &hints->command, name);
        return;
    }
    if (level) {
        take_heading(hints, level, span_from(line, (size_t)level));
        return;
    }
    name = caption_model(line);
    if (name.len)
        take_heading(hints, CAPTION_LEVEL, name);
    else
        take_sentence(hints, line);
}

/* --- ollama ps ---------------------------------------------------------------------------------------------- */

static bool is_ps_header(struct span line)
{
    return span_starts(line, SPAN("NAME")) && span_find(line, SPAN("PROCESSOR")) < line.len &&
           span_find(line, SPAN("SIZE")) < line.len;
}

static struct span take_cell(struct span *line)
{
    size_t end = 0;
    while (end < line->len && line->ptr[end] != ' ' && line->ptr[end] != '\t')
        end++;
    struct span cell = span_first(*line, end);
    *line = span_trim(span_from(*line, end));
    return cell;
}

static bool is_digest(struct span cell)
{
    if (cell.len < 8)
        return false;
    for (size_t i = 0; i < cell.len; i++)
        if (!strchr("0123456789abcdef", cell.ptr[i]) || cell.ptr[i] == '\0')
            return false;
    return true;
}

static bool take_ps_row(struct model_hints *hints, struct span line)
{
    struct span name = take_cell(&line), digest = take_cell(&line);
    if (!model_name_fits(name) || !is_digest(digest))
        return false;
    hints->ps_rows++;
    if (hints->ps_rows == 1)
        set(hints, &hints->ps, name);
    else
        hints->ps.length = 0;
    return true;
}

bool model_hints_ps(struct model_hints *hints, struct span line)
{
    line = span_trim(line);
    if (hints->in_ps && take_ps_row(hints, line))
        return true;
    hints->in_ps = is_ps_header(line);
    if (hints->in_ps)
        hints->ps_rows = 0;
    return hints->in_ps;
}

struct span model_hints_ps_row(const struct model_hints *hints)
{
    bool complete = !hints->in_ps && hints->ps_rows == 1;
    return complete ? model_name_span(&hints->ps) : (struct span){0};
}

bool model_hints_pick(const struct model_hints *hints, struct model_name *name, enum model_from *from)
{
    const struct {
        const struct model_name *name;
        enum model_from from;
    } ranked[] = {
        {&hints->command, MODEL_FROM_COMMAND}, {&hints->ps, MODEL_FROM_PS},
        {&hints->heading, MODEL_FROM_HEADING}, {&hints->sentence, MODEL_FROM_HEADING},
        {&hints->option, MODEL_FROM_OPTION},   {&hints->file, MODEL_FROM_FILENAME},
    };
    for (size_t i = 0; i < sizeof ranked / sizeof *ranked; i++) {
        if (ranked[i].name->length == 0)
            continue;
        *name = *ranked[i].name;
        *from = ranked[i].from;
        return true;
    }
    *name = (struct model_name){.length = 0};
    *from = MODEL_FROM_NONE;
    return false;
}
