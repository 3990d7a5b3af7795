/*
 * Figures become requests: blocks of labelled ones, tables, and members of damaged JSON.
 *
 *  1. A block takes its model and the conversation above when its first figure comes.
 *  2. A table whose figures are those of a request before repeats it, and is none.
 */
#include "transcript_state.h"

static void pick_model(const struct transcript *t, struct named_model *model)
{
    model_hints_pick(&t->hints, &model->name, &model->from);
}

static bool finish_loose(struct transcript *t)
{
    struct loose_figures *loose = &t->loose;
    struct request *request = &loose->request;
    struct named_model model = {.from = request->model_from};
    if (!loose_finish(loose))
        return !loose->has_head ||
               outbox_report(&t->outbox, request->line, "damaged-json",
                             "the JSON object is damaged, and no figure of it can be read; repair it or leave it out",
                             request->model);
    if (request->model.len == 0 || !model_name_set(&model.name, request->model))
        pick_model(t, &model);
    return outbox_release(&t->outbox) && outbox_emit(&t->outbox, request, &model);
}

/* Before each JSON object: mostly there is nothing to finish. */
bool transcript_finish_loose(struct transcript *t)
{
    return !t->loose.open || finish_loose(t);
}

bool transcript_finish_all(struct transcript *t)
{
    return block_finish(&t->block, &t->outbox) && transcript_finish_loose(t) && outbox_release(&t->outbox);
}

static bool start_block(struct transcript *t, struct span line, int64_t number)
{
    if (!transcript_finish_all(t))
        return false;
    block_start(&t->block, line, number);
    conversation_finish(&t->talk, &t->block.figures.request);
    if (!kept_text_count(&t->outbox.sink, &t->block.figures.request, &t->outbox.failure))
        return !(t->outbox.failed = true);
    pick_model(t, &t->block.model);
    return true;
}

static bool report_unreadable(struct transcript *t, const struct statistic *statistic, struct span line, int64_t number)
{
    struct span excerpt = span_first(span_from(line, statistic->start), 80);
    return outbox_report(&t->outbox, number, statistic_problem_code(statistic->label),
                         "the value cannot be read; it is left out, the rest of the block counts", excerpt);
}

bool transcript_take_statistic(struct transcript *t, const struct statistic *statistic, struct span line,
                               struct span before, int64_t number)
{
    struct named_model named;
    bool has_name = block_model_before(before, &named);
    bool is_new = has_name || block_is_over(&t->block, statistic->label, number);
    if (is_new && !start_block(t, line, number))
        return false;
    if (has_name)
        t->block.model = named;
    block_add(&t->block, statistic, number);
    if (statistic->state == VALUE_UNREADABLE && !report_unreadable(t, statistic, line, number))
        return false;
    return !block_is_complete(&t->block) || block_finish(&t->block, &t->outbox);
}

static bool take_column(struct transcript *t, struct table_column *column, enum model_from from)
{
    struct named_model model = {.name = column->model, .from = from};
    if (column->bad_line && column->figures.measured &&
        !outbox_report(&t->outbox, column->bad_line, statistic_problem_code(column->bad_label),
                       "a value of the table cannot be read; it is left out, the rest counts", (struct span){0}))
        return false;
    if (!column->figures.measured)
        return true;
    column->figures.request.format = SPAN("verbose");
    figures_finish(&column->figures);
    if (model.name.length == 0)
        pick_model(t, &model);
    if (!outbox_release(&t->outbox))
        return false;
    return outbox_repeats(&t->outbox, &column->figures.request) ||
           outbox_hold(&t->outbox, &column->figures.request, &model);
}

bool transcript_drain_table(struct transcript *t, bool ended)
{
    enum model_from from = t->table.shape == TABLE_LABELS_ACROSS ? MODEL_FROM_LINE : MODEL_FROM_HEADING;
    size_t index = 0;
    for (struct table_column *column; (column = metric_table_next(&t->table, ended, &index));)
        if (!take_column(t, column, from))
            return false;
    if (ended)
        metric_table_close(&t->table);
    return true;
}

bool transcript_take_table(struct transcript *t, struct span line, int64_t number, bool *taken)
{
    *taken = false;
    if (!metric_table_is_row(line))
        return !t->table.open || transcript_drain_table(t, true);
    *taken = metric_table_row(&t->table, line, number);
    return !*taken ||
           (block_finish(&t->block, &t->outbox) && transcript_finish_loose(t) && transcript_drain_table(t, false));
}
