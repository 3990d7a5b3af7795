/*
 * A comparison at work: which series, which metrics, and what was found.
 */
#ifndef EVALRATE_COMPARING_H
#define EVALRATE_COMPARING_H

#include "finding.h"
#include "../grid.h"

struct pair {
    const char *base, *candidate;
    bool is_different, has_common_unit; /* tokenizer_pairs */
    bool has_common_model;
};

struct comparing {
    struct db *db;
    const struct compared_metric *metrics[COMPARED_METRICS];
    size_t metric_count;
    struct grid series;
    struct pair *pairs;
    size_t pair_count;
    struct finding *findings; /* of a metric, those of all pairs; then the next metric's */
};

/* Writes the findings and each pair's geometric mean into temp.comparison. `tests` is how many p were adjusted. */
bool comparing_write(const struct comparing *comparing, size_t tests, struct failure *why) MUST_CHECK;

#endif
