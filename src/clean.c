#include "clean.h"

enum state { TEXT, ESCAPE, CSI, STRING, STRING_ESCAPE, CHARSET };

/* Longer sequences are no sequences: a terminal's longest useful one is a hyperlink. */
static const size_t SEQUENCE_LIMIT = 4096;

/* Whether the cursor is in the first column behind it. */
static bool ends_line(char byte)
{
    return byte == '\n' || byte == '\r' || byte == CLEAN_JOIN;
}

/* The first bytes of wide characters (East Asian, emoji) in UTF-8: two columns each. */
static unsigned columns_of(unsigned char first, unsigned char second)
{
    if (first >= 0xf0)
        return 2;
    if (first == 0xe2)
        return second >= 0xba ? 2 : 1;
    if (first == 0xef)
        return second >= 0xa4 && second < 0xbe ? 2 : 1;
    return first >= 0xe3 && first <= 0xed ? 2 : 1;
}

/* Takes the last character of the line back; returns its columns, 0 at the line's start. */
static unsigned take_back(struct buffer *out, size_t floor)
{
    size_t start = out->len;
    do {
        if (start <= floor || ends_line(out->ptr[start - 1]))
            return 0;
        start--;
    } while (((unsigned char)out->ptr[start] & 0xc0) == 0x80 && out->len - start < 4);
    unsigned char first = (unsigned char)out->ptr[start];
    unsigned char second = out->len - start > 1 ? (unsigned char)out->ptr[start + 1] : 0;
    out->len = start;
    return columns_of(first, second);
}

static void line_feed(struct cleaner *cleaner, struct buffer *out, size_t floor)
{
    cleaner->after_cr = false;
    if (!cleaner->columns_back) {
        buffer_add_byte(out, '\n');
        return;
    }
    for (unsigned left = cleaner->columns_back; left > 0;) {
        unsigned columns = take_back(out, floor);
        if (columns == 0)
            break;
        left -= columns < left ? columns : left;
    }
    cleaner->columns_back = 0;
    buffer_add_byte(out, CLEAN_JOIN);
}

/* A CR waits until it is known that no LF follows: terminals write sequences between the two, and a block may end
 * there. */
static void settle_return(struct cleaner *cleaner, struct buffer *out, size_t floor)
{
    if (cleaner->after_cr && out->len > floor && !ends_line(out->ptr[out->len - 1]))
        buffer_add_byte(out, '\r');
    cleaner->after_cr = false;
}

static void plain_byte(struct cleaner *cleaner, char byte, struct buffer *out, size_t floor)
{
    settle_return(cleaner, out, floor);
    cleaner->columns_back = 0;
    if (byte == '\b')
        take_back(out, floor);
    else if (byte == '\0')
        cleaner->nul_count++;
    else if ((unsigned char)byte >= 0x20 || byte == '\t')
        buffer_add_byte(out, byte);
}

/* A finished CSI sequence: `final` says what it does. */
static void finish_csi(struct cleaner *cleaner, char final, struct buffer *out, size_t floor)
{
    cleaner->state = TEXT;
    if (final == 'D')
        cleaner->columns_back = cleaner->parameter ? cleaner->parameter : 1;
    else if (final == 'C')
        plain_byte(cleaner, ' ', out, floor);
    else if (final == 'K' ? cleaner->parameter == 2 : strchr("ABEFGHJf", final) != NULL)
        cleaner->after_cr = true;
}

/* Holds the bytes of a braille pattern back; lets go of what turns out to be something else. Returns whether the byte
 * is dealt with. */
static bool spinner_byte(struct cleaner *cleaner, unsigned char byte, struct buffer *out, size_t floor)
{
    static const struct {
        unsigned char first, last;
    } glyph[] = {{0xe2, 0xe2}, {0xa0, 0xa3}, {0x80, 0xbf}};
    bool is_blank_behind = cleaner->after_glyph && byte == ' ';
    cleaner->after_glyph = false;
    if (is_blank_behind)
        return true;
    size_t at = cleaner->glyph_length;
    if (byte < glyph[at].first || byte > glyph[at].last) {
        for (size_t i = 0; i < at; i++)
            plain_byte(cleaner, (char)cleaner->glyph[i], out, floor);
        cleaner->glyph_length = at = 0;
        if (byte != glyph[0].first)
            return false;
    }
    cleaner->after_glyph = at == 2;
    if (at == 2)
        cleaner->glyph_length = 0;
    else
        cleaner->glyph[cleaner->glyph_length++] = byte;
    return true;
}

