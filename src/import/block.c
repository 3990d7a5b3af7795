/*
 * Decides where a block begins and ends; the rules stand in block.h.
 */
#include "block.h"

enum { BLOCK_GAP = 12 };

static bool is_list_item(struct span line)
{
    line = span_trim(line);
    return (line.len > 1 && strchr("-*+", line.ptr[0]) && line.ptr[1] == ' ') ||
           span_starts(line, SPAN("\xe2\x80\xa2"));
}

void block_start(struct block *block, struct span line, int64_t number)
{
    *block = (struct block){.open = true, .listed = is_list_item(line)};
    block->figures.request.line = number;
    block->figures.request.format = SPAN("verbose");
}

bool block_is_over(const struct block *block, enum label label, int64_t number)
{
    bool repeated = block->figures.seen & 1u << label;
    bool follows = number - block->last_line <= 1;
    return !block->open || repeated || (label < block->last && !follows && !block->listed);
}

void block_add(struct block *block, const struct statistic *statistic, int64_t number)
{
    figures_add(&block->figures, statistic);
    block->last = statistic->label;
    block->last_line = number;
    block->other_lines = 0;
}

bool block_is_complete(const struct block *block)
{
    return block->last == LABEL_EVAL_RATE && !block->listed;
}

bool block_age(struct block *block)
{
    bool list_is_over = block->listed && block->figures.seen & 1u << LABEL_EVAL_RATE;
    return block->open && (++block->other_lines > BLOCK_GAP || list_is_over);
}

bool block_finish(struct block *block, struct outbox *outbox)
{
    bool measured = block->open && block->figures.measured;
    block->open = false;
    if (!measured)
        return true;
    figures_finish(&block->figures);
    return outbox_hold(outbox, &block->figures.request, &block->model);
}

/* "qwen3:14b    eval rate: …": the name and nothing else before the figure. */
bool block_model_before(struct span before, struct named_model *model)
{
    size_t at = 0;
    while (before.len && strchr(" \t-*`|>", before.ptr[0]))
        before = span_from(before, 1);
    while (before.len && strchr(" \t-*`|:=(", before.ptr[before.len - 1]))
        before.len--;
    struct span word = model_word_next(before, &at);
    if (word.len != before.len || model_likeness(word) < LIKE_MODEL || !model_name_set(&model->name, word))
        return false;
    model->from = MODEL_FROM_LINE;
    return true;
}
