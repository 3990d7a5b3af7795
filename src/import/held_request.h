/*
 * The last request of a file, held back until the next one comes: a client's times stand below the answer they are
 * about.
 */
#ifndef EVALRATE_HELD_REQUEST_H
#define EVALRATE_HELD_REQUEST_H

#include "buffer.h"
#include "record.h"

/* Initialise with zeroes, end with held_request_release. */
struct held_request {
    bool holds;
    unsigned lines; /* of text that went by since */
    struct request request;
    struct buffer texts; /* what its spans look at */
};

void held_request_release(struct held_request *held);

/* Gives what is held to the sink and holds a copy of `request`, or nothing where that is NULL. */
bool held_request_put(struct held_request *held, struct sink sink, const struct request *request,
                      struct failure *why) MUST_CHECK;

/* What a client measured of the exchange whose answer is held, from its start: the first byte tells of the first token
 * only where the answer was streamed; the total is the whole time where the answer's own figures have none. Times far
 * below the answer are not its own. */
void held_request_timed(struct held_request *held, struct maybe first_byte_ns, struct maybe total_ns);

#endif
