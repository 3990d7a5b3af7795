/*
 * The registry of metrics: what each figure is called, how it is computed, when it is blank, and what other tools call
 * by the same name. `explain`, the Definitions sheet, the Markdown report and the README all read it.
 *
 *  1. The views of schema/ compute; the registry only says in words what they do. Tests hold the two together.
 *  2. A formula uses Ollama's field names (load_duration) or names of columns (reported_eval_rate_tok_s). A field in it
 *     is a column of request_explained, whose name may go on in "_ns".
 *  3. Where a figure has further ways, its formula reads "A; where …: B; where …: C", and `ways` says by a column of
 *     request_explained when B and C hold. The first that holds counts, else A.
 */
#ifndef EVALRATE_METRICS_H
#define EVALRATE_METRICS_H

#include "buffer.h"
#include "table.h"

enum direction { NEITHER_IS_BETTER, LOWER_IS_BETTER, HIGHER_IS_BETTER };

enum { METRIC_WAYS = 2 };

/* A further way of a formula holds where `column` of request_explained has this value. */
struct metric_way {
    const char *column, *value;
};

struct metric {
    const char *name;  /* the column's; it ends in the unit */
    const char *title; /* "time per output token" */
    const char *unit;  /* as units.h has it for the name; where that has none, in words: "B/token" */
    enum direction direction;
    const char *formula;                 /* rules 2 and 3 */
    struct metric_way ways[METRIC_WAYS]; /* rule 3; without column where there is none */
    const char *fields;    /* columns of request_explained that it comes from: "eval_duration_ns, eval_count" */
    const char *absent;    /* when it is blank; "never" */
    const char *meaning;   /* what it tells, and what it does not */
    const char *elsewhere; /* how Ollama, vLLM, AIPerf, GuideLLM and LLMPerf define theirs; "" where they have none */
    const char *statistic; /* X of request_explained's why_not_X; NULL: no statistic is made of it */
    bool of_series;        /* a figure of many requests, */
    const char *made_from; /* made from this one of each; NULL where it only counts them */
};

/* Ended by a row without name. */
extern const struct metric metrics[];

/* The metric that a person means by `name`: the name itself, in any case and with '-' for '_'; without its unit
 * ("ttft"); its title ("goodput"); or a percentile of it ("itl_p99_ms"). NULL where there is none. */
const struct metric *metric_find(const char *name);

/* "lower is better" */
const char *direction_name(enum direction direction);

/* The registry as a table: a column for each of name, title, unit, direction, formula, fields, absent, meaning and
 * elsewhere. */
enum { METRIC_COLUMNS = 9 };
extern const struct column metric_columns[METRIC_COLUMNS];

/* Fills one row and returns the number of its cells. Its texts live as long as the program. */
size_t metric_row(const struct metric *metric, struct cell cells[METRIC_COLUMNS]);

#endif
