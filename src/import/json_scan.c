#include "json_scan.h"

#include "clean.h"
#include "json_bytes.h"
#include "reader.h"

#include <stdlib.h>

enum state { VALUE, FIRST_VALUE, FIRST_KEY, KEY, COLON, AFTER, STRING, STRING_ESCAPE, STRING_HEX, TOKEN };

enum {
    NUMBERS_KEPT = 8,
    NUMBER_LIMIT = 63,
    LOOK_AHEAD = READER_WINDOW / 16, /* a reader has as much ahead as half of its window */
};

void json_scan_start(struct json_scan *scan)
{
    buffer_clear(&scan->text);
    scan->state = VALUE;
    scan->depth = 0;
    scan->token_length = 0;
    scan->in_key = false;
    scan->whole_length = scan->whole_depth = 0;
    scan->lone_high = 0;
    scan->line = 0;
    scan->long_count = 0;
    scan->child_count = scan->object_count = 0;
    scan->failed = false;
}

void json_scan_release(struct json_scan *scan)
{
    buffer_release(&scan->text);
    free(scan->children);
    free(scan->object_lines);
    *scan = (struct json_scan){0};
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char container(const struct json_scan *scan)
{
    return scan->depth ? scan->open[scan->depth - 1] : 0;
}

/* Whether the open array has had so many numbers, and nothing else, that further ones can be left out. */
static bool is_dull(const struct json_scan *scan)
{
    return container(scan) == '[' && !scan->kept_whole[scan->depth - 1] &&
           scan->number_count[scan->depth - 1] > NUMBERS_KEPT;
}

static void value_ended(struct json_scan *scan)
{
    scan->state = AFTER;
    scan->whole_length = scan->text.len;
    scan->whole_depth = scan->depth;
}

/* A value that is no number starts: its array is not one of numbers. */
static void no_number(struct json_scan *scan)
{
    if (container(scan) == '[')
        scan->number_count[scan->depth - 1] = 0;
}

/* Makes room for one more element of an array; NULL without memory. */
static void *grown(struct json_scan *scan, void *array, size_t count, size_t *capacity, size_t element)
{
    if (count < *capacity)
        return array;
    size_t larger = *capacity ? *capacity * 2 : 64;
    void *moved = realloc(array, larger * element);
    if (moved)
        *capacity = larger;
    else
        scan->failed = true;
    return moved;
}

static void note_object(struct json_scan *scan)
{
    int64_t *lines = grown(scan, scan->object_lines, scan->object_count, &scan->object_capacity, sizeof *lines);
    if (!lines)
        return;
    scan->object_lines = lines;
    scan->object[scan->depth] = scan->object_count;
    lines[scan->object_count++] = scan->line;
}

/* Whether the array that opens now stands under a name of measurements, or in an array that does. */
static bool holds_measurements(const struct json_scan *scan)
{
    static const struct span names[] = {
        {"\"input_lens\":", 13}, {"\"output_lens\":", 14}, {"\"ttfts\":", 8},
        {"\"itls\":", 7},        {"\"latencies\":", 12},   {"\"MESSAGE\":", 10}, /* a journal's line, byte by byte */
    };
    if (container(scan) == '[')
        return scan->kept_whole[scan->depth - 1];
    struct span before = span_trim(buffer_span(&scan->text));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (span_ends(before, names[i]))
            return true;
    return false;
}

static bool open_container(struct json_scan *scan, char byte)
{
    if (scan->depth == SCAN_DEPTH)
        return false;
    no_number(scan);
    if (byte == '{')
        note_object(scan); /* at scan->object[scan->depth] */
    scan->open[scan->depth] = byte;
    scan->number_count[scan->depth] = 0;
    scan->kept_whole[scan->depth] = byte == '[' && holds_measurements(scan);
    scan->start[scan->depth] = scan->text.len;
    scan->depth++;
    buffer_add_byte(&scan->text, byte);
    scan->state = byte == '{' ? FIRST_KEY : FIRST_VALUE;
    scan->whole_length = scan->text.len;
    scan->whole_depth = scan->depth;
    return true;
}

/* Notes a complete object in place of those inside it. */
static void add_child(struct json_scan *scan, struct scan_child child)
{
    while (scan->child_count && scan->children[scan->child_count - 1].start > child.start)
        scan->child_count--;
    struct scan_child *children =
        grown(scan, scan->children, scan->child_count, &scan->child_capacity, sizeof *children);
    if (!children)
        return;
    scan->children = children;
    scan->children[scan->child_count++] = child;
}

static bool close_container(struct json_scan *scan, char byte)
{
    if (container(scan) != (byte == '}' ? '{' : '['))
        return false;
    scan->depth--;
    buffer_add_byte(&scan->text, byte);
    if (byte == '}' && scan->depth > 0)
        add_child(scan, (struct scan_child){scan->start[scan->depth], scan->text.len});
    value_ended(scan);
    return true;
}

static void open_string(struct json_scan *scan, bool is_key)
{
    scan->in_key = is_key;
    scan->string_length = 0;
    scan->string_start = scan->text.len;
    scan->newlines_welcome = false;
    scan->state = STRING;
    if (!is_key)
        no_number(scan);
    buffer_add_byte(&scan->text, '"');
}

static void close_string(struct json_scan *scan)
{
    if (scan->string_length <= SCAN_STRING_LIMIT) {
        buffer_add_byte(&scan->text, '"');
    } else {
        scan->text.len = scan->string_start;
        if (scan->long_count++ == 0)
            scan->long_line = scan->line;
        buffer_add(&scan->text, scan->in_key ? SPAN("\"\"") : SPAN("null"));
    }
    if (scan->in_key)
        scan->state = COLON;
    else
        value_ended(scan);
}

static const char *digits(const char *c)
{
    while (*c >= '0' && *c <= '9')
        c++;
    return c;
}

/* -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)? */
static bool number_is_strict(const char *c)
{
    c += *c == '-';
    const char *end = *c == '0' ? c + 1 : digits(c);
    if (end == c)
        return false;
    c = end;
    if (*c == '.') {
        end = digits(c + 1);
        if (end == c + 1)
            return false;
        c = end;
    }
    if (*c == 'e' || *c == 'E') {
        c += c[1] == '+' || c[1] == '-' ? 2 : 1;
        end = digits(c);
        if (end == c)
            return false;
        c = end;
    }
    return *c == '\0';
}

/* A number or literal has ended: keeps it, reads it as null or as one that no figure can be, or finds it to be neither.
 */
static bool close_token(struct json_scan *scan)
{
    static const struct {
        struct span word, kept;
    } words[] = {
        {{"true", 4}, {"true", 4}}, {{"false", 5}, {"false", 5}},   {{"null", 4}, {"null", 4}},
        {{"NaN", 3}, {"null", 4}},  {{"Infinity", 8}, {"null", 4}}, {{"-Infinity", 9}, {"null", 4}},
    };
    struct span token = {scan->token, scan->token_length};
    scan->token[scan->token_length] = '\0';
    if (number_is_strict(scan->token)) {
        if (container(scan) == '[')
            scan->number_count[scan->depth - 1]++;
        if (is_dull(scan)) /* takes the comma before it along */
            scan->text.len = scan->whole_length;
        else
            buffer_add(&scan->text, token.len > NUMBER_LIMIT ? SPAN("1e999") : token);
        value_ended(scan);
        return true;
    }
    no_number(scan);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (span_equal(token, words[i].word)) {
            buffer_add(&scan->text, words[i].kept);
            value_ended(scan);
            return true;
        }
    }
    return false;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool token_byte(struct json_scan *scan, char byte)
{
    bool too_long = scan->token_length > NUMBER_LIMIT;
    if (too_long && is_digit(byte) && is_digit(scan->token[scan->token_length - 1]))
        return true; /* one more of so many digits */
    if (scan->token_length == sizeof scan->token - 1)
        return false;
    scan->token[scan->token_length++] = byte;
    return true;
}

static bool starts_token(char byte)
{
    return byte == '-' || (byte >= '0' && byte <= '9') || byte == 't' || byte == 'f' || byte == 'n' || byte == 'N' ||
           byte == 'I';
}

static bool continues_token(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           byte == '.' || byte == '-' || byte == '+';
}

static bool value_byte(struct json_scan *scan, char byte)
{
    if (byte == '{' || byte == '[')
        return open_container(scan, byte);
    if (byte == '"')
        open_string(scan, false);
    else if (byte == ']' && scan->state == FIRST_VALUE)
        return close_container(scan, byte);
    else if (starts_token(byte)) {
        scan->token_length = 0;
        scan->state = TOKEN;
        return token_byte(scan, byte);
    } else
        return false;
    return true;
}

static bool key_byte(struct json_scan *scan, char byte)
{
    if (byte == '"') {
        open_string(scan, true);
        return true;
    }
    return byte == '}' && scan->state == FIRST_KEY && close_container(scan, byte);
}

static bool after_byte(struct json_scan *scan, char byte)
{
    if (byte == '}' || byte == ']')
        return close_container(scan, byte);
    if (byte != ',')
        return false;
    buffer_add_byte(&scan->text, ',');
    scan->state = container(scan) == '{' ? KEY : VALUE;
    return true;
}

/* A byte outside strings and tokens. */
static bool structural_byte(struct json_scan *scan, char byte)
{
    if (is_space(byte) || byte == CLEAN_JOIN) {
        scan->line += byte == '\n' || byte == CLEAN_JOIN;
        return true;
    }
    switch (scan->state) {
    case VALUE:
    case FIRST_VALUE:
        return value_byte(scan, byte);
    case FIRST_KEY:
    case KEY:
        return key_byte(scan, byte);
    case COLON:
        buffer_add_byte(&scan->text, ':');
        scan->state = VALUE;
        return byte == ':';
    default:
        return after_byte(scan, byte);
    }
}

/* How long the run of plain string bytes at the start of `text` is. */
static size_t string_run(struct span text)
{
    return (size_t)(json_string_run(text.ptr, text.ptr + text.len) - text.ptr);
}

static void keep_string(struct json_scan *scan, struct span bytes)
{
    scan->string_length += bytes.len;
    if (scan->string_length <= SCAN_STRING_LIMIT)
        buffer_add(&scan->text, bytes);
}

static const char LONE[] = "fffd"; /* U+FFFD stands for half a character and for U+0000, which ends a C string */

static void settle_surrogate(struct json_scan *scan)
{
    if (scan->lone_high)
        memcpy(scan->text.ptr + scan->lone_high, LONE, 4);
    scan->lone_high = 0;
}

/* A \u escape is complete; its digits are the last four bytes of the copy. */
static void close_escape(struct json_scan *scan)
{
    size_t at = scan->text.len - 4;
    char digits4[5] = {0};
    memcpy(digits4, scan->text.ptr + at, 4);
    unsigned long code = strtoul(digits4, NULL, 16);
    bool low = code >= 0xdc00 && code <= 0xdfff;
    if (low && scan->lone_high && scan->lone_high + 6 == at) {
        scan->lone_high = 0;
        return;
    }
    settle_surrogate(scan);
    if (low || code == 0)
        memcpy(scan->text.ptr + at, LONE, 4);
    else if (code >= 0xd800 && code <= 0xdbff)
        scan->lone_high = at;
}

static bool plain_string_byte(struct json_scan *scan, char byte)
{
    if (byte == '"') {
        settle_surrogate(scan);
        close_string(scan);
        return true;
    }
    if (byte == CLEAN_JOIN) {
        scan->line++;
        return true;
    }
    if (byte == '\t' || (scan->newlines_welcome && (byte == '\n' || byte == '\r'))) {
        scan->line += byte == '\n';
        keep_string(scan, byte == '\t' ? SPAN("\\t") : byte == '\n' ? SPAN("\\n") : SPAN("\\r"));
        return true;
    }
    scan->state = STRING_ESCAPE;
    keep_string(scan, SPAN("\\"));
    return byte == '\\';
}

static bool escape_byte(struct json_scan *scan, char byte)
{
    keep_string(scan, (struct span){&byte, 1});
    scan->state = byte == 'u' ? STRING_HEX : STRING;
    scan->hex_digits = 0;
    return byte && strchr("\"\\/bfnrtu", byte) != NULL;
}

static bool hex_byte(struct json_scan *scan, char byte)
{
    keep_string(scan, (struct span){&byte, 1});
    if (++scan->hex_digits == 4) {
        scan->state = STRING;
        if (scan->string_length <= SCAN_STRING_LIMIT && !scan->text.failed)
            close_escape(scan);
    }
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

static bool byte_fits(struct json_scan *scan, char byte)
{
    switch (scan->state) {
    case STRING:
        return plain_string_byte(scan, byte);
    case STRING_ESCAPE:
        return escape_byte(scan, byte);
    case STRING_HEX:
        return hex_byte(scan, byte);
    case TOKEN:
        if (continues_token(byte))
            return token_byte(scan, byte);
        return close_token(scan) && structural_byte(scan, byte);
    default:
        return structural_byte(scan, byte);
    }
}

enum verdict { YES, NO, LATER };

/* Rule 6: whether a string that a raw line end stands in goes on: whether what follows has a quote that ends a value.
 */
static enum verdict string_goes_on(struct span rest)
{
    size_t i = 0;
    while (i < rest.len && i < LOOK_AHEAD && rest.ptr[i] != '"')
        i += rest.ptr[i] == '\\' ? 2 : 1;
    if (i >= LOOK_AHEAD)
        return NO;
    for (i++; i < rest.len && i < LOOK_AHEAD && is_space(rest.ptr[i]); i++)
        ;
    if (i >= LOOK_AHEAD)
        return NO;
    if (i >= rest.len)
        return LATER;
    return rest.ptr[i] == ',' || rest.ptr[i] == '}' || rest.ptr[i] == ']' ? YES : NO;
}

static enum verdict line_end_fits(struct json_scan *scan, struct span rest)
{
    bool in_value = scan->state == STRING && !scan->in_key && !scan->newlines_welcome;
    if (!in_value || (rest.ptr[0] != '\n' && rest.ptr[0] != '\r'))
        return YES; /* not the question here */
    enum verdict verdict = string_goes_on(rest);
    scan->newlines_welcome = verdict == YES;
    return verdict;
}

enum scan_result json_scan_feed(struct json_scan *scan, struct span piece, size_t *used)
{
    for (size_t i = 0; i < piece.len; i++) {
        size_t run = scan->state == STRING ? string_run(span_from(piece, i)) : 0;
        if (run) {
            keep_string(scan, (struct span){piece.ptr + i, run});
            i += run - 1;
            continue;
        }
        *used = i;
        if (line_end_fits(scan, span_from(piece, i)) == LATER)
            return SCAN_MORE;
        if (!byte_fits(scan, piece.ptr[i]))
            return SCAN_BROKEN;
        if (scan->depth == 0) {
            *used = i + 1;
            return SCAN_DONE;
        }
        if (scan->text.len > SCAN_SIZE_LIMIT) {
            *used = i + 1;
            return SCAN_FULL;
        }
    }
    *used = piece.len;
    return SCAN_MORE;
}

size_t json_scan_closed(const struct json_scan *scan, struct buffer *copy)
{
    buffer_clear(copy);
    buffer_add(copy, span_first(buffer_span(&scan->text), scan->whole_length));
    for (size_t depth = scan->whole_depth; depth > 0; depth--)
        buffer_add_byte(copy, scan->open[depth - 1] == '{' ? '}' : ']');
    return scan->whole_depth;
}

/* Keeps the lines of the objects that are still open; each moves to a place that was read before. */
static void flush_lines(struct json_scan *scan)
{
    scan->object_count = 0;
    for (size_t depth = 0; depth < scan->depth; depth++) {
        if (scan->open[depth] != '{')
            continue;
        scan->object_lines[scan->object_count] = scan->object_lines[scan->object[depth]];
        scan->object[depth] = scan->object_count++;
    }
}

bool json_scan_flush(struct json_scan *scan)
{
    char *text = scan->text.ptr;
    size_t read = 0, write = 0, child = 0, depth = 0;
    /* Children and open containers in the order of the text; what stands between them moves up. */
    while (depth < scan->depth || child < scan->child_count) {
        bool is_child =
            depth == scan->depth || (child < scan->child_count && scan->children[child].start < scan->start[depth]);
        size_t until = is_child ? scan->children[child].start : scan->start[depth];
        memmove(text + write, text + read, until - read);
        write += until - read;
        read = until;
        if (is_child) {
            if (text[write - 1] == ',')
                write--;
            else
                text[write++] = '0';
            read = scan->children[child++].end;
        } else {
            scan->start[depth++] = write;
        }
    }
    memmove(text + write, text + read, scan->text.len - read);
    write += scan->text.len - read;
    size_t dropped = scan->text.len - write;
    scan->whole_length -= dropped;
    scan->lone_high -= scan->lone_high ? dropped : 0;
    scan->string_start -= scan->string_start >= read ? dropped : 0;
    scan->text.len = write;
    scan->child_count = 0;
    flush_lines(scan);
    return write <= SCAN_SIZE_LIMIT / 2;
}
