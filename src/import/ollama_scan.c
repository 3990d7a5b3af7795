/*
 * The strict scanner for the object as Ollama writes it: one pass, no allocation, every byte checked.
 *
 * What it may assume, and what it leaves to the general parser by returning 0:
 *  1. The whole object lies in the text. (A longer one is for the general parser, which reads in pieces.)
 *  2. Names have no escapes.
 *  3. Members with unknown names are plain values, or arrays without objects. An object inside could be a
 *     measurement, and a string with a brace could hold one.
 *  4. Figures are plain digits; null is as if absent.
 *  5. \u escapes are whole characters other than U+0000.
 *  6. No text stands twice.
 * Within that, it says the same as the general parser (tests/unit/ollama_scan_test.c and a fuzz target compare them).
 */
#include "ollama_object.h"

#include "json_bytes.h"

#include <assert.h>

enum { SKIP_DEPTH = 64 };

struct scan {
    const char *at, *end;
    struct buffer *scratch;
    struct ollama_object *object;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The next byte that is no white space, not taken; 0 at the end. */
static char peek(struct scan *scan)
{
    while (scan->at < scan->end && is_space(*scan->at))
        scan->at++;
    return scan->at < scan->end ? *scan->at : '\0';
}

static bool take(struct scan *scan, char byte)
{
    if (peek(scan) != byte || scan->at == scan->end)
        return false;
    scan->at++;
    return true;
}

static bool take_word(struct scan *scan, const char *word, size_t length)
{
    if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0)
        return false;
    scan->at += length;
    return true;
}

