/*
 * Charts of a report, below its rows: three beside each other, as many as the table declares and its cells carry.
 *
 *  1. A chart needs two rows, and at most CHART_ROWS_MOST of them; lines need a `by` that has two points.
 *  2. Charts are bound to the cells: who changes a figure changes the chart.
 *  3. Points and lines have a name each, so no more than CHART_SERIES_MOST are drawn; the title says where that is not
 * all.
 *  4. An interval is a mark with lines to its limits (the library has error bars of equal lengths only); the limits
 * have marks, too, since LibreOffice leaves such lines out.
 */
#include "xlsx.h"

#include "units.h"

enum {
    CHART_ROWS_MOST = 60,
    CHART_WIDTH = 480, /* pixels, as all lengths here */
    CHART_HEIGHT = 300,
    RANGES_HEIGHT = 400, /* names stand below, turned */
    CHART_GAP = 20,
    CHARTS_BESIDE = 3,
    BAR_HEIGHT = 14,
    AROUND_BARS = 100, /* title, axis, legend */
};

static const lxw_color_t GRID_COLOR = 0xd9d9d9, RANGE_COLOR = 0x1f4e79;

/* Far apart in lightness as well as in hue, so that they can be told apart in print, too. */
static const lxw_color_t series_colors[CHART_SERIES_MOST] = {
    0x1f4e79, 0xe08214, 0x2e8b57, 0xb2182b, 0x7fb3d5, 0x8e6bbf,
    0x9c6b30, 0xe377c2, 0x636363, 0xbdb32b, 0x17a2b8, 0xf4a582,
};

/* Where the next chart goes, from the corner below the rows. */
struct place {
    int x, y, row_height;
};

/* A declared chart with the columns it found. */
struct plan {
    const struct chart *chart;
    size_t x, by, y[CHART_Y]; /* column_count where there is none */
    size_t y_count;
    lxw_row_t first, last;
};

static size_t column_named(const struct xlsx *xlsx, const char *name)
{
    size_t at = 0;
    while (at < xlsx->table->column_count && (!name || strcmp(xlsx->table->columns[at].name, name) != 0))
        at++;
    return at;
}

static struct plan plan_chart(const struct xlsx *xlsx, const struct chart *chart, lxw_row_t last)
{
    struct plan plan = {
        .chart = chart,
        .x = column_named(xlsx, chart->x),
        .by = column_named(xlsx, chart->by),
        .first = xlsx->header_row + 1,
        .last = last,
    };
    for (size_t i = 0; i < CHART_Y; i++) {
        size_t at = column_named(xlsx, chart->y[i]);
        if (at < xlsx->table->column_count && xlsx->columns[at].has_numbers)
            plan.y[plan.y_count++] = at;
    }
    return plan;
}

static bool has_long_group(const struct xlsx *xlsx)
{
    for (size_t i = 0; i < xlsx->group_count; i++)
        if (xlsx->groups[i].last > xlsx->groups[i].first)
            return true;
    return false;
}

static bool is_worth_drawing(const struct xlsx *xlsx, const struct plan *plan)
{
    size_t none = xlsx->table->column_count;
    lxw_row_t rows = plan->last - plan->first + 1;
    if (!plan->y_count || plan->x == none || rows < 2)
        return false;
    switch (plan->chart->kind) {
    case CHART_BARS:
        return rows <= CHART_ROWS_MOST;
    case CHART_RANGES:
        return rows <= CHART_ROWS_MOST && plan->y_count == CHART_Y;
    case CHART_POINTS:
        return plan->by < none && xlsx->columns[plan->x].has_numbers;
    case CHART_LINES:
        return plan->by < none && xlsx->columns[plan->x].has_numbers && has_long_group(xlsx);
    }
    return false;
}

/* A series of rows `first` to `last`; NULL without memory. */
static lxw_chart_series *add_series(struct xlsx *xlsx, lxw_chart *chart, const struct plan *plan, size_t y,
                                    lxw_row_t first, lxw_row_t last)
{
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    lxw_col_t x = (lxw_col_t)plan->x, at = (lxw_col_t)y;
    if (!series)
        return NULL;
    chart_series_set_categories(series, xlsx->sheet_name, first, x, last, x);
    chart_series_set_values(series, xlsx->sheet_name, first, at, last, at);
    return series;
}

