/*
 * Timings that llama.cpp prints when an answer is complete, in the forms of its ages:
 *
 *     llama_print_timings:  prompt eval time =   310.20 ms /   120 tokens (    2.59 ms per token,   386.85 tokens per
 * second) slot print_timing: id  0 | task 12 |        eval time =    2101.85 ms /    97 tokens (…) DEBUG
 * [print_timings] generation eval time =      44.14 ms /     5 runs   (…) | n_decoded=5 … task_id=2 …
 *
 *  1. A block is a line of the prompt, one of the answer, and mostly one of the total, each with any prefix or none. It
 *     ends with the total, at a line that it has already, at another task's, or BLOCK_LINES below its start.
 *  2. Cached tokens are not in the prompt's count. "runs" are what they count: decode steps, or tokens, by version.
 *  3. The total is the sum of both phases, or begins before the model was loaded: neither is a request's whole, so that
 *     stays unknown. The load time covers the first evaluation, too: likewise.
 *  4. Progress lines ("n_decoded = 100, tg = 14.65 t/s") are none.
 */
#ifndef EVALRATE_ENGINE_TIMING_H
#define EVALRATE_ENGINE_TIMING_H

#include "record.h"

struct engine_timing {
    bool open, has_prompt, has_answer;
    struct request request;
};

enum timing_step {
    TIMING_NONE,     /* no line of a block */
    TIMING_TAKEN,    /* one */
    TIMING_COMPLETE, /* one, and the block is complete: `timing->request` until the next call */
    TIMING_BEGAN,    /* one that begins another block: `before` has the one that was open */
};

enum timing_step engine_timing_line(struct engine_timing *timing, struct span line, int64_t number,
                                    struct request *before);

/* Ends what is open, at the end of the file or far below; false where nothing is. */
bool engine_timing_end(struct engine_timing *timing, struct request *request);

#endif
