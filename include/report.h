/*
 * Tables of a store on their way to exporters: the comparison, and any table or view as it is.
 */
#ifndef EVALRATE_REPORT_H
#define EVALRATE_REPORT_H

#include "exporter.h"
#include "store.h"

/* One file (or stream) that a report goes to. */
struct report_target {
    const struct exporter *exporter;
    const char *path; /* "-": standard output */
    struct export_options options;
};

struct report_options {
    const char *baseline;  /* --baseline: the row that a workbook compares with; NULL: the first */
    const char *selection; /* what was selected, in words; NULL: all requests */
    const char *by;        /* what the rows are, for the first column's heading: "model" */
    bool all_columns;      /* -a: all of report_models, not only what fits a screen */
    size_t list_count;     /* -M: only these columns, in this order; names with commas between */
    const char *const *lists;
    const char *sort;                /* METRIC[:asc|:desc] of report_models; NULL: the decode rate, descending */
    const char *objective;           /* --slo: adds the share of good requests; NULL without */
    size_t quantile_count;           /* -p: for people, in a table of their own */
    const int64_t *quantiles;        /* per 100,000 */
    const char *reference;           /* --ref-tokenizer, for the caption; NULL without */
    bool counts_cold, counts_cached; /* they are in TTFT */
    bool by_length;                  /* the rows are ranges of prompt lengths already */
};

/* Writes the comparison. A workbook gets its further sheets. Call store_select before. `rows` says how many it has. */
bool report_comparison(struct store *store, const struct report_options *options, const struct report_target *target,
                       size_t *rows, struct failure *why) MUST_CHECK;

/* Writes one table or view exactly as it is. */
bool report_table(struct store *store, const char *name, const struct report_target *target, size_t *rows,
                  struct failure *why) MUST_CHECK;

#endif
