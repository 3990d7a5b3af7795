/*
 * The schema in a database: made, migrated, checked; the program's views, in the database for others and in TEMP for
 * ourselves; the copies of slow views.
 */
#ifndef EVALRATE_STORE_SCHEMA_H
#define EVALRATE_STORE_SCHEMA_H

#include "db.h"

enum { SCHEMA_VERSION = 2 };

/* Checks that the database is ours, not newer and not empty. */
bool schema_check(struct db *db, const char *path, struct failure *why) MUST_CHECK;

/* The same for a database that is to be written: makes the facts where it is empty, the views where they are not the
 * program's to the letter, and the triggers that make copies stale where they are missing; all of it or nothing.
 * In memory (path is NULL), where no other tool looks, views and triggers are left out. */
bool schema_install(struct db *db, const char *path, struct failure *why) MUST_CHECK;

/* Makes all views in TEMP, over the tables of the database and those already made in TEMP; request_metrics as a table.
 */
bool schema_make_temporary_views(struct db *db, struct failure *why) MUST_CHECK;
bool schema_drop_temporary(struct db *db, struct failure *why) MUST_CHECK;

/* Fills the copies of the slow views from the views in TEMP: copies in TEMP where they were made there, else the
 * database's. */
bool schema_fill_copies(struct db *db, struct failure *why) MUST_CHECK;

#endif
