/*
 * Which telling bytes a line holds. It is looked at once; whoever needs a byte that is not there need not look.
 *
 *  1. A mark that is set says that its bytes may stand in the line; one that is not set, that none of them does. So the
 *     marks of a line serve for each part of it, and MARKS_ALL for any.
 *  2. Letters, single blanks and most punctuation of prose have no mark.
 */
#ifndef EVALRATE_LINE_MARKS_H
#define EVALRATE_LINE_MARKS_H

#include "span.h"

enum line_mark {
    MARK_COLON = 1 << 0,
    MARK_EQUALS = 1 << 1,
    MARK_BAR = 1 << 2,
    MARK_TAB = 1 << 3,
    MARK_COMMA = 1 << 4, /* or a semicolon */
    MARK_SLASH = 1 << 5,
    MARK_UNDERSCORE = 1 << 6,
    MARK_HYPHEN = 1 << 7,
    MARK_DIGIT = 1 << 8,
    MARK_HASH = 1 << 9,
    MARK_BACKTICK = 1 << 10, /* or a tilde */
    MARK_BRACKET = 1 << 11,  /* round, square or pointed */
    MARK_BRACE = 1 << 12,
    MARK_WIDE = 1 << 13,       /* a byte that is not ASCII */
    MARK_JOIN = 1 << 14,       /* CLEAN_JOIN */
    MARK_TWO_BLANKS = 1 << 15, /* side by side */
    MARK_RUN = 1 << 16,        /* "run" behind a blank */
    MARK_QUOTE = 1 << 17,      /* a double one */
};

static const unsigned MARKS_ALL = ~0u;

unsigned line_marks(struct span line);

/* Those of `text` from `from` on, of which the marks before are `known`: for a line that comes in parts. */
static inline unsigned line_marks_further(struct span text, size_t from, unsigned known)
{
    enum { LONGEST = 3 }; /* bytes before that may belong to a mark of several */
    return known | line_marks(span_from(text, from > LONGEST ? from - LONGEST : 0));
}

#endif
