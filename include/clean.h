/*
 * What terminals and shells left in a file, made plain text: a filter over UTF-8 bytes that arrive in blocks.
 *
 *  1. CSI, OSC, DCS and other escape sequences go. Those that move the cursor to another place of the line or screen
 *     end the line there (a bare CR), since what follows overwrites what stood there; one that moves right is a blank.
 *  2. CR LF is LF, with escape sequences between or not. A bare CR stays: it ends a line but does not number one.
 *  3. A soft wrap (ESC[nD ESC[K LF: go n columns back, erase, go on with the word on the next line) is undone: the n
 *     columns go, and a CLEAN_JOIN byte takes the place of LF. It numbers a line, but joins what it stands between.
 *  4. Spinner glyphs (braille patterns) and the blank after each go. Backspace takes the character before it.
 *  5. NUL and other control characters go; NULs are counted. TAB stays.
 *  6. An unfinished sequence never swallows a line end.
 */
#ifndef EVALRATE_CLEAN_H
#define EVALRATE_CLEAN_H

#include "buffer.h"

enum { CLEAN_JOIN = 0x1e };

struct cleaner {
    int state;
    unsigned parameter;    /* of the escape sequence that is being read */
    unsigned columns_back; /* of a soft wrap that may be under way */
    size_t sequence_length;
    unsigned char glyph[2]; /* the first bytes of a character that may be a spinner's */
    size_t glyph_length;
    bool after_glyph, after_cr;
    size_t nul_count;
};

/* Whether `block` can go on as it is: nothing of the above stands in it, and the cleaner is in the middle of nothing.
 */
bool clean_is_plain(const struct cleaner *cleaner, struct span block);

/* Appends the cleaned block to `out`. A soft wrap or a backspace takes back bytes of `out`, but none before `floor`. */
void clean_block(struct cleaner *cleaner, struct span block, struct buffer *out, size_t floor);

#endif
