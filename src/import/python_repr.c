/*
 * Python's printed values to JSON, in one pass. Containers that are open stand on a stack of bounded depth.
 *
 *  1. What a brace opens is known only behind its first element: a set becomes an array, a dict an object.
 *  2. Neighbouring strings are one, as pprint breaks long ones. A bracket around one value without a comma is that
 * value.
 *  3. Keys that are no strings become strings.
 *  4. A name, a call with positional arguments, `<…>` and `...` are no data: null.
 */
#include "python_repr.h"

#include "buffer.h"
#include "python_string.h"

enum { DEPTH_LIMIT = 200 };

enum container {
    CONTAINER_LIST,   /* [ ] */
    CONTAINER_TUPLE,  /* ( ) */
    CONTAINER_BRACE,  /* { }, not known yet which */
    CONTAINER_SET,    /* { } */
    CONTAINER_DICT,   /* { } */
    CONTAINER_CALL,   /* Name( ) with keywords */
    CONTAINER_FIELDS, /* keywords without a bracket around */
};

struct frame {
    enum container kind;
    size_t json_start; /* of the opening bracket in the output */
    size_t count;      /* members */
    bool comma;        /* one stood behind the last member */
};

struct repr {
    struct span text;
    size_t at;
    struct buffer *json;
    struct frame frames[DEPTH_LIMIT];
    size_t depth;
    size_t members_end; /* of a keyword list: behind its last value */
};

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static char peek(const struct repr *repr)
{
    return repr->at < repr->text.len ? repr->text.ptr[repr->at] : '\0';
}

static struct span rest(const struct repr *repr)
{
    return span_from(repr->text, repr->at);
}

static void skip_space(struct repr *repr)
{
    while (repr->at < repr->text.len && is_space(repr->text.ptr[repr->at]))
        repr->at++;
}

static struct frame *top(struct repr *repr)
{
    return repr->depth ? &repr->frames[repr->depth - 1] : NULL;
}

/* --- Strings ------------------------------------------------------------------------------------------------ */

/* One string, or several side by side. */
static bool take_string(struct repr *repr)
{
    size_t end = repr->at;
    buffer_add_byte(repr->json, '"');
    while (python_string_starts(rest(repr))) {
        size_t length = python_string_to_json(rest(repr), repr->json);
        if (length == 0)
            return false;
        repr->at += length;
        end = repr->at;
        skip_space(repr);
    }
    repr->at = end;
    buffer_add_byte(repr->json, '"');
    return true;
}

/* --- Numbers and names -------------------------------------------------------------------------------------- */

/* The bytes of a number as JSON has it; 0 where none stands there. */
static size_t number_length(struct span text)
{
    size_t at = text.len && text.ptr[0] == '-' ? 1 : 0, digits = at;
    while (at < text.len && is_digit(text.ptr[at]))
        at++;
    if (at == digits || (text.ptr[digits] == '0' && at > digits + 1))
        return 0;
    if (at + 1 < text.len && text.ptr[at] == '.' && is_digit(text.ptr[at + 1]))
        for (at++; at < text.len && is_digit(text.ptr[at]);)
            at++;
    if (at < text.len && (text.ptr[at] == 'e' || text.ptr[at] == 'E')) {
        size_t exponent = at + 1;
        if (exponent < text.len && (text.ptr[exponent] == '-' || text.ptr[exponent] == '+'))
            exponent++;
        size_t start = exponent;
        while (exponent < text.len && is_digit(text.ptr[exponent]))
            exponent++;
        at = exponent > start ? exponent : at;
    }
    return at;
}

static bool is_name_byte(char c)
{
    return is_name_start(c) || is_digit(c);
}

static struct span name_at(struct span text)
{
    size_t length = 0;
    while (length < text.len && (is_name_byte(text.ptr[length]) || (length && text.ptr[length] == '.')))
        length++;
    return span_first(text, text.len && is_name_start(text.ptr[0]) ? length : 0);
}

static const struct word {
    const char *python, *json;
} words[] = {
    {"True", "true"}, {"False", "false"}, {"None", "null"},   {"nan", "null"},  {"inf", "null"},
    {"NaN", "null"},  {"true", "true"},   {"false", "false"}, {"null", "null"},
};

static void put_word(struct buffer *json, struct span name)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!span_equal(name, span_of(words[i].python)))
            continue;
        buffer_add(json, span_of(words[i].json));
        return;
    }
    buffer_add(json, SPAN("null"));
}

