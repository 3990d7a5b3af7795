/*
 * One literal, byte by byte.
 *
 *  1. A literal with single marks does not go over a line end, one with triple marks may.
 *  2. In a text \xHH is a character, in a bytes literal a byte; bytes that are no UTF-8 become question marks.
 *  3. Two halves of a surrogate pair are one character; half a pair is U+FFFD.
 */
#include "python_string.h"

#include "utf8.h"

struct reader {
    struct span text;
    size_t at;
    struct buffer *json;
};

static char peek(const struct reader *reader)
{
    return reader->at < reader->text.len ? reader->text.ptr[reader->at] : '\0';
}

static struct span rest(const struct reader *reader)
{
    return span_from(reader->text, reader->at);
}

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
static bool take_hex(struct reader *reader, size_t digits, uint32_t *code)
{
    *code = 0;
    for (size_t i = 0; i < digits; i++, reader->at++) {
        static const char hex[] = "0123456789abcdef";
        char c = peek(reader);
        const char *found = c ? strchr(hex, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
        if (!found)
            return false;
        *code = *code << 4 | (uint32_t)(found - hex);
    }
    return true;
}

/* The low half behind a high surrogate makes a character; alone it is none. */
static bool take_unicode(struct reader *reader, uint32_t *code)
{
    uint32_t low;
    if (!take_hex(reader, 4, code))
        return false;
    if (*code < 0xd800 || *code > 0xdbff || !span_starts(rest(reader), SPAN("\\u")))
        return true;
    size_t before = reader->at;
    reader->at += 2;
    if (take_hex(reader, 4, &low) && low >= 0xdc00 && low <= 0xdfff)
        *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    else
        reader->at = before;
    return true;
}

static uint32_t take_octal(struct reader *reader, char first)
{
    uint32_t code = (uint32_t)(first - '0');
    for (int i = 0; i < 2 && peek(reader) >= '0' && peek(reader) <= '7'; i++)
        code = code << 3 | (uint32_t)(reader->text.ptr[reader->at++] - '0');
    return code;
}

/* Codes of the escapes that stand for one character. */
static const char simple_escapes[128] = {
    ['n'] = '\n', ['t'] = '\t', ['r'] = '\r',  ['a'] = '\a',  ['b'] = '\b',
    ['f'] = '\f', ['v'] = '\v', ['\\'] = '\\', ['\''] = '\'', ['"'] = '"',
};

/* What stands behind a backslash. In a bytes literal \xHH is a byte, else a character. */
static bool take_escape(struct reader *reader, const struct literal *literal)
{
    uint32_t code = 0;
    if (reader->at >= reader->text.len)
        return false;
    char c = reader->text.ptr[reader->at++];
    if (c == '\n')
        return true; /* the line goes on */
    if ((unsigned char)c < 128 && simple_escapes[(unsigned char)c]) {
        put_json_byte(reader->json, simple_escapes[(unsigned char)c]);
    } else if (c == 'x' && literal->bytes) {
        bool fits = take_hex(reader, 2, &code);
        put_json_byte(reader->json, (char)code);
        return fits;
    } else if (c == 'x' || c == 'u' || c == 'U') {
        bool fits = c == 'u' ? take_unicode(reader, &code) : take_hex(reader, c == 'x' ? 2 : 8, &code);
        put_code_point(reader->json, code);
        return fits;
    } else if (c >= '0' && c <= '7') {
        put_code_point(reader->json, take_octal(reader, c));
    } else { /* no escape: both characters stay */
        put_json_byte(reader->json, '\\');
        put_json_byte(reader->json, c);
    }
    return true;
}

static bool string_closes(const struct reader *reader, const struct literal *literal)
{
    for (size_t i = 0; i < literal->marks; i++)
        if (reader->at + i >= reader->text.len || reader->text.ptr[reader->at + i] != literal->quote)
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
static bool take_string_body(struct reader *reader, const struct literal *literal)
{
    size_t start = reader->json->len;
    while (!string_closes(reader, literal)) {
        if (reader->at >= reader->text.len)
            return false;
        char c = reader->text.ptr[reader->at++];
        if (c == '\n' && literal->marks == 1)
            return false;
        if (c != '\\' || literal->raw)
            put_json_byte(reader->json, c);
        else if (!take_escape(reader, literal))
            return false;
        if (c == '\\' && literal->raw && reader->at < reader->text.len) /* a raw string keeps both */
            put_json_byte(reader->json, reader->text.ptr[reader->at++]);
    }
    reader->at += literal->marks;
    if (literal->bytes)
        make_valid(reader->json, start);
    return true;
}

bool python_string_starts(struct span text)
{
    struct literal literal;
    size_t length;
    return string_opens(text, &literal, &length);
}

size_t python_string_to_json(struct span text, struct buffer *json)
{
    struct reader reader = {.text = text, .json = json};
    struct literal literal;
    if (!string_opens(text, &literal, &reader.at) || !take_string_body(&reader, &literal))
        return 0;
    return reader.at;
}
