/*
 * Series against series: how many times as fast the row is as the column.
 *
 * Series get numbers, since many of their names would not fit beside each other.
 */
#include "shown.h"

#include "display.h"
#include "units.h"

#include <stdio.h>
#include <stdlib.h>

enum { MATRIX_MOST = 40 };

struct matrix {
    struct grid series, pairs; /* in the report's order; report_matrix */
    char (*headings)[8];
    struct column *columns;
};

static void release_matrix(struct matrix *matrix)
{
    grid_release(&matrix->series);
    grid_release(&matrix->pairs);
    free(matrix->headings);
    free(matrix->columns);
}

static bool load_matrix(struct matrix *matrix, struct db *db, struct failure *why)
{
    if (!grid_load(db,
                   "SELECT series FROM report_models WHERE series IN"
                   " (SELECT base FROM report_matrix WHERE verdict IS NOT NULL)",
                   &matrix->series, why) ||
        !grid_load(db, "SELECT * FROM report_matrix", &matrix->pairs, why))
        return false;
    size_t n = matrix->series.row_count;
    if (n > MATRIX_MOST)
        return failure_set(why, "a matrix of %zu is more than can be read; --only chooses, or write --to csv", n);
    matrix->headings = calloc(n + 1, sizeof *matrix->headings);
    matrix->columns = calloc(n + 1, sizeof *matrix->columns);
    if (!matrix->headings || !matrix->columns)
        return failure_out_of_memory(why);
    matrix->columns[0] = (struct column){.name = "series"};
    for (size_t i = 0; i < n; i++) {
        snprintf(matrix->headings[i], sizeof matrix->headings[i], "%zu", i + 1);
        matrix->columns[i + 1] = (struct column){.name = matrix->headings[i], .priority = (unsigned)i + 1};
    }
    return true;
}

/* The ratio where the row is faster or slower than the column, "~" where nothing can be said; blank without figures. */
static struct cell matrix_cell(const struct matrix *matrix, size_t row, size_t column)
{
    const struct grid *pairs = &matrix->pairs;
    struct span candidate = grid_cell(&matrix->series, row, "series").text,
                base = grid_cell(&matrix->series, column, "series").text;
    size_t i = 0;
    while (i < pairs->row_count && !(span_equal(grid_cell(pairs, i, "candidate").text, candidate) &&
                                     span_equal(grid_cell(pairs, i, "base").text, base)))
        i++;
    struct cell verdict = i < pairs->row_count ? grid_cell(pairs, i, "verdict") : (struct cell){.kind = CELL_BLANK};
    if (verdict.kind != CELL_TEXT)
        return (struct cell){.kind = CELL_BLANK};
    if (span_equal(verdict.text, SPAN("cannot tell")))
        return (struct cell){.kind = CELL_TEXT, .text = SPAN("~")};
    return grid_cell(pairs, i, "speed_ratio");
}

static bool fill_matrix(struct shown *shown, const struct matrix *matrix)
{
    size_t n = matrix->series.row_count, width = n + 1;
    shown->column_count = width;
    shown->cells = calloc(n * width + 1, sizeof *shown->cells);
    for (size_t row = 0; shown->cells && row < n; row++) {
        struct buffer name = {0};
        buffer_print(&name, "%zu ", row + 1);
        display_add(&name, grid_cell(&matrix->series, row, "series").text);
        shown->cells[row * width] = shown_text(shown, &name);
        for (size_t column = 0; column < n; column++)
            if (column != row)
                shown->cells[row * width + 1 + column] = matrix_cell(matrix, row, column);
    }
    return shown->cells && !shown->failed;
}

bool shown_write_matrix(struct shown *shown, struct writing *writing, struct db *db, size_t *rows, struct failure *why)
{
    struct matrix matrix = {0};
    bool done = load_matrix(&matrix, db, why) && (fill_matrix(shown, &matrix) || failure_out_of_memory(why));
    if (done) {
        char title[80] = "Matrix";
        if (shown->grid.row_count)
            unit_full_heading(shown_cell(shown, shown->grid.row_count - 1, "metric").text.ptr, title, sizeof title);
        struct table table = shown_table(shown, "matrix", title);
        table.columns = matrix.columns;
        *rows = matrix.series.row_count;
        done = writing_cells(writing, &table, shown->cells, *rows, why);
    }
    release_matrix(&matrix);
    return done;
}
