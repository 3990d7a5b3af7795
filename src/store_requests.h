/*
 * Requests in the database: a request is stored once. Met again, it is a sighting; what only the later copy knows is
 * filled in. In a file that grew (store_growth.h), what stood in it before is no sighting.
 */
#ifndef EVALRATE_STORE_REQUESTS_H
#define EVALRATE_STORE_REQUESTS_H

#include "store_growth.h"
#include "store_names.h"

struct store_requests;

/* The database and the names stay the caller's, and open for as long. NULL with a reason where it fails. */
struct store_requests *store_requests_open(struct db *db, struct store_names *names, struct failure *why);
void store_requests_close(struct store_requests *requests); /* NULL is fine */

/* The file that requests come from, and what became of them. */
struct request_place {
    int64_t source_id, run_id;
    struct growth *growth;      /* NULL: the file takes no other's place */
    int64_t met_again;          /* requests that stood in it then */
    struct file_result *result; /* not NULL */
};

/* Many requests may come until the next call, all within a savepoint: where none is stored yet, the database does
 * without its index of identities, each entry of which lies at a random place of it, and has it made at the end.
 * Without an end the savepoint must be rolled back. Where some are stored, or the index is not there, nothing changes.
 */
bool store_requests_begin_bulk(struct store_requests *requests, struct failure *why) MUST_CHECK;
bool store_requests_end_bulk(struct store_requests *requests, struct failure *why) MUST_CHECK;
void store_requests_forget_bulk(struct store_requests *requests);

/* Stores a request, or the sighting of one, under its identity (request_identity.h) or, where another request has that
 * by chance, the next free one. */
bool store_requests_keep(struct store_requests *requests, struct request_place *place, const struct request *request,
                         int64_t identity, struct failure *why) MUST_CHECK;

#endif
