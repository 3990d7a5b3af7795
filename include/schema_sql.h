/*
 * The SQL files of schema/, built into the program: `facts` and one view a file, the file named as the view; the way
 * there from older facts; and what other engines need before they read the same views.
 */
#ifndef EVALRATE_SCHEMA_SQL_H
#define EVALRATE_SCHEMA_SQL_H

#include <stddef.h>

struct schema_file {
    const char *name; /* "facts", "request_metrics", … */
    const char *text; /* NUL-terminated */
    size_t length;
};

/* In the order of their names; ended by a row without name. */
extern const struct schema_file schema_files[];

/* By the version that each brings the facts to, of the one before: what facts.sql has and that had not. Never changed
 * once released, so that old databases come to the present one step by step; ended by a row without name. */
extern const struct schema_file schema_migrations[];

/* By the engine's name, its own preparations and the tables of facts; ended by a row without name. */
extern const struct schema_file schema_engines[];

/* Likewise for engines that cannot read the views: tables and views in words of their own. */
extern const struct schema_file schema_dialects[];

/* The names of the views, each behind those that it reads; ended by NULL. SQLite needs no order, other engines do. */
extern const char *const schema_view_order[];

#endif