/* Goes behind the bracket that closes the one at the present place, strings inside passed over. */
static bool skip_brackets(struct repr *repr)
{
    size_t depth = 0, kept = repr->json->len;
    while (repr->at < repr->text.len) {
        char c = peek(repr);
        if (c == '\'' || c == '"') {
            size_t length = python_string_to_json(rest(repr), repr->json);
            repr->json->len = kept;
            repr->at += length;
            if (length == 0)
                return false;
            continue;
        }
        repr->at++;
        depth += c != '\0' && strchr("([{<", c) ? 1 : 0;
        if (c != '\0' && strchr(")]}>", c) && --depth == 0)
            return true;
    }
    return false;
}

/* --- Values ------------------------------------------------------------------------------------------------- */

static bool push(struct repr *repr, enum container kind, size_t bytes)
{
    if (repr->depth == DEPTH_LIMIT)
        return false;
    repr->frames[repr->depth++] = (struct frame){.kind = kind, .json_start = repr->json->len};
    buffer_add_byte(repr->json, kind == CONTAINER_LIST || kind == CONTAINER_TUPLE ? '[' : '{');
    repr->at += bytes;
    return true;
}

static bool is_keyword(struct span text, size_t *length)
{
    struct span name = name_at(text);
    *length = name.len;
    return name.len && name.len + 1 < text.len && text.ptr[name.len] == '=' && text.ptr[name.len + 1] != '=';
}

/* A name: a call with keywords opens an object; everything else is no data. */
static bool take_name(struct repr *repr, struct span name, bool *opened)
{
    size_t length;
    if (name.len == rest(repr).len || rest(repr).ptr[name.len] != '(') {
        put_word(repr->json, name);
        repr->at += name.len;
        return true;
    }
    struct span inside = span_from(rest(repr), name.len + 1);
    while (inside.len && is_space(inside.ptr[0]))
        inside = span_from(inside, 1);
    if (is_keyword(inside, &length)) {
        *opened = true;
        return push(repr, CONTAINER_CALL, name.len + 1);
    }
    repr->at += name.len;
    buffer_add(repr->json, SPAN("null"));
    return skip_brackets(repr);
}

static bool take_number(struct repr *repr)
{
    size_t length = number_length(rest(repr));
    if (length == 0)
        return false;
    buffer_add(repr->json, span_first(rest(repr), length));
    repr->at += length;
    return !is_name_byte(peek(repr));
}

/* Reads a whole scalar, or opens a container. */
static bool take_value(struct repr *repr, bool *opened)
{
    struct span text = rest(repr), name = name_at(text);
    *opened = true;
    switch (peek(repr)) {
    case '[':
        return push(repr, CONTAINER_LIST, 1);
    case '(':
        return push(repr, CONTAINER_TUPLE, 1);
    case '{':
        return push(repr, CONTAINER_BRACE, 1);
    default:
        *opened = false;
    }
    if (python_string_starts(text))
        return take_string(repr);
    if (name.len)
        return take_name(repr, name, opened);
    if (peek(repr) == '<') {
        buffer_add(repr->json, SPAN("null"));
        return skip_brackets(repr);
    }
    if (span_starts(text, SPAN("...")) || span_starts(text, SPAN("-inf"))) {
        buffer_add(repr->json, SPAN("null"));
        repr->at += peek(repr) == '.' ? 3 : 4;
        return true;
    }
    return take_number(repr);
}

/* --- Members ------------------------------------------------------------------------------------------------ */

static void quote_from(struct buffer *json, size_t start)
{
    if (json->ptr[start] == '"')
        return;
    buffer_add(json, SPAN("\"\""));
    if (json->failed)
        return;
    memmove(json->ptr + start + 1, json->ptr + start, json->len - start - 2);
    json->ptr[start] = '"';
}

/* What came of the start of a member. */
enum progress { BROKEN, VALUE_NEXT, VALUE_TAKEN, VALUE_OPENED };

static enum progress progress_of(bool taken, bool opened)
{
    if (!taken)
        return BROKEN;
    return opened ? VALUE_OPENED : VALUE_TAKEN;
}

static void decide_set(struct repr *repr, struct frame *frame)
{
    frame->kind = CONTAINER_SET;
    if (!repr->json->failed)
        repr->json->ptr[frame->json_start] = '[';
}

/* A key with its colon. In a brace that is not known yet, no colon means a set, whose first member this was. */
static enum progress take_key(struct repr *repr, struct frame *frame)
{
    size_t start = repr->json->len;
    bool opened = false;
    if (frame->kind == CONTAINER_BRACE && (peek(repr) == '(' || peek(repr) == '[' || peek(repr) == '{'))
        decide_set(repr, frame);
    bool taken = take_value(repr, &opened);
    if (!taken || frame->kind == CONTAINER_SET)
        return progress_of(taken, opened);
    skip_space(repr);
    if (peek(repr) != ':' && frame->kind == CONTAINER_BRACE && !opened)
        decide_set(repr, frame);
    if (frame->kind == CONTAINER_SET)
        return VALUE_TAKEN;
    if (peek(repr) != ':' || opened || repr->json->failed)
        return BROKEN;
    frame->kind = CONTAINER_DICT;
    repr->at++;
    quote_from(repr->json, start);
    buffer_add_byte(repr->json, ':');
    return VALUE_NEXT;
}

