/*
 * A block of labelled figures under assembly.
 *
 *  1. It ends at a label that it has already, behind `eval rate` (in a list: at the list's end), at a label out of
 * order that does not follow directly, and when BLOCK_GAP lines went by without a figure. Other lines do not matter.
 *  2. A model on the line before the figure names the block before anything else, and begins one.
 */
#ifndef EVALRATE_BLOCK_H
#define EVALRATE_BLOCK_H

#include "outbox.h"
#include "figures.h"

struct block {
    bool open;
    bool listed; /* its lines are items of a list */
    enum label last;
    int64_t last_line;
    unsigned other_lines; /* since the last figure */
    struct figures figures;
    struct named_model model;
};

/* Whether a figure with that label on that line belongs to another block. */
bool block_is_over(const struct block *block, enum label label, int64_t number);

/* An empty block that begins on `line`. */
void block_start(struct block *block, struct span line, int64_t number);
void block_add(struct block *block, const struct statistic *statistic, int64_t number);

/* A line without a figure. True where it ends the block. */
bool block_age(struct block *block);

/* Whether nothing can follow the figure that was added last. */
bool block_is_complete(const struct block *block);

/* Sends an open block with figures to the outbox. False where the sink failed. */
bool block_finish(struct block *block, struct outbox *outbox) MUST_CHECK;

/* The model's name, where it is all that stands before the line's first figure. */
bool block_model_before(struct span before, struct named_model *model);

#endif
