#include "writing.h"

#include "display.h"
#include "grid.h"
#include "metrics.h"
#include "units.h"
#include "utf8.h"

#include <assert.h>

enum { COLUMNS = 96 };

/* --- the start ---------------------------------------------------------------------------------------------------- */

bool writing_start(struct writing *writing, const struct report_target *target, struct failure *why)
{
    *writing = (struct writing){.exporter = target->exporter};
    if (target->exporter->needs_path && strcmp(target->path, "-") == 0)
        return failure_set(why, "%s cannot be written to standard output; name a file: -o report.%s",
                           target->exporter->name, target->exporter->suffix);
    writing->output = output_open(target->path, why);
    if (!writing->output)
        return false;
    struct target to = {.path = target->path, .options = target->options};
    if (target->exporter->needs_path)
        to.path = output_temporary_path(writing->output);
    else
        to.stream = output_stream(writing->output);
    writing->self = target->exporter->open(&to, why);
    if (!writing->self)
        output_abandon(writing->output);
    return writing->self != NULL;
}

/* --- tables ------------------------------------------------------------------------------------------------------- */

/* The column with its metric, also where it is a percentile of one ("ttft_p50_ms"). */
static struct column with_definition(struct column column)
{
    const struct metric *metric = metric_find(column.name);
    column.definition = metric && unit_of(metric->name) == unit_of(column.name) ? metric : NULL;
    return column;
}

/* The column at that place under what `described` says of columns of its name. */
static struct column describe_column(const struct table *described, const char *name, size_t place)
{
    struct column column = {.name = name, .priority = (unsigned)place};
    for (size_t i = 0; i < described->column_count; i++)
        if (strcmp(described->columns[i].name, name) == 0)
            column = described->columns[i];
    return with_definition(column);
}

static bool is_plain(struct span name)
{
    bool plain = true;
    while (plain && name.len) {
        struct utf8_char next = utf8_next(name);
        plain = next.valid && !display_is_unsafe(next.code);
        name = span_from(name, next.length);
    }
    return plain;
}

/* Tables that others put into the database may be of any shape. */
static bool can_be_written(const struct table *table, const struct statement *statement, struct failure *why)
{
    if (table->column_count > COLUMNS)
        return failure_set(why, "'%s' has %zu columns; %d is the most that can be written", table->name,
                           table->column_count, COLUMNS);
    for (size_t i = 0; i < table->column_count; i++)
        if (!is_plain(span_of(statement_column_name(statement, i))))
            return failure_set(why, "'%s' has a column whose name cannot be written", table->name);
    return true;
}

bool writing_query(struct writing *writing, struct db *db, const char *sql, const struct table *described, size_t *rows,
                   struct failure *why)
{
    struct column columns[COLUMNS];
    struct cell cells[COLUMNS];
    struct statement *statement = db_prepare(db, sql, why);
    if (!statement)
        return false;
    struct table table = *described;
    table.column_count = statement_column_count(statement);
    table.columns = columns;
    if (!can_be_written(&table, statement, why)) {
        statement_close(statement);
        return false;
    }
    for (size_t i = 0; i < table.column_count; i++)
        columns[i] = describe_column(described, statement_column_name(statement, i), i);
    bool done = writing->exporter->begin(writing->self, &table, why);
    enum step step = STEP_DONE;
    while (done && (step = statement_step(statement, why)) == STEP_ROW) {
        for (size_t i = 0; i < table.column_count; i++)
            cells[i] = statement_cell(statement, i);
        done = writing->exporter->row(writing->self, cells, why);
        ++*rows;
    }
    done = done && step == STEP_DONE && writing->exporter->end(writing->self, why);
    statement_close(statement);
    return done;
}

bool writing_cells(struct writing *writing, const struct table *described, const struct cell *cells, size_t row_count,
                   struct failure *why)
{
    struct column columns[COLUMNS];
    struct table table = *described;
    table.columns = columns;
    assert(table.column_count <= COLUMNS);
    for (size_t i = 0; i < table.column_count; i++)
        columns[i] = with_definition(described->columns[i]);
    bool done = writing->exporter->begin(writing->self, &table, why);
    for (size_t row = 0; done && row < row_count; row++)
        done = writing->exporter->row(writing->self, cells + row * table.column_count, why);
    return done && writing->exporter->end(writing->self, why);
}

/* A column that is blank in some rows only stays, and all of them where there are no rows. */
static size_t choose_filled(const struct grid *grid, const struct table *described, struct column *columns,
                            size_t *source_columns)
{
    size_t count = 0;
    for (size_t i = 0; i < grid->column_count; i++) {
        if (grid->row_count && grid_column_is_blank(grid, i))
            continue;
        source_columns[count] = i;
        columns[count++] = describe_column(described, grid->names[i], i);
    }
    return count;
}

static bool write_grid(struct writing *writing, const struct grid *grid, const struct table *described,
                       struct failure *why)
{
    struct column columns[COLUMNS];
    size_t source_columns[COLUMNS] = {0};
    struct cell cells[COLUMNS];
    struct table table = *described;
    table.columns = columns;
    table.column_count = choose_filled(grid, described, columns, source_columns);
    bool done = writing->exporter->begin(writing->self, &table, why);
    for (size_t row = 0; done && row < grid->row_count; row++) {
        for (size_t i = 0; i < table.column_count; i++)
            cells[i] = grid->cells[row * grid->column_count + source_columns[i]];
        done = writing->exporter->row(writing->self, cells, why);
    }
    return done && writing->exporter->end(writing->self, why);
}

bool writing_filled_columns(struct writing *writing, struct db *db, const char *sql, const struct table *described,
                            size_t *rows, struct failure *why)
{
    struct grid grid;
    bool done = grid_load(db, sql, &grid, why);
    if (!done)
        return false;
    assert(grid.column_count <= COLUMNS);
    done = write_grid(writing, &grid, described, why);
    *rows += grid.row_count;
    grid_release(&grid);
    return done;
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

static bool write_definitions(struct writing *writing, struct failure *why)
{
    static const char *const captions[] = {
        "What each figure is, how it is computed from Ollama's own fields, when it is blank, and what other tools call "
        "by "
        "the same name.",
        "Percentiles interpolate linearly between order statistics (numpy's default, Excel's PERCENTILE.INC); their "
        "95 % intervals are from ranks, so that no distribution is assumed.",
    };
    static const struct table table = {
        .name = "definitions",
        .title = "Definitions",
        .column_count = METRIC_COLUMNS,
        .columns = metric_columns,
        .caption_count = sizeof captions / sizeof *captions,
        .captions = captions,
        .row_names = "definition",
    };
    struct cell cells[METRIC_COLUMNS];
    bool done = writing->exporter->begin(writing->self, &table, why);
    for (const struct metric *metric = metrics; done && metric->name; metric++) {
        metric_row(metric, cells);
        done = writing->exporter->row(writing->self, cells, why);
    }
    return done && writing->exporter->end(writing->self, why);
}

bool writing_finish(struct writing *writing, bool done, struct failure *why)
{
    struct failure second;
    if (done && writing->exporter == &xlsx_exporter)
        done = write_definitions(writing, why);
    bool closed = writing->exporter->close(writing->self, done ? why : &second);
    if (done && closed)
        return output_commit(writing->output, why);
    output_abandon(writing->output);
    return false;
}

bool exporter_is_for_people(const struct exporter *exporter)
{
    return exporter == &terminal_exporter || exporter == &markdown_exporter || exporter == &xlsx_exporter;
}
