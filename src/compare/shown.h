/*
 * report_compare on its way to people: its cells, and the texts and footnotes that are made of them.
 */
#ifndef EVALRATE_COMPARE_SHOWN_H
#define EVALRATE_COMPARE_SHOWN_H

#include "buffer.h"
#include "compare.h"
#include "../grid.h"
#include "../writing.h"

enum { SHOWN_NOTES = 64, SHOWN_COLUMNS = 32, SHOWN_CAPTIONS = 2 };

struct shown {
    struct grid grid; /* report_compare */
    struct cell *cells;
    size_t column_count;
    struct column columns[SHOWN_COLUMNS];
    char **texts; /* owned, of cells */
    size_t text_count, text_capacity;
    char *notes[SHOWN_NOTES];
    size_t note_count;
    char *captions[SHOWN_CAPTIONS];
    bool has_many_pairs, is_matrix, failed; /* failed: out of memory */
};

void shown_release(struct shown *shown);

/* The buffer's text, now owned by the caller; NULL without memory. */
char *shown_take(struct shown *shown, struct buffer *text);

/* The same as a cell, owned by `shown`. */
struct cell shown_text(struct shown *shown, struct buffer *text);

/* The number of the note with that text, added where it is new; 0 where it has no room. Takes the buffer's text. */
unsigned shown_note(struct shown *shown, struct buffer *text);
unsigned shown_note_text(struct shown *shown, const char *text);

/* report_compare's cell, whether it is not blank, and whether it is that text. */
struct cell shown_cell(const struct shown *shown, size_t row, const char *column);
bool shown_knows(const struct shown *shown, size_t row, const char *column);
bool shown_says(const struct shown *shown, size_t row, const char *column, const char *text);

/* Appends a number as people read it; nothing for a blank. */
void shown_add_number(struct buffer *out, struct cell cell);

/* How many different candidates the rows have. */
size_t shown_candidates(const struct grid *grid);

/* The table of its columns, captions and notes. */
struct table shown_table(const struct shown *shown, const char *name, const char *title);

/* remarks.c: the captions, and the footnotes about all rows. */
void shown_add_captions(struct shown *shown);
bool shown_add_remarks(struct shown *shown, struct db *db, const struct compare_report_options *options,
                       struct failure *why) MUST_CHECK;

/* matrix.c: series against series. */
bool shown_write_matrix(struct shown *shown, struct writing *writing, struct db *db, size_t *rows,
                        struct failure *why) MUST_CHECK;

#endif
