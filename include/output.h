/*
 * A file that is either the old one or the whole new one, never half.
 *
 * output_open makes a temporary file beside the destination; output_commit flushes it to the disk and renames it.
 * "-" is standard output, where commit only flushes.
 */
#ifndef EVALRATE_OUTPUT_H
#define EVALRATE_OUTPUT_H

#include "failure.h"

#include <stdio.h>

struct output;

struct output *output_open(const char *path, struct failure *why);
FILE *output_stream(struct output *output);              /* for formats that stream */
const char *output_temporary_path(struct output *output); /* for formats that write a path of their own; NULL for "-" */
bool output_commit(struct output *output, struct failure *why) MUST_CHECK; /* releases it, also where it fails */
void output_abandon(struct output *output);              /* removes the temporary file, releases it */

#endif
