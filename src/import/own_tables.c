/*
 * Tables of people's own with one request a row: CSV, TSV, Markdown.
 *
 *  1. The head names the columns (column_names.h). A table of aggregates, and one that the transcript reads itself
 *     (Ollama's own labels), are left alone. A Markdown table with rates alone is a summary of what stands elsewhere.
 *  2. Lines with separators are a table once a row with as many cells follows that has a figure where the head says so:
 *     most are prose, and not looked at before a line with a digit or a quote follows.
 *  3. A cell in quotes may hold separators, doubled quotes and line ends, up to ROW_LIMIT bytes a row.
 *  4. An empty line, or one without separators, ends the table. A row that does not fit its head is told.
 *  5. Rows of means, totals and the like are no requests. Without a column for it, the model comes from the text
 * around.
 */
#include "line_recogniser.h"

#include "buffer.h"
#include "named_figures.h"
#include "statistics.h"

#include <stdlib.h>

enum { COLUMNS = 64, NAME_BYTES = 64, HEAD_LIMIT = 4096, ROW_LIMIT = 1 << 20 };

enum form { FORM_NONE, FORM_MARKDOWN, FORM_SEPARATED };

/* Whether the present place of a row is inside quotes, and may begin some. */
struct quotes {
    bool open, at_start;
};

struct own_tables {
    struct sink sink;
    struct line_context around;
    enum form form;
    char separator;
    bool is_sure; /* a row has confirmed the head */
    size_t column_count;
    struct named_column columns[COLUMNS];
    char names[COLUMNS][NAME_BYTES];
    int64_t head_line, row_line;
    struct quotes quotes;
    struct buffer waiting; /* a line that may be a head, until it is seen what follows */
    int64_t waiting_line;
    struct buffer row;   /* a row whose quotes are open */
    struct buffer cells; /* a row's texts without quotes, one behind the other */
    struct span cell[COLUMNS];
};

static void *open_tables(struct sink sink, const struct line_context *around, struct failure *why)
{
    struct own_tables *t = calloc(1, sizeof *t);
    if (!t)
        failure_out_of_memory(why);
    else
        *t = (struct own_tables){.sink = sink, .around = *around};
    return t;
}

static void close_tables(void *self)
{
    struct own_tables *t = self;
    if (!t)
        return;
    buffer_release(&t->waiting);
    buffer_release(&t->row);
    buffer_release(&t->cells);
    free(t);
}

static bool put_problem(struct own_tables *t, int64_t line, const char *code, const char *message, struct span excerpt,
                        struct failure *why)
{
    struct problem problem = {.line = line, .code = code, .message = message, .excerpt = excerpt};
    return t->sink.problem(t->sink.ctx, &problem, why);
}

/* --- cells -------------------------------------------------------------------------------------------------------- */

/* Follows quotes from one line of a row to the next. */
static void follow_quotes(struct quotes *q, struct span line, char separator)
{
    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];
        if (q->open && c == '"' && i + 1 < line.len && line.ptr[i + 1] == '"')
            i++;
        else if (c == '"' && (q->open || q->at_start))
            q->open = !q->open;
        q->at_start = !q->open && (c == separator || (c == ' ' && q->at_start));
    }
}

/* A quoted cell's text goes to `cells`; returns what stands behind it. */
static struct span take_quoted(struct buffer *cells, struct span row)
{
    size_t i = 1;
    for (; i < row.len; i++) {
        if (row.ptr[i] == '"' && !(i + 1 < row.len && row.ptr[i + 1] == '"'))
            break;
        i += row.ptr[i] == '"';
        buffer_add_byte(cells, row.ptr[i]);
    }
    return span_from(row, i + 1);
}

/* The next cell's text goes to `cells`. Whether a separator, and so another cell, follows. */
static bool take_cell(struct own_tables *t, struct span *row)
{
    struct span rest = *row;
    while (rest.len && rest.ptr[0] == ' ')
        rest = span_from(rest, 1);
    bool quoted = t->form == FORM_SEPARATED && rest.len && rest.ptr[0] == '"';
    if (quoted)
        rest = take_quoted(&t->cells, rest);
    size_t end = span_find_byte(rest, t->separator);
    if (!quoted)
        buffer_add(&t->cells, span_trim(span_first(rest, end)));
    *row = span_from(rest, end + 1);
    return end < rest.len;
}

/* The row without the bars at its ends. */
static struct span between_bars(struct span row)
{
    row = span_from(span_trim(row), 1);
    row.len -= row.len && row.ptr[row.len - 1] == '|';
    return row;
}

