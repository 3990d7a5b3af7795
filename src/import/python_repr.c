/*
 * Python's printed values to JSON, in one pass. Containers that are open stand on a stack of bounded depth.
 *
 *  1. What a brace opens is known only behind its first element: a set becomes an array, a dict an object.
 *  2. Neighbouring strings are one, as pprint breaks long ones. A bracket around one value without a comma is that
 * value.
 *  3. Keys that are no strings become strings.
 *  4. A name, a call with positional arguments, `<…>` and `...` are no data: null.
 *  5. A string with quotes of one mark does not go over a line end; where it does, it is no value.
 */
#include "python_repr.h"

#include "buffer.h"
#include "utf8.h"

#include <stdio.h>

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

struct literal {
    bool raw, bytes;
    char quote;
    size_t marks; /* 1 or 3 */
};

/* The prefix and opening marks of a string at `at`; false where none stands there. */
static bool string_opens(struct span text, struct literal *literal, size_t *length)
{
    size_t at = 0;
    *literal = (struct literal){0};
    for (; at < text.len && at < 2 && strchr("rRbBuU", text.ptr[at]) && text.ptr[at]; at++) {
        literal->raw = literal->raw || text.ptr[at] == 'r' || text.ptr[at] == 'R';
        literal->bytes = literal->bytes || text.ptr[at] == 'b' || text.ptr[at] == 'B';
    }
    if (at >= text.len || (text.ptr[at] != '\'' && text.ptr[at] != '"'))
        return false;
    literal->quote = text.ptr[at];
    bool triple = at + 2 < text.len && text.ptr[at + 1] == literal->quote && text.ptr[at + 2] == literal->quote;
    literal->marks = triple ? 3 : 1;
    *length = at + literal->marks;
    return true;
}

static void put_json_byte(struct buffer *json, char c)
{
    if (c == '"' || c == '\\')
        buffer_add_byte(json, '\\');
    if ((unsigned char)c < 0x20)
        buffer_print(json, "\\u%04x", (unsigned)(unsigned char)c);
    else
        buffer_add_byte(json, c);
}

static void put_code_point(struct buffer *json, uint32_t code)
{
    char bytes[4];
    bool no_character = code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
    if (code < 0x80) {
        put_json_byte(json, (char)code);
        return;
    }
    buffer_add(json, (struct span){bytes, utf8_put(no_character ? 0xfffd : code, bytes)});
}

/* `digits` hexadecimal digits behind the escape's letter. */
static bool take_hex(struct repr *repr, size_t digits, uint32_t *code)
{
    *code = 0;
    for (size_t i = 0; i < digits; i++, repr->at++) {
        static const char hex[] = "0123456789abcdef";
        char c = peek(repr);
        const char *found = c ? strchr(hex, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
        if (!found)
            return false;
        *code = *code << 4 | (uint32_t)(found - hex);
    }
    return true;
}

/* The low half behind a high surrogate makes a character; alone it is none. */
static bool take_unicode(struct repr *repr, uint32_t *code)
{
    uint32_t low;
    if (!take_hex(repr, 4, code))
        return false;
    if (*code < 0xd800 || *code > 0xdbff || !span_starts(rest(repr), SPAN("\\u")))
        return true;
    size_t before = repr->at;
    repr->at += 2;
    if (take_hex(repr, 4, &low) && low >= 0xdc00 && low <= 0xdfff)
        *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    else
        repr->at = before;
    return true;
}

static uint32_t take_octal(struct repr *repr, char first)
{
    uint32_t code = (uint32_t)(first - '0');
    for (int i = 0; i < 2 && peek(repr) >= '0' && peek(repr) <= '7'; i++)
        code = code << 3 | (uint32_t)(repr->text.ptr[repr->at++] - '0');
    return code;
}

/* Codes of the escapes that stand for one character. */
static const char simple_escapes[128] = {
    ['n'] = '\n', ['t'] = '\t', ['r'] = '\r',  ['a'] = '\a',  ['b'] = '\b',
    ['f'] = '\f', ['v'] = '\v', ['\\'] = '\\', ['\''] = '\'', ['"'] = '"',
};

/* What stands behind a backslash. In a bytes literal \xHH is a byte, else a character. */
static bool take_escape(struct repr *repr, const struct literal *literal)
{
    uint32_t code = 0;
    if (repr->at >= repr->text.len)
        return false;
    char c = repr->text.ptr[repr->at++];
    if (c == '\n')
        return true; /* the line goes on */
    if ((unsigned char)c < 128 && simple_escapes[(unsigned char)c]) {
        put_json_byte(repr->json, simple_escapes[(unsigned char)c]);
    } else if (c == 'x' && literal->bytes) {
        bool fits = take_hex(repr, 2, &code);
        put_json_byte(repr->json, (char)code);
        return fits;
    } else if (c == 'x' || c == 'u' || c == 'U') {
        bool fits = c == 'u' ? take_unicode(repr, &code) : take_hex(repr, c == 'x' ? 2 : 8, &code);
        put_code_point(repr->json, code);
        return fits;
    } else if (c >= '0' && c <= '7') {
        put_code_point(repr->json, take_octal(repr, c));
    } else { /* no escape: both characters stay */
        put_json_byte(repr->json, '\\');
        put_json_byte(repr->json, c);
    }
    return true;
}

static bool string_closes(const struct repr *repr, const struct literal *literal)
{
    for (size_t i = 0; i < literal->marks; i++)
        if (repr->at + i >= repr->text.len || repr->text.ptr[repr->at + i] != literal->quote)
            return false;
    return true;
}

/* JSON is UTF-8: bytes of a bytes literal that are none become question marks. */
static void make_valid(struct buffer *json, size_t start)
{
    while (start < json->len) {
        struct utf8_char next = utf8_next(span_from(buffer_span(json), start));
        if (!next.valid)
            json->ptr[start] = '?';
        start += next.length;
    }
}

/* The inside of a string, to its closing marks. */
static bool take_string_body(struct repr *repr, const struct literal *literal)
{
    size_t start = repr->json->len;
    while (!string_closes(repr, literal)) {
        if (repr->at >= repr->text.len)
            return false;
        char c = repr->text.ptr[repr->at++];
        if (c == '\n' && literal->marks == 1)
            return false;
        if (c != '\\' || literal->raw)
            put_json_byte(repr->json, c);
        else if (!take_escape(repr, literal))
            return false;
        if (c == '\\' && literal->raw && repr->at < repr->text.len) /* a raw string keeps both */
            put_json_byte(repr->json, repr->text.ptr[repr->at++]);
    }
    repr->at += literal->marks;
    if (literal->bytes)
        make_valid(repr->json, start);
    return true;
}

/* One string, or several side by side. */
static bool take_string(struct repr *repr)
{
    struct literal literal;
    size_t length, end = repr->at;
    buffer_add_byte(repr->json, '"');
    while (string_opens(rest(repr), &literal, &length)) {
        repr->at += length;
        if (!take_string_body(repr, &literal))
            return false;
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
    struct literal literal;
    size_t depth = 0, length, json_length = repr->json->len;
    while (repr->at < repr->text.len) {
        char c = repr->text.ptr[repr->at];
        if ((c == '\'' || c == '"') && string_opens(rest(repr), &literal, &length)) {
            repr->at += length;
            if (!take_string_body(repr, &literal))
                return false;
            repr->json->len = json_length;
            continue;
        }
        repr->at++;
        depth += strchr("([{<", c) && c ? 1 : 0;
        if (strchr(")]}>", c) && c && --depth == 0)
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
    struct literal literal;
    size_t length;
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
    if (string_opens(text, &literal, &length))
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
