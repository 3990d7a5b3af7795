/*
 * Why an operation failed: one sentence for a person, without capital and full stop.
 *
 * A fallible function returns false (or NULL) and describes why in its last parameter; on success it leaves that
 * untouched. Bad input is not a failure: it is a stored problem (record.h). Our own mistakes are asserts.
 */
#ifndef EVALRATE_FAILURE_H
#define EVALRATE_FAILURE_H

#include <stdbool.h>

#define MUST_CHECK __attribute__((warn_unused_result))

struct failure {
    char message[512];
};

/* Writes the sentence (printf-like) and returns false, so that `return failure_set(why, "…")` ends a function.
 * Bytes that a terminal could act on are replaced by '?'. */
bool failure_set(struct failure *why, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same, followed by ": " and the operating system's reason for `error_number`. */
bool failure_set_errno(struct failure *why, int error_number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

bool failure_out_of_memory(struct failure *why);

#endif
