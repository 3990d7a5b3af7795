/*
 * One line of GIN, Ollama's web server: `[GIN] 2026/08/21 - 18:48:22 | 200 |  2.43s |  127.0.0.1 | POST  "/api/chat"`.
 *
 *  1. The time is the end of the request, the server's wall clock without zone, in whole seconds.
 *  2. The latency is cut down: to whole seconds above a minute, in larger steps by newer versions. Its resolution is
 * the place of the last digit that is printed.
 *  3. The path is a Go string; escapes in it stay. What follows the quotes does not matter.
 */
#ifndef EVALRATE_ACCESS_LINE_H
#define EVALRATE_ACCESS_LINE_H

#include "record.h"

/* Reads the line that starts with "[GIN] " at text.ptr[0]; false where it is none. */
bool access_line_read(struct span text, struct access *access);

/* Whether a language model was asked for an answer. */
bool access_is_generation(const struct access *access);

#endif
