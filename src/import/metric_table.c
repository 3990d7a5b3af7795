/*
 * Reads tables row by row; the rules stand in metric_table.h.
 */
#include "metric_table.h"

/* The bytes of the bar at the start of `text`, 0 without: `|`, or one of a drawn table (U+2502, U+2503, U+2551). */
static size_t bar_length(struct span text)
{
    static const struct span bars[] = {{"|", 1}, {"\xe2\x94\x82", 3}, {"\xe2\x94\x83", 3}, {"\xe2\x95\x91", 3}};
    bool may_be = text.len && (text.ptr[0] == '|' || text.ptr[0] == '\xe2');
    for (size_t i = 0; may_be && i < sizeof bars / sizeof *bars; i++)
        if (span_starts(text, bars[i]))
            return bars[i].len;
    return 0;
}

/* A line that box characters (U+2500 to U+257F) begin, but no bar: it parts rows. */
static bool is_drawn_rule(struct span line)
{
    return bar_length(line) == 0 && (span_starts(line, SPAN("\xe2\x94")) || span_starts(line, SPAN("\xe2\x95")));
}

bool metric_table_is_row(struct span line)
{
    line = span_trim(line);
    return line.len > 2 && (bar_length(line) > 0 || is_drawn_rule(line));
}

/* Where the cell at the start of `line` ends; a bar behind a backslash is text. */
static size_t cell_length(struct span line)
{
    size_t end = 0;
    while (end < line.len && (bar_length(span_from(line, end)) == 0 || (end > 0 && line.ptr[end - 1] == '\\')))
        end++;
    return end;
}

static size_t split_cells(struct span line, struct span cells[TABLE_COLUMNS])
{
    size_t count = 0;
    line = span_trim(line);
    line = span_from(line, bar_length(line));
    while (line.len && count < TABLE_COLUMNS) {
        size_t end = cell_length(line);
        cells[count++] = span_trim(span_first(line, end));
        line = span_from(line, end + bar_length(span_from(line, end)));
    }
    return count;
}

/* `|---|--:|` */
static bool is_rule(const struct span *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < cells[i].len; j++)
            if (cells[i].ptr[j] != '-' && cells[i].ptr[j] != ':' && cells[i].ptr[j] != ' ')
                return false;
    return true;
}

static struct span plain(struct span cell)
{
    while (cell.len && (cell.ptr[0] == '*' || cell.ptr[0] == '`' || cell.ptr[0] == ' '))
        cell = span_from(cell, 1);
    while (cell.len && strchr("*` :", cell.ptr[cell.len - 1]))
        cell.len--;
    return cell;
}

static bool is_model_cell(struct span cell)
{
    cell = plain(cell);
    return span_equal_nocase(cell, SPAN("model")) || span_equal_nocase(cell, SPAN("model name"));
}

/* --- Labels in the first column ----------------------------------------------------------------------------- */

static void take_models(struct metric_table *table, const struct span *cells, size_t count, enum likeness least)
{
    for (size_t i = 1; i < count; i++) {
        struct span name = model_find(plain(cells[i]), least);
        if (name.len)
            model_name_set(&table->columns[i].model, name);
    }
}

static void take_value(struct table_column *column, enum label label, struct span unit, struct span cell,
                       int64_t number)
{
    struct statistic statistic = statistic_cell(label, unit, cell);
    if (!column->figures.request.line)
        column->figures.request.line = number;
    if (statistic.state == VALUE_UNREADABLE) {
        column->bad_line = number;
        column->bad_label = label;
    } else {
        figures_add(&column->figures, &statistic);
    }
}

static void take_label_row(struct metric_table *table, enum label label, struct span unit, const struct span *cells,
                           size_t count, int64_t number)
{
    table->shape = TABLE_LABELS_DOWN;
    for (size_t i = 1; i < count; i++)
        take_value(&table->columns[i], label, unit, cells[i], number);
}

/* --- Labels in the first row -------------------------------------------------------------------------------- */

