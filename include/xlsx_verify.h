/*
 * Whether a workbook that was written is whole.
 *
 * The library that writes it reports a full temporary directory as success and leaves sheets cut short, so the finished
 * file is read again before it takes its name: every part of the zip unpacks to its length and checksum, and every
 * sheet ends as it should with as many rows as were written.
 */
#ifndef EVALRATE_XLSX_VERIFY_H
#define EVALRATE_XLSX_VERIFY_H

#include "failure.h"

#include <stddef.h>
#include <stdint.h>

/* `row_counts` has one number a sheet, in their order: rows that have any content. */
bool xlsx_verify(const char *path, const uint64_t *row_counts, size_t sheet_count, struct failure *why) MUST_CHECK;

#endif
