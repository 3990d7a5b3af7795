/*
 * What can be compared, and in which direction it is better.
 */
#ifndef EVALRATE_COMPARE_METRIC_H
#define EVALRATE_COMPARE_METRIC_H

#include <stdbool.h>

/* Rules 6 and 7 of compare.h. */
struct compared_metric {
    const char *name;
    bool lower_is_better, is_default, in_mean;                                /* rule 7 */
    enum { NO_TOKENS, RAW_TOKENS, RAW_DECODE_TOKENS, REFERENCE_TOKENS } unit; /* rule 6 */
};

/* Ended by a row without name, and how many there are at most. */
extern const struct compared_metric compared_metrics[];
enum { COMPARED_METRICS = 24 };

/* NULL where there is none of that name, or where neither direction is better. */
const struct compared_metric *compared_metric_find(const char *name);

#endif
