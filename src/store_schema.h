/*
 * The schema in a database: made, migrated, checked; the program's views in it, for other tools.
 */
#ifndef EVALRATE_STORE_SCHEMA_H
#define EVALRATE_STORE_SCHEMA_H

#include "db.h"
#include "schema_sql.h"

enum { SCHEMA_VERSION = 3 };

/* Checks that the database is ours, not newer and not empty. */
bool schema_check(struct db *db, const char *path, struct failure *why) MUST_CHECK;

/* The same for a database that is to be written: makes the facts where it is empty, the views where they are not the
 * program's to the letter, and the triggers that make copies stale where they are missing; all of it or nothing.
 * In memory (path is NULL), where no other tool looks, views and triggers are left out. */
bool schema_install(struct db *db, const char *path, struct failure *why) MUST_CHECK;

/* Whether the file holds a view, and its statement without the comment above it and the semicolon behind, as SQLite
 * keeps it. */
bool schema_is_view(const struct schema_file *file);
struct span schema_view_text(const struct schema_file *file);

#endif
