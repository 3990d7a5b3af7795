/*
 * What a sheet gets when its rows are there: widths, bars and colours, names for its columns, charts.
 */
#include "xlsx.h"

#include "number.h"
#include "units.h"

#include <math.h>

enum {
    WIDTH_LEAST = 6,
    FILTER_BUTTON = 3, /* characters that a heading's button covers */
    CHART_ROWS_MOST = 60,
};

static const lxw_color_t BAR_COLOR = 0xb4cfea, WORSE_COLOR = 0xf4b6a6, EVEN_COLOR = 0xffffff, BETTER_COLOR = 0xa9d8a4,
                         GRID_COLOR = 0xd9d9d9;

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t number_width(const struct xlsx_column *column)
{
    if (!column->has_numbers)
        return 0;
    char digits[NUMBER_SIZE];
    size_t whole = (size_t)snprintf(digits, sizeof digits, "%.0f", column->largest);
    return whole + whole / 3 + 5; /* group marks, decimals, sign */
}

void xlsx_set_widths(struct xlsx *xlsx)
{
    for (size_t i = 0; i < xlsx->table->column_count; i++) {
        const struct xlsx_column *column = &xlsx->columns[i];
        size_t width = larger(column->heading_width + FILTER_BUTTON, column->text_width + 1);
        width = larger(larger(width, number_width(column)), WIDTH_LEAST);
        if (width > XLSX_WIDTH_MOST)
            width = XLSX_WIDTH_MOST;
        worksheet_set_column(xlsx->sheet, (lxw_col_t)i, (lxw_col_t)i, (double)width, NULL);
    }
}

static bool add_bars(struct xlsx *xlsx, lxw_row_t last, struct failure *why)
{
    if (xlsx->bar_column == xlsx->table->column_count)
        return true;
    lxw_col_t at = (lxw_col_t)xlsx->bar_column;
    lxw_conditional_format bars = {
        .type = LXW_CONDITIONAL_DATA_BAR,
        .min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER, /* from 0, so that twice as long is twice as fast */
        .min_value = 0,
        .bar_color = BAR_COLOR,
        .bar_solid = LXW_TRUE,
        .data_bar_2010 = LXW_TRUE,
    };
    return xlsx_check(xlsx, worksheet_conditional_format_range(xlsx->sheet, xlsx->header_row + 1, at, last, at, &bars),
                      why);
}

/* Half as good is red, as good is white, twice as good is green. */
static bool add_versus_colors(struct xlsx *xlsx, size_t column, lxw_row_t last, struct failure *why)
{
    lxw_conditional_format colors = {
        .type = LXW_CONDITIONAL_3_COLOR_SCALE,
        .min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
        .mid_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
        .max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
        .min_value = 0.5,
        .mid_value = 1,
        .max_value = 2,
        .min_color = WORSE_COLOR,
        .mid_color = EVEN_COLOR,
        .max_color = BETTER_COLOR,
    };
    lxw_col_t at = (lxw_col_t)column;
    return xlsx_check(
        xlsx, worksheet_conditional_format_range(xlsx->sheet, xlsx->header_row + 1, at, last, at, &colors), why);
}

bool xlsx_add_colors(struct xlsx *xlsx, lxw_row_t last, struct failure *why)
{
    bool ok = add_bars(xlsx, last, why);
    for (size_t i = 0; ok && i < xlsx->table->column_count; i++)
        if (xlsx->table->columns[i].versus && xlsx->columns[i].has_numbers)
            ok = add_versus_colors(xlsx, i, last, why);
    return ok;
}

/* A name for each column's cells, on this sheet: Summary!models_decode_tok_s. */
bool xlsx_add_names(struct xlsx *xlsx, lxw_row_t last, struct failure *why)
{
    bool ok = true;
    for (size_t i = 0; ok && i < xlsx->table->column_count; i++) {
        struct buffer name = {0}, range = {0};
        char cells[LXW_MAX_FORMULA_RANGE_LENGTH], quoted[2 * XLSX_SHEET_NAME_SIZE + 2];
        lxw_col_t at = (lxw_col_t)i;
        lxw_rowcol_to_range_abs(cells, xlsx->header_row + 1, at, last, at);
        snprintf(quoted, sizeof quoted, "'%s'!", xlsx->sheet_name);
        buffer_add(&name, span_of(quoted));
        xlsx_add_defined_name(&name, xlsx->table->name);
        buffer_add_byte(&name, '_');
        xlsx_add_defined_name(&name, xlsx->columns[i].name);
        buffer_add_byte(&name, '\0');
        buffer_print(&range, "=%s%s", quoted, cells);
        buffer_add_byte(&range, '\0');
        if (name.failed || range.failed)
            ok = xlsx_out_of_memory(xlsx, why);
        else
            ok = xlsx_check(xlsx, workbook_define_name(xlsx->workbook, name.ptr, range.ptr), why);
        buffer_release(&name);
        buffer_release(&range);
    }
    return ok;
}

