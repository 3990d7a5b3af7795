/*
 * A file that is either the old one or the whole new one, never half.
 *
 * output_open makes a temporary file beside the destination; output_commit flushes it to the disk and renames it. A
 * link is followed, and a file that is replaced hands its permissions on. A process that is killed leaves its temporary
 * file (".NAME.evalrate-1a2b3c"); the next that writes to the same destination removes it. "-" is standard output;
 * there, and where the destination is a device or a pipe, the stream writes to it directly.
 */
#ifndef EVALRATE_OUTPUT_H
#define EVALRATE_OUTPUT_H

#include "failure.h"

#include <stdio.h>

struct output;

struct output *output_open(const char *path, struct failure *why);
FILE *output_stream(struct output *output); /* for formats that stream */

/* For formats that write a path of their own: the temporary file. Where the stream writes directly, it is one in
 * TMPDIR, which commit copies to the destination; NULL where it cannot be made. */
const char *output_temporary_path(struct output *output);

bool output_commit(struct output *output, struct failure *why) MUST_CHECK; /* releases it, also where it fails */
void output_abandon(struct output *output);                                /* removes the temporary file, releases it */

#endif
