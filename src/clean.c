#include "clean.h"

enum state { TEXT, ESCAPE, CSI, STRING, STRING_ESCAPE, CHARSET };

/* Longer sequences are no sequences: a terminal's longest useful one is a hyperlink. */
static const size_t SEQUENCE_LIMIT = 4096;

bool clean_is_plain(const struct cleaner *cleaner, struct span block)
{
    if (cleaner->state != TEXT || cleaner->after_cr || cleaner->columns_back || cleaner->glyph_length ||
        cleaner->after_glyph)
        return false;
    return span_find_byte(block, '\x1b') == block.len && span_find_byte(block, '\r') == block.len &&
           span_find_byte(block, '\0') == block.len && span_find_byte(block, '\b') == block.len &&
           span_find_byte(block, CLEAN_JOIN) == block.len;
}

static bool ends_line(char byte)
{
    return byte == '\n' || byte == '\r';
}

static void end_line_here(struct buffer *out, size_t floor)
{
    if (out->len > floor && !ends_line(out->ptr[out->len - 1]))
        buffer_add_byte(out, '\r');
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
    } while (((unsigned char)out->ptr[start] & 0xc0) == 0x80);
    unsigned char first = (unsigned char)out->ptr[start];
    unsigned char second = out->len - start > 1 ? (unsigned char)out->ptr[start + 1] : 0;
    out->len = start;
    return columns_of(first, second);
}

static void line_feed(struct cleaner *cleaner, struct buffer *out, size_t floor)
{
    if (!cleaner->columns_back) {
        if (cleaner->after_cr && out->len > floor && out->ptr[out->len - 1] == '\r')
            out->len--;
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

/* A finished CSI sequence: `final` says what it does. */
static void finish_csi(struct cleaner *cleaner, char final, struct buffer *out, size_t floor)
{
    cleaner->state = TEXT;
    if (final == 'D')
        cleaner->columns_back = cleaner->parameter ? cleaner->parameter : 1;
    else if (final == 'C')
        buffer_add_byte(out, ' ');
    else if (final == 'K' ? cleaner->parameter == 2 : strchr("ABEFGHJf", final) != NULL)
        end_line_here(out, floor);
}

static void plain_byte(struct cleaner *cleaner, char byte, struct buffer *out, size_t floor)
{
    cleaner->columns_back = 0;
    if (byte == '\b')
        take_back(out, floor);
    else if (byte == '\0')
        cleaner->nul_count++;
    else if ((unsigned char)byte >= 0x20 || byte == '\t')
        buffer_add_byte(out, byte);
}

/* Holds the bytes of a braille pattern back (E2 A0..A3 xx); lets go of what turns out to be something else. Returns
 * whether the byte is dealt with. */
static bool spinner_byte(struct cleaner *cleaner, unsigned char byte, struct buffer *out)
{
    if (cleaner->after_glyph) {
        cleaner->after_glyph = false;
        if (byte == ' ')
            return true;
    }
    if (cleaner->glyph_length == 2) {
        cleaner->glyph_length = 0;
        cleaner->after_glyph = true;
        return true;
    }
    bool fits = cleaner->glyph_length == 0 ? byte == 0xe2 : byte >= 0xa0 && byte <= 0xa3;
    if (fits) {
        cleaner->glyph[cleaner->glyph_length++] = byte;
        return true;
    }
    if (cleaner->glyph_length)
        buffer_add(out, (struct span){(const char *)cleaner->glyph, cleaner->glyph_length});
    cleaner->glyph_length = 0;
    return false;
}

static void text_byte(struct cleaner *cleaner, char byte, struct buffer *out, size_t floor)
{
    if (spinner_byte(cleaner, (unsigned char)byte, out))
        return;
    if (byte == '\n') {
        line_feed(cleaner, out, floor);
    } else if (byte == '\r') {
        end_line_here(out, floor);
        cleaner->after_cr = true;
        return;
    } else if (byte == '\x1b') {
        cleaner->state = ESCAPE;
        cleaner->sequence_length = 0;
        return; /* `after_cr` outlives it: some terminals put a sequence between CR and LF */
    } else {
        plain_byte(cleaner, byte, out, floor);
    }
    cleaner->after_cr = false;
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

/* How many bytes from the start of `text` are plain and can be copied as they are. */
static size_t plain_run(struct span text)
{
    size_t n = 0;
    while (n < text.len && (unsigned char)text.ptr[n] >= 0x20 && (unsigned char)text.ptr[n] != 0xe2)
        n++;
    return n;
}

void clean_block(struct cleaner *cleaner, struct span block, struct buffer *out, size_t floor)
{
    for (size_t i = 0; i < block.len; i++) {
        bool neutral = cleaner->state == TEXT && !cleaner->glyph_length && !cleaner->after_glyph;
        size_t run = neutral ? plain_run(span_from(block, i)) : 0;
        if (run) {
            buffer_add(out, (struct span){block.ptr + i, run});
            cleaner->columns_back = 0;
            cleaner->after_cr = false;
            i += run - 1;
        } else if (cleaner->state == TEXT) {
            text_byte(cleaner, block.ptr[i], out, floor);
        } else {
            sequence_byte(cleaner, block.ptr[i], out, floor);
        }
    }
}
