#include "display.h"

#include "char_width.h"
#include "utf8.h"

/* Characters that a person does not see, or that change how others are seen. */
static const struct range {
    uint32_t first, last;
} unsafe[] = {
    {0x00, 0x1f},       {0x7f, 0x9f},       /* controls */
    {0xad, 0xad},       {0x34f, 0x34f},     /* soft hyphen, grapheme joiner */
    {0x61c, 0x61c},     {0x115f, 0x1160},   /* Arabic letter mark, Hangul fillers */
    {0x17b4, 0x17b5},   {0x180b, 0x180f},   /* invisible vowels, Mongolian selectors */
    {0x200b, 0x200f},   {0x2028, 0x202e},   /* zero width, directional marks, line ends, bidirectional controls */
    {0x2060, 0x206f},   {0x3164, 0x3164},   /* invisible operators, isolates, Hangul filler */
    {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   /* byte order mark, Hangul filler */
    {0xfff9, 0xfffb},   {0x13430, 0x1343f}, /* annotations, joiners of hieroglyphs */
    {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, /* formatting of shorthand and of music */
    {0xe0000, 0xe0fff},                     /* tags, variation selectors */
};

bool display_is_unsafe(uint32_t code)
{
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
        if (code <= unsafe[i].last)
            return code >= unsafe[i].first;
    return false;
}

static void add_escape(struct buffer *out, uint32_t code)
{
    switch (code) {
    case '\n':
        buffer_add(out, SPAN("\\n"));
        break;
    case '\t':
        buffer_add(out, SPAN("\\t"));
        break;
    case '\r':
        buffer_add(out, SPAN("\\r"));
        break;
    default:
        buffer_print(out, code < 0x80 ? "\\x%02x" : "\\u{%x}", (unsigned)code);
    }
}

void display_add(struct buffer *out, struct span text)
{
    while (text.len) {
        struct utf8_char c = utf8_next(text);
        if (!c.valid)
            buffer_add(out, SPAN("\xef\xbf\xbd"));
        else if (display_is_unsafe(c.code))
            add_escape(out, c.code);
        else
            buffer_add(out, span_first(text, c.length));
        text = span_from(text, c.length);
    }
}

size_t display_width(struct span clean)
{
    size_t width = 0;
    while (clean.len) {
        struct utf8_char c = utf8_next(clean);
        width += (size_t)char_width(c.code);
        clean = span_from(clean, c.length);
    }
    return width;
}

size_t display_fit(struct span clean, size_t width)
{
    size_t at = 0;
    while (at < clean.len) {
        struct utf8_char c = utf8_next(span_from(clean, at));
        size_t columns = (size_t)char_width(c.code);
        if (columns > width)
            break;
        width -= columns;
        at += c.length;
    }
    return at;
}

size_t display_line(struct span clean, size_t width)
{
    size_t fits = width ? display_fit(clean, width) : clean.len;
    if (fits == clean.len || clean.ptr[fits] == ' ')
        return fits;
    size_t blank = fits;
    while (blank > 0 && clean.ptr[blank - 1] != ' ')
        blank--;
    return blank > 0 ? blank - 1 : span_find_byte(clean, ' ');
}

/* The shortest end of `clean` after which at most `width` columns follow. */
static struct span end_of_width(struct span clean, size_t width)
{
    size_t excess = display_width(clean);
    while (excess > width) {
        struct utf8_char c = utf8_next(clean);
        excess -= (size_t)char_width(c.code);
        clean = span_from(clean, c.length);
    }
    while (clean.len && char_width(utf8_next(clean).code) == 0) /* marks without their character */
        clean = span_from(clean, utf8_next(clean).length);
    return clean;
}

void display_add_cut(struct buffer *out, struct span clean, size_t width, const char *mark)
{
    size_t mark_width = display_width(span_of(mark));
    if (display_width(clean) <= width) {
        buffer_add(out, clean);
        return;
    }
    if (width < mark_width) {
        buffer_add(out, span_first(clean, display_fit(clean, width)));
        return;
    }
    size_t room = width - mark_width;
    bool one_word = span_find_byte(clean, ' ') == clean.len;
    size_t tail = one_word ? room / 2 : 0;
    buffer_add(out, span_first(clean, display_fit(clean, room - tail)));
    buffer_add(out, span_of(mark));
    buffer_add(out, end_of_width(clean, tail));
}
