/*
 * Lines of figures that name themselves: `qwen2.5:7b | 648 tokens | 11.38 sec | 56.94 tokens/sec`.
 *
 *  1. At least three parts between ` | `. A part is a value with its unit, `name: value` or `name=value`
 *     (column_names.h), a model's name, or the time when the line was written.
 *  2. Such a line is a request where it has tokens and a rate, or tokens and a time.
 */
#include "line_recogniser.h"

#include "model_candidate.h"
#include "named_figures.h"
#include "timestamp.h"

#include <stdio.h>
#include <stdlib.h>

struct pipes {
    struct sink sink;
    struct line_context around;
};

static void *open_pipes(struct sink sink, const struct line_context *around, struct failure *why)
{
    struct pipes *pipes = calloc(1, sizeof *pipes);
    if (!pipes)
        failure_out_of_memory(why);
    else
        *pipes = (struct pipes){sink, *around};
    return pipes;
}

static struct span next_part(struct span *line)
{
    size_t end = span_find(*line, SPAN(" | "));
    struct span part = span_trim(span_first(*line, end));
    *line = span_from(*line, end + 3);
    return part;
}

/* "name: value", "name=value" */
static bool add_named(struct pipes *pipes, struct named_figures *figures, struct span part, int64_t line,
                      unsigned *fields)
{
    size_t mark = span_find_byte(part, '=');
    if (mark == part.len)
        mark = span_find(part, SPAN(": "));
    struct span name = span_trim(span_first(part, mark)), value = span_trim(span_from(part, mark + 1));
    struct named_column column = column_find(pipes->around.columns, name);
    if (mark == part.len || column.field <= COLUMN_AGGREGATE)
        return false;
    if (named_figures_add(figures, &column, value) != CELL_TAKEN)
        return false;
    column_tell(pipes->around.columns, name, &column, line);
    *fields |= 1u << column.field;
    return true;
}

/* The unit behind a number is all the name there is: "866 tokens", "57.55 sec". */
static bool add_value_with_unit(struct named_figures *figures, struct span part, unsigned *fields)
{
    char time_name[32];
    size_t gap = span_find_byte(part, ' ');
    struct span unit = span_trim(span_from(part, gap));
    struct maybe_real number = span_to_real(span_first(part, gap));
    if (!number.known || number.value < 0 || unit.len == 0 || unit.len > 20)
        return false;
    struct named_column column = column_find(NULL, unit);
    snprintf(time_name, sizeof time_name, "time %.*s", (int)unit.len, unit.ptr);
    if (column.field == COLUMN_OTHER)
        column = column_find(NULL, span_of(time_name));
    if (column.field < COLUMN_TOTAL)
        return false;
    named_figures_add_number(figures, &column, number.value);
    *fields |= 1u << column.field;
    return true;
}

static void add_bare(struct named_figures *figures, struct span part)
{
    struct request *r = &figures->request;
    struct maybe at_ns = timestamp_parse(part);
    if (at_ns.known && !r->created_at_ns.known) {
        r->created_at_ns = at_ns;
    } else if (r->model.len == 0 && model_likeness(part) >= LIKE_FAMILY) {
        r->model = part;
        r->model_from = MODEL_FROM_LINE;
    }
}

/* Rule 2. */
static bool suffice(unsigned fields)
{
    unsigned rest = 1u << COLUMN_TOTAL | 1u << COLUMN_WALL | 1u << COLUMN_EVAL_DURATION | 1u << COLUMN_RATE |
                    1u << COLUMN_EVAL_RATE;
    return (fields & 1u << COLUMN_EVAL_COUNT) && (fields & rest) && !(fields & 1u << COLUMN_AGGREGATE);
}

static bool may_be_one(struct span text)
{
    if (span_find_byte(text, '|') == text.len)
        return false;
    size_t first = span_find(text, SPAN(" | "));
    return first < text.len && span_find(span_from(text, first + 3), SPAN(" | ")) + first + 3 < text.len;
}

/* Rule 1. A word for several among the parts ("average | …") means that this is no request. */
static bool read_parts(struct pipes *pipes, struct named_figures *figures, struct span text, int64_t number)
{
    unsigned fields = 0;
    while (text.len) {
        struct span part = next_part(&text);
        if (column_is_aggregate_word(part))
            return false;
        if (!add_named(pipes, figures, part, number, &fields) && !add_value_with_unit(figures, part, &fields))
            add_bare(figures, part);
    }
    return suffice(fields);
}

static bool take_line(void *self, struct span text, unsigned marks, int64_t number, bool *claimed, struct failure *why)
{
    struct pipes *pipes = self;
    struct named_figures figures = {.request = {.line = number, .format = SPAN("line")}};
    (void)marks;
    *claimed = false;
    if (!may_be_one(text) || text.ptr[0] == '|')
        return true;
    if (pipes->around.in_answer && pipes->around.in_answer(pipes->around.ctx))
        return true;
    if (!read_parts(pipes, &figures, text, number))
        return true;
    struct request *request = &figures.request;
    if (request->model.len == 0)
        request->model = pipes->around.model(pipes->around.ctx, &request->model_from);
    if (request->model.len == 0)
        request->model_from = MODEL_FROM_NONE;
    *claimed = named_figures_finish(&figures);
    return !*claimed || pipes->sink.request(pipes->sink.ctx, request, why);
}

static bool end_pipes(void *self, struct failure *why)
{
    (void)self;
    (void)why;
    return true;
}

const struct line_recogniser pipe_lines = {
    .needs = MARK_BAR,
    .open = open_pipes,
    .line = take_line,
    .end = end_pipes,
    .close = free,
};