static bool add_columns(struct xlsx *xlsx, lxw_chart *chart, const struct plan *plan)
{
    for (size_t i = 0; i < plan->y_count; i++) {
        char name[128];
        lxw_chart_series *series = add_series(xlsx, chart, plan, plan->y[i], plan->first, plan->last);
        if (!series)
            return false;
        unit_heading(xlsx->columns[plan->y[i]].name, name, sizeof name);
        chart_series_set_name(series, name);
    }
    return true;
}

static bool fill_bars(struct xlsx *xlsx, lxw_chart *chart, const struct plan *plan)
{
    chart_set_series_gap(chart, 40);
    chart_axis_set_reverse(chart->y_axis); /* the first row on top; the numbers stay below */
    chart_axis_set_crossing_max(chart->y_axis);
    lxw_chart_line grid = {.color = GRID_COLOR, .width = 0.75F};
    chart_axis_major_gridlines_set_line(chart->x_axis, &grid);
    if (plan->y_count == 1)
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    return add_columns(xlsx, chart, plan);
}

static bool fill_ranges(struct xlsx *xlsx, lxw_chart *chart, const struct plan *plan)
{
    lxw_chart_line none = {.none = LXW_TRUE}, line = {.color = RANGE_COLOR, .width = 1.5F};
    lxw_chart_fill fill = {.color = RANGE_COLOR};
    for (size_t i = 0; i < plan->y_count; i++) {
        lxw_chart_series *series = add_series(xlsx, chart, plan, plan->y[i], plan->first, plan->last);
        if (!series)
            return false;
        chart_series_set_line(series, &none);
        chart_series_set_marker_type(series, i ? LXW_CHART_MARKER_PLUS : LXW_CHART_MARKER_CIRCLE);
        chart_series_set_marker_size(series, 5);
        chart_series_set_marker_line(series, &line);
        chart_series_set_marker_fill(series, &fill);
    }
    lxw_chart_font turned = {.rotation = -45};
    lxw_chart_line grid = {.color = GRID_COLOR, .width = 0.75F};
    chart_axis_set_num_font(chart->x_axis, &turned);
    chart_axis_major_gridlines_set_line(chart->y_axis, &grid);
    chart_axis_set_min(chart->y_axis, 0);
    chart_set_high_low_lines(chart, &line);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    return true;
}

static void name_axes(struct xlsx *xlsx, lxw_chart *chart, const struct plan *plan)
{
    char name[128];
    lxw_chart_line grid = {.color = GRID_COLOR, .width = 0.75F};
    unit_full_heading(xlsx->columns[plan->x].name, name, sizeof name);
    chart_axis_set_name(chart->x_axis, name);
    unit_full_heading(xlsx->columns[plan->y[0]].name, name, sizeof name);
    chart_axis_set_name(chart->y_axis, name);
    chart_axis_set_min(chart->y_axis, 0);
    chart_axis_major_gridlines_set_line(chart->y_axis, &grid);
    if (plan->chart->log_x)
        chart_axis_set_log_base(chart->x_axis, 10);
}

/* The i-th series, which has its name from a cell. */
static bool add_named(struct xlsx *xlsx, lxw_chart *chart, const struct plan *plan, size_t i, lxw_row_t first,
                      lxw_row_t last)
{
    lxw_chart_series *series = add_series(xlsx, chart, plan, plan->y[0], first, last);
    lxw_chart_line line = {.color = series_colors[i], .width = 1.5F, .none = first == last};
    lxw_chart_line edge = {.color = series_colors[i]};
    lxw_chart_fill fill = {.color = series_colors[i]};
    if (!series)
        return false;
    chart_series_set_line(series, &line);
    chart_series_set_marker_line(series, &edge);
    chart_series_set_marker_fill(series, &fill);
    chart_series_set_name_range(series, xlsx->sheet_name, first, (lxw_col_t)plan->by);
    chart_series_set_marker_type(series, LXW_CHART_MARKER_CIRCLE);
    chart_series_set_marker_size(series, 7);
    return true;
}

static bool fill_points(struct xlsx *xlsx, lxw_chart *chart, const struct plan *plan)
{
    bool ok = true;
    name_axes(xlsx, chart, plan);
    for (lxw_row_t row = plan->first; ok && row <= plan->last && row - plan->first < CHART_SERIES_MOST; row++)
        ok = add_named(xlsx, chart, plan, row - plan->first, row, row);
    return ok;
}

static bool fill_lines(struct xlsx *xlsx, lxw_chart *chart, const struct plan *plan)
{
    bool ok = true;
    name_axes(xlsx, chart, plan);
    for (size_t i = 0; ok && i < xlsx->group_count && i < CHART_SERIES_MOST; i++)
        ok = add_named(xlsx, chart, plan, i, xlsx->groups[i].first, xlsx->groups[i].last);
    return ok;
}

