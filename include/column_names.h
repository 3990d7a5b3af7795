/*
 * What people call the figures in tables of their own: the dictionary of names, and what was understood of a file.
 *
 *  1. Names compare in words: case, blanks, dashes, brackets do not matter, and "totalDurationMs", "Total duration
 * (ms)" and "total_duration_ms" are one name.
 *  2. A unit is part of the name ("_ms", "_sec", "tok/s"). A time whose name has none is seconds (a whole number of a
 *     million or more is nanoseconds), and flagged so.
 *  3. A person's word (--map COLUMN=FIELD:UNIT) comes before the dictionary; FIELD:UNIT is a name of the dictionary
 *     itself ("ttft:ms", "eval_rate:tokens/s"), or "none".
 *  4. A name that says mean, median, p90, … of a figure, or counts runs, marks a table of aggregates.
 */
#ifndef EVALRATE_COLUMN_NAMES_H
#define EVALRATE_COLUMN_NAMES_H

#include "span.h"

enum column_field {
    COLUMN_OTHER,
    COLUMN_AGGREGATE,
    COLUMN_MODEL,
    COLUMN_PROMPT,
    COLUMN_ERROR,
    COLUMN_SUCCESS,
    COLUMN_CREATED_AT,
    COLUMN_TOTAL, /* from here on figures */
    COLUMN_WALL,  /* the client's time: stands in for the total */
    COLUMN_LOAD,
    COLUMN_PROMPT_EVAL_DURATION,
    COLUMN_EVAL_DURATION,
    COLUMN_TTFT,
    COLUMN_PROMPT_COUNT,
    COLUMN_CACHED_COUNT,
    COLUMN_EVAL_COUNT,
    COLUMN_PROMPT_RATE,
    COLUMN_EVAL_RATE,
    COLUMN_RATE, /* of the answer, over the whole time or not: its own figures must tell */
    COLUMN_FIELDS,
};

enum column_kind { COLUMN_TEXT, COLUMN_DURATION, COLUMN_COUNT, COLUMN_TOKEN_RATE };

struct named_column {
    enum column_field field;
    const char *unit; /* of a duration: "ns", "us", "ms", "s", "min"; NULL: the name has none */
};

enum column_kind column_kind(enum column_field field);

/* Whether a table with these fields (bits) holds requests: a rate or a time to first token, or tokens and a time. A
 * rate that does not say of what needs another figure or a model beside it. */
bool column_fields_suffice(unsigned fields);

/* Whether the text begins with a word for several: "Average", "total", "p90". */
bool column_is_aggregate_word(struct span text);

/* Whether one of the words of a name is such a word: "results_summary". */
bool column_is_aggregate_name(struct span name);

/* Columns of one file as they are understood. */
struct columns {
    size_t map_count;
    const char *const *map; /* COLUMN=FIELD:UNIT each */
    /* Told once a name where figures are taken from it; NULL: nobody asks. */
    void (*read_as)(void *ctx, const char *path, int64_t line, struct span name, const char *meaning);
    void *ctx;
    const char *path; /* of the file */
    int64_t told[64]; /* hashes of names */
    size_t told_count;
};

/* `columns` may be NULL: the dictionary alone. */
struct named_column column_find(const struct columns *columns, struct span name);

/* The same without looking for aggregates (rule 4), which takes longer. */
struct named_column column_find_figure(const struct columns *columns, struct span name);

/* Says how the name was read. */
void column_tell(struct columns *columns, struct span name, const struct named_column *column, int64_t line);

/* Whether "COLUMN=FIELD:UNIT" can be understood. */
bool column_map_fits(const char *entry);

#endif
