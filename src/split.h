/*
 * --split KEY: a report for each group, each in files of its own.
 */
#ifndef EVALRATE_SPLIT_H
#define EVALRATE_SPLIT_H

#include "commands.h"

/* Writes the reports of all groups. "{KEY}" in an output's name stands for the group's name, made fit for a file's; an
 * output without it fails. Adds to *rows. */
bool split_reports(struct store *store, const struct options *options, size_t *rows, struct failure *why) MUST_CHECK;

#endif
