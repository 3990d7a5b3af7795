/*
 * Reads the requests of a database with their figures worked out (request_figures.h), by request_id upwards.
 *
 *  1. What the schema promises is assumed: counters and durations of 0 … 2^53-1, values of the declared types. Instants
 *     are assumed within 2^62 ns of 1970. A request for which this does not hold is not plain: its figures are the
 *     view's alone.
 *  2. A request without its model, run or source is none, as in the view.
 *  3. Settings and the facts of models, runs and sources are as they were when the reader was opened.
 */
#ifndef EVALRATE_REQUEST_READER_H
#define EVALRATE_REQUEST_READER_H

#include "db.h"
#include "request_figures.h"

struct request_reader;

/* What is read, each with all before it. What is not is unknown, and so is what is worked out from it. */
enum request_reading {
    READ_MEASUREMENTS, /* what measurements.h needs */
    READ_FIGURES,      /* what request_metrics has */
    READ_USE,          /* and the classes of cache_class_copy, which is there */
};

/* View model_digests is there. NULL with a reason on failure. */
struct request_reader *request_reader_open(struct db *db, enum request_reading reading, struct failure *why);
void request_reader_close(struct request_reader *reader); /* NULL is fine */

/* Goes to the request, or (unknown) to the first one, and to the one behind; *found is false without it. */
bool request_reader_seek(struct request_reader *reader, struct maybe request_id, bool *found,
                         struct failure *why) MUST_CHECK;
bool request_reader_next(struct request_reader *reader, bool *found, struct failure *why) MUST_CHECK;

/* Of the request it is at; good until it moves. NULL where it is not plain. */
const struct request_figures *request_reader_figures(const struct request_reader *reader);
int64_t request_reader_id(const struct request_reader *reader);

#endif
