/*
 * Whether a workbook that was written is whole.
 *
 * The library that writes it reports a full temporary directory as success and leaves sheets cut short, so the finished
 * file is read again before it takes its name: every part of the zip unpacks to its length and checksum, and is XML
 * whose tags are whole and close each other; every sheet ends as it should with as many rows as were written, and the
 * workbook has as many defined names.
 */
#ifndef EVALRATE_XLSX_VERIFY_H
#define EVALRATE_XLSX_VERIFY_H

#include "failure.h"

#include <stddef.h>
#include <stdint.h>

struct xlsx_contents {
    const uint64_t *row_counts; /* of rows that have any content: one number a sheet, in their order */
    size_t sheet_count;
    uint64_t name_count; /* of defined names */
};

bool xlsx_verify(const char *path, const struct xlsx_contents *contents, struct failure *why) MUST_CHECK;

#endif
