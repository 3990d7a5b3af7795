/*
 * A request as the view request_explained has it: its values by name, and as text with their units.
 */
#ifndef EVALRATE_REQUEST_ROW_H
#define EVALRATE_REQUEST_ROW_H

#include "buffer.h"
#include "db.h"

/* The value of that name in the statement's present row; blank where there is no such column. */
struct cell row_cell(const struct statement *row, struct span column);

/* Adds the column's value, exactly: "54.44846 s" for eval_duration_ns, "266 tokens" for eval_count, "not known". */
void row_add_value(struct buffer *out, struct span column, struct cell cell);

#endif
