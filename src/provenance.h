/*
 * Where the figures of a report come from, in one line.
 */
#ifndef EVALRATE_PROVENANCE_H
#define EVALRATE_PROVENANCE_H

#include "buffer.h"
#include "db.h"

/* Appends "evalrate 0.1.0 · 9 sources (contents 1f3a…) · settings: cold_load_ns 1e+09 instead of 500000000". The
 * contents are a hash over those of all sources: the same number, the same bytes. */
bool provenance_add(struct buffer *out, struct db *db, struct failure *why) MUST_CHECK;

/* Appends the settings that differ from the program's own; nothing where none does. */
bool provenance_add_settings(struct buffer *out, struct db *db, struct failure *why) MUST_CHECK;

#endif
