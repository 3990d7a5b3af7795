/*
 * For tests of exporters: short ways to write cells, and the text that an exporter makes of a table.
 */
#ifndef EVALRATE_EXPORT_FIXTURE_H
#define EVALRATE_EXPORT_FIXTURE_H

#include "exporter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define BLANK                     ((struct cell){.kind = CELL_BLANK})
#define INTEGER(n)                ((struct cell){.kind = CELL_INTEGER, .integer = (n)})
#define REAL(x)                   ((struct cell){.kind = CELL_REAL, .real = (x)})
#define TEXT(literal)             ((struct cell){.kind = CELL_TEXT, .text = SPAN(literal)})
#define NOTED(number, cell_value) noted((number), (cell_value))
#define COUNT(array)              (sizeof(array) / sizeof *(array))

static inline struct cell noted(unsigned number, struct cell cell)
{
    cell.note = number;
    return cell;
}

/* Writes one table with `row_count` rows of cells; the reason goes to `why` where that fails. */
static inline bool write_table(const struct exporter *exporter, void *self, const struct table *table,
                               const struct cell *cells, size_t row_count, struct failure *why)
{
    bool ok = exporter->begin(self, table, why);
    for (size_t row = 0; ok && row < row_count; row++)
        ok = exporter->row(self, cells + row * table->column_count, why);
    return ok && exporter->end(self, why);
}

/* The whole output for one table, to be freed. */
static inline char *exported(const struct exporter *exporter, struct export_options options, const struct table *table,
                             const struct cell *cells, size_t row_count)
{
    struct failure why = {""};
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    void *self = exporter->open(&(struct target){.stream = stream, .options = options}, &why);
    assert_non_null(self);
    assert_true(write_table(exporter, self, table, cells, row_count, &why));
    assert_true(exporter->close(self, &why));
    assert_string_equal(why.message, "");
    assert_int_equal(fclose(stream), 0);
    return text;
}

#endif
