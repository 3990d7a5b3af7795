/*
 * Answers that an import keeps in the database, so that a report of everything reads no request again.
 *
 *  1. Kept are percentile_copy and order_interval, which other tools read through the views, and for the program
 *     alone the rows of the views series_sums, tokenizer_factors and measured_files: in tables NAME_copy, with the
 *     views' columns.
 *  2. They hold while copy_state says that they are fresh and the seal fits: a hash of all that they say, of the
 *     definitions and the version that they were made by, of settings, models and runs, and of the tables and of the
 *     triggers that make them stale. What a hand, another program or another version has changed is worked out anew.
 *     (Whoever forges the seal, too, could forge the requests.)
 */
#ifndef EVALRATE_KEPT_ANSWERS_H
#define EVALRATE_KEPT_ANSWERS_H

#include "db.h"

/* Within a transaction: keeps the rows that TEMP has of those views, beside the copies, which are filled, and seals
 * all.
 */
bool kept_answers_write(struct db *db, struct failure *why) MUST_CHECK;

/* Whether the database has answers that hold. What cannot be read does not. */
bool kept_answers_hold(struct db *db);

/* Whether a statement that names this table or view asks for them. */
bool kept_answers_are_asked(struct span name);

/* Answers that hold, into TEMP: the copies into its tables of their names, the views' rows as tables of the views'
 * names.
 */
bool kept_answers_read(struct db *db, struct failure *why) MUST_CHECK;

#endif
