/*
 * The program's views in TEMP, over the tables of the database and those that stand before them in TEMP; and the copies
 * of slow views.
 *
 *  1. A view is made when a statement of the connection first names it, behind all that it reads: a command pays for
 *     what it asks. So is a copy filled, where the copies stand in TEMP.
 *  2. The rows of request_metrics and request_use are worked out in C (request_table.h), and series_sums is a table
 * that is filled in the pass which makes the percentiles (series_pass.h).
 */
#ifndef EVALRATE_STORE_VIEWS_H
#define EVALRATE_STORE_VIEWS_H

#include "store.h"

struct views;

struct views *views_open(struct db *db, struct failure *why);
void views_close(struct views *views); /* NULL is fine; what was made stays in TEMP */

/* Those of a store, which closes them; NULL with a reason without memory. */
struct views *store_views(struct store *store, struct failure *why);

/* From now on the connection's statements find the views. */
void views_begin(struct views *views);

/* No longer; drops all tables and views of TEMP. */
bool views_drop(struct views *views, struct failure *why) MUST_CHECK;

/* Between views_drop and views_begin: */

/* The tables cache_class_copy, percentile_copy and order_interval stand in TEMP, and so does copy_state, fresh.
 * `of_everything`: answers that the database keeps are of the same selection (kept_answers.h). */
void views_copies_stand(struct views *views, bool of_everything);

/* The table request_series stands in TEMP and is filled when it is named; `fill` makes its rows. */
void views_series_stand(struct views *views, bool (*fill)(struct db *db, struct failure *why));

/* After views_begin: */

/* Makes what the SQL names, before a statement that may only read does. */
bool views_need(struct views *views, const char *sql, struct failure *why) MUST_CHECK;

/* Fills the database's own copies, and says that they are fresh. */
bool views_fill_copies(struct views *views, struct failure *why) MUST_CHECK;

#endif