static bool take_keyword(struct repr *repr)
{
    size_t length;
    if (!is_keyword(rest(repr), &length))
        return false;
    buffer_print(repr->json, "\"%.*s\":", (int)length, rest(repr).ptr);
    repr->at += length + 1;
    return true;
}

static char closer(enum container kind)
{
    switch (kind) {
    case CONTAINER_LIST:
        return ']';
    case CONTAINER_TUPLE:
    case CONTAINER_CALL:
        return ')';
    case CONTAINER_BRACE:
    case CONTAINER_SET:
    case CONTAINER_DICT:
        return '}';
    case CONTAINER_FIELDS:
        break;
    }
    return '\0';
}

/* The brackets of a tuple of one go where no comma made it one. */
static void pop(struct repr *repr)
{
    struct frame *frame = top(repr);
    bool is_array = frame->kind == CONTAINER_LIST || frame->kind == CONTAINER_TUPLE || frame->kind == CONTAINER_SET;
    if (frame->kind == CONTAINER_TUPLE && frame->count == 1 && !frame->comma)
        repr->json->ptr[frame->json_start] = ' ';
    else
        buffer_add_byte(repr->json, is_array ? ']' : '}');
    repr->depth--;
}

/* What precedes a member's value, and in a set the value. */
static enum progress begin_member(struct repr *repr)
{
    struct frame *frame = top(repr);
    if (frame->count && !frame->comma && frame->kind != CONTAINER_FIELDS)
        return BROKEN;
    if (frame->count)
        buffer_add_byte(repr->json, ',');
    frame->comma = false;
    if (frame->kind == CONTAINER_CALL || frame->kind == CONTAINER_FIELDS)
        return take_keyword(repr) ? VALUE_NEXT : BROKEN;
    if (frame->kind == CONTAINER_LIST || frame->kind == CONTAINER_TUPLE)
        return VALUE_NEXT;
    return take_key(repr, frame);
}

/* A value is complete: counts it and takes the comma behind it. */
static void end_member(struct repr *repr)
{
    struct frame *frame = top(repr);
    frame->count++;
    if (frame->kind == CONTAINER_FIELDS)
        repr->members_end = repr->at;
    skip_space(repr);
    frame->comma = peek(repr) == ',';
    if (frame->comma)
        repr->at++;
}

/* Closes what ends here, one after the other. */
static void close_brackets(struct repr *repr)
{
    for (struct frame *frame = top(repr); frame; frame = top(repr)) {
        skip_space(repr);
        if (frame->kind == CONTAINER_FIELDS || peek(repr) != closer(frame->kind))
            return;
        repr->at++;
        pop(repr);
        if (repr->depth)
            end_member(repr);
    }
}

/* Whether the keyword list ends here, outside of any bracket. */
static bool fields_end(struct repr *repr)
{
    size_t length;
    skip_space(repr);
    return repr->depth == 1 && repr->frames[0].kind == CONTAINER_FIELDS && !is_keyword(rest(repr), &length);
}

/* Reads until the outermost container is closed. */
static bool take_members(struct repr *repr)
{
    for (;;) {
        bool opened = false;
        close_brackets(repr);
        if (repr->depth == 0 || fields_end(repr))
            return true;
        enum progress progress = repr->json->failed ? BROKEN : begin_member(repr);
        if (progress == VALUE_NEXT) {
            skip_space(repr);
            bool taken = take_value(repr, &opened);
            progress = progress_of(taken, opened);
        }
        if (progress == BROKEN)
            return false;
        if (progress == VALUE_TAKEN)
            end_member(repr);
    }
}

size_t python_repr_to_json(struct span text, struct buffer *json)
{
    struct repr repr = {.text = text, .json = json};
    size_t start = json->len;
    bool opened = false;
    if (take_value(&repr, &opened) && (!opened || take_members(&repr)) && !json->failed)
        return repr.at;
    json->len = start;
    return 0;
}

size_t python_fields_to_json(struct span text, struct buffer *json)
{
    struct repr repr = {.text = text, .json = json};
    size_t start = json->len;
    if (push(&repr, CONTAINER_FIELDS, 0) && take_members(&repr) && repr.frames[0].count >= 2 && !json->failed) {
        buffer_add_byte(json, '}');
        return repr.members_end;
    }
    json->len = start;
    return 0;
}
