/*
 * Logs of Kubernetes' containers (CRI): `2026-08-21T18:48:22.123456789Z stdout F message`.
 *
 *  1. A line whose tag is F is whole, and its prefix is like any other's. P is a piece of a longer line, which goes on
 * in the next line of the same stream and ends with an F: the pieces are put together and read like a file's text, at
 *     the first one's line.
 *  2. A line of more than PIECED_LINE_MOST bytes is a problem, and left out. One that has no end when the file ends is
 * read as far as it goes.
 */
#ifndef EVALRATE_CRI_H
#define EVALRATE_CRI_H

#include "span.h"

/* Whether the line is a piece of a longer one, by its tag or by what stood before it: JSON in it is a piece as well.
 * `self` is the state of cri_lines. */
bool cri_is_piece(const void *self, struct span line);

#endif
