/*
 * Most bytes mean nothing and are passed over by a table; only what may end a label, a command's first word and the
 * like is looked at, backwards from there.
 */
#include "landmarks.h"

static char byte_at(struct span line, size_t at)
{
    return at < line.len ? line.ptr[at] : '\0';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool ends_with_at(struct span line, size_t from, size_t end, struct span word)
{
    return end >= from + word.len && memcmp(line.ptr + end - word.len, word.ptr, word.len) == 0;
}

/* What belongs to the command's own word: `./ollama`, `/usr/local/bin/ollama`, `ollama.exe`. */
static size_t command_start(struct span line, size_t from, size_t end)
{
    while (end > from && (is_word(line.ptr[end - 1]) || strchr("./\\:~-", line.ptr[end - 1])) &&
           line.ptr[end - 1] != '\0')
        end--;
    return end;
}

/* `ollama run`, of which the blank between stands at `at`. */
static bool command_at(struct span line, size_t from, size_t at, struct landmark *found)
{
    if (!span_starts(span_from(line, at + 1), SPAN("run")) || is_word(byte_at(line, at + 4)) ||
        (!ends_with_at(line, from, at, SPAN("ollama")) && !ends_with_at(line, from, at, SPAN("ollama.exe"))))
        return false;
    *found = (struct landmark){.kind = LANDMARK_COMMAND, .start = command_start(line, from, at), .end = at + 4};
    return true;
}

static bool prompt_at(struct span line, size_t from, size_t at, struct landmark *found)
{
    if (!span_starts(span_from(line, at), SPAN(">>>")) || (at + 3 < line.len && !is_blank(line.ptr[at + 3])) ||
        (at > from && !is_blank(line.ptr[at - 1])))
        return false;
    *found = (struct landmark){.kind = LANDMARK_PROMPT, .start = at, .end = at + 3};
    return true;
}

/* `{'…` begins a dict; braces alone are told so that an open JSON object can be closed. */
static bool brace_at(struct span line, size_t at, struct landmark *found)
{
    *found = (struct landmark){.start = at, .end = at + 1};
    if (line.ptr[at] == '}')
        found->kind = LANDMARK_CLOSE;
    else
        found->kind = byte_at(line, at + 1) == '\'' ? LANDMARK_PYTHON : LANDMARK_OPEN;
    return true;
}

/* `model='…` begins a keyword list, `Name(model='…` a constructor's call; the `=` stands at `at`. */
static bool fields_at(struct span line, size_t from, size_t at, struct landmark *found)
{
    char quote = byte_at(line, at + 1);
    if ((quote != '\'' && quote != '"') || !ends_with_at(line, from, at, SPAN("model")))
        return false;
    size_t start = at - 5;
    if (start > from && is_word(line.ptr[start - 1]))
        return false;
    *found = (struct landmark){.kind = LANDMARK_PYTHON, .start = start, .end = at + 1, .is_fields = true};
    if (start == from || line.ptr[start - 1] != '(')
        return true;
    size_t name = start - 1;
    while (name > from && (is_word(line.ptr[name - 1]) || line.ptr[name - 1] == '.'))
        name--;
    if (name < start - 1) {
        found->start = name;
        found->is_fields = false;
    }
    return true;
}

/* `"name":`, of which the colon stands at `at`. */
static bool pair_at(struct span line, size_t from, size_t at, struct landmark *found)
{
    size_t end = at;
    while (end > from && is_blank(line.ptr[end - 1]))
        end--;
    if (end == from || line.ptr[end - 1] != '"')
        return false;
    size_t start = end - 1;
    while (start > from && is_word(line.ptr[start - 1]))
        start--;
    if (start == end - 1 || start == from || line.ptr[start - 1] != '"')
        return false;
    *found = (struct landmark){
        .kind = LANDMARK_PAIR, .start = start - 1, .end = at + 1, .name = {line.ptr + start, end - 1 - start}};
    return true;
}

static bool statistic_landmark(struct span line, size_t from, size_t at, struct landmark *found)
{
    *found = (struct landmark){.kind = LANDMARK_STATISTIC};
    if (!statistic_at(line, from, at, &found->statistic))
        return false;
    found->start = found->statistic.start;
    found->end = found->statistic.end;
    return true;
}

/* What bytes may mean. Everything else is passed over at once. */
enum byte_class { CLASS_NONE, CLASS_BLANK, CLASS_SEPARATOR, CLASS_GREATER, CLASS_BRACE, CLASS_WIDE };

static const unsigned char byte_classes[256] = {
    [' '] = CLASS_BLANK,     ['\t'] = CLASS_BLANK,    [':'] = CLASS_SEPARATOR,
    ['='] = CLASS_SEPARATOR, ['|'] = CLASS_SEPARATOR, ['>'] = CLASS_GREATER,
    ['{'] = CLASS_BRACE,     ['}'] = CLASS_BRACE,     [0xef] = CLASS_WIDE, /* a full-width colon begins with it */
};

static bool separator_at(struct span line, size_t from, size_t at, struct landmark *found)
{
    char c = line.ptr[at];
    return (c == ':' && pair_at(line, from, at, found)) || (c == '=' && fields_at(line, from, at, found)) ||
           statistic_landmark(line, from, at, found);
}

static bool blank_at(struct span line, size_t from, size_t at, struct landmark *found)
{
    char next = byte_at(line, at + 1);
    if (next == 'r')
        return command_at(line, from, at, found);
    bool wide = line.ptr[at] == '\t' || is_blank(next);
    return wide && (at == from || !is_blank(line.ptr[at - 1])) && statistic_landmark(line, from, at, found);
}

static bool landmark_at(struct span line, size_t from, size_t at, struct landmark *found)
{
    switch ((enum byte_class)byte_classes[(unsigned char)line.ptr[at]]) {
    case CLASS_BLANK:
        return blank_at(line, from, at, found);
    case CLASS_SEPARATOR:
        return separator_at(line, from, at, found);
    case CLASS_GREATER:
        return prompt_at(line, from, at, found);
    case CLASS_BRACE:
        return brace_at(line, at, found);
    case CLASS_WIDE:
        return span_starts(span_from(line, at), SPAN("\xef\xbc\x9a")) && statistic_landmark(line, from, at, found);
    case CLASS_NONE:
        break;
    }
    return false;
}

struct landmark landmark_next(struct span line, size_t from)
{
    struct landmark found = {0};
    for (size_t at = from; at < line.len; at++)
        if (byte_classes[(unsigned char)line.ptr[at]] != CLASS_NONE && landmark_at(line, from, at, &found))
            return found;
    return (struct landmark){.kind = LANDMARK_NONE, .start = line.len, .end = line.len};
}
