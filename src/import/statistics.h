/*
 * The labelled figures of `ollama run --verbose`, wherever they stand in a line.
 *
 *  1. Labels are read without regard to case: total duration, load duration, prompt eval count, cached, duration, rate,
 *     eval count, duration (v0.0.5: "duraiton"), rate, sample count, duration, rate, peak memory.
 *  2. A label begins a word; "prompt eval rate" is never read as "eval rate", and "average of eval rate" as neither.
 *  3. Between label and value stands ":", "=", "|" or two blanks, a unit in brackets before it ("eval duration (ms):"),
 *     and Markdown's `*` and backticks around either.
 *  4. A duration without unit is seconds, but a whole number of a million or more is nanoseconds, as Ollama's API
 *     counts. A rate without unit is tokens/s. "N/A", "-" and the like are a label without a value.
 *  5. What is no value is unreadable. Words after a label are prose, and no statistic.
 */
#ifndef EVALRATE_STATISTICS_H
#define EVALRATE_STATISTICS_H

#include "record.h"

/* In the order in which Ollama prints them. */
enum label {
    LABEL_TOTAL_DURATION,
    LABEL_PEAK_MEMORY,
    LABEL_LOAD_DURATION,
    LABEL_SAMPLE_COUNT,
    LABEL_SAMPLE_DURATION,
    LABEL_SAMPLE_RATE,
    LABEL_PROMPT_EVAL_COUNT,
    LABEL_PROMPT_EVAL_CACHED,
    LABEL_PROMPT_EVAL_DURATION,
    LABEL_PROMPT_EVAL_RATE,
    LABEL_EVAL_COUNT,
    LABEL_EVAL_DURATION,
    LABEL_EVAL_RATE,
    LABEL_COUNT,
};

enum value_state { VALUE_READ, VALUE_ABSENT, VALUE_UNREADABLE, VALUE_PROSE };

struct statistic {
    enum label label;
    enum value_state state;
    int64_t number; /* tokens or nanoseconds */
    double rate;    /* tokens/s */
    bool without_unit;
    bool bare;         /* only blanks stood between label and value */
    struct span value; /* as written, as far as it was read */
    size_t start, end; /* label and value in the line */
};

/* The statistic whose separator stands at line.ptr[at] (a byte for which statistic_may_separate is true). False where
 * none does. The label begins at or after `from`. */
bool statistic_at(struct span line, size_t from, size_t at, struct statistic *found);

/* A label alone, decorations around it allowed ("**Eval rate (tokens/s)**"), as in the cell of a table; LABEL_COUNT
 * where the text is anything else. `unit` gets what stood in brackets. */
enum label statistic_label(struct span text, struct span *unit);

/* The value in the cell of a table. */
struct statistic statistic_cell(enum label label, struct span unit, struct span text);

/* The stable problem code of a label's unreadable value: "bad-duration", "bad-count", "bad-rate". */
const char *statistic_problem_code(enum label label);

#endif
