#include "explain.h"

#include "display.h"
#include "formula.h"

#include <errno.h>

enum { WIDTH = 78, LABEL_WIDTH = 13, NAME_WIDTH = 32 };

/* --- text in lines ------------------------------------------------------------------------------------------------ */

static void add_blanks(struct buffer *out, size_t count)
{
    while (count--)
        buffer_add_byte(out, ' ');
}

static void add_padded(struct buffer *out, struct span text, size_t width)
{
    buffer_add(out, text);
    add_blanks(out, text.len < width ? width - text.len : 1);
}

/* Adds the words of `text` in lines of WIDTH columns and ends the last one. The first line has come to `column`;
 * further ones begin at `indent`. */
static void add_wrapped(struct buffer *out, struct span text, size_t column, size_t indent)
{
    bool first = true;
    while (text.len) {
        struct span word = span_first(text, span_find_byte(text, ' '));
        size_t width = display_width(word);
        if (!first && column + 1 + width > WIDTH) {
            buffer_add_byte(out, '\n');
            add_blanks(out, indent);
            column = indent;
        } else if (!first) {
            buffer_add_byte(out, ' ');
            column++;
        }
        buffer_add(out, word);
        column += width;
        first = false;
        text = span_from(text, word.len + 1);
    }
    buffer_add_byte(out, '\n');
}

static void add_labelled(struct buffer *out, const char *label, struct span text)
{
    if (!text.len)
        return;
    buffer_add(out, SPAN("  "));
    add_padded(out, span_of(label), LABEL_WIDTH - 2);
    add_wrapped(out, text, LABEL_WIDTH, LABEL_WIDTH);
}

/* Hands the text to the stream and releases it. */
static bool write_out(struct buffer *text, FILE *out, struct failure *why)
{
    bool complete = !text->failed;
    bool written = complete && fwrite(text->ptr, 1, text->len, out) == text->len;
    int error_number = errno;
    buffer_release(text);
    if (!complete)
        return failure_out_of_memory(why);
    return written || failure_set_errno(why, error_number, "cannot write the explanation");
}

/* --- definitions -------------------------------------------------------------------------------------------------- */

static void add_heading(struct buffer *out, const struct metric *metric)
{
    struct buffer heading = {0};
    buffer_print(&heading, "%s: %s%s%s", metric->name, metric->title, *metric->unit ? ", in " : "", metric->unit);
    if (metric->direction != NEITHER_IS_BETTER)
        buffer_print(&heading, "; %s", direction_name(metric->direction));
    add_wrapped(out, buffer_span(&heading), 0, 4);
    buffer_add_byte(out, '\n');
    out->failed = out->failed || heading.failed;
    buffer_release(&heading);
}

static void add_list(struct buffer *out, const char *heading, bool of_series)
{
    buffer_print(out, "%s\n", heading);
    for (const struct metric *metric = metrics; metric->name; metric++)
        if (metric->of_series == of_series) {
            buffer_add(out, SPAN("  "));
            add_padded(out, span_of(metric->name), NAME_WIDTH);
            buffer_print(out, "%s\n", metric->title);
        }
}

bool explain_list(FILE *out, struct failure *why)
{
    struct buffer text = {0};
    add_list(&text, "figures of a request:", false);
    add_list(&text, "\nfigures of many requests:", true);
    return write_out(&text, out, why);
}

/* Every way of the formula on lines of its own. */
static void add_formula(struct buffer *out, const struct metric *metric)
{
    for (size_t i = 0; formula_way(metric, i).len; i++)
        add_labelled(out, i ? "" : "formula", formula_way(metric, i));
}

bool explain_metric(const struct metric *metric, FILE *out, struct failure *why)
{
    struct buffer text = {0};
    add_heading(&text, metric);
    add_wrapped(&text, span_of(metric->meaning), 0, 0);
    buffer_add_byte(&text, '\n');
    add_formula(&text, metric);
    add_labelled(&text, "from", span_of(metric->fields));
    add_labelled(&text, "blank when", span_of(metric->absent));
    add_labelled(&text, "elsewhere", span_of(metric->elsewhere));
    return write_out(&text, out, why);
}

/* --- a figure of a request ---------------------------------------------------------------------------------------- */

static void add_part(struct buffer *out, const char *before, struct cell cell)
{
    if (cell.kind != CELL_TEXT)
        return;
    buffer_add(out, span_of(before));
    display_add(out, cell.text);
}

static void add_request_heading(struct buffer *out, const struct statement *row, int64_t request_id)
{
    struct cell line = row_cell(row, SPAN("line"));
    buffer_print(out, "request %lld: ", (long long)request_id);
    struct cell model = row_cell(row, SPAN("model"));
    display_add(out, model.kind == CELL_TEXT ? model.text : SPAN("(unknown model)"));
    add_part(out, ", ", row_cell(row, SPAN("source")));
    buffer_print(out, ":%lld", (long long)line.integer);
    add_part(out, ", ", row_cell(row, SPAN("status")));
    add_part(out, ", ", row_cell(row, SPAN("class")));
    add_part(out, ", ", row_cell(row, SPAN("flags")));
    buffer_add_byte(out, '\n');
}

/* The reason that keeps the figure out of the statistics; blank where it counts. */
static struct cell left_out_because(const struct metric *metric, const struct statement *row)
{
    char column[64];
    snprintf(column, sizeof column, "why_not_%s", metric->statistic);
    return row_cell(row, span_of(column));
}

static void add_use(struct buffer *out, const struct metric *metric, const struct statement *row)
{
    if (!metric->statistic)
        return;
    struct cell reason = left_out_because(metric, row);
    if (reason.kind == CELL_TEXT)
        add_part(out, "\n  It is left out of the statistics: ", reason);
    else
        buffer_add(out, SPAN("\n  It counts in the statistics."));
    buffer_add_byte(out, '\n');
}

