/*
 * Counts brackets until they are closed; whether the text is a value is for the parser to say, once.
 */
#include "python_lines.h"

enum { TEXT_LIMIT = 1 << 20, DEPTH_LIMIT = 200 };

/* The open string's next byte at *at; moves behind it. */
static void scan_string(struct bracket_scan *scan, struct span text, size_t *at)
{
    char c = text.ptr[*at];
    size_t marks = scan->triple ? 3 : 1;
    if (scan->escaped)
        scan->escaped = false;
    else if (c == '\\')
        scan->escaped = true;
    else if (c == scan->quote &&
             (!scan->triple || (*at + 2 < text.len && text.ptr[*at + 1] == c && text.ptr[*at + 2] == c))) {
        scan->quote = '\0';
        *at += marks - 1;
    }
    ++*at;
}

static void scan_quote(struct bracket_scan *scan, struct span text, size_t *at)
{
    char c = text.ptr[*at];
    scan->quote = c;
    scan->triple = *at + 2 < text.len && text.ptr[*at + 1] == c && text.ptr[*at + 2] == c;
    *at += scan->triple ? 3 : 1;
}

enum python_state bracket_scan_line(struct bracket_scan *scan, struct span text, size_t *length)
{
    size_t at = 0;
    *length = text.len;
    while (at < text.len) {
        char c = text.ptr[at];
        if (scan->quote) {
            scan_string(scan, text, &at);
            continue;
        }
        if (c == '\'' || c == '"') {
            scan_quote(scan, text, &at);
            continue;
        }
        at++;
        if (c == '{' || c == '[' || c == '(') {
            if (++scan->depth > DEPTH_LIMIT)
                return PYTHON_BROKEN;
        } else if (c == '}' || c == ']' || c == ')') {
            if (scan->depth == 0)
                return PYTHON_BROKEN;
            *length = at;
            if (--scan->depth == 0)
                return PYTHON_CLOSED;
        }
    }
    *length = text.len;
    return scan->quote && !scan->triple && !scan->escaped ? PYTHON_BROKEN : PYTHON_MORE;
}

void python_lines_start(struct python_lines *lines, struct span text, int64_t number, struct bracket_scan scan)
{
    buffer_clear(&lines->text);
    buffer_add(&lines->text, text);
    lines->open = true;
    lines->numbers[0] = number;
    lines->line_count = 1;
    lines->tentative = span_trim(text).len == 1;
    lines->scan = scan;
}

/* Behind a bare `{` only a quoted key goes on with a dict. */
static bool may_go_on(struct python_lines *lines, struct span line)
{
    line = span_trim(line);
    bool key = line.len && line.ptr[0] == '\'';
    bool fits = !lines->tentative || key;
    lines->tentative = false;
    return fits;
}

enum python_state python_lines_add(struct python_lines *lines, struct span line, int64_t number, size_t *length)
{
    enum python_state state = PYTHON_BROKEN;
    bool fits = may_go_on(lines, line);
    size_t before = lines->text.len + 1;
    *length = 0;
    buffer_add_byte(&lines->text, '\n');
    buffer_add(&lines->text, line);
    lines->numbers[lines->line_count++] = number;
    lines->scan.escaped = false;
    if (fits && !lines->text.failed && lines->line_count <= PYTHON_LINES_MOST && lines->text.len <= TEXT_LIMIT)
        state = bracket_scan_line(&lines->scan, line, length);
    *length += before;
    lines->open = state == PYTHON_MORE;
    return state;
}
