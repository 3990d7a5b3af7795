/*
 * Which series is faster, by how much, and is it sure: samples from the views, tests from stats.h, results in the table
 * `comparison`, which the views report_compare and report_matrix read.
 *
 * Rules (tests/cli/compare.test and tests/unit/compare_test.c walk them):
 *  1. What is compared is compared_values: the same requests count as everywhere. Ratios are of logarithms, so that
 *     swapping the sides inverts every one exactly; above 1 the candidate is better.
 *  2. Prompts that both sides answered make pairs where there are at least COMPARE_LEAST_PAIRS of them: each prompt has
 *     one vote, the median of its requests. Where the sides hold the same models, a pair is of the same model, too.
 * Other requests are left out, and counted. Without enough pairs the sides are independent samples.
 *  3. The figures shown are over the requests that are compared: medians, or tokens by time where all of both sides
 * have them. The ratio is the typical ratio, not that of the figures.
 *  4. p is adjusted by Holm for all tests of the table. No test, and no p, where not even complete separation of so few
 *     values could reach 0.05; a rank test that could reach it alone but not among so many says how many it needs.
 *  5. A verdict needs the interval and the adjusted p to agree; the difference must be at least the threshold.
 *  6. Tokens of different tokenizers are different units: where both rates are known in reference tokens that row is
 *     judged, and rates in raw tokens only stand beside; where they are not, the raw rates are judged and marked.
 *  7. The geometric mean is over the judged ratios that do not restate one another: TTFT, prefill, decode and total.
 */
#ifndef EVALRATE_COMPARE_H
#define EVALRATE_COMPARE_H

#include "report.h"

enum { COMPARE_LEAST_PAIRS = 6 };

struct compare_options {
    const char *base;       /* a series; NULL: the first of report_models that has COMPARE_LEAST_PAIRS requests */
    size_t candidate_count; /* none: all others */
    const char *const *candidates;
    size_t metric_count;        /* none: those of rule 7, TPOT and bytes/s */
    const char *const *metrics; /* by their names in metric_values */
    bool all_pairs;             /* each series against each other, for a matrix */
    double threshold;           /* 0.02: what differs by less than 2 % is about the same */
};

/* Fills `comparison`. Call store_select before. */
bool compare_series(struct store *store, const struct compare_options *options, struct failure *why) MUST_CHECK;

/* Nothing is compared again: `comparison` is empty. */
bool compare_forget(struct store *store, struct failure *why) MUST_CHECK;

struct compare_report_options {
    bool matrix; /* series × series of the only metric */
    double threshold;
    size_t remark_count; /* further footnotes */
    const char *const *remarks;
};

/* Writes what compare_series found. `rows` says how many rows there are. */
bool compare_report(struct store *store, const struct compare_report_options *options,
                    const struct report_target *target, size_t *rows, struct failure *why) MUST_CHECK;

/* The same as a table of a report that is being written. */
struct writing;
bool compare_write(struct store *store, const struct compare_report_options *options, struct writing *writing,
                   size_t *rows, struct failure *why) MUST_CHECK;

#endif
