#include "metrics.h"

#include "units.h"

#include <ctype.h>
#include <stdio.h>

/* --- finding ------------------------------------------------------------------------------------------------------ */

enum { NAME_SIZE = 64 };

/* As columns are spelled: small letters, '_' for '-'. Too long a name is none. */
static struct span spelled_as_column(const char *name, char out[NAME_SIZE])
{
    size_t length = strlen(name);
    if (length >= NAME_SIZE)
        length = 0;
    for (size_t i = 0; i < length; i++)
        out[i] = name[i] == '-' ? '_' : (char)tolower((unsigned char)name[i]);
    return (struct span){out, length};
}

static struct span without_unit(const char *name)
{
    return span_first(span_of(name), strlen(name) - strlen(unit_of(name)->suffix));
}

static const struct metric *find_spelled(struct span name)
{
    for (const struct metric *metric = metrics; metric->name; metric++)
        if (span_equal(name, span_of(metric->name)))
            return metric;
    for (const struct metric *metric = metrics; metric->name; metric++)
        if (span_equal(name, without_unit(metric->name)) || span_equal(name, span_of(metric->title)))
            return metric;
    return NULL;
}

/* The length of a word like "_p50" or "_p99_9" that `text` starts with; 0 where it starts with none. */
static size_t percentile_word(struct span text)
{
    size_t length = 2;
    if (text.len < 3 || text.ptr[0] != '_' || text.ptr[1] != 'p' || !isdigit((unsigned char)text.ptr[2]))
        return 0;
    while (length < text.len &&
           (isdigit((unsigned char)text.ptr[length]) ||
            (text.ptr[length] == '_' && length + 1 < text.len && isdigit((unsigned char)text.ptr[length + 1]))))
        length++;
    return length == text.len || text.ptr[length] == '_' ? length : 0;
}

const struct metric *metric_find(const char *name)
{
    char spelled[NAME_SIZE], whole[NAME_SIZE];
    struct span wanted = spelled_as_column(name, spelled);
    const struct metric *metric = wanted.len ? find_spelled(wanted) : NULL;
    for (size_t at = 0; !metric && at < wanted.len; at++) {
        size_t length = percentile_word(span_from(wanted, at));
        if (!length)
            continue;
        struct span rest = span_from(wanted, at + length);
        int used = snprintf(whole, sizeof whole, "%.*s%.*s", (int)at, wanted.ptr, (int)rest.len, rest.ptr);
        return find_spelled((struct span){whole, (size_t)used});
    }
    return metric;
}

/* --- as a table --------------------------------------------------------------------------------------------------- */

const char *direction_name(enum direction direction)
{
    static const char *const names[] = {
        [NEITHER_IS_BETTER] = "neither is better",
        [LOWER_IS_BETTER] = "lower is better",
        [HIGHER_IS_BETTER] = "higher is better",
    };
    return names[direction];
}

const struct column metric_columns[METRIC_COLUMNS] = {
    {.name = "metric"},
    {.name = "title", .priority = 1},
    {.name = "unit", .priority = 2},
    {.name = "direction", .priority = 3},
    {.name = "formula", .priority = 4},
    {.name = "fields", .priority = 8},
    {.name = "blank_when", .priority = 6},
    {.name = "meaning", .priority = 5},
    {.name = "elsewhere", .priority = 7},
};

static struct cell text_cell(const char *text)
{
    return (struct cell){.kind = *text ? CELL_TEXT : CELL_BLANK, .text = span_of(text)};
}

size_t metric_row(const struct metric *metric, struct cell cells[METRIC_COLUMNS])
{
    const char *const texts[METRIC_COLUMNS] = {
        metric->name,      metric->title,  metric->unit,   direction_name(metric->direction),
        metric->formula,   metric->fields, metric->absent, metric->meaning,
        metric->elsewhere,
    };
    for (size_t i = 0; i < METRIC_COLUMNS; i++)
        cells[i] = text_cell(texts[i]);
    return METRIC_COLUMNS;
}
