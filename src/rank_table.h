/*
 * A vocabulary of byte pair encoding: which byte strings are tokens, and their ranks (a lower rank was merged earlier).
 *
 * The file has a line for each token: its bytes in base64, a blank, its rank ("IQ== 0"), as published for the encodings
 * of tiktoken.
 */
#ifndef EVALRATE_RANK_TABLE_H
#define EVALRATE_RANK_TABLE_H

#include "failure.h"
#include "span.h"

struct rank_table;

/* NULL with a reason where the file cannot be read, is no such file, or lacks one of the 256 single bytes. */
struct rank_table *rank_table_open(const char *path, struct failure *why);
void rank_table_close(struct rank_table *table);

size_t rank_table_size(const struct rank_table *table);

/* The rank of the token with these bytes; unknown where there is none. */
struct maybe rank_table_find(const struct rank_table *table, struct span bytes);

#endif
