/*
 * The way of the text formats to their stream: bytes are added to `text` and handed on in large pieces.
 */
#ifndef EVALRATE_WRITER_H
#define EVALRATE_WRITER_H

#include "buffer.h"
#include "exporter.h"

struct writer {
    struct buffer text; /* add to it as you like, then call writer_pass or writer_flush */
    FILE *stream;
    const char *path; /* for messages; NULL where it is not known */
};

void writer_init(struct writer *writer, const struct target *target);
void writer_release(struct writer *writer);

/* Hands the text on where enough has come together. */
bool writer_pass(struct writer *writer, struct failure *why) MUST_CHECK;

/* Hands all of it on, as far as the operating system. */
bool writer_flush(struct writer *writer, struct failure *why) MUST_CHECK;

#endif
