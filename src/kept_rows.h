/*
 * Rows of a database of facts as the records they were made of.
 *
 *  1. Only tables are read, column by column, and nothing is believed: a value of another type than the column's is
 *     unknown; a row without its number, identity or status makes the database one that is damaged.
 *  2. The order is that in which they were imported. Spans live until the next row.
 */
#ifndef EVALRATE_KEPT_ROWS_H
#define EVALRATE_KEPT_ROWS_H

#include "db.h"
#include "record.h"

/* All rows of a kind, of requests those in temp.left_over. A function of a row gives the file's number there in
 * *source_id; false: the row is damaged. */
struct statement *kept_requests(struct db *db, struct failure *why);  /* at their first sighting */
struct statement *kept_sightings(struct db *db, struct failure *why); /* the same rows at each further one */
bool kept_request(struct statement *row, int64_t *source_id, int64_t *identity, struct request *request);

struct statement *kept_accesses(struct db *db, struct failure *why);
bool kept_access(struct statement *row, int64_t *source_id, struct access *access);

struct statement *kept_benchmarks(struct db *db, struct failure *why);
bool kept_benchmark(struct statement *row, int64_t *source_id, struct benchmark *benchmark);

struct statement *kept_problems(struct db *db, struct failure *why);
bool kept_problem(struct statement *row, int64_t *source_id, struct problem *problem);

struct statement *kept_servers(struct db *db, struct failure *why);
bool kept_server(struct statement *row, int64_t *source_id, struct server_fact *fact);

/* A cell of a row as what it should be; unknown, or empty, where it is not. */
struct maybe kept_number(struct statement *row, size_t column);
struct maybe_real kept_real(struct statement *row, size_t column);
struct span kept_text(struct statement *row, size_t column); /* NUL-terminated where it is not empty */

#endif
