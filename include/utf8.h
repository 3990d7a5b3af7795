/*
 * UTF-8, one character at a time.
 */
#ifndef EVALRATE_UTF8_H
#define EVALRATE_UTF8_H

#include "buffer.h"

struct utf8_char {
    uint32_t code; /* U+FFFD where the bytes are no character */
    size_t length; /* bytes taken, at least 1 */
    bool valid;
};

/* The character at the start of `text`, which is not empty. Overlong forms, surrogates and codes above U+10FFFF are
 * invalid; an invalid byte is one step, so that a reader always finds the next character. */
struct utf8_char utf8_next(struct span text);

/* Writes `code` (a valid code point) and returns the bytes written, at most 4. */
size_t utf8_put(uint32_t code, char out[4]);

/* The text itself where it is UTF-8; otherwise a copy in `room` with U+FFFD for each byte that is none. `room` is
 * emptied first, but keeps what it says of memory that ran out. */
struct span utf8_repair(struct span text, struct buffer *room);

#endif
