/*
 * The comparison in the making: the rows of report_models, which of its columns are shown, and what is said around
 * them.
 *
 *  1. What is shown is chosen by tables: columns and footnotes in comparison_columns.c, remarks in comparison_words.c.
 *  2. A column without any value is not shown to people. What is written for programs (CSV, JSON) has every column.
 *  3. Texts of files are made fit for a screen here (display.h); exporters escape what their format needs.
 */
#ifndef EVALRATE_COMPARISON_H
#define EVALRATE_COMPARISON_H

#include "exporter.h"
#include "grid.h"
#include "report.h"

enum { COMPARISON_NOTES = 24, COMPARISON_COLUMNS = 96, COMPARISON_CAPTIONS = 5 };

struct comparison {
    struct grid grid; /* the rows as they are read */
    struct column columns[COMPARISON_COLUMNS];
    size_t source_columns[COMPARISON_COLUMNS]; /* of the grid */
    size_t column_count;
    struct cell *cells; /* of the shown columns, row by row; texts are the grid's */
    char *notes[COMPARISON_NOTES];
    size_t note_count;
    const char *captions[COMPARISON_CAPTIONS];
    size_t caption_count;
    char *caption, *provenance; /* two of the captions, which are owned */
};

void comparison_release(struct comparison *comparison);

/* The number of the note with that text, added where it is new; 0 without memory or room. */
unsigned comparison_note(struct comparison *comparison, const char *text);

/* Chooses the columns that this format shows of the loaded rows. */
bool comparison_choose(struct comparison *comparison, const struct report_options *options,
                       const struct exporter *exporter, struct failure *why) MUST_CHECK;

/* Fills the cells of the chosen columns, and adds the footnotes that mark them. */
bool comparison_fill(struct comparison *comparison, struct failure *why) MUST_CHECK;

/* The lines above: what is constant, what was selected, what the columns are, where the figures come from. */
bool comparison_add_captions(struct comparison *comparison, struct db *db, const struct report_options *options,
                             const struct exporter *exporter, struct failure *why) MUST_CHECK;

/* The lines below that belong to no cell: what was left out, and what a reader should know before believing. */
bool comparison_add_remarks(struct comparison *comparison, struct db *db, const struct report_options *options,
                            const struct exporter *exporter, struct failure *why) MUST_CHECK;

#endif
