#include "writing.h"

#include <assert.h>

enum { COLUMNS = 96 };

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

bool writing_finish(struct writing *writing, bool done, struct failure *why)
{
    struct failure second;
    bool closed = writing->exporter->close(writing->self, done ? why : &second);
    if (done && closed)
        return output_commit(writing->output, why);
    output_abandon(writing->output);
    return false;
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
    assert(table.column_count <= COLUMNS);
    for (size_t i = 0; i < table.column_count; i++)
        columns[i] = (struct column){.name = statement_column_name(statement, i), .priority = (unsigned)i};
    table.columns = columns;
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

bool writing_cells(struct writing *writing, const struct table *table, const struct cell *cells, size_t row_count,
                   struct failure *why)
{
    bool done = writing->exporter->begin(writing->self, table, why);
    for (size_t row = 0; done && row < row_count; row++)
        done = writing->exporter->row(writing->self, cells + row * table->column_count, why);
    return done && writing->exporter->end(writing->self, why);
}

bool exporter_is_for_people(const struct exporter *exporter)
{
    return exporter == &terminal_exporter || exporter == &markdown_exporter || exporter == &xlsx_exporter;
}
