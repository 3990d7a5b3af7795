/*
 * Many files into the store: operands become files, files become facts, and the sum is told.
 *
 *  1. An operand is a file, a directory (all regular files below it, sorted by name; hidden ones and links back to a
 *     directory above are passed over), "-" for standard input, or NAME=PATH, which labels what is in PATH.
 *  2. A file that cannot be read does not stop the others; it is told, and counted as failed.
 *  3. A file or directory of which a GLOB is the end of the path, name by name, is left out and counted: "*.bak" by its
 *     name alone, "old/?.log" together with the directory's. A directory counts once and is not entered.
 *  4. Many small files share a transaction; what is committed stays, whatever happens later.
 */
#ifndef EVALRATE_BATCH_H
#define EVALRATE_BATCH_H

#include "store.h"

struct batch_options {
    const char *label, *host; /* "" without */
    struct ingest_options ingest;
    size_t declared_count, exclude_count;
    const char *const *declared; /* KEY=VALUE */
    const char *const *excluded; /* GLOB */
};

struct batch_totals {
    int64_t files, failed, known, requests, partial, others, repeats, completed, problems;
    int64_t accesses, benchmarks, model_facts, fact_repeats;
    int64_t excluded; /* files and directories that a GLOB left out */
    int64_t bytes;
};

/* Told while it goes on; each may be NULL. */
struct batch_watch {
    void *ctx;
    void (*file)(void *ctx, const char *path, const struct file_result *result);
    void (*failed)(void *ctx, const struct failure *why);
    void (*progress)(void *ctx, const struct batch_totals *totals, int64_t files_expected, int64_t bytes_expected);
};

/* Imports all operands. False where the database failed; then what was not committed is gone. */
bool batch_import(struct store *store, size_t count, char *const *operands, const struct batch_options *options,
                  const struct batch_watch *watch, struct batch_totals *totals, struct failure *why) MUST_CHECK;

/* "12 files: 340 requests (3 partial), 15 already known, 2 problems" */
void batch_summary(const struct batch_totals *totals, char *out, size_t size);

#endif
