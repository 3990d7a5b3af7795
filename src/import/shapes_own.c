/*
 * JSON objects of people's own that name their figures in some fashion (column_names.h).
 *
 *  1. Nobody else's shape fits, and the object itself has a rate, a time to first token, or tokens and a time.
 *  2. An object of aggregates is none, nor one that stands under a name such as "summary", nor one of nothing but
 * zeroes.
 *  3. An object that holds others with figures, or text with statistics, is what its author made of these: they count.
 */
#include "json_shape.h"

#include "json_scan.h"
#include "named_figures.h"

static bool is_value(const struct json_node *node)
{
    return json_is_number(node) || (json_is_string(node) && json_text(node).len < 64);
}

/* Bits of the fields that the object's own members name. */
static unsigned fields_of(const struct place *place, const struct json_node *object)
{
    unsigned fields = 0;
    for (const struct json_node *member = json_first(object); member; member = json_next(member))
        if (is_value(member))
            fields |= 1u << column_find(place_columns(place), span_of(json_name(member))).field;
    return fields;
}

/* Rule 2. Names with a colon are models': some end in "-max". */
static bool is_under_aggregates(const struct place *place)
{
    const struct json_node *node;
    for (size_t up = 0; (node = place_around(place, up)); up++) {
        struct span name = json_name(node) ? span_of(json_name(node)) : (struct span){0};
        if (span_find_byte(name, ':') == name.len && column_is_aggregate_name(name))
            return true;
    }
    return false;
}

static bool has_statistics(const struct json_node *node)
{
    static const struct span signs[] = {{"eval rate", 9}, {"eval_duration", 13}, {"eval_count", 10}};
    struct span text = json_text(node);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (span_find(text, signs[i]) < text.len)
            return true;
    return false;
}

static bool has_figures(const struct place *place, const struct json_node *node)
{
    return json_member(node, "eval_count") ||
           (json_is_object(node) && column_fields_suffice(fields_of(place, node) & ~(1u << COLUMN_AGGREGATE)));
}

/* Rule 3: looks through all that the object holds. */
static bool holds_better(const struct place *place, const struct json_node *object)
{
    const struct json_node *stack[SCAN_DEPTH + 1];
    size_t depth = 0;
    for (const struct json_node *node = json_first(object); node || depth;) {
        if (!node) {
            node = json_next(stack[--depth]);
            continue;
        }
        if (has_statistics(node) || has_figures(place, node))
            return true;
        if (json_first(node) && depth <= SCAN_DEPTH) {
            stack[depth++] = node;
            node = json_first(node);
        } else {
            node = json_next(node);
        }
    }
    return false;
}

static void add_members(const struct place *place, const struct json_node *object, struct named_figures *figures)
{
    for (const struct json_node *member = json_first(object); member; member = json_next(member)) {
        struct named_column column = column_find(place_columns(place), span_of(json_name(member)));
        if (column.field <= COLUMN_AGGREGATE || column.field == COLUMN_MODEL || column.field == COLUMN_PROMPT)
            continue;
        if (json_is_number(member))
            named_figures_add_number(figures, &column, json_real(member).value);
        else if (json_is_bool(member) && column.field == COLUMN_SUCCESS)
            figures->has_failed = !json_is_true(member);
        else
            named_figures_add(figures, &column, json_text(member));
        column_tell(place_columns(place), span_of(json_name(member)), &column, place_line(place));
    }
}

bool take_own_figures(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    unsigned fields = fields_of(place, object);
    bool fits = column_fields_suffice(fields) && !(fields & 1u << COLUMN_AGGREGATE) && !place_is_damaged(place) &&
                !is_under_aggregates(place) && !holds_better(place, object);
    if (!fits)
        return true;
    struct named_figures figures = {.request = place_request(place, "json")};
    add_members(place, object, &figures);
    if (!named_figures_finish(&figures))
        return true;
    *claimed = true;
    return place_put_request(place, &figures.request, why);
}
