/*
 * One pass over a line: where something stands that matters, in order. Most lines hold nothing.
 */
#ifndef EVALRATE_LANDMARKS_H
#define EVALRATE_LANDMARKS_H

#include "statistics.h"

enum landmark_kind {
    LANDMARK_NONE,      /* nothing up to the end of the line */
    LANDMARK_STATISTIC, /* `eval rate: 4.89 tokens/s` */
    LANDMARK_PROMPT,    /* `>>> ` at the line's start, or anywhere (the caller judges) */
    LANDMARK_COMMAND,   /* `ollama run` */
    LANDMARK_PYTHON,    /* a dict or a keyword list that may be a response */
    LANDMARK_PAIR,      /* `"name":` of JSON that was cut into pieces */
    LANDMARK_OPEN,      /* `{` */
    LANDMARK_CLOSE,     /* `}` */
};

struct landmark {
    enum landmark_kind kind;
    size_t start, end;          /* in the line; a command's end is behind `run` */
    bool is_fields;             /* of LANDMARK_PYTHON: a keyword list, not one value */
    struct span name;           /* of LANDMARK_PAIR: without the quotes */
    struct statistic statistic; /* of LANDMARK_STATISTIC */
};

/* The first landmark at or after `from`. Nothing before `from` is taken for a part of it. */
struct landmark landmark_next(struct span line, size_t from);

#endif