/* ---- charts ---- */

/* A chart of up to two columns. */
static const struct chart_kind {
    const char *title;      /* NULL: the column's heading */
    const char *columns[2]; /* NULL first: the bar column */
} chart_kinds[] = {
    {NULL, {NULL}},
    {"TTFT ms", {"ttft_p50_ms", "ttft_p95_ms"}},
};

static size_t column_named(const struct xlsx *xlsx, const char *name)
{
    size_t at = 0;
    while (at < xlsx->table->column_count && strcmp(xlsx->table->columns[at].name, name) != 0)
        at++;
    return at;
}

static void add_series(struct xlsx *xlsx, lxw_chart *chart, size_t column, lxw_row_t last)
{
    lxw_row_t first = xlsx->header_row + 1;
    lxw_col_t label = (lxw_col_t)xlsx->label_column, at = (lxw_col_t)column;
    char name[128];
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (!series)
        return;
    unit_heading(xlsx->columns[column].name, name, sizeof name);
    chart_series_set_name(series, name);
    chart_series_set_categories(series, xlsx->sheet_name, first, label, last, label);
    chart_series_set_values(series, xlsx->sheet_name, first, at, last, at);
}

/* The columns of a kind that the table has; returns how many. */
static size_t chart_columns(const struct xlsx *xlsx, const struct chart_kind *kind, size_t out[2])
{
    size_t count = 0;
    for (size_t i = 0; i < 2; i++) {
        size_t at = xlsx->table->column_count;
        if (kind->columns[i])
            at = column_named(xlsx, kind->columns[i]);
        else if (i == 0)
            at = xlsx->bar_column;
        if (at < xlsx->table->column_count && xlsx->columns[at].has_numbers)
            out[count++] = at;
    }
    return count;
}

static bool add_chart(struct xlsx *xlsx, const struct chart_kind *kind, lxw_row_t last, int *x, struct failure *why)
{
    size_t columns[2], count = chart_columns(xlsx, kind, columns);
    if (!count)
        return true;
    lxw_chart *chart = workbook_add_chart(xlsx->workbook, LXW_CHART_BAR);
    if (!chart)
        return xlsx_out_of_memory(xlsx, why);
    for (size_t i = 0; i < count; i++)
        add_series(xlsx, chart, columns[i], last);
    char title[128];
    unit_full_heading(xlsx->columns[columns[0]].name, title, sizeof title);
    chart_title_set_name(chart, kind->title ? kind->title : title);
    chart_set_series_gap(chart, 40);
    chart_axis_set_reverse(chart->y_axis); /* the first row on top; the numbers stay below */
    chart_axis_set_crossing_max(chart->y_axis);
    lxw_chart_line line = {.color = GRID_COLOR, .width = 0.75F};
    chart_axis_major_gridlines_set_line(chart->x_axis, &line);
    if (count == 1)
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    double rows = (double)(last - xlsx->header_row);
    lxw_chart_options options = {.x_offset = *x, .y_scale = fmax(1, (100 + 24 * rows * (double)count) / 288)};
    *x += 500;
    return xlsx_check(xlsx, worksheet_insert_chart_opt(xlsx->sheet, xlsx->row + 1, 0, chart, &options), why);
}

bool xlsx_add_charts(struct xlsx *xlsx, lxw_row_t last, struct failure *why)
{
    const struct table *table = xlsx->table;
    lxw_row_t rows = last - xlsx->header_row;
    bool wanted = xlsx->bar_column < table->column_count && xlsx->label_column < table->column_count && rows >= 2 &&
                  rows <= CHART_ROWS_MOST;
    int x = 0;
    bool ok = true;
    for (size_t i = 0; wanted && ok && i < sizeof chart_kinds / sizeof *chart_kinds; i++)
        ok = add_chart(xlsx, &chart_kinds[i], last, &x, why);
    return ok;
}
