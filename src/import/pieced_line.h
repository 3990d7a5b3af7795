/*
 * A line that a container's log holds in several pieces. More than PIECED_LINE_MOST bytes are a problem, and left out.
 */
#ifndef EVALRATE_PIECED_LINE_H
#define EVALRATE_PIECED_LINE_H

#include "buffer.h"
#include "record.h"

enum { PIECED_LINE_MOST = 4 * 1024 * 1024 };

/* Zero-initialise. */
struct pieced_line {
    struct buffer text;
    int64_t line; /* of the first piece; 0: no line is open */
    bool too_long;
};

void pieced_line_add(struct pieced_line *pieces, struct span piece, int64_t line);

/* The line is complete, or as complete as it will be: `read` gets it at the line of its first piece. */
bool pieced_line_end(struct pieced_line *pieces, struct sink sink,
                     bool (*read)(void *ctx, struct span text, int64_t line, struct failure *why), void *ctx,
                     struct failure *why) MUST_CHECK;

#endif
