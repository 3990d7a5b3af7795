#include "measurements.h"

#include "request_reader.h"
#include "spool.h"

#include <stdlib.h>

/* --- in the order of request_id ----------------------------------------------------------------------------------- */

/* The measurements of a model of a run. */
struct group {
    int64_t run_id, model_id;
    int64_t at_ns, source_id, line; /* of the last one */
};

struct grouping {
    struct request_reader *requests;
    struct spool *spool;
    struct group *groups;
    size_t group_count, last;
    uint32_t count;
    bool in_order; /* so far */
};

static size_t find_group(const struct grouping *grouping, int64_t run_id, int64_t model_id)
{
    size_t at = grouping->last;
    for (size_t i = 0; i < grouping->group_count; i++, at = at + 1 < grouping->group_count ? at + 1 : 0)
        if (grouping->groups[at].model_id == model_id && grouping->groups[at].run_id == run_id)
            return at;
    return grouping->group_count;
}

static bool add_group(struct grouping *grouping, int64_t run_id, int64_t model_id)
{
    struct group *groups = realloc(grouping->groups, (grouping->group_count + 1) * sizeof *groups);
    if (!groups)
        return false;
    grouping->groups = groups;
    groups[grouping->group_count++] =
        (struct group){.run_id = run_id, .model_id = model_id, .at_ns = INT64_MIN, .source_id = INT64_MIN};
    return true;
}

/* Files at the same time are in the order of their names, which SQL tells. */
static bool follows(const struct group *group, int64_t at_ns, int64_t source_id, int64_t line)
{
    if (at_ns != group->at_ns)
        return at_ns > group->at_ns;
    return source_id == group->source_id && line >= group->line;
}

static bool is_positive(struct maybe value)
{
    return value.known && value.value > 0;
}

static struct measurement measurement_of(const struct request_figures *f, uint32_t place)
{
    return (struct measurement){
        .run_id = f->run_id.value,
        .model_id = f->model_id.value,
        .request_id = f->request_id.value,
        .prompt_id = f->prompt_id,
        .prompt_eval_count = f->prompt_eval_count,
        .prompt_eval_cached_count = f->prompt_eval_cached_count,
        .prompt_eval_duration_ns = f->prompt_eval_duration_ns,
        .place = place,
        .is_cold = f->is_cold,
        .has_no_tokens = !is_positive(f->prompt_eval_count) && is_positive(f->prompt_eval_duration_ns) &&
                         is_positive(f->total_duration_ns) && is_positive(f->eval_count) &&
                         is_positive(f->eval_duration_ns),
    };
}

static bool add_request(struct grouping *grouping, const struct request_figures *f, struct failure *why)
{
    int64_t run_id = f->run_id.value, model_id = f->model_id.value;
    int64_t at_ns = f->created_at_ns.known ? f->created_at_ns.value : 0;
    size_t at = find_group(grouping, run_id, model_id);
    if (at == grouping->group_count && !add_group(grouping, run_id, model_id))
        return failure_out_of_memory(why);
    struct group *group = &grouping->groups[at];
    grouping->last = at;
    grouping->in_order = follows(group, at_ns, f->source_id.value, f->line.value);
    group->at_ns = at_ns;
    group->source_id = f->source_id.value;
    group->line = f->line.value;
    struct measurement measurement = measurement_of(f, grouping->count++);
    return spool_add(grouping->spool, at, &measurement, why);
}

/* Until one is out of order, or not plain, so that its place is not known. */
static bool read_requests(struct grouping *grouping, struct failure *why)
{
    bool found;
    grouping->in_order = true;
    bool done = request_reader_seek(grouping->requests, (struct maybe){0}, &found, why);
    while (done && found && grouping->in_order) {
        const struct request_figures *figures = request_reader_figures(grouping->requests);
        grouping->in_order = figures != NULL;
        if (figures && figures->is_measurement)
            done = add_request(grouping, figures, why);
        done = done && request_reader_next(grouping->requests, &found, why);
    }
    return done;
}

struct taker {
    bool (*take)(void *ctx, const struct measurement *measurement, struct failure *why);
    void *ctx;
};

static bool take_record(void *ctx, const void *record, struct failure *why)
{
    const struct taker *taker = ctx;
    return taker->take(taker->ctx, record, why);
}

static bool read_in_order(struct db *db, struct taker *taker, bool *in_order, struct failure *why)
{
    struct grouping grouping = {0};
    bool done = (grouping.requests = request_reader_open(db, READ_MEASUREMENTS, why)) &&
                ((grouping.spool = spool_open(sizeof(struct measurement))) || failure_out_of_memory(why)) &&
                read_requests(&grouping, why);
    *in_order = grouping.in_order;
    for (size_t i = 0; done && *in_order && i < grouping.group_count; i++)
        done = spool_read(grouping.spool, i, take_record, taker, why);
    request_reader_close(grouping.requests);
    spool_close(grouping.spool);
    free(grouping.groups);
    return done;
}

/* --- sorted ------------------------------------------------------------------------------------------------------- */

static const char sorted_sql[] =
    "SELECT run_id, model_id, request_id, prompt_id, prompt_eval_count, prompt_eval_cached_count,"
    " prompt_eval_duration_ns, is_cold,"
    " coalesce(prompt_eval_count, 0) = 0 AND prompt_eval_duration_ns > 0 AND total_duration_ns > 0 AND eval_count > 0"
    " AND eval_duration_ns > 0"
    " FROM request_metrics WHERE is_measurement = 1"
    " ORDER BY run_id, model_id, coalesce(created_at_ns, 0), source, line, request_id";

static struct maybe whole(const struct statement *row, size_t column)
{
    struct cell cell = statement_cell(row, column);
    return cell.kind == CELL_INTEGER ? maybe_of(cell.integer) : (struct maybe){0};
}

static bool read_sorted(struct db *db, const struct taker *taker, struct failure *why)
{
    struct statement *row = db_prepare(db, sorted_sql, why);
    enum step step = row ? STEP_ROW : STEP_FAILED;
    for (uint32_t place = 0; step == STEP_ROW && (step = statement_step(row, why)) == STEP_ROW; place++) {
        struct measurement measurement = {.run_id = whole(row, 0).value,
                                          .model_id = whole(row, 1).value,
                                          .request_id = whole(row, 2).value,
                                          .prompt_id = whole(row, 3),
                                          .prompt_eval_count = whole(row, 4),
                                          .prompt_eval_cached_count = whole(row, 5),
                                          .prompt_eval_duration_ns = whole(row, 6),
                                          .place = place,
                                          .is_cold = whole(row, 7).value,
                                          .has_no_tokens = whole(row, 8).value};
        if (!taker->take(taker->ctx, &measurement, why))
            step = STEP_FAILED;
    }
    statement_close(row);
    return step == STEP_DONE;
}

bool measurements_read(struct db *db,
                       bool (*take)(void *ctx, const struct measurement *measurement, struct failure *why), void *ctx,
                       struct failure *why)
{
    bool in_order;
    struct taker taker = {take, ctx};
    return read_in_order(db, &taker, &in_order, why) && (in_order || read_sorted(db, &taker, why));
}
