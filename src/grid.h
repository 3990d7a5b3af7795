/*
 * A small table held in memory: the answer to a query, so that captions and footnotes can be worked out from it before
 * its first row is written.
 */
#ifndef EVALRATE_GRID_H
#define EVALRATE_GRID_H

#include "db.h"

struct grid {
    size_t column_count, row_count, capacity;
    char **names;
    struct cell *cells; /* row by row; texts are owned */
};

bool grid_load(struct db *db, const char *sql, struct grid *grid, struct failure *why) MUST_CHECK;
void grid_release(struct grid *grid);

/* The column's number, or column_count where there is none of that name. */
size_t grid_column(const struct grid *grid, const char *name);

/* Whether nobody filled it; a column of no rows is blank, too. */
bool grid_column_is_blank(const struct grid *grid, size_t column);

/* The cell, or a blank one where there is no such column. */
struct cell grid_cell(const struct grid *grid, size_t row, const char *column);

/* Its whole number; 0 where it is blank or something else. */
int64_t grid_count(const struct grid *grid, size_t row, const char *column);

/* Over all rows. */
int64_t grid_sum(const struct grid *grid, const char *column);

#endif
