/*
 * Facts that are no requests, shown below the comparison, or alone where a file holds nothing else: what benchmark
 * tools computed, and what a web server saw.
 */
#ifndef EVALRATE_FURTHER_FACTS_H
#define EVALRATE_FURTHER_FACTS_H

#include "writing.h"

enum { FURTHER_TABLES = 2 };

struct further_facts {
    bool any, has[FURTHER_TABLES];
};

/* Which of them there are; none for formats that hold one table for programs. */
bool further_facts_find(struct further_facts *facts, struct db *db, const struct exporter *exporter,
                        struct failure *why) MUST_CHECK;

/* Writes the tables of those; adds to *rows. */
bool further_facts_write(const struct further_facts *facts, struct writing *writing, struct db *db, size_t *rows,
                         struct failure *why) MUST_CHECK;

#endif
