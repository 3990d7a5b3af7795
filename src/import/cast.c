#include "cast.h"

#include "buffer.h"
#include "line_recogniser.h"
#include "utf8.h"

#include <stdlib.h>

enum { CAST_PART = 256 * 1024 };

struct cast {
    struct line_context context;
    struct buffer text;
    int64_t line; /* of the first event in it */
    bool reading; /* the text is read just now: what stands in it is no recording */
};

/* Where the event's kind stands, behind "[1.25, "; text.len where the line is no event. */
static size_t kind_at(struct span line)
{
    size_t at = 1;
    if (line.len < 10 || line.ptr[0] != '[' || line.ptr[1] < '0' || line.ptr[1] > '9')
        return line.len;
    while (at < line.len && ((line.ptr[at] >= '0' && line.ptr[at] <= '9') || strchr(".eE-+", line.ptr[at])))
        at++;
    while (at < line.len && (line.ptr[at] == ',' || line.ptr[at] == ' '))
        at++;
    bool event = at + 2 < line.len && line.ptr[at] == '"' && line.ptr[at + 2] == '"';
    return event ? at + 1 : line.len;
}

bool cast_is_event(struct span line)
{
    return kind_at(line) < line.len;
}

static unsigned hex4(struct span text)
{
    unsigned code = 0;
    for (size_t i = 0; i < 4 && i < text.len; i++) {
        const char *digits = "0123456789abcdef", *digit = strchr(digits, text.ptr[i] | 0x20);
        code = code * 16 + (digit ? (unsigned)(digit - digits) : 0);
    }
    return code;
}

/* The character behind "\u", with its other half where it is a surrogate; returns the bytes used. */
static size_t add_unicode(struct buffer *out, struct span text)
{
    unsigned code = hex4(text);
    size_t used = 4;
    char bytes[4];
    if (code >= 0xd800 && code < 0xdc00 && text.len >= 10 && text.ptr[4] == '\\' && text.ptr[5] == 'u') {
        code = 0x10000 + ((code - 0xd800) << 10) + ((hex4(span_from(text, 6)) - 0xdc00) & 0x3ff);
        used = 10;
    } else if (code >= 0xd800 && code < 0xe000) {
        code = 0xfffd;
    }
    buffer_add(out, (struct span){bytes, utf8_put(code, bytes)});
    return used;
}

/* Appends the JSON string that starts behind its quote. */
static void add_string(struct buffer *out, struct span text)
{
    static const char names[] = "nrtbf", values[] = "\n\r\t\b\f";
    for (size_t i = 0; i < text.len && text.ptr[i] != '"'; i++) {
        if (text.ptr[i] != '\\' || i + 1 == text.len) {
            buffer_add_byte(out, text.ptr[i]);
            continue;
        }
        char c = text.ptr[++i];
        const char *name = strchr(names, c);
        if (c == 'u')
            i += add_unicode(out, span_from(text, i + 1));
        else
            buffer_add_byte(out, name && c ? values[name - names] : c);
    }
}

static void *open_cast(struct sink sink, const struct line_context *context, struct failure *why)
{
    (void)sink;
    struct cast *cast = calloc(1, sizeof *cast);
    if (!cast)
        failure_out_of_memory(why);
    else
        cast->context = *context;
    return cast;
}

static bool read_part(struct cast *cast, struct failure *why)
{
    if (cast->text.failed)
        return failure_out_of_memory(why);
    if (cast->text.len == 0)
        return true;
    cast->reading = true;
    bool done = cast->context.text(cast->context.ctx, buffer_span(&cast->text), cast->line, why);
    cast->reading = false;
    buffer_clear(&cast->text);
    return done;
}

static bool take_line(void *self, struct span text, unsigned marks, int64_t number, bool *claimed, struct failure *why)
{
    struct cast *cast = self;
    size_t kind = cast->reading ? text.len : kind_at(text);
    (void)marks;
    *claimed = kind < text.len;
    if (cast->reading)
        return true;
    if (!*claimed)
        return read_part(cast, why);
    struct span rest = span_from(text, kind + 2);
    size_t quote = span_find_byte(rest, '"');
    if (text.ptr[kind] != 'o' || quote == rest.len)
        return true;
    if (cast->text.len == 0)
        cast->line = number;
    add_string(&cast->text, span_from(rest, quote + 1));
    bool whole = cast->text.len && cast->text.ptr[cast->text.len - 1] == '\n';
    return cast->text.len < CAST_PART || (!whole && cast->text.len < 2 * CAST_PART) || read_part(cast, why);
}

static bool end_cast(void *self, struct failure *why)
{
    return read_part(self, why);
}

static void close_cast(void *self)
{
    struct cast *cast = self;
    if (cast)
        buffer_release(&cast->text);
    free(cast);
}

static bool has_text(const void *self)
{
    const struct cast *cast = self;
    return cast->text.len > 0 && !cast->reading;
}

const struct line_recogniser cast_lines = {
    .needs = MARK_BRACKET,
    .is_within = has_text,
    .open = open_cast,
    .line = take_line,
    .end = end_cast,
    .close = close_cast,
};
