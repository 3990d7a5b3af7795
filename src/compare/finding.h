/*
 * One metric of one pair of series: figures, ratio, test and verdict.
 */
#ifndef EVALRATE_COMPARE_FINDING_H
#define EVALRATE_COMPARE_FINDING_H

#include "metric.h"
#include "sample.h"

struct finding {
    const struct compared_metric *metric;
    const char *base, *candidate;
    size_t base_count, candidate_count, base_left, candidate_left;
    bool is_rate, is_paired;
    struct estimate base_figure, candidate_figure;
    size_t pairs, better, worse;
    struct estimate log_ratio; /* above 0 the candidate is better */
    struct maybe_real p, holm_p, delta;
    double least_p; /* that so many values can reach */
    bool is_raw, is_judged;
    const char *verdict; /* NULL: not judged */
};

/* Fills all but holm_p and the verdict for the metric, base and candidate that it names. With `by_model` only requests
 * of the same model make pairs. */
bool finding_make(struct finding *finding, struct db *db, bool by_model, struct failure *why) MUST_CHECK;

/* Rule 5 of compare.h; NULL where there is nothing to judge. */
const char *finding_verdict(const struct finding *finding, double threshold);

/* From how many values on the test could tell among so many; 0 where there are enough. */
size_t finding_needed_count(const struct finding *finding, size_t tests);

#endif
