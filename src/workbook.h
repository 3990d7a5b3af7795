/*
 * The sheets of a report's workbook that follow its Summary.
 */
#ifndef EVALRATE_WORKBOOK_H
#define EVALRATE_WORKBOOK_H

#include "writing.h"

/* Writes them all. Call compare_series before, for the sheet Compare. Adds to *rows what is not in the Summary: figures
 * of benchmark tools and access logs. */
bool workbook_write_sheets(struct writing *writing, struct store *store, size_t *rows, struct failure *why) MUST_CHECK;

#endif