/* Splits a row into `cell`; returns how many cells it has, at most COLUMNS + 1. */
static size_t split(struct own_tables *t, struct span row)
{
    size_t ends[COLUMNS], count = 0, start = 0;
    bool more = true;
    if (t->form == FORM_MARKDOWN)
        row = between_bars(row);
    buffer_clear(&t->cells);
    for (; more && count < COLUMNS; count++) {
        more = take_cell(t, &row);
        ends[count] = t->cells.len;
    }
    for (size_t i = 0; i < count; start = ends[i++])
        t->cell[i] = span_from(span_first(buffer_span(&t->cells), ends[i]), start);
    return more ? COLUMNS + 1 : count;
}

/* --- the head ----------------------------------------------------------------------------------------------------- */

/* Where a word begins, at `from` or behind it, without which no head is one; the line's length without. Most bytes
 * begin none of them. */
static size_t find_head_word(struct span line, size_t from)
{
    static const struct span words[] = {{"tok", 3},  {"tps", 3},   {"ttft", 4},  {"t/s", 3},
                                        {"rate", 4}, {"first", 5}, {"count", 5}, {"speed", 5}};
    static const unsigned char first[256] = {
        ['t'] = 1, ['T'] = 1, ['r'] = 1, ['R'] = 1, ['f'] = 1, ['F'] = 1, ['c'] = 1, ['C'] = 1, ['s'] = 1, ['S'] = 1};
    static const unsigned char second[256] = {['o'] = 1, ['O'] = 1, ['p'] = 1, ['P'] = 1, ['t'] = 1, ['T'] = 1,
                                              ['/'] = 1, ['a'] = 1, ['A'] = 1, ['i'] = 1, ['I'] = 1};
    static const unsigned char third[256] = {
        ['k'] = 1, ['K'] = 1, ['s'] = 1, ['S'] = 1, ['t'] = 1, ['T'] = 1, ['r'] = 1,
        ['R'] = 1, ['u'] = 1, ['U'] = 1, ['e'] = 1, ['E'] = 1, ['f'] = 1, ['F'] = 1};
    for (size_t i = from; i + 2 < line.len; i++) {
        if (!first[(unsigned char)line.ptr[i]] || !second[(unsigned char)line.ptr[i + 1]] ||
            !third[(unsigned char)line.ptr[i + 2]])
            continue;
        for (size_t j = 0; j < sizeof words / sizeof *words; j++)
            if (span_starts_nocase(span_from(line, i), words[j]))
                return i;
    }
    return line.len;
}

/* What stands around `at` between two separators. */
static struct span cell_around(struct span line, size_t at, char separator)
{
    size_t start = at;
    while (start > 0 && line.ptr[start - 1] != separator)
        start--;
    struct span cell = span_from(line, start);
    return span_first(cell, span_find_byte(cell, separator));
}

/* Where a head's first word may stand in the line; the line's length where no head can be. Where a person named
 * columns, any line may be one. */
static size_t first_head_word(const struct own_tables *t, struct span line)
{
    if (t->around.columns && t->around.columns->map_count)
        return 0;
    return line.len < HEAD_LIMIT ? find_head_word(line, 0) : line.len;
}

/* Cheap: whether one of the cells with such a word, of which the first stands at `at`, is the name of a figure. Quotes
 * and a person's names are not looked through. */
static bool may_be_head(const struct own_tables *t, struct span line, size_t at, char separator)
{
    bool mapped = t->around.columns && t->around.columns->map_count;
    if (mapped || span_find_byte(line, '"') < line.len)
        return true;
    for (; at < line.len; at = find_head_word(line, at)) {
        struct span cell = cell_around(line, at, separator);
        if (column_find_figure(NULL, span_trim(cell)).field >= COLUMN_TOTAL)
            return true;
        at = (size_t)(cell.ptr - line.ptr) + cell.len;
    }
    return false;
}

/* Rule 1: what the transcript reads itself. */
static bool has_ollamas_labels(const struct own_tables *t, size_t count)
{
    size_t labels = 0;
    struct span unit;
    for (size_t i = 0; i < count; i++)
        labels += statistic_label(t->cell[i], &unit) != LABEL_COUNT;
    return t->form == FORM_MARKDOWN && labels >= 3;
}

static bool suffices(enum form form, unsigned fields)
{
    return column_fields_suffice(fields) && !(fields & 1u << COLUMN_AGGREGATE) &&
           (form != FORM_MARKDOWN || fields & 1u << COLUMN_EVAL_COUNT);
}

static unsigned read_names(struct own_tables *t, size_t count,
                           struct named_column (*find)(const struct columns *columns, struct span name))
{
    unsigned fields = 0;
    for (size_t i = 0; i < count; i++) {
        t->columns[i] = find(t->around.columns, t->cell[i]);
        fields |= 1u << t->columns[i].field;
    }
    return fields;
}

