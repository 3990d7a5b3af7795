/*
 * What a sheet gets when its rows are there: widths, bars and colours, names for its columns.
 */
#include "xlsx.h"

#include "number.h"

enum {
    WIDTH_LEAST = 6,
    FILTER_BUTTON = 3, /* characters that a heading's button covers */
};

static const lxw_color_t BAR_COLOR = 0xb4cfea, WORSE_COLOR = 0xf4b6a6, EVEN_COLOR = 0xffffff, BETTER_COLOR = 0xa9d8a4;

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

static bool define_name(struct xlsx *xlsx, const char *name, const char *range, struct failure *why)
{
    xlsx->name_count++;
    return xlsx_check(xlsx, workbook_define_name(xlsx->workbook, name, range), why);
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
            ok = define_name(xlsx, name.ptr, range.ptr, why);
        buffer_release(&name);
        buffer_release(&range);
    }
    return ok;
}

bool xlsx_name_row(struct xlsx *xlsx, const char *prefix, struct span name, lxw_row_t row, struct failure *why)
{
    struct buffer whole = {0}, range = {0};
    char cell[LXW_MAX_CELL_NAME_LENGTH], text[128];
    snprintf(text, sizeof text, "%.*s", (int)name.len, name.ptr);
    lxw_rowcol_to_cell_abs(cell, row, 0, LXW_TRUE, LXW_TRUE);
    buffer_print(&whole, "%s_", prefix);
    xlsx_add_defined_name(&whole, text);
    buffer_add_byte(&whole, '\0');
    buffer_print(&range, "='%s'!%s", xlsx->sheet_name, cell);
    buffer_add_byte(&range, '\0');
    bool ok = !whole.failed && !range.failed;
    ok = ok ? define_name(xlsx, whole.ptr, range.ptr, why) : xlsx_out_of_memory(xlsx, why);
    buffer_release(&whole);
    buffer_release(&range);
    return ok;
}
