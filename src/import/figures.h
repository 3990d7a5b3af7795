/*
 * A request that is put together from labelled figures.
 */
#ifndef EVALRATE_FIGURES_H
#define EVALRATE_FIGURES_H

#include "statistics.h"

/* A request under assembly. Zero-initialise. */
struct figures {
    struct request request;
    unsigned seen;      /* bits of labels, with a value or without */
    unsigned measured;  /* bits of labels that gave the request a figure */
    bool finer_than_ms; /* a duration that is no whole number of milliseconds was among them */
};

void figures_add(struct figures *figures, const struct statistic *statistic);

/* Flags and status of a request whose figures are complete. */
void figures_finish(struct figures *figures);

#endif
