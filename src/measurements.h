/*
 * What the classes of the prompt cache are judged from (cache_copy.h): a selection's measurements by run and model, and
 * of each model in the order of request_cache_live: time, file, line.
 *
 *  1. Where requests were stored in that order, as logs of one machine mostly are, they only wait in a temporary file
 * until their model's turn comes. Where they were not, SQLite sorts them.
 */
#ifndef EVALRATE_MEASUREMENTS_H
#define EVALRATE_MEASUREMENTS_H

#include "db.h"

/* With all figures that the view reads. */
struct measurement {
    int64_t run_id, model_id, request_id;
    struct maybe prompt_id, prompt_eval_count, prompt_eval_cached_count, prompt_eval_duration_ns;
    uint32_t place; /* its number among all: 0, 1, … by request_id where nothing had to be sorted */
    bool is_cold;
    bool has_no_tokens; /* no prompt tokens are left although all other figures are there */
};

/* Hands each over; what view request_metrics reads is there. `take` returns false with a reason to stop. */
bool measurements_read(struct db *db,
                       bool (*take)(void *ctx, const struct measurement *measurement, struct failure *why), void *ctx,
                       struct failure *why) MUST_CHECK;

#endif