static void keep_names(struct own_tables *t, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = t->cell[i].len < NAME_BYTES ? t->cell[i].len : NAME_BYTES - 1;
        if (length)
            memcpy(t->names[i], t->cell[i].ptr, length);
        t->names[i][length] = '\0';
    }
    t->column_count = count;
}

static bool read_head(struct own_tables *t, struct span line, enum form form, char separator)
{
    t->form = form;
    t->separator = separator;
    size_t count = split(t, line);
    if (count < 2 || count > COLUMNS || has_ollamas_labels(t, count) ||
        !suffices(form, read_names(t, count, column_find_figure)) || !suffices(form, read_names(t, count, column_find)))
        return false;
    keep_names(t, count);
    return true;
}

/* Begins a table of `form` where the line is its head. */
static bool begin(struct own_tables *t, struct span line, int64_t number, enum form form, char separator)
{
    size_t first = first_head_word(t, line);
    if (first == line.len || !may_be_head(t, line, first, separator) || !read_head(t, line, form, separator))
        return false;
    t->is_sure = false;
    t->head_line = number;
    return true;
}

/* One separator alone stands in many a sentence. */
static bool begin_separated(struct own_tables *t, struct span line, int64_t number)
{
    static const char separators[] = {'\t', ';', ','};
    for (size_t i = 0; i < sizeof separators; i++)
        if (span_find_byte(line, separators[i]) < line.len && begin(t, line, number, FORM_SEPARATED, separators[i]))
            return true;
    return false;
}

static bool may_be_row(struct span line, unsigned marks)
{
    if (!(marks & (MARK_DIGIT | MARK_QUOTE)))
        return false;
    for (size_t i = 0; i < line.len; i++)
        if ((line.ptr[i] >= '0' && line.ptr[i] <= '9') || line.ptr[i] == '"')
            return true;
    return false;
}

/* Where a line that may be a row follows, what waits is looked at. */
static void end_waiting(struct own_tables *t, struct span next, unsigned marks)
{
    if (t->waiting.len && may_be_row(next, marks) && !begin_separated(t, buffer_span(&t->waiting), t->waiting_line))
        t->form = FORM_NONE;
    buffer_clear(&t->waiting);
}

/* A line outside of tables. */
static bool find_head(struct own_tables *t, struct span line, unsigned marks, int64_t number, struct failure *why)
{
    if ((marks & MARK_BAR) && span_starts(span_trim(line), SPAN("|")) && begin(t, line, number, FORM_MARKDOWN, '|'))
        return true;
    t->form = FORM_NONE;
    if (!(marks & (MARK_COMMA | MARK_TAB)))
        return true;
    buffer_add(&t->waiting, line);
    t->waiting_line = number;
    return !t->waiting.failed || failure_out_of_memory(why);
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

static bool is_rule(struct span line)
{
    for (size_t i = 0; i < line.len; i++)
        if (!strchr("|-: \t", line.ptr[i]))
            return false;
    return true;
}

static bool is_figure(const struct named_column *column)
{
    return column->field >= COLUMN_TOTAL;
}

/* The head again, as in files that were put together. */
static bool is_head_again(const struct own_tables *t)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (is_figure(&t->columns[i]) && !span_equal(span_first(t->cell[i], NAME_BYTES - 1), span_of(t->names[i])))
            return false;
    return true;
}

/* Rule 5. */
static bool is_summary(const struct own_tables *t)
{
    for (size_t i = 0; i < t->column_count; i++) {
        enum column_field field = t->columns[i].field;
        if ((field == COLUMN_OTHER || field == COLUMN_MODEL) && column_is_aggregate_word(t->cell[i]))
            return true;
    }
    return false;
}

/* Fills in the row's figures. Returns how many there are; `bad` is a cell that cannot be read. */
static size_t add_cells(const struct own_tables *t, struct named_figures *figures, struct span *bad)
{
    size_t taken = 0;
    for (size_t i = 0; i < t->column_count; i++) {
        if (t->columns[i].field <= COLUMN_AGGREGATE)
            continue;
        enum cell_state state = named_figures_add(figures, &t->columns[i], t->cell[i]);
        taken += state == CELL_TAKEN && is_figure(&t->columns[i]);
        if (state == CELL_UNREADABLE)
            *bad = t->cell[i];
    }
    return taken;
}

static void tell_columns(const struct own_tables *t)
{
    for (size_t i = 0; i < t->column_count; i++)
        column_tell(t->around.columns, span_of(t->names[i]), &t->columns[i], t->head_line);
}

static const char *format_of(const struct own_tables *t)
{
    return t->form == FORM_MARKDOWN ? "markdown" : t->separator == '\t' ? "tsv" : "csv";
}