/* Goes to the next quote, backslash or control character; false at the end. */
static bool string_run(struct scan *scan)
{
    scan->at = json_string_run(scan->at, scan->end);
    return scan->at < scan->end;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The four digits of a \u escape; 0 where they are none (and for U+0000, which is for the general parser). */
static unsigned take_hex(struct scan *scan)
{
    unsigned code = 0;
    if (scan->end - scan->at < 4)
        return 0;
    for (int i = 0; i < 4; i++) {
        int value = hex_value(scan->at[i]);
        if (value < 0)
            return 0;
        code = code << 4 | (unsigned)value;
    }
    scan->at += 4;
    return code;
}

static void add_utf8(char **out, unsigned code)
{
    char *o = *out;
    if (code < 0x80) {
        *o++ = (char)code;
    } else if (code < 0x800) {
        *o++ = (char)(0xc0 | code >> 6);
        *o++ = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        *o++ = (char)(0xe0 | code >> 12);
        *o++ = (char)(0x80 | (code >> 6 & 0x3f));
        *o++ = (char)(0x80 | (code & 0x3f));
    } else {
        *o++ = (char)(0xf0 | code >> 18);
        *o++ = (char)(0x80 | (code >> 12 & 0x3f));
        *o++ = (char)(0x80 | (code >> 6 & 0x3f));
        *o++ = (char)(0x80 | (code & 0x3f));
    }
    *out = o;
}

static bool take_unicode_escape(struct scan *scan, char **out)
{
    unsigned code = take_hex(scan);
    if (code == 0 || (code >= 0xdc00 && code <= 0xdfff))
        return false;
    if (code >= 0xd800 && code <= 0xdbff) {
        if (!take_word(scan, "\\u", 2))
            return false;
        unsigned low = take_hex(scan);
        if (low < 0xdc00 || low > 0xdfff)
            return false;
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    add_utf8(out, code);
    return true;
}

static bool take_escape(struct scan *scan, char **out)
{
    static const char names[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
    scan->at++;
    if (scan->at == scan->end)
        return false;
    char name = *scan->at++;
    if (name == 'u')
        return take_unicode_escape(scan, out);
    const char *found = name ? strchr(names, name) : NULL;
    if (found)
        *(*out)++ = bytes[found - names];
    return found != NULL;
}

/* The string that starts at the quote here, decoded. The scratch has room for all of the text: decoding never grows. */
static bool take_string(struct scan *scan, struct span *string)
{
    const char *run = ++scan->at;
    if (!string_run(scan))
        return false;
    if (*scan->at == '"') {
        *string = (struct span){run, (size_t)(scan->at++ - run)};
        return true;
    }
    char *start = scan->scratch->ptr + scan->scratch->len, *out = start;
    while (*scan->at == '\\') {
        memcpy(out, run, (size_t)(scan->at - run));
        out += scan->at - run;
        if (!take_escape(scan, &out))
            return false;
        run = scan->at;
        if (!string_run(scan))
            return false;
    }
    if (*scan->at != '"')
        return false;
    memcpy(out, run, (size_t)(scan->at - run));
    out += scan->at++ - run;
    *string = (struct span){start, (size_t)(out - start)};
    scan->scratch->len += string->len;
    return true;
}

static bool skip_string(struct scan *scan)
{
    scan->at++;
    while (string_run(scan) && *scan->at == '\\') {
        scan->at++;
        if (scan->at == scan->end || !strchr("\"\\/bfnrtu", *scan->at) || !*scan->at)
            return false;
        if (*scan->at++ == 'u' && take_hex(scan) == 0)
            return false;
    }
    return scan->at < scan->end && *scan->at++ == '"';
}

static bool take_digits(struct scan *scan)
{
    const char *start = scan->at;
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
        scan->at++;
    return scan->at > start;
}

static bool skip_number(struct scan *scan)
{
    const char *start = scan->at;
    scan->at += scan->at < scan->end && *scan->at == '-';
    const char *first = scan->at;
    if (!take_digits(scan) || (*first == '0' && scan->at - first > 1))
        return false;
    if (scan->at < scan->end && *scan->at == '.') {
        scan->at++;
        if (!take_digits(scan))
            return false;
    }
    if (scan->at < scan->end && (*scan->at == 'e' || *scan->at == 'E')) {
        scan->at++;
        scan->at += scan->at < scan->end && (*scan->at == '+' || *scan->at == '-');
        if (!take_digits(scan))
            return false;
    }
    return scan->at - start <= 64;
}

static bool skip_scalar(struct scan *scan)
{
    switch (peek(scan)) {
    case '"':
        return skip_string(scan);
    case 't':
        return take_word(scan, "true", 4);
    case 'f':
        return take_word(scan, "false", 5);
    case 'n':
        return take_word(scan, "null", 4);
    default:
        return skip_number(scan);
    }
}

/* After a value inside `depth` open containers: the closing ones, then a comma unless all are closed. */
static bool skip_closings(struct scan *scan, const char *open, size_t *depth)
{
    while (*depth && take(scan, open[*depth - 1] == '{' ? '}' : ']'))
        --*depth;
    return *depth == 0 || take(scan, ',');
}

static bool skip_name(struct scan *scan)
{
    return peek(scan) == '"' && skip_string(scan) && take(scan, ':');
}

/* Any value that is of no interest. */
static bool skip_value(struct scan *scan, bool objects_welcome)
{
    char open[SKIP_DEPTH];
    size_t depth = 0;
    do {
        bool named = depth && open[depth - 1] == '{';
        if (named && !skip_name(scan))
            return false;
        char first = peek(scan);
        if (first == '[' || (first == '{' && objects_welcome)) {
            if (depth == SKIP_DEPTH)
                return false;
            open[depth++] = *scan->at++;
            if (!take(scan, first == '{' ? '}' : ']'))
                continue; /* not empty: its first value follows */
            depth--;
        } else if (!skip_scalar(scan)) {
            return false;
        }
        if (!skip_closings(scan, open, &depth))
            return false;
    } while (depth);
    return true;
}

static bool take_figure(struct scan *scan, int index)
{
    if (peek(scan) == 'n')
        return take_word(scan, "null", 4);
    const char *start = scan->at;
    int64_t value = 0;
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9' && scan->at - start < 16)
        value = value * 10 + (*scan->at++ - '0');
    bool plain = scan->at > start && scan->at < scan->end && (*start != '0' || scan->at - start == 1);
    if (!plain || (*scan->at != ',' && *scan->at != '}' && !is_space(*scan->at)) || value > 9007199254740991)
        return false;
    scan->object->figures[index] = maybe_of(value);
    return true;
}

static bool take_text(struct scan *scan, int index)
{
    char first = peek(scan);
    if (first == 'n')
        return take_word(scan, "null", 4);
    return first == '"' && !scan->object->text[index].ptr && take_string(scan, &scan->object->text[index]);
}

static bool take_done(struct scan *scan)
{
    char first = peek(scan);
    scan->object->done = first == 't' ? DONE_TRUE : DONE_FALSE;
    return first == 't' ? take_word(scan, "true", 4) : take_word(scan, "false", 5);
}

static bool skip_unknown(struct scan *scan)
{
    scan->object->has[OTHER] = true;
    if (peek(scan) != '"')
        return skip_value(scan, false);
    const char *start = scan->at;
    return skip_string(scan) && !memchr(start, '{', (size_t)(scan->at - start));
}

/* NOLINTBEGIN(misc-no-recursion): a message holds no message */
static bool take_members(struct scan *scan, bool in_message);

static bool take_member(struct scan *scan, const struct member *member)
{
    switch (member->kind) {
    case MEMBER_FIGURE:
        return take_figure(scan, member->index);
    case MEMBER_TEXT:
        return take_text(scan, member->index);
    case MEMBER_DONE:
        return take_done(scan);
    case MEMBER_SKIP:
        scan->object->has[member->index] = true;
        return skip_value(scan, true);
    case MEMBER_MESSAGE:
        scan->object->has[MESSAGE] = true;
        return peek(scan) == '{' && take_members(scan, true);
    case MEMBER_GENERAL:
        return false;
    default:
        return skip_unknown(scan);
    }
}

/* An object's members, from its brace to its brace. (A message holds no message: this calls itself once at most.) */
static bool take_members(struct scan *scan, bool in_message)
{
    scan->at++;
    if (take(scan, '}'))
        return true;
    do {
        if (peek(scan) != '"')
            return false;
        const char *start = ++scan->at;
        if (!string_run(scan) || *scan->at != '"')
            return false;
        struct span name = {start, (size_t)(scan->at++ - start)};
        if (!take(scan, ':') || !take_member(scan, ollama_member(name, in_message)))
            return false;
    } while (take(scan, ','));
    return take(scan, '}');
}
/* NOLINTEND(misc-no-recursion) */

size_t ollama_scan(struct span text, struct ollama_object *object, struct buffer *scratch)
{
    assert(scratch->capacity >= text.len);
    buffer_clear(scratch);
    *object = (struct ollama_object){0};
    struct scan scan = {text.ptr, text.ptr + text.len, scratch, object};
    if (text.len == 0 || *text.ptr != '{' || !take_members(&scan, false))
        return 0;
    return ollama_object_speaks(object) ? (size_t)(scan.at - text.ptr) : 0;
}
