#include "grid.h"

#include <stdlib.h>

static struct span copy_text(struct span text)
{
    char *copy = malloc(text.len + 1);
    if (!copy)
        return (struct span){0};
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return (struct span){copy, text.len};
}

static bool take_names(struct grid *grid, const struct statement *statement)
{
    grid->column_count = statement_column_count(statement);
    grid->names = calloc(grid->column_count, sizeof *grid->names);
    bool done = grid->names != NULL;
    for (size_t i = 0; done && i < grid->column_count; i++) {
        grid->names[i] = strdup(statement_column_name(statement, i));
        done = grid->names[i] != NULL;
    }
    return done;
}

static bool take_row(struct grid *grid, const struct statement *statement)
{
    if (grid->row_count == grid->capacity) {
        size_t capacity = grid->capacity ? grid->capacity * 2 : 16;
        struct cell *grown = realloc(grid->cells, capacity * grid->column_count * sizeof *grown);
        if (!grown)
            return false;
        grid->cells = grown;
        grid->capacity = capacity;
    }
    struct cell *row = grid->cells + grid->row_count++ * grid->column_count;
    bool done = true;
    for (size_t i = 0; i < grid->column_count; i++) {
        row[i] = statement_cell(statement, i);
        if (row[i].kind == CELL_TEXT) {
            row[i].text = copy_text(row[i].text);
            done = done && row[i].text.ptr;
        }
    }
    return done;
}

bool grid_load(struct db *db, const char *sql, struct grid *grid, struct failure *why)
{
    *grid = (struct grid){0};
    struct statement *statement = db_prepare(db, sql, why);
    if (!statement)
        return false;
    bool done = take_names(grid, statement);
    enum step step = STEP_DONE;
    while (done && (step = statement_step(statement, why)) == STEP_ROW)
        done = take_row(grid, statement);
    statement_close(statement);
    if (!done)
        failure_out_of_memory(why);
    if (done && step == STEP_DONE)
        return true;
    grid_release(grid);
    return false;
}

void grid_release(struct grid *grid)
{
    for (size_t i = 0; i < grid->row_count * grid->column_count; i++)
        if (grid->cells[i].kind == CELL_TEXT)
            free((void *)(uintptr_t)grid->cells[i].text.ptr);
    for (size_t i = 0; grid->names && i < grid->column_count; i++)
        free(grid->names[i]);
    free(grid->names);
    free(grid->cells);
    *grid = (struct grid){0};
}

size_t grid_column(const struct grid *grid, const char *name)
{
    size_t column = 0;
    while (column < grid->column_count && strcmp(grid->names[column], name) != 0)
        column++;
    return column;
}

bool grid_column_is_blank(const struct grid *grid, size_t column)
{
    for (size_t row = 0; row < grid->row_count; row++)
        if (grid->cells[row * grid->column_count + column].kind != CELL_BLANK)
            return false;
    return true;
}

struct cell grid_cell(const struct grid *grid, size_t row, const char *column)
{
    size_t at = grid_column(grid, column);
    return at < grid->column_count ? grid->cells[row * grid->column_count + at] : (struct cell){.kind = CELL_BLANK};
}

int64_t grid_count(const struct grid *grid, size_t row, const char *column)
{
    struct cell cell = grid_cell(grid, row, column);
    return cell.kind == CELL_INTEGER ? cell.integer : 0;
}

int64_t grid_sum(const struct grid *grid, const char *column)
{
    int64_t sum = 0;
    for (size_t row = 0; row < grid->row_count; row++)
        sum += grid_count(grid, row, column);
    return sum;
}
