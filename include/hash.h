/*
 * Hashes that tell texts and records apart: XXH3, 64 bits, as a signed number so that SQLite keeps it as an integer.
 *
 * Not cryptographic. Equal hashes of different records are found out by comparing the records themselves.
 */
#ifndef EVALRATE_HASH_H
#define EVALRATE_HASH_H

#include "span.h"

/* Of the bytes. */
int64_t hash_bytes(struct span bytes);

/* Of a text as people ask it: white space at both ends does not count, and CR LF is LF. */
int64_t hash_text(struct span text);

#endif
