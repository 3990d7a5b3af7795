/*
 * The views request_metrics and request_use as tables whose rows are worked out while they are read (request_reader.h):
 * all others stand on these, and SQLite works a view's expressions out again wherever they are mentioned.
 */
#ifndef EVALRATE_REQUEST_TABLE_H
#define EVALRATE_REQUEST_TABLE_H

#include "db.h"

/* In TEMP. What the views name is there, and so are the views themselves as views of the names defined_request_metrics
 * and defined_request_use: a request that is not plain is looked up in these. */
bool request_table_add_metrics(struct db *db, struct failure *why) MUST_CHECK;
bool request_table_add_use(struct db *db, struct failure *why) MUST_CHECK;

#endif