static const struct {
    uint8_t type;
    bool (*fill)(struct xlsx *, lxw_chart *, const struct plan *);
} kinds[] = {
    [CHART_BARS] = {LXW_CHART_BAR, fill_bars},
    [CHART_RANGES] = {LXW_CHART_LINE, fill_ranges},
    [CHART_POINTS] = {LXW_CHART_SCATTER, fill_points},
    [CHART_LINES] = {LXW_CHART_SCATTER_STRAIGHT_WITH_MARKERS, fill_lines},
};

static void set_title(const struct xlsx *xlsx, lxw_chart *chart, const struct plan *plan)
{
    char title[160];
    size_t series = plan->chart->kind == CHART_POINTS  ? plan->last - plan->first + 1
                    : plan->chart->kind == CHART_LINES ? xlsx->group_total
                                                       : 0;
    snprintf(title, sizeof title, series > CHART_SERIES_MOST ? "%s (the first %d)" : "%s", plan->chart->title,
             CHART_SERIES_MOST);
    lxw_chart_font font = {.size = 12, .bold = LXW_TRUE};
    chart_title_set_name(chart, title);
    chart_title_set_name_font(chart, &font);
}

static int height_of(const struct plan *plan)
{
    int bars = AROUND_BARS + BAR_HEIGHT * (int)(plan->last - plan->first + 1) * (int)plan->y_count;
    if (plan->chart->kind == CHART_RANGES)
        return RANGES_HEIGHT;
    return plan->chart->kind == CHART_BARS && bars > CHART_HEIGHT ? bars : CHART_HEIGHT;
}

/* The place for a chart so high; the next one's is beside it, or below. */
static lxw_chart_options take_place(struct place *place, int height)
{
    lxw_chart_options options = {
        .x_offset = place->x,
        .y_offset = place->y,
        .x_scale = 1, /* the library's charts are 480 by 288 */
        .y_scale = (double)height / 288,
        .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
    };
    if (height > place->row_height)
        place->row_height = height;
    place->x += CHART_WIDTH + CHART_GAP;
    if (place->x == CHARTS_BESIDE * (CHART_WIDTH + CHART_GAP))
        *place = (struct place){.y = place->y + place->row_height + CHART_GAP};
    return options;
}

static bool draw(struct xlsx *xlsx, const struct plan *plan, struct place *place, struct failure *why)
{
    lxw_chart *chart = workbook_add_chart(xlsx->workbook, kinds[plan->chart->kind].type);
    if (!chart || !kinds[plan->chart->kind].fill(xlsx, chart, plan))
        return xlsx_out_of_memory(xlsx, why);
    set_title(xlsx, chart, plan);
    lxw_chart_options options = take_place(place, height_of(plan));
    return xlsx_check(xlsx, worksheet_insert_chart_opt(xlsx->sheet, xlsx->row + 1, 0, chart, &options), why);
}

bool xlsx_add_charts(struct xlsx *xlsx, lxw_row_t last, struct failure *why)
{
    struct place place = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < xlsx->table->chart_count && xlsx->table->charts[i].title; i++) {
        struct plan plan = plan_chart(xlsx, &xlsx->table->charts[i], last);
        if (is_worth_drawing(xlsx, &plan))
            ok = draw(xlsx, &plan, &place, why);
    }
    return ok;
}

/* ---- rows of a line ---- */

static const char *group_column(const struct table *table)
{
    for (size_t i = 0; i < table->chart_count && table->charts[i].title; i++)
        if (table->charts[i].kind == CHART_LINES)
            return table->charts[i].by;
    return NULL;
}

bool xlsx_see_group(struct xlsx *xlsx, const struct cell *cells, lxw_row_t row)
{
    size_t at = column_named(xlsx, group_column(xlsx->table));
    if (at == xlsx->table->column_count)
        return true;
    bool same = xlsx->group_total && span_equal(buffer_span(&xlsx->group_name), cells[at].text);
    if (!same) {
        xlsx->group_total++;
        if (xlsx->group_count < CHART_SERIES_MOST)
            xlsx->groups[xlsx->group_count++].first = row;
        buffer_clear(&xlsx->group_name);
        buffer_add(&xlsx->group_name, cells[at].text);
    }
    if (xlsx->group_total == xlsx->group_count)
        xlsx->groups[xlsx->group_count - 1].last = row;
    return !xlsx->group_name.failed;
}