/* Adds a line for each field that matters: those of this way of the formula, known or not, and of others what is known
 * and stands in no other way. */
static void add_fields(struct buffer *out, const struct metric *metric, struct span formula,
                       const struct statement *row)
{
    struct span fields = span_of(metric->fields);
    while (fields.len) {
        struct span field = next_field(&fields);
        struct cell cell = row_cell(row, field);
        bool matters = cell.kind != CELL_BLANK && !formula_has(span_of(metric->formula), field);
        if (!matters && !formula_has(formula, field))
            continue;
        buffer_add(out, SPAN("  "));
        add_padded(out, field, NAME_WIDTH);
        row_add_value(out, field, cell);
        buffer_add_byte(out, '\n');
    }
    buffer_add_byte(out, '\n');
}

/* Says that the figure is not there, and when that is so. */
static void add_blank(struct buffer *out, const struct metric *metric)
{
    struct buffer text = {0};
    buffer_print(&text, "is blank here, as always when %s", metric->absent);
    buffer_add(out, SPAN("    "));
    add_wrapped(out, buffer_span(&text), 4, 4);
    out->failed = out->failed || text.failed;
    buffer_release(&text);
}

/* The formula with numbers in it, and what it comes to; one of the two where they are the same. */
static void add_result(struct buffer *out, const struct metric *metric, struct span formula, struct cell result,
                       const struct statement *row)
{
    struct buffer numbers = {0}, value = {0};
    size_t count = formula_add_numbers(&numbers, metric, formula, row);
    row_add_value(&value, span_of(metric->name), result);
    if (count && result.kind != CELL_TEXT && !span_equal(buffer_span(&numbers), buffer_span(&value))) {
        buffer_add(out, SPAN("    = "));
        add_wrapped(out, buffer_span(&numbers), 6, 6);
    }
    buffer_add(out, SPAN("    = "));
    buffer_add(out, buffer_span(&value));
    buffer_add_byte(out, '\n');
    out->failed = out->failed || numbers.failed || value.failed;
    buffer_release(&numbers);
    buffer_release(&value);
}

static void add_figure(struct buffer *out, const struct metric *metric, const struct statement *row)
{
    struct cell result = row_cell(row, span_of(metric->name));
    struct span formula = formula_for(metric, row);
    add_heading(out, metric);
    add_fields(out, metric, formula, row);
    buffer_print(out, "  %s = ", metric->name);
    add_wrapped(out, formula, 2 + strlen(metric->name) + 3, 6);
    if (result.kind == CELL_BLANK) {
        add_blank(out, metric);
        return;
    }
    add_result(out, metric, formula, result, row);
    add_use(out, metric, row);
}

/* Every figure that the request has, in a line each. */
static void add_all_figures(struct buffer *out, const struct statement *row)
{
    buffer_add_byte(out, '\n');
    for (const struct metric *metric = metrics; metric->name; metric++) {
        struct cell result = metric->of_series ? (struct cell){0} : row_cell(row, span_of(metric->name));
        if (result.kind == CELL_BLANK)
            continue;
        buffer_add(out, SPAN("  "));
        add_padded(out, span_of(metric->name), NAME_WIDTH);
        row_add_value(out, span_of(metric->name), result);
        if (metric->statistic)
            add_part(out, "; left out of statistics: ", left_out_because(metric, row));
        buffer_add_byte(out, '\n');
    }
}

/* A figure of many requests is explained by what it is made from; NULL where a request has nothing of the kind. */
static const struct metric *of_one_request(const struct metric *metric)
{
    if (!metric->of_series)
        return metric;
    return metric->made_from ? metric_find(metric->made_from) : NULL;
}

static void add_request(struct buffer *out, const struct metric *metric, const struct statement *row,
                        int64_t request_id)
{
    const struct metric *one = metric ? of_one_request(metric) : NULL;
    add_request_heading(out, row, request_id);
    if (!metric)
        add_all_figures(out, row);
    if (metric && metric->of_series) {
        buffer_print(out, "\n%s is a figure of many requests:\n    ", metric->name);
        add_wrapped(out, span_of(metric->formula), 4, 4);
    }
    if (one) {
        buffer_add_byte(out, '\n');
        add_figure(out, one, row);
    }
}

bool explain_request(struct store *store, const struct metric *metric, int64_t request_id, FILE *out,
                     struct failure *why)
{
    struct buffer text = {0};
    struct statement *row = db_prepare(store_db(store), "SELECT * FROM request_explained WHERE request_id = ?1", why);
    if (!row)
        return false;
    statement_bind_integer(row, 1, request_id);
    enum step step = statement_step(row, why);
    if (step == STEP_ROW)
        add_request(&text, metric, row, request_id);
    else if (step == STEP_DONE)
        failure_set(why, "there is no request %lld here; evalrate export lists all with their request_id",
                    (long long)request_id);
    statement_close(row);
    return step == STEP_ROW && write_out(&text, out, why);
}

bool explain_example(struct store *store, const struct metric *metric, FILE *out, struct failure *why)
{
    const struct metric *one = of_one_request(metric);
    struct maybe request_id;
    char sql[160];
    if (!one)
        return explain_metric(metric, out, why);
    snprintf(sql, sizeof sql, "SELECT min(request_id) FROM request_explained WHERE %s IS NOT NULL", one->name);
    if (!db_number(store_db(store), sql, &request_id, why))
        return false;
    if (request_id.known)
        return explain_request(store, metric, request_id.value, out, why);
    return failure_set(why, "no request here has %s: it is blank when %s", one->name, one->absent);
}
