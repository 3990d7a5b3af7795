#include "engine_timing.h"

#include "duration.h"

enum { BLOCK_LINES = 40 };

enum part { PART_NONE, PART_PROMPT, PART_ANSWER, PART_TOTAL };

/* The longest label that fits decides. */
static const struct {
    struct span label;
    enum part part;
} labels[] = {
    {{"prompt eval time", 16}, PART_PROMPT},
    {{"generation eval time", 20}, PART_ANSWER},
    {{"eval time", 9}, PART_ANSWER},
    {{"total time", 10}, PART_TOTAL},
};

/* Which line it is; `value` is what stands behind the equals sign. */
static enum part part_of(struct span line, struct span *value)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t at = span_find(line, labels[i].label);
        struct span rest = span_trim(span_from(line, at + labels[i].label.len));
        if (at == line.len || rest.len == 0 || rest.ptr[0] != '=')
            continue;
        *value = span_trim(span_from(rest, 1));
        return labels[i].part;
    }
    return PART_NONE;
}

/* The number at the start of `text`; `rest` is behind it. */
static struct span number_at(struct span text, struct span *rest)
{
    size_t length = 0;
    while (length < text.len && ((text.ptr[length] >= '0' && text.ptr[length] <= '9') || text.ptr[length] == '.'))
        length++;
    *rest = span_trim(span_from(text, length));
    return span_first(text, length);
}

/* "310.20 ms /   120 tokens (    2.59 ms per token,   386.85 tokens per second)" */
static bool read_value(struct span text, struct maybe *duration_ns, struct maybe *count, struct maybe_real *rate)
{
    struct span rest;
    struct duration duration = duration_parse(text);
    if (!duration.has_unit || !duration.ns.known)
        return false;
    *duration_ns = duration.ns;
    rest = span_trim(span_from(text, duration.length));
    if (rest.len == 0 || rest.ptr[0] != '/')
        return false;
    *count = span_to_count(number_at(span_trim(span_from(rest, 1)), &rest));
    size_t comma = span_find_byte(rest, ',');
    if (comma < rest.len)
        *rate = span_to_real(number_at(span_trim(span_from(rest, comma + 1)), &rest));
    return count->known;
}

/* What stands before the engine's number of the slot and of the task, in each form of the line. */
static const struct span slot_names[] = {{"print_timing: id ", 17}, {"slot_id=", 8}};
static const struct span task_names[] = {{"| task ", 7}, {"task_id=", 8}};

enum { NAMES = sizeof slot_names / sizeof *slot_names };

static struct maybe number_behind(struct span line, const struct span names[NAMES])
{
    struct span rest;
    for (size_t i = 0; i < NAMES; i++) {
        size_t at = span_find(line, names[i]);
        if (at < line.len)
            return span_to_count(number_at(span_trim(span_from(line, at + names[i].len)), &rest));
    }
    return (struct maybe){0};
}

static bool begins_another(const struct engine_timing *timing, enum part part, struct maybe task, int64_t number)
{
    bool repeated = part == PART_PROMPT ? timing->has_prompt || timing->has_answer : timing->has_answer;
    struct maybe open = timing->request.task_id;
    bool other_task = task.known && open.known && task.value != open.value;
    return repeated || other_task || number - timing->request.line > BLOCK_LINES;
}

/* Puts the line's figures into the open block. */
static void fill(struct engine_timing *timing, enum part part, struct maybe duration, struct maybe count,
                 struct maybe_real rate)
{
    struct request *r = &timing->request;
    rate = rate.value > 0 ? rate : (struct maybe_real){0};
    if (part == PART_PROMPT) {
        timing->has_prompt = true;
        r->prompt_eval_duration_ns = duration;
        r->prompt_eval_count = count;
        r->reported_prompt_eval_rate_tok_s = rate;
    } else {
        timing->has_answer = true;
        r->eval_duration_ns = duration;
        r->eval_count = count;
        r->reported_eval_rate_tok_s = rate;
    }
}

static enum timing_step take_total(struct engine_timing *timing)
{
    if (!timing->open || !timing->has_answer)
        return TIMING_NONE;
    timing->open = false;
    return TIMING_COMPLETE;
}

enum timing_step engine_timing_line(struct engine_timing *timing, struct span line, int64_t number,
                                    struct request *before)
{
    struct span value = {0};
    struct maybe duration = {0}, count = {0}, task = number_behind(line, task_names);
    struct maybe_real rate = {0};
    enum part part = part_of(line, &value);
    if (part == PART_NONE)
        return TIMING_NONE;
    if (part == PART_TOTAL)
        return take_total(timing);
    if (!read_value(value, &duration, &count, &rate))
        return TIMING_NONE;
    bool ended = timing->open && begins_another(timing, part, task, number) && engine_timing_end(timing, before);
    if (!timing->open || ended) {
        *timing = (struct engine_timing){.open = true};
        timing->request = (struct request){.line = number,
                                           .format = SPAN("llama.cpp"),
                                           .status = STATUS_PARTIAL,
                                           .slot_id = number_behind(line, slot_names),
                                           .task_id = task};
    }
    fill(timing, part, duration, count, rate);
    return ended ? TIMING_BEGAN : TIMING_TAKEN;
}

bool engine_timing_end(struct engine_timing *timing, struct request *request)
{
    if (!timing->open)
        return false;
    timing->open = false;
    *request = timing->request;
    return true;
}
