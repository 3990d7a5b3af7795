#include "request_row.h"

#include "display.h"
#include "number.h"
#include "timestamp.h"
#include "units.h"

#include <stdio.h>

/* What counts are counts of, and numbers whose column has no unit; by the end of the column's name. */
static const struct {
    const char *suffix, *unit;
} counted[] = {
    {"eval_count", "tokens"},
    {"cached_count", "tokens"},
    {"token_count", "tokens"},
    {"step_count", "steps"},
    {"chunk_count", "chunks"},
    {"stall_count", "stalls"},
    {"tokens_per_chunk", "tokens/chunk"},
};

static const char *unit_for(struct span column)
{
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        if (span_ends(column, span_of(counted[i].suffix)))
            return counted[i].unit;
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)column.len, column.ptr);
    return unit_of(name)->name;
}

struct cell row_cell(const struct statement *row, struct span column)
{
    for (size_t i = 0; i < statement_column_count(row); i++)
        if (span_equal(span_of(statement_column_name(row, i)), column))
            return statement_cell(row, i);
    return (struct cell){0};
}

/* Whole nanoseconds as people write them: "54.44846 s", "7.185349 ms", "-300 ns". */
static void add_duration(struct buffer *out, int64_t ns)
{
    static const struct {
        uint64_t ns;
        int decimals;
        const char *unit;
    } scales[] = {{1000000000, 9, "s"}, {1000000, 6, "ms"}, {1, 0, "ns"}};
    size_t scale = 0;
    uint64_t size = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
    while (size < scales[scale].ns && scales[scale].ns > 1)
        scale++;
    buffer_print(out, "%s%llu", ns < 0 ? "-" : "", (unsigned long long)(size / scales[scale].ns));
    uint64_t rest = size % scales[scale].ns;
    int decimals = scales[scale].decimals;
    while (rest && rest % 10 == 0) {
        rest /= 10;
        decimals--;
    }
    if (rest)
        buffer_print(out, ".%0*llu", decimals, (unsigned long long)rest);
    buffer_print(out, " %s", scales[scale].unit);
}

static void add_instant(struct buffer *out, int64_t at_ns)
{
    char text[TIMESTAMP_SIZE];
    timestamp_print(at_ns, text);
    buffer_add(out, span_of(text));
}

static void add_number(struct buffer *out, struct span column, struct cell cell)
{
    char text[NUMBER_SIZE];
    const char *unit = unit_for(column);
    if (cell.kind == CELL_INTEGER)
        number_integer(cell.integer, text);
    else
        number_exact(cell.real, text);
    buffer_print(out, "%s%s%s", text, *unit ? " " : "", unit);
}

void row_add_value(struct buffer *out, struct span column, struct cell cell)
{
    if (cell.kind == CELL_BLANK)
        buffer_add(out, SPAN("not known"));
    else if (cell.kind == CELL_TEXT)
        display_add(out, cell.text);
    else if (cell.kind == CELL_INTEGER && span_ends(column, SPAN("_at_ns")))
        add_instant(out, cell.integer);
    else if (cell.kind == CELL_INTEGER && span_ends(column, SPAN("_ns")))
        add_duration(out, cell.integer);
    else
        add_number(out, column, cell);
}
