#include "formula.h"

#include <ctype.h>

/* --- ways --------------------------------------------------------------------------------------------------------- */

static const char NEXT_WAY[] = "; where ", CONDITION_END[] = ": ";

struct span formula_way(const struct metric *metric, size_t index)
{
    struct span rest = span_of(metric->formula);
    if (index > METRIC_WAYS || (index > 0 && !metric->ways[index - 1].column))
        return (struct span){0};
    if (!metric->ways[0].column)
        return rest;
    for (; index; index--)
        rest = span_from(rest, span_find(rest, span_of(NEXT_WAY)) + strlen("; "));
    return span_first(rest, span_find(rest, span_of(NEXT_WAY)));
}

static bool holds(const struct metric_way *way, const struct statement *row)
{
    struct cell cell = row_cell(row, span_of(way->column));
    return cell.kind == CELL_TEXT && span_equal(cell.text, span_of(way->value));
}

struct span formula_for(const struct metric *metric, const struct statement *row)
{
    for (size_t i = 0; i < METRIC_WAYS && metric->ways[i].column; i++)
        if (holds(&metric->ways[i], row)) {
            struct span way = formula_way(metric, i + 1);
            return span_from(way, span_find(way, span_of(CONDITION_END)) + strlen(CONDITION_END));
        }
    return formula_way(metric, 0);
}

/* --- words -------------------------------------------------------------------------------------------------------- */

/* The length of the word that `text` starts with: small letters, then also digits and '_'. */
static size_t word_length(struct span text)
{
    size_t length = 0;
    while (length < text.len && ((text.ptr[length] >= 'a' && text.ptr[length] <= 'z') ||
                                 (length > 0 && (text.ptr[length] == '_' || isdigit((unsigned char)text.ptr[length])))))
        length++;
    return length;
}

/* Takes the next word off the formula, or what stands between two words. */
static struct span next_part(struct span *formula)
{
    size_t length = word_length(*formula);
    while (length < formula->len && !word_length(*formula) && !word_length(span_from(*formula, length)))
        length++;
    struct span part = span_first(*formula, length);
    *formula = span_from(*formula, length);
    return part;
}

struct span next_field(struct span *fields)
{
    struct span field = span_first(*fields, span_find(*fields, SPAN(", ")));
    *fields = span_from(*fields, field.len + 2);
    return field;
}

/* Whether the word of a formula is the field, whose name may go on in "_ns". */
static bool names_field(struct span word, struct span field)
{
    return span_equal(word, field) || (span_starts(field, word) && span_equal(span_from(field, word.len), SPAN("_ns")));
}

bool formula_has(struct span formula, struct span field)
{
    while (formula.len)
        if (names_field(next_part(&formula), field))
            return true;
    return false;
}

/* The metric's field that the word of a formula is; empty where it is none. */
static struct span field_named(const struct metric *metric, struct span word)
{
    struct span fields = span_of(metric->fields);
    while (fields.len) {
        struct span field = next_field(&fields);
        if (names_field(word, field))
            return field;
    }
    return (struct span){0};
}

size_t formula_add_numbers(struct buffer *out, const struct metric *metric, struct span formula,
                           const struct statement *row)
{
    size_t count = 0;
    while (formula.len) {
        struct span part = next_part(&formula);
        struct span field = field_named(metric, part);
        struct cell cell = row_cell(row, field);
        if (!field.len)
            buffer_add(out, part);
        else if (cell.kind == CELL_BLANK)
            buffer_add(out, SPAN("0 (not known)")); /* the result is known without it */
        else
            row_add_value(out, field, cell);
        count += field.len > 0;
    }
    return count;
}
