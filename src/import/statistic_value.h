/*
 * The value behind a label: a count of tokens, a duration or a rate, as people and programs write them.
 */
#ifndef EVALRATE_STATISTIC_VALUE_H
#define EVALRATE_STATISTIC_VALUE_H

#include "statistics.h"

enum value_kind {
    KIND_COUNT,
    KIND_DURATION,
    KIND_RATE,
    KIND_IGNORED, /* belongs to the block, but to no figure of a request */
};

/* Reads the value at the start of `text`; `unit` stood in brackets behind the label, or is empty. */
void value_read(enum value_kind kind, struct span unit, struct span text, struct statistic *statistic);

/* A unit in brackets that fits the figure, or none; anything else in brackets makes it another figure. */
bool value_unit_fits(enum value_kind kind, struct span unit);

bool value_begins_number(struct span text);

#endif