static bool put_request(struct own_tables *t, struct named_figures *figures, struct failure *why)
{
    struct request *request = &figures->request;
    if (request->model.len == 0)
        request->model = t->around.model(t->around.ctx, &request->model_from);
    if (request->model.len == 0)
        request->model_from = MODEL_FROM_NONE;
    if (named_figures_finish(figures))
        return t->sink.request(t->sink.ctx, request, why);
    return put_problem(t, request->line, "no-figures", "this row of a table has no figure above 0", (struct span){0},
                       why);
}

static bool take_split_row(struct own_tables *t, int64_t number, bool *claimed, struct failure *why)
{
    struct named_figures figures = {.request = {.line = number, .format = span_of(format_of(t))}};
    struct span bad = {0};
    size_t taken = add_cells(t, &figures, &bad);
    if (!t->is_sure && taken == 0) {
        t->form = FORM_NONE;
        return true;
    }
    if (!t->is_sure)
        tell_columns(t);
    t->is_sure = *claimed = true;
    if (is_summary(t))
        return true;
    if (bad.len && !put_problem(t, number, "bad-value", "this value in a table cannot be read", bad, why))
        return false;
    return put_request(t, &figures, why);
}

static bool take_row(struct own_tables *t, struct span row, int64_t number, bool *claimed, struct failure *why)
{
    size_t count = split(t, row);
    if (t->cells.failed)
        return failure_out_of_memory(why);
    if (count < 2 || (count != t->column_count && !t->is_sure)) {
        t->form = FORM_NONE;
        return true;
    }
    if (count == t->column_count && is_head_again(t)) {
        *claimed = true;
        return true;
    }
    if (count == t->column_count)
        return take_split_row(t, number, claimed, why);
    *claimed = true;
    return put_problem(t, number, "ragged-row", "this row has more or fewer cells than its table's head", row, why);
}

/* Adds a line to a row whose quotes are open. */
static bool go_on(struct own_tables *t, struct span line, bool *claimed, struct failure *why)
{
    *claimed = true;
    if (t->row.len)
        buffer_add_byte(&t->row, '\n');
    buffer_add(&t->row, line);
    follow_quotes(&t->quotes, line, t->separator);
    if (t->row.failed)
        return failure_out_of_memory(why);
    if (!t->quotes.open) {
        *claimed = false;
        bool done = take_row(t, buffer_span(&t->row), t->row_line, claimed, why);
        buffer_clear(&t->row);
        return done;
    }
    if (t->row.len < ROW_LIMIT)
        return true;
    t->form = FORM_NONE;
    buffer_clear(&t->row);
    return put_problem(t, t->row_line, "open-quote", "a quote in this row has no end; what follows it was not read",
                       line, why);
}

static bool take_table_line(struct own_tables *t, struct span line, int64_t number, bool *claimed, struct failure *why)
{
    struct span trimmed = span_trim(line);
    bool markdown = trimmed.len && trimmed.ptr[0] == '|';
    if (t->form == FORM_MARKDOWN && markdown && is_rule(trimmed)) {
        *claimed = t->is_sure;
        return true;
    }
    if (t->form == FORM_MARKDOWN && markdown)
        return take_row(t, line, number, claimed, why);
    if (t->form == FORM_MARKDOWN || trimmed.len == 0) {
        t->form = FORM_NONE;
        return true;
    }
    t->row_line = number;
    t->quotes = (struct quotes){.at_start = true};
    return go_on(t, line, claimed, why);
}

static bool take_line(void *self, struct span text, unsigned marks, int64_t number, bool *claimed, struct failure *why)
{
    struct own_tables *t = self;
    *claimed = false;
    if (t->form == FORM_SEPARATED && t->quotes.open)
        return go_on(t, text, claimed, why);
    if (t->around.in_answer && t->around.in_answer(t->around.ctx)) {
        t->form = FORM_NONE;
        buffer_clear(&t->waiting);
        return true;
    }
    end_waiting(t, text, marks);
    if (t->form != FORM_NONE && !take_table_line(t, text, number, claimed, why))
        return false;
    return *claimed || t->form != FORM_NONE || find_head(t, text, marks, number, why);
}

static bool end_tables(void *self, struct failure *why)
{
    struct own_tables *t = self;
    if (t->form != FORM_SEPARATED || !t->quotes.open)
        return true;
    return put_problem(t, t->row_line, "open-quote", "a quote in this row has no end; what follows it was not read",
                       span_first(buffer_span(&t->row), 80), why);
}

static bool is_in_table(const void *self)
{
    const struct own_tables *t = self;
    return t->form != FORM_NONE || t->waiting.len;
}

const struct line_recogniser own_tables = {
    .needs = MARK_COMMA | MARK_BAR | MARK_TAB,
    .is_within = is_in_table,
    .open = open_tables,
    .line = take_line,
    .end = end_tables,
    .close = close_tables,
};
