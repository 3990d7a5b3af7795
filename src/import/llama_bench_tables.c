/*
 * llama-bench's results as text: tables in Markdown, CSV, SQL.
 *
 *  1. Markdown: `| model | size | … | test | t/s |`, with cells such as `131.42 ± 0.59`. CSV: a head of names (avg_ts,
 *     n_prompt, …), each value in quotes. SQL: INSERTs with the names in brackets. Columns go by their names.
 *  2. A table ends at a line that is no row.
 */
#include "line_recogniser.h"

#include "llama_bench.h"

#include <stdlib.h>

enum { COLUMNS = 64 };

/* What a column of llama-bench holds. */
enum field {
    FIELD_OTHER,
    FIELD_MODEL,
    FIELD_FILE,
    FIELD_TEST,
    FIELD_RATE,
    FIELD_DEVIATION,
    FIELD_PROMPT,
    FIELD_ANSWER,
    FIELD_DEPTH
};

static const struct {
    struct span name;
    enum field field;
} fields[] = {
    {{"model", 5}, FIELD_MODEL},         {{"model_type", 10}, FIELD_MODEL}, {{"model_filename", 14}, FIELD_FILE},
    {{"test", 4}, FIELD_TEST},           {{"t/s", 3}, FIELD_RATE},          {{"avg_ts", 6}, FIELD_RATE},
    {{"stddev_ts", 9}, FIELD_DEVIATION}, {{"n_prompt", 8}, FIELD_PROMPT},   {{"n_gen", 5}, FIELD_ANSWER},
    {{"n_depth", 7}, FIELD_DEPTH},
};

enum form { FORM_NONE, FORM_MARKDOWN, FORM_CSV };

/* The table that is being read. */
struct tables {
    struct sink sink;
    enum form form;
    enum field columns[COLUMNS];
    size_t column_count;
};

static void *open_tables(struct sink sink, const struct line_context *around, struct failure *why)
{
    (void)around;
    struct tables *tables = calloc(1, sizeof *tables);
    if (!tables)
        failure_out_of_memory(why);
    else
        tables->sink = sink;
    return tables;
}

static bool put(struct tables *tables, struct benchmark *benchmark, struct failure *why)
{
    return !tables->sink.benchmark || tables->sink.benchmark(tables->sink.ctx, benchmark, why);
}

/* The next cell of a line, without blanks and quotes around it; moves on behind its separator. */
static struct span next_cell(struct span *line, char separator)
{
    struct span cell = span_trim(*line);
    if (cell.len && (cell.ptr[0] == '"' || cell.ptr[0] == '\'')) {
        struct span inside = span_from(cell, 1);
        size_t end = span_find_byte(inside, cell.ptr[0]);
        struct span behind = span_from(inside, end + 1);
        *line = span_from(behind, span_find_byte(behind, separator) + 1);
        return span_first(inside, end);
    }
    size_t end = span_find_byte(*line, separator);
    cell = span_trim(span_first(*line, end));
    *line = span_from(*line, end + 1);
    return cell;
}

static struct span behind_first_bar(struct span line)
{
    line = span_trim(line);
    return line.len && line.ptr[0] == '|' ? span_from(line, 1) : (struct span){0};
}

static enum field field_of(struct span name)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (span_equal(name, fields[i].name))
            return fields[i].field;
    return FIELD_OTHER;
}

/* Whether the line is a head: then its columns are known. */
static bool read_head(struct tables *tables, struct span line, char separator, unsigned wanted)
{
    unsigned seen = 0;
    enum field columns[COLUMNS];
    size_t count = 0;
    for (; line.len && count < COLUMNS; count++) {
        columns[count] = field_of(next_cell(&line, separator));
        seen |= 1u << columns[count];
    }
    if ((seen & wanted) != wanted)
        return false;
    memcpy(tables->columns, columns, count * sizeof *columns);
    tables->column_count = count;
    return true;
}

/* "131.42 ± 0.59" */
static void read_rate(struct span cell, struct benchmark *b)
{
    size_t mark = span_find(cell, SPAN("\xc2\xb1"));
    b->mean = span_to_real(span_trim(span_first(cell, mark)));
    if (mark < cell.len)
        b->stddev = span_to_real(span_trim(span_from(cell, mark + 2)));
}

