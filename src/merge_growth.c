/*
 * Files that were whole, or longer, in the other database: what is told of growth without their bytes.
 *
 *  1. A file there has grown from one here where it has the same path in the same run, more bytes, and at the same
 * lines every request of the one here. Only those of the last line may be missing: they were cut short.
 *  2. A file here without a request that stands there, too, is another one.
 */
#include "merging.h"

static struct statement *select_shorter(struct db *here, const struct kept_source *source, struct failure *why)
{
    struct statement *select =
        db_prepare(here,
                   "SELECT source_id FROM main.source WHERE path = ?1 AND size_bytes > 0 AND size_bytes < ?2"
                   " AND run_id = (SELECT run_id FROM main.run WHERE label = ?3 AND host = ?4)"
                   " ORDER BY size_bytes DESC LIMIT 8",
                   why);
    if (!select)
        return NULL;
    statement_bind_text(select, 1, span_of(source->path));
    statement_bind_integer(select, 2, source->size_bytes);
    statement_bind_text(select, 3, span_of(source->run.label));
    statement_bind_text(select, 4, span_of(source->run.host));
    return select;
}

static struct statement *select_requests(struct db *here, int64_t source_id, struct failure *why)
{
    struct statement *select =
        db_prepare(here,
                   "SELECT identity, line, line = max(line) OVER () FROM ("
                   "SELECT identity, line FROM main.request WHERE source_id = ?1"
                   " UNION ALL SELECT r.identity, s.line FROM main.sighting s JOIN main.request r USING (request_id)"
                   " WHERE s.source_id = ?1)",
                   why);
    if (select)
        statement_bind_integer(select, 1, source_id);
    return select;
}

/* Whether the requests of `rows` stand in the other's file; `find` looks one up. */
static bool stand_there(struct statement *rows, struct statement *find, bool *all, struct failure *why)
{
    enum step step;
    size_t met = 0, missing = 0;
    while ((step = statement_step(rows, why)) == STEP_ROW) {
        struct maybe found;
        statement_bind_integer(find, 1, statement_cell(rows, 0).integer);
        statement_bind_integer(find, 2, statement_cell(rows, 1).integer);
        if (!statement_number(find, &found, why))
            return false;
        bool is_last = statement_cell(rows, 2).integer != 0;
        met += found.known;
        missing += !found.known && !is_last;
    }
    *all = met > 0 && missing == 0;
    return step == STEP_DONE;
}

static bool is_beginning(struct merging *merging, int64_t here, struct statement *find, bool *is, struct failure *why)
{
    struct statement *rows = select_requests(merging->here, here, why);
    bool done = rows && stand_there(rows, find, is, why);
    statement_close(rows);
    return done;
}

bool merge_find_grown(struct merging *merging, int64_t there, const struct kept_source *source, int64_t *here,
                      struct failure *why)
{
    *here = 0;
    struct statement *shorter = select_shorter(merging->here, source, why);
    struct statement *find =
        shorter ? db_prepare(merging->there,
                             "SELECT 1 FROM main.request r WHERE r.identity = ?1 AND (r.source_id = ?3 AND r.line = ?2"
                             " OR EXISTS (SELECT 1 FROM main.sighting s WHERE s.request_id = r.request_id"
                             " AND s.source_id = ?3 AND s.line = ?2))",
                             why)
                : NULL;
    if (find)
        statement_bind_integer(find, 3, there);
    enum step step = find ? STEP_ROW : STEP_FAILED;
    while (step == STEP_ROW && *here == 0 && (step = statement_step(shorter, why)) == STEP_ROW) {
        bool is = false;
        int64_t source_id = statement_cell(shorter, 0).integer;
        if (!is_beginning(merging, source_id, find, &is, why))
            step = STEP_FAILED;
        else if (is)
            *here = source_id;
    }
    statement_close(find);
    statement_close(shorter);
    return step != STEP_FAILED;
}
