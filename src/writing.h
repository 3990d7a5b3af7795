/*
 * An exporter at work on a file: begun, fed with tables, and finished as the whole new file or not at all.
 */
#ifndef EVALRATE_WRITING_H
#define EVALRATE_WRITING_H

#include "db.h"
#include "output.h"
#include "report.h"

struct writing {
    const struct exporter *exporter;
    struct output *output;
    void *self;
};

bool writing_start(struct writing *writing, const struct report_target *target, struct failure *why) MUST_CHECK;

/* Finishes the file if all went well so far (`done`), else leaves what was there before. A workbook gets the sheet
 * Definitions, which the headings of all others lead to. */
bool writing_finish(struct writing *writing, bool done, struct failure *why) MUST_CHECK;

/* Writes the rows of a query, as they come, under what `described` says of the table; its columns are the query's, and
 * `described` may say more of some of them by their names. Adds to *rows. */
bool writing_query(struct writing *writing, struct db *db, const char *sql, const struct table *described, size_t *rows,
                   struct failure *why) MUST_CHECK;

/* Writes a table whose rows are in memory, row by row. */
bool writing_cells(struct writing *writing, const struct table *table, const struct cell *cells, size_t row_count,
                   struct failure *why) MUST_CHECK;

/* The same for a small answer, whose columns without any value are left out. */
bool writing_filled_columns(struct writing *writing, struct db *db, const char *sql, const struct table *described,
                            size_t *rows, struct failure *why) MUST_CHECK;

/* Whether what it writes is for people's eyes: chosen columns, rounded, with footnotes. */
bool exporter_is_for_people(const struct exporter *exporter);

#endif
