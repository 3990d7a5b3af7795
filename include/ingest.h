/*
 * One file through the recognisers into a sink.
 *
 * A file has no format of its own: JSON objects are found wherever they stand, and what lies between them goes to the
 * transcript line by line. Memory does not grow with the file.
 */
#ifndef EVALRATE_INGEST_H
#define EVALRATE_INGEST_H

#include "column_names.h"
#include "reader.h"
#include "record.h"
#include "zone.h"

struct ingest_options {
    struct span model;          /* --model; empty without */
    struct zone zone;           /* --tz: of a log's clock that does not name its own */
    struct columns columns;     /* --map, and who wants to know how columns were read; zeroes without */
    struct rank_counter *ranks; /* counts the answers' tokens; NULL: nobody does */
    struct reader *reader;      /* with all of the file's text, from ingest_hash; NULL: the file is opened */
    /* Told now and then how many of the file's bytes have been read; NULL: nobody wants to know. */
    void (*progress)(void *ctx, int64_t bytes);
    void *progress_ctx;
};

/* What is known of a file when it has been read. */
struct ingest_facts {
    char content_hash[CONTENT_HASH_SIZE], packed_hash[CONTENT_HASH_SIZE];
    int64_t size_bytes, line_count, request_count, problem_count;
    const char *encoding;
};

/* Reads all of `path` ("-": standard input). False where reading or the sink failed; bad content is a problem in the
 * sink instead. A file without any record yields the problem "nothing-found", which says what it looks like. */
bool ingest_file(const char *path, const struct ingest_options *options, struct sink sink, struct ingest_facts *facts,
                 struct failure *why) MUST_CHECK;

/* Only hashes the file: a file of the same size and hash needs no second look. Where all of its text is still at hand
 * then, *reader is the caller's, to read it from and to close; NULL for a larger file. */
bool ingest_hash(const char *path, struct ingest_facts *facts, struct reader **reader, struct failure *why) MUST_CHECK;

#endif