static void take_column_label(struct table_column *column, struct span cell)
{
    struct span unit;
    *column = (struct table_column){.label = statistic_label(cell, &unit)};
    if (column->label == LABEL_COUNT || unit.len > sizeof column->unit_text)
        return;
    if (unit.len)
        memcpy(column->unit_text, unit.ptr, unit.len);
    column->unit = (struct span){column->unit_text, unit.len};
}

static bool take_header(struct metric_table *table, const struct span *cells, size_t count)
{
    unsigned labels = 0;
    size_t found = 0;
    for (size_t i = 0; i < TABLE_COLUMNS; i++) {
        take_column_label(&table->columns[i], i < count ? cells[i] : (struct span){0});
        bool label = table->columns[i].label != LABEL_COUNT;
        labels |= label ? 1u << table->columns[i].label : 0;
        found += label ? 1 : 0;
        if (i < count && is_model_cell(cells[i])) {
            table->model_column = i;
            table->has_model_column = true;
        }
    }
    bool measures = labels & (1u << LABEL_EVAL_COUNT | 1u << LABEL_EVAL_DURATION);
    table->shape = found >= 3 && measures ? TABLE_LABELS_ACROSS : TABLE_UNKNOWN;
    return table->shape == TABLE_LABELS_ACROSS;
}

static bool is_summary_row(struct span cell)
{
    static const char *const words[] = {"average", "avg", "mean", "median", "total",
                                        "sum",     "min", "max",  "std",    "overall"};
    cell = plain(cell);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_starts_nocase(cell, span_of(words[i])))
            return true;
    return false;
}

static void take_data_row(struct metric_table *table, const struct span *cells, size_t count, int64_t number)
{
    struct table_column *row = &table->columns[0];
    row->figures = (struct figures){.request.line = number};
    row->model.length = 0;
    row->bad_line = 0;
    for (size_t i = 0; i < count; i++) {
        enum label label = table->columns[i].label;
        if (label != LABEL_COUNT)
            take_value(row, label, table->columns[i].unit, cells[i], number);
    }
    if (table->has_model_column && table->model_column < count)
        model_name_set(&row->model, model_find(plain(cells[table->model_column]), LIKE_WORD));
    table->row_ready = !is_summary_row(cells[0]);
}

/* --- Rows --------------------------------------------------------------------------------------------------- */

bool metric_table_row(struct metric_table *table, struct span line, int64_t number)
{
    struct span cells[TABLE_COLUMNS], unit;
    bool first = !table->open;
    if (is_drawn_rule(span_trim(line)))
        return table->shape != TABLE_UNKNOWN;
    size_t count = split_cells(line, cells);
    if (first)
        *table = (struct metric_table){.open = true};
    if (is_rule(cells, count))
        return table->shape != TABLE_UNKNOWN;
    if (table->shape == TABLE_LABELS_ACROSS) {
        take_data_row(table, cells, count, number);
        return true;
    }
    enum label label = count >= 2 ? statistic_label(cells[0], &unit) : LABEL_COUNT;
    if (first && take_header(table, cells, count))
        return true;
    if (label != LABEL_COUNT && (!first || statistic_label(cells[1], &unit) == LABEL_COUNT)) {
        statistic_label(cells[0], &unit);
        take_label_row(table, label, unit, cells, count, number);
    } else if (count >= 2 && (first || is_model_cell(cells[0]))) {
        take_models(table, cells, count, first ? LIKE_MODEL : LIKE_WORD);
    }
    return table->shape != TABLE_UNKNOWN;
}

struct table_column *metric_table_next(struct metric_table *table, bool ended, size_t *index)
{
    if (table->shape == TABLE_LABELS_ACROSS && table->row_ready) {
        table->row_ready = false;
        return &table->columns[0];
    }
    if (table->shape != TABLE_LABELS_DOWN || !ended)
        return NULL;
    for (*index = *index ? *index : 1; *index < TABLE_COLUMNS; ++*index)
        if (table->columns[*index].figures.seen || table->columns[*index].bad_line)
            return &table->columns[(*index)++];
    return NULL;
}

void metric_table_close(struct metric_table *table)
{
    table->open = false;
    table->shape = TABLE_UNKNOWN;
}
