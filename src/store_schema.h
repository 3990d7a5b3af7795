/*
 * The schema in a database: made, migrated, checked; the program's views, in the database for others and in TEMP for
 * ourselves; the copies of slow views.
 */
#ifndef EVALRATE_STORE_SCHEMA_H
#define EVALRATE_STORE_SCHEMA_H

#include "db.h"

enum { SCHEMA_VERSION = 1 };

/* Checks that the database is ours and not newer; makes the facts where it is empty and may be written. */
bool schema_prepare(struct db *db, const char *path, bool writable, struct failure *why) MUST_CHECK;

/* Makes the views of the database anew where they are not the program's. */
bool schema_install_views(struct db *db, struct failure *why) MUST_CHECK;

/* The triggers that make copies stale: made where they are missing; those on request dropped (and the copies stale) while
 * the program itself imports. */
bool schema_install_triggers(struct db *db, struct failure *why) MUST_CHECK;
bool schema_drop_request_triggers(struct db *db, struct failure *why) MUST_CHECK;

/* Makes all views in TEMP, over the tables of the database and those already made in TEMP; request_metrics as a table. */
bool schema_make_temporary_views(struct db *db, struct failure *why) MUST_CHECK;
bool schema_drop_temporary(struct db *db, struct failure *why) MUST_CHECK;

/* Fills the copies of the slow views from the views in TEMP: copies in TEMP where they were made there, else the
 * database's. */
bool schema_fill_copies(struct db *db, struct failure *why) MUST_CHECK;

#endif
