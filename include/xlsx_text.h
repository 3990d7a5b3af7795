/*
 * Text as a workbook may hold it. Excel refuses or repairs files that break these rules, and readers see other text.
 *
 *  1. A cell holds at most 32,767 UTF-16 units; a longer text is cut and ends in " … [cut]".
 *  2. What XML cannot hold (bytes that are no UTF-8, NUL, U+FFFE, U+FFFF) becomes U+FFFD.
 *  3. "_x0041_" means "A" in a workbook; a text that happens to read so is escaped ("_x005F_x0041_").
 *  4. A sheet's name has 1 to 31 UTF-16 units, none of [ ] : * ? / \, no control character, and no ' at an end; ':' and
 *     '/' become '-', the others '_'. "History" is Excel's own.
 *  5. A defined name has letters, digits and '_' only, and does not start with a digit.
 */
#ifndef EVALRATE_XLSX_TEXT_H
#define EVALRATE_XLSX_TEXT_H

#include "buffer.h"

/* Replaces what is in `out` by `text` after rules 1 to 3, NUL-terminated. */
bool xlsx_text(struct buffer *out, struct span text) MUST_CHECK;

enum { XLSX_SHEET_NAME_SIZE = 31 * 4 + 1 };

/* A sheet's name after rule 4. From 2 on `number` stands behind it: "Requests (2)". */
void xlsx_sheet_name(char out[XLSX_SHEET_NAME_SIZE], const char *wanted, unsigned number);

/* Appends `name` as a part of a defined name after rule 5. */
void xlsx_add_defined_name(struct buffer *out, const char *name);

#endif
