/*
 * Finds the end of a JSON object that starts here, over text that arrives in pieces, and keeps a small copy of it.
 *
 *  1. The grammar is checked to the letter, but for a habit of Python's json module: NaN, Infinity and -Infinity are
 * read as null. A number of more than 63 characters becomes 1e999, so that where it is a figure that is said.
 *  2. The copy leaves out what no figure needs: all but the first numbers of an array of numbers (`context`,
 *     embeddings), and strings beyond SCAN_STRING_LIMIT (images): these are read as null, since a part of a text would
 *     only be measured as if it were all, and counted (long_count).
 *  3. One pass: each byte is looked at once, however the object ends. Depth is bounded by SCAN_DEPTH.
 *  4. Where the text breaks the grammar, or ends, a copy up to the last whole member can be had, with what is open
 *     closed by hand (json_scan_closed), so that a damaged object still gives what it says before the damage.
 *  5. Where the copy grows beyond SCAN_SIZE_LIMIT, the complete objects inside it can be dropped after they were read
 *     (json_scan_flush), so that an array of any length takes bounded memory.
 */
#ifndef EVALRATE_JSON_SCAN_H
#define EVALRATE_JSON_SCAN_H

#include "buffer.h"

enum { SCAN_DEPTH = 500, SCAN_STRING_LIMIT = 1 << 20, SCAN_SIZE_LIMIT = 2 << 20 };

enum scan_result { SCAN_MORE, SCAN_DONE, SCAN_BROKEN, SCAN_FULL };

/* Where a complete object inside the one that is being read stands in the copy. */
struct scan_child {
    size_t start, end;
};

struct json_scan {
    struct buffer text; /* the copy */
    int state;
    size_t depth;
    char open[SCAN_DEPTH];           /* '{' or '[' */
    size_t number_count[SCAN_DEPTH]; /* in the open array, as long as it holds nothing but numbers */
    bool kept_whole[SCAN_DEPTH];     /* the open array's numbers are measurements, and so are those of arrays in it */
    size_t start[SCAN_DEPTH];        /* where the open container starts in the copy */
    size_t object[SCAN_DEPTH];       /* which of object_lines is the open object's */
    char token[72];                  /* a number or literal */
    size_t token_length;
    size_t string_start;  /* where the open string starts in the copy */
    size_t string_length; /* its bytes so far; beyond the limit they are counted, but not kept */
    int hex_digits;       /* of a \u escape that were read */
    size_t lone_high;     /* where the digits of a high surrogate stand that waits for its other half; 0 without */
    int64_t long_count;   /* strings beyond the limit, until the reader sets it to 0 */
    int64_t long_line;    /* where the first of them ended, counted from the value's line */
    bool in_key;
    bool newlines_welcome;            /* in the open string: rule 6 */
    size_t whole_length, whole_depth; /* the copy up to its last whole member, and the depth there */
    int64_t line;                     /* line ends seen inside the value */
    struct scan_child *children;      /* complete objects, none inside another */
    size_t child_count, child_capacity;
    int64_t *object_lines; /* of each object in the copy, in the order in which they open, counted from the value's */
    size_t object_count, object_capacity;
    bool failed; /* out of memory */
};

void json_scan_start(struct json_scan *scan); /* for the next object; keeps the memory */
void json_scan_release(struct json_scan *scan);

/* Takes `piece`, whose first byte is the object's `{` at the first call. `used` says how far it was read: to the
 * object's end with SCAN_DONE, to the first byte that cannot stand there with SCAN_BROKEN. SCAN_MORE wants the piece
 * from there on again with more behind it, or the next one where all of it was used. */
enum scan_result json_scan_feed(struct json_scan *scan, struct span piece, size_t *used);

/* Writes the copy up to its last whole member to `copy`, and closes what is open. Returns how many containers were
 * open: the root, its last child, that one's last child and so on are the ones that are not complete. */
size_t json_scan_closed(const struct json_scan *scan, struct buffer *copy);

/* Drops the complete objects from the copy (each becomes 0, or nothing behind another element of an array). False where
 * that did not help: then the object itself has too many members. */
bool json_scan_flush(struct json_scan *scan);

#endif
