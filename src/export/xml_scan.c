/*
 * A machine of a few states, which a byte takes from one to the next.
 */
#include "xml_scan.h"

#include <string.h>

enum state {
    TEXT,
    TAG,         /* behind `<` */
    OPENING,     /* `<na` */
    BETWEEN,     /* `<name ` */
    ATTRIBUTE,   /* `<name at` */
    EQUALS,      /* `<name attribute=` */
    VALUE,       /* `<name attribute="v` */
    VALUE_ENDED, /* `<name attribute="value"` */
    EMPTY,       /* `<name/` */
    CLOSING,     /* `</na` */
    DECLARATION, /* `<?xm` */
    BROKEN,
};

static bool is_name(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(":_-.", c));
}

static enum state begin_name(struct xml_scan *scan, enum state state)
{
    scan->name = 0;
    return state;
}

static enum state add_name(struct xml_scan *scan, unsigned char c, enum state state)
{
    scan->name = scan->name * 31 + c;
    return state;
}

static enum state open_element(struct xml_scan *scan)
{
    if (scan->depth == XML_DEPTH)
        return BROKEN;
    scan->open[scan->depth++] = scan->name;
    return TEXT;
}

static enum state close_element(struct xml_scan *scan)
{
    if (scan->depth == 0 || scan->open[--scan->depth] != scan->name)
        return BROKEN;
    scan->roots += scan->depth == 0;
    return TEXT;
}

static enum state empty_element(struct xml_scan *scan)
{
    scan->roots += scan->depth == 0;
    return TEXT;
}

/* Behind an element's name or a value. */
static enum state next_part(struct xml_scan *scan, unsigned char c)
{
    return c == ' ' || c == '\n' ? BETWEEN : c == '/' ? EMPTY : c == '>' ? open_element(scan) : BROKEN;
}

static enum state next_state(struct xml_scan *scan, enum state state, unsigned char c)
{
    switch (state) {
    case TEXT:
        return c == '<' ? TAG : TEXT;
    case TAG:
        if (is_name(c))
            return add_name(scan, c, begin_name(scan, OPENING));
        return c == '/' ? begin_name(scan, CLOSING) : c == '?' ? DECLARATION : BROKEN;
    case OPENING:
        return is_name(c) ? add_name(scan, c, OPENING) : next_part(scan, c);
    case BETWEEN:
        return is_name(c) ? ATTRIBUTE : c == '/' ? EMPTY : BROKEN;
    case ATTRIBUTE:
        return is_name(c) ? ATTRIBUTE : c == '=' ? EQUALS : BROKEN;
    case EQUALS:
        return c == '"' ? VALUE : BROKEN;
    case VALUE:
        return c == '"' ? VALUE_ENDED : c == '<' ? BROKEN : VALUE;
    case VALUE_ENDED:
        return next_part(scan, c);
    case EMPTY:
        return c == '>' ? empty_element(scan) : BROKEN;
    case CLOSING:
        return is_name(c) ? add_name(scan, c, CLOSING) : c == '>' ? close_element(scan) : BROKEN;
    case DECLARATION:
        return c == '>' ? TEXT : DECLARATION;
    case BROKEN:
        break;
    }
    return BROKEN;
}

void xml_scan_add(struct xml_scan *scan, const unsigned char *text, size_t length)
{
    enum state state = scan->state;
    for (size_t i = 0; i < length; i++)
        state = next_state(scan, state, text[i]);
    scan->state = (unsigned char)state;
}

bool xml_scan_is_whole(const struct xml_scan *scan)
{
    return scan->state == TEXT && scan->depth == 0 && scan->roots == 1;
}
