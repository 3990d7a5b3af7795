/*
 * The sheets of a report's workbook that follow its Summary.
 */
#ifndef EVALRATE_WORKBOOK_H
#define EVALRATE_WORKBOOK_H

#include "writing.h"

/* Writes them all. Call compare_series before, for the sheet Compare. */
bool workbook_write_sheets(struct writing *writing, struct store *store, struct failure *why) MUST_CHECK;

#endif