static void read_cell(enum field field, struct span cell, struct benchmark *b)
{
    switch (field) {
    case FIELD_MODEL:
        b->model = b->model.len ? b->model : cell;
        break;
    case FIELD_FILE:
        b->model = gguf_stem(cell);
        break;
    case FIELD_TEST:
        b->test = cell;
        break;
    case FIELD_RATE:
        read_rate(cell, b);
        break;
    case FIELD_DEVIATION:
        b->stddev = span_to_real(cell);
        break;
    case FIELD_PROMPT:
        b->prompt_count = span_to_count(cell);
        break;
    case FIELD_ANSWER:
        b->eval_count = span_to_count(cell);
        break;
    case FIELD_DEPTH:
        b->depth_count = span_to_count(cell);
        break;
    case FIELD_OTHER:
        break;
    }
}

static bool take_row(struct tables *tables, struct span line, char separator, int64_t number, bool *claimed,
                     struct failure *why)
{
    char test[100] = "";
    struct benchmark b = {.line = number, .tool = SPAN("llama-bench")};
    for (size_t i = 0; i < tables->column_count && line.len; i++)
        read_cell(tables->columns[i], next_cell(&line, separator), &b);
    if (b.test.len == 0) {
        llama_bench_name_test(test, sizeof test, &b);
        b.test = span_of(test);
    }
    b.metric = llama_bench_metric(b.test);
    *claimed = b.mean.known && b.metric;
    return !*claimed || put(tables, &b, why);
}

static bool take_table_line(struct tables *tables, struct span line, int64_t number, bool *claimed, struct failure *why)
{
    struct span cells = behind_first_bar(line);
    if (tables->form == FORM_MARKDOWN && cells.len)
        return take_row(tables, cells, '|', number, claimed, why);
    if (tables->form == FORM_CSV && span_find_byte(line, ',') < line.len)
        return take_row(tables, line, ',', number, claimed, why);
    tables->form = FORM_NONE;
    if (cells.len && read_head(tables, cells, '|', 1u << FIELD_MODEL | 1u << FIELD_TEST | 1u << FIELD_RATE))
        tables->form = FORM_MARKDOWN;
    else if (span_starts(line, SPAN("build_commit,")) &&
             read_head(tables, line, ',', 1u << FIELD_RATE | 1u << FIELD_PROMPT))
        tables->form = FORM_CSV;
    *claimed = tables->form != FORM_NONE;
    return true;
}

/* "INSERT INTO llama_bench (build_commit, …) VALUES ('…', …);" */
static bool take_insert(struct tables *tables, struct span line, int64_t number, bool *claimed, struct failure *why)
{
    size_t open = span_find_byte(line, '('), close = span_find_byte(line, ')'),
           values = span_find(line, SPAN("VALUES ("));
    if (open > close || values == line.len)
        return true;
    struct span names = {line.ptr + open + 1, close - open - 1}, row = span_from(line, values + 8);
    if (!read_head(tables, names, ',', 1u << FIELD_RATE | 1u << FIELD_PROMPT))
        return true;
    return take_row(tables, span_first(row, span_find(row, SPAN(");"))), ',', number, claimed, why);
}

static bool take_line(void *self, struct span text, unsigned marks, int64_t number, bool *claimed, struct failure *why)
{
    struct tables *tables = self;
    (void)marks;
    *claimed = false;
    if (span_starts(text, SPAN("INSERT INTO llama_bench ")))
        return take_insert(tables, text, number, claimed, why);
    bool likely = span_find(text, SPAN("t/s")) < text.len || span_starts(text, SPAN("build_commit,"));
    return (tables->form == FORM_NONE && !likely) || take_table_line(tables, text, number, claimed, why);
}

static bool end_tables(void *self, struct failure *why)
{
    (void)self;
    (void)why;
    return true;
}

static bool is_in_table(const void *self)
{
    const struct tables *tables = self;
    return tables->form != FORM_NONE;
}

const struct line_recogniser llama_bench_tables = {
    .needs = MARK_SLASH | MARK_UNDERSCORE,
    .is_within = is_in_table,
    .open = open_tables,
    .line = take_line,
    .end = end_tables,
    .close = free,
};
