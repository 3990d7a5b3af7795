/*
 * Tables of `ollama list` and `ollama ps`: what they say of models. The lines go on to the transcript, for which a row
 * of `ps` names the model of the figures beside it.
 *
 *  1. A line that starts with NAME and ID, and ends with MODIFIED or UNTIL, is the head. Cells are apart by two blanks
 * or a tab. The table ends at a line without a name and an ID of 12 hex digits.
 *  2. SIZE is rounded to two or three digits, in powers of 1,000. That of `ps` includes the context's memory: only what
 *     share of it lies in the graphics card's memory is taken.
 */
#include "line_recogniser.h"

#include <stdlib.h>

enum { CELLS = 8, ID_LENGTH = 12 };

struct model_table {
    struct sink sink;
    bool open, is_ps;
    size_t processor; /* which cell; of `ps` */
};

static void *open_table(struct sink sink, const struct line_context *around, struct failure *why)
{
    (void)around;
    struct model_table *table = calloc(1, sizeof *table);
    if (!table)
        failure_out_of_memory(why);
    else
        table->sink = sink;
    return table;
}

/* Where a cell ends: at a tab, or at two blanks. */
static size_t cell_length(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '\t' ||
            (text.ptr[i] == ' ' && (i + 1 == text.len || text.ptr[i + 1] == ' ' || text.ptr[i + 1] == '\t')))
            return i;
    return text.len;
}

static size_t split(struct span line, struct span cells[CELLS])
{
    size_t count = 0;
    for (line = span_trim(line); line.len && count < CELLS; line = span_trim(line)) {
        size_t length = cell_length(line);
        cells[count++] = span_first(line, length);
        line = span_from(line, length);
    }
    return count;
}

static bool is_id(struct span cell)
{
    for (size_t i = 0; i < cell.len; i++)
        if (!strchr("0123456789abcdef", cell.ptr[i]) || !cell.ptr[i])
            return false;
    return cell.len == ID_LENGTH;
}

/* "4.7 GB" in bytes, as far as the text tells. */
static struct maybe size_of(struct span text)
{
    static const struct {
        struct span unit;
        double bytes;
    } units[] = {{{"KB", 2}, 1e3}, {{"MB", 2}, 1e6}, {{"GB", 2}, 1e9}, {{"TB", 2}, 1e12}};
    size_t blank = span_find_byte(text, ' ');
    struct maybe_real number = span_to_real(span_first(text, blank));
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (number.known && number.value >= 0 && number.value < 1e4 &&
            span_equal(span_from(text, blank + 1), units[i].unit))
            return maybe_of((int64_t)(number.value * units[i].bytes + 0.5));
    return (struct maybe){0};
}

/* The graphics card's share of "100% GPU", "100% CPU", "41%/59% CPU/GPU"; unknown in other words. */
static struct maybe gpu_percent(struct span text)
{
    size_t percent = span_find_byte(text, '%');
    struct maybe first = span_to_count(span_first(text, percent));
    struct span rest = span_from(text, percent + 1);
    if (span_equal(rest, SPAN(" GPU")))
        return first;
    if (span_equal(rest, SPAN(" CPU")))
        return first.value == 100 ? maybe_of(0) : (struct maybe){0};
    return rest.len && rest.ptr[0] == '/'
               ? span_to_count(span_first(span_from(rest, 1), span_find_byte(span_from(rest, 1), '%')))
               : (struct maybe){0};
}

static bool begins(struct model_table *table, const struct span cells[CELLS], size_t count)
{
    if (count < 4 || !span_equal(cells[0], SPAN("NAME")) || !span_equal(cells[1], SPAN("ID")))
        return false;
    table->is_ps = span_equal(cells[count - 1], SPAN("UNTIL"));
    table->processor = 0;
    for (size_t i = 0; i < count; i++)
        if (span_equal(cells[i], SPAN("PROCESSOR")))
            table->processor = i;
    return table->is_ps || span_equal(cells[count - 1], SPAN("MODIFIED"));
}

static bool take_row(struct model_table *table, const struct span cells[CELLS], size_t count, int64_t number,
                     struct failure *why)
{
    struct model_fact fact = {
        .line = number, .from = table->is_ps ? "ps" : "list", .name = cells[0], .digest = cells[1]};
    struct maybe size = count > 2 ? size_of(cells[2]) : (struct maybe){0};
    if (!table->is_ps)
        fact.size_bytes = size;
    else if (table->processor && table->processor < count) {
        struct maybe share = gpu_percent(cells[table->processor]);
        fact.loaded_bytes = size;
        fact.vram_bytes = (struct maybe){size.value / 100 * share.value, size.known && share.known};
    }
    return !table->sink.model || table->sink.model(table->sink.ctx, &fact, why);
}

static bool take_line(void *self, struct span text, unsigned marks, int64_t number, bool *claimed, struct failure *why)
{
    struct model_table *table = self;
    struct span cells[CELLS];
    (void)marks;
    *claimed = false;
    if (!table->open && span_find(text, SPAN("NAME")) == text.len)
        return true;
    size_t count = split(text, cells);
    if (begins(table, cells, count)) {
        table->open = true;
        return true;
    }
    table->open = table->open && count >= 3 && is_id(cells[1]);
    return !table->open || take_row(table, cells, count, number, why);
}

static bool end_table(void *self, struct failure *why)
{
    (void)self;
    (void)why;
    return true;
}

static bool is_open(const void *self)
{
    const struct model_table *table = self;
    return table->open;
}

const struct line_recogniser model_lists = {
    .needs = MARK_TWO_BLANKS | MARK_TAB,
    .is_within = is_open,
    .open = open_table,
    .line = take_line,
    .end = end_table,
    .close = free,
};
