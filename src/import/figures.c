/*
 * Puts labelled figures into a request, and tells whether somebody rounded them.
 */
#include "figures.h"

static struct maybe *number_of(struct request *request, enum label label)
{
    switch (label) {
    case LABEL_TOTAL_DURATION:
        return &request->total_duration_ns;
    case LABEL_LOAD_DURATION:
        return &request->load_duration_ns;
    case LABEL_PROMPT_EVAL_COUNT:
        return &request->prompt_eval_count;
    case LABEL_PROMPT_EVAL_CACHED:
        return &request->prompt_eval_cached_count;
    case LABEL_PROMPT_EVAL_DURATION:
        return &request->prompt_eval_duration_ns;
    case LABEL_EVAL_COUNT:
        return &request->eval_count;
    case LABEL_EVAL_DURATION:
        return &request->eval_duration_ns;
    default:
        return NULL;
    }
}

static bool is_duration(enum label label)
{
    return label == LABEL_TOTAL_DURATION || label == LABEL_LOAD_DURATION || label == LABEL_PROMPT_EVAL_DURATION ||
           label == LABEL_EVAL_DURATION;
}

void figures_add(struct figures *figures, const struct statistic *statistic)
{
    struct request *request = &figures->request;
    enum label label = statistic->label;
    struct maybe *number = number_of(request, label);
    figures->seen |= 1u << label;
    if (statistic->state != VALUE_READ)
        return;
    if (number)
        *number = maybe_of(statistic->number);
    else if (label == LABEL_EVAL_RATE)
        request->reported_eval_rate_tok_s = maybe_real_of(statistic->rate);
    else if (label == LABEL_PROMPT_EVAL_RATE)
        request->reported_prompt_eval_rate_tok_s = maybe_real_of(statistic->rate);
    else
        return;
    figures->measured |= 1u << label;
    if (statistic->without_unit)
        request->flags |= FLAG_NO_UNIT;
    if (is_duration(label) && statistic->number % 1000000 != 0)
        figures->finer_than_ms = true;
}

/* Ollama takes total and load duration from a clock of nanoseconds. Where these are whole milliseconds, and all others
 * too, somebody rounded before printing. */
static bool is_rounded(const struct figures *figures)
{
    unsigned fine_clocks = 1u << LABEL_TOTAL_DURATION | 1u << LABEL_LOAD_DURATION;
    return (figures->measured & fine_clocks) != 0 && !figures->finer_than_ms;
}

void figures_finish(struct figures *figures)
{
    if (is_rounded(figures))
        figures->request.flags |= FLAG_ROUNDED;
    request_judge(&figures->request);
    request_check_rates(&figures->request);
}
