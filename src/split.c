#include "split.h"

#include "grid.h"
#include "selection.h"

#include <stdlib.h>

enum { NAME_MOST = 100 };

/* --- names of files ----------------------------------------------------------------------------------------------- */

/* Letters, digits and what is harmless in every file system stay; a name neither starts with '.' or '-' nor is empty.
 */
static bool is_harmless(char c, bool first)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')
        return true;
    return (c == '.' || c == '-' || c == '+') && !first;
}

static void add_safe_name(struct buffer *out, struct span group)
{
    size_t length = group.len < NAME_MOST ? group.len : NAME_MOST;
    for (size_t i = 0; i < length; i++)
        buffer_add_byte(out, is_harmless(group.ptr[i], i == 0) ? group.ptr[i] : '_');
    if (!length)
        buffer_add_byte(out, '_');
}

/* How many groups before this one have the same name in a file system that does not tell cases apart. */
static size_t namesakes(const struct grid *groups, size_t at)
{
    size_t count = 0;
    struct buffer name = {0}, other = {0};
    add_safe_name(&name, grid_cell(groups, at, "name").text);
    for (size_t row = 0; row < at; row++) {
        buffer_clear(&other);
        add_safe_name(&other, grid_cell(groups, row, "name").text);
        count += span_equal_nocase(buffer_span(&name), buffer_span(&other));
    }
    buffer_release(&name);
    buffer_release(&other);
    return count;
}

/* The output's path with the group's name in it, to be freed; NULL after a reason. */
static char *path_for(const char *pattern, const char *key, const struct grid *groups, size_t at, struct failure *why)
{
    char mark[80];
    struct buffer path = {0};
    snprintf(mark, sizeof mark, "{%s}", key);
    const char *place = strstr(pattern, mark);
    if (!place && strcmp(pattern, "-") != 0) {
        failure_set(why, "every group would go to '%s'; write its name into it: -o 'report-{%s}.xlsx'", pattern, key);
        return NULL;
    }
    size_t before = place ? (size_t)(place - pattern) : strlen(pattern), others = namesakes(groups, at);
    buffer_add(&path, (struct span){pattern, before});
    if (place) {
        add_safe_name(&path, grid_cell(groups, at, "name").text);
        if (others)
            buffer_print(&path, "-%zu", others + 1);
        buffer_add(&path, span_of(place + strlen(mark)));
    }
    buffer_add_byte(&path, '\0');
    if (path.failed) {
        buffer_release(&path);
        failure_out_of_memory(why);
        return NULL;
    }
    return path.ptr;
}

/* --- groups ------------------------------------------------------------------------------------------------------- */

/* The names of all groups that the selection has, in order. */
static bool find_groups(struct store *store, const struct options *options, struct grid *groups, struct failure *why)
{
    struct buffer sql = {0};
    bool done = select_requests(store, options, why);
    buffer_add(&sql, SPAN("SELECT DISTINCT "));
    done = done && selection_add_key(&sql, options->split, why);
    buffer_add(&sql,
               SPAN(" AS name FROM selectable WHERE request_id IN (SELECT request_id FROM request_series) ORDER BY 1"));
    buffer_add_byte(&sql, '\0');
    done = done && (!sql.failed || failure_out_of_memory(why)) && grid_load(store_db(store), sql.ptr, groups, why);
    buffer_release(&sql);
    return done;
}

static bool write_group(struct store *store, const struct options *options, const struct grid *groups, size_t at,
                        size_t *rows, struct failure *why)
{
    struct options own = *options;
    char *paths[OPTIONS_LIST];
    size_t count = 0, written = 0;
    bool done = true;
    own.split_group = grid_cell(groups, at, "name").text.ptr;
    for (; done && count < options->output_count; count += done) {
        paths[count] = path_for(options->outputs[count], options->split, groups, at, why);
        own.outputs[count] = paths[count];
        done = paths[count] != NULL;
    }
    done = done && select_requests(store, &own, why) && write_reports(store, &own, &written, why);
    *rows += written;
    for (size_t i = 0; i < count; i++)
        free(paths[i]);
    return done;
}

bool split_reports(struct store *store, const struct options *options, size_t *rows, struct failure *why)
{
    struct grid groups = {0};
    bool done = find_groups(store, options, &groups, why);
    for (size_t at = 0; done && at < groups.row_count; at++)
        done = write_group(store, options, &groups, at, rows, why);
    grid_release(&groups);
    return done;
}
