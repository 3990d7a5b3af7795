/*
 * Series by number, in the order in which they are first met.
 */
#ifndef EVALRATE_SERIES_NAMES_H
#define EVALRATE_SERIES_NAMES_H

#include "span.h"

struct series_names {
    char **names;
    size_t count, capacity;
    uint32_t *slots; /* a hash table of numbers plus one; 0 is free */
    size_t slot_count;
    uint32_t last; /* the one that was asked for last: often the same again */
};

/* The number of the series, which is added where it is new; false without memory. */
bool series_names_find(struct series_names *names, struct span name, uint32_t *number);
void series_names_release(struct series_names *names);

#endif
