/*
 * One side of a comparison: the values of a series in a metric, ordered by what makes pairs.
 */
#ifndef EVALRATE_COMPARE_SAMPLE_H
#define EVALRATE_COMPARE_SAMPLE_H

#include "db.h"
#include "stats.h"

struct sample {
    size_t n;
    double *values;          /* ascending within a prompt */
    double *amounts, *times; /* tokens and nanoseconds behind a rate */
    int64_t *prompts;        /* ascending; a prompt, or a model's prompt; 0: not known */
    bool has_totals;         /* all have an amount and a time */
};

/* Reads it from temp.compared_value (compare.c); with `by_model` a prompt is another one for each model. Release it
 * also where that failed. */
bool sample_read(struct sample *sample, struct db *db, const char *series, const char *metric, bool by_model,
                 struct failure *why) MUST_CHECK;
void sample_release(struct sample *sample);

/* How many known prompts both have. */
size_t sample_common_prompts(const struct sample *a, const struct sample *b);

/* Drops what has no prompt in common. */
void sample_keep_common(struct sample *a, struct sample *b);

/* Writes each common prompt's median of both sides; a and b have only these prompts. */
void sample_prompt_medians(const struct sample *a, const struct sample *b, double *out_a, double *out_b);

/* The median with its order statistics' interval; unknown where there is no value. */
bool sample_median(const struct sample *sample, double confidence, struct estimate *result,
                   struct failure *why) MUST_CHECK;

/* Amount by time, a second, with its bootstrap interval. */
bool sample_rate(const struct sample *sample, double confidence, struct estimate *result,
                 struct failure *why) MUST_CHECK;

#endif
