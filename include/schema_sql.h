/*
 * The SQL files of schema/, built into the program: `facts` and one view a file, the file named as the view.
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

#endif
