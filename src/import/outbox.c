/*
 * Holds one request, and remembers the figures of the last ones.
 */
#include "outbox.h"

enum { HOLD_LINES = 10 };

static bool fail(struct outbox *outbox)
{
    outbox->failed = true;
    return false;
}

bool outbox_report(struct outbox *outbox, int64_t line, const char *code, const char *message, struct span excerpt)
{
    struct problem problem = {.line = line, .code = code, .message = message, .excerpt = excerpt};
    return outbox->sink.problem(outbox->sink.ctx, &problem, &outbox->failure) || fail(outbox);
}

static void remember(struct outbox *outbox, const struct request *request)
{
    outbox->remembered[outbox->remembered_count++ % REMEMBERED] = (struct remembered){
        request->prompt_eval_count,
        request->eval_count,
        request->reported_prompt_eval_rate_tok_s,
        request->reported_eval_rate_tok_s,
    };
}

bool outbox_emit(struct outbox *outbox, struct request *request, const struct named_model *model)
{
    request->model = model_name_span(&model->name);
    request->model_from = model->name.length ? model->from : MODEL_FROM_NONE;
    remember(outbox, request);
    return outbox->sink.request(outbox->sink.ctx, request, &outbox->failure) || fail(outbox);
}

bool outbox_release(struct outbox *outbox)
{
    if (!outbox->holds)
        return true;
    outbox->holds = false;
    return outbox_emit(outbox, &outbox->request, &outbox->model);
}

bool outbox_hold(struct outbox *outbox, const struct request *request, const struct named_model *model)
{
    if (!outbox_release(outbox))
        return false;
    outbox->holds = true;
    outbox->held_lines = 0;
    outbox->request = *request;
    outbox->model = *model;
    return true;
}

bool outbox_age(struct outbox *outbox)
{
    return !outbox->holds || ++outbox->held_lines <= HOLD_LINES || outbox_release(outbox);
}

void outbox_name_by_ps(struct outbox *outbox, struct span model)
{
    enum model_from from = outbox->model.from;
    bool named_better = from == MODEL_FROM_COMMAND || from == MODEL_FROM_PS || from == MODEL_FROM_LINE;
    if (!outbox->holds || model.len == 0 || (outbox->model.name.length && named_better))
        return;
    if (model_name_set(&outbox->model.name, model))
        outbox->model.from = MODEL_FROM_PS;
}

static bool same_number(struct maybe a, struct maybe b, unsigned *equal)
{
    *equal += a.known && b.known && a.value == b.value;
    return !a.known || !b.known || a.value == b.value;
}

static bool same_rate(struct maybe_real a, struct maybe_real b, unsigned *equal)
{
    bool differ = a.value < b.value || a.value > b.value;
    *equal += a.known && b.known && !differ;
    return !a.known || !b.known || !differ;
}

static bool repeats(const struct request *request, const struct remembered *before)
{
    unsigned numbers = 0, rates = 0;
    bool same = same_number(request->prompt_eval_count, before->prompt_eval_count, &numbers) &&
                same_number(request->eval_count, before->eval_count, &numbers) &&
                same_rate(request->reported_prompt_eval_rate_tok_s, before->prompt_eval_rate, &rates) &&
                same_rate(request->reported_eval_rate_tok_s, before->eval_rate, &rates);
    return same && rates > 0;
}

bool outbox_repeats(const struct outbox *outbox, const struct request *request)
{
    size_t count = outbox->remembered_count < REMEMBERED ? outbox->remembered_count : REMEMBERED;
    for (size_t i = 0; i < count; i++)
        if (repeats(request, &outbox->remembered[i]))
            return true;
    return false;
}
