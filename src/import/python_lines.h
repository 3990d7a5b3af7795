/*
 * Python values that may go on over several lines: collects them until their brackets are closed.
 */
#ifndef EVALRATE_PYTHON_LINES_H
#define EVALRATE_PYTHON_LINES_H

#include "buffer.h"

enum python_state {
    PYTHON_MORE, /* brackets are open at the end of the text */
    PYTHON_CLOSED,
    PYTHON_BROKEN, /* no Python value: a string that does not end on its line, a wrong bracket */
};

/* Goes over text bracket by bracket, strings passed over. Zero-initialise. */
struct bracket_scan {
    size_t depth;
    char quote; /* of an open string; 0 without */
    bool triple, escaped;
};

/* Reads `text`; *length is how far: behind the last closing bracket with PYTHON_CLOSED. A line ends with the text. */
enum python_state bracket_scan_line(struct bracket_scan *scan, struct span text, size_t *length);

enum { PYTHON_LINES_MOST = 2000 };

struct python_lines {
    bool open;
    struct buffer text; /* the lines so far, with line ends */
    size_t line_count;
    int64_t numbers[PYTHON_LINES_MOST + 1]; /* of each; what stands around JSON, or a bare CR, has one number */
    bool tentative;                         /* a bare `{`: the next line decides */
    struct bracket_scan scan;
};

/* The value begins here and goes on with the next line; `scan` has gone over `text`. */
void python_lines_start(struct python_lines *lines, struct span text, int64_t number, struct bracket_scan scan);

/* The next line. With PYTHON_CLOSED the value is the text up to *length. */
enum python_state python_lines_add(struct python_lines *lines, struct span line, int64_t number, size_t *length);

#endif
