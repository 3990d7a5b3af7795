/*
 * The bytes of a file: hashed as they stand there, and unpacked where they are compressed.
 *
 *  1. What is compressed is told by its first bytes, not by its name. Several compressed files put together are one.
 *  2. A compressed file that ends too early, is damaged, or grows to more than 200 times its size and 100 MB, fails.
 *  3. The size is the file's own. The hash is of what is in it, so that a compressed copy has its original's.
 */
#ifndef EVALRATE_SOURCE_H
#define EVALRATE_SOURCE_H

#include "failure.h"
#include "reader.h"

struct source;

/* As reader_open. */
struct source *source_open(const char *path, struct failure *why);
void source_close(struct source *source);

/* Fills `out` as far as the file goes, so that what is seen at once does not depend on a pipe's pieces. *got is 0 at
 * the end. */
bool source_read(struct source *source, char *out, size_t size, size_t *got, struct failure *why) MUST_CHECK;

/* Of what was read so far. */
int64_t source_size_bytes(const struct source *source);
void source_content_hash(const struct source *source, char out[CONTENT_HASH_SIZE]);
void source_packed_hash(const struct source *source, char out[CONTENT_HASH_SIZE]); /* compressed; else "" */

/* What a file was when it had so many bytes (unpacked). */
struct source_state {
    int64_t size_bytes;
    char content_hash[CONTENT_HASH_SIZE]; /* "" where it has fewer */
};

/* Fills the hashes of states, which are sorted by size; with none it only tells whether the file is compressed. */
bool source_look(const char *path, struct source_state *states, size_t count, bool *compressed,
                 struct failure *why) MUST_CHECK;

#endif
