/*
 * Base64 (RFC 4648), as HAR files keep responses in.
 */
#ifndef EVALRATE_BASE64_H
#define EVALRATE_BASE64_H

#include "buffer.h"

/* Adds the bytes that `text` stands for; white space in it does not matter. False where it is no base64: then what was
 * added is of no use. Out of memory shows in bytes->failed. */
bool base64_decode(struct span text, struct buffer *bytes) MUST_CHECK;

#endif