static void text_byte(struct cleaner *cleaner, char byte, struct buffer *out, size_t floor)
{
    if (spinner_byte(cleaner, (unsigned char)byte, out, floor))
        return;
    if (byte == '\n') {
        line_feed(cleaner, out, floor);
    } else if (byte == '\r') {
        cleaner->after_cr = true;
    } else if (byte == '\x1b') {
        cleaner->state = ESCAPE;
        cleaner->sequence_length = 0;
    } else {
        plain_byte(cleaner, byte, out, floor);
    }
}

static void escape_byte(struct cleaner *cleaner, char byte)
{
    cleaner->parameter = 0;
    if (byte == '[')
        cleaner->state = CSI;
    else if (strchr("]P_^X", byte) && byte)
        cleaner->state = STRING;
    else if (strchr("()*+#%", byte) && byte)
        cleaner->state = CHARSET;
    else
        cleaner->state = TEXT;
}

static void csi_byte(struct cleaner *cleaner, char byte, struct buffer *out, size_t floor)
{
    if (byte >= '0' && byte <= '9' && cleaner->parameter < 10000)
        cleaner->parameter = cleaner->parameter * 10 + (unsigned)(byte - '0');
    else if (byte >= 0x40 && byte <= 0x7e)
        finish_csi(cleaner, byte, out, floor);
    else if (byte < 0x20 || byte > 0x3f)
        cleaner->state = TEXT;
}

static void string_byte(struct cleaner *cleaner, char byte)
{
    if (byte == '\a' || (cleaner->state == STRING_ESCAPE && byte == '\\'))
        cleaner->state = TEXT;
    else
        cleaner->state = byte == '\x1b' ? STRING_ESCAPE : STRING;
}

/* One byte inside a sequence. A line end, or too long a sequence, ends it: rule 6. */
static void sequence_byte(struct cleaner *cleaner, char byte, struct buffer *out, size_t floor)
{
    if (byte == '\n' || byte == '\r' || ++cleaner->sequence_length > SEQUENCE_LIMIT) {
        cleaner->state = TEXT;
        text_byte(cleaner, byte, out, floor);
    } else if (cleaner->state == ESCAPE) {
        escape_byte(cleaner, byte);
    } else if (cleaner->state == CSI) {
        csi_byte(cleaner, byte, out, floor);
    } else if (cleaner->state == CHARSET) {
        cleaner->state = TEXT;
    } else {
        string_byte(cleaner, byte);
    }
}

/* Whether the cleaner is in the middle of nothing: then a byte's meaning does not depend on those before it. */
static bool is_neutral(const struct cleaner *cleaner)
{
    return cleaner->state == TEXT && !cleaner->after_cr && !cleaner->columns_back && !cleaner->glyph_length &&
           !cleaner->after_glyph;
}

/* 1 where a byte may not stay as it is, though the cleaner is neutral. 0xe2 may begin a spinner's glyph. */
static unsigned char is_special(unsigned char c)
{
    return (unsigned char)(((c < 0x20) & (c != '\n') & (c != '\t')) | (c == 0xe2));
}

/* Whether the 0xe2 at `at` begins another character than a spinner's glyph: quotation marks and dashes do. */
static bool is_other_glyph(struct span text, size_t at)
{
    if (at + 1 >= text.len || (unsigned char)text.ptr[at] != 0xe2)
        return false;
    unsigned char next = (unsigned char)text.ptr[at + 1];
    return next < 0xa0 || next > 0xa3;
}

/* How many bytes from the start of `text` stay as they are. Nearly all do, so whole strides are looked at together: a
 * loop of fixed length over bytes, without branches, is one that compilers vectorize. */
static size_t plain_run(struct span text)
{
    enum { STRIDE = 256 };
    const unsigned char *bytes = (const unsigned char *)text.ptr;
    size_t n = 0;
    while (n < text.len) {
        unsigned char special = 0;
        size_t end = text.len - n < STRIDE ? text.len : n + STRIDE;
        if (end - n == STRIDE)
            for (size_t i = 0; i < STRIDE; i++)
                special |= is_special(bytes[n + i]);
        if (end - n == STRIDE && !special) {
            n = end;
            continue;
        }
        for (; n < end; n++)
            if (is_special(bytes[n]) && !is_other_glyph(text, n))
                return n;
    }
    return n;
}

bool clean_is_plain(const struct cleaner *cleaner, struct span block)
{
    return is_neutral(cleaner) && plain_run(block) == block.len;
}

void clean_block(struct cleaner *cleaner, struct span block, struct buffer *out, size_t floor)
{
    for (size_t i = 0; i < block.len;) {
        size_t run = is_neutral(cleaner) ? plain_run(span_from(block, i)) : 0;
        if (run)
            buffer_add(out, (struct span){block.ptr + i, run});
        else if (cleaner->state == TEXT)
            text_byte(cleaner, block.ptr[i], out, floor);
        else
            sequence_byte(cleaner, block.ptr[i], out, floor);
        i += run ? run : 1;
    }
}
