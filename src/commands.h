/*
 * What the commands do. Each is a function of the parsed options; the list is what `--help` and main know.
 */
#ifndef EVALRATE_COMMANDS_H
#define EVALRATE_COMMANDS_H

#include "options.h"

/* --- what commands share (commands.c) --- */

/* Without -d. */
static const char DEFAULT_DATABASE[] = "evalrate.db";

/* Tells why, and returns the exit code of a failed operation. */
int fail(const struct failure *why);

/* What a run's sum means for the exit code. */
int exit_code(const struct options *options, const struct batch_totals *totals, bool found);

bool import_operands(struct store *store, const struct options *options, struct batch_totals *totals,
                     struct failure *why) MUST_CHECK;

/* The store of a report: the database of -d, or the operands in memory. NULL after a message, with *code. */
struct store *open_for_report(const struct options *options, struct batch_totals *totals, int *code);

bool select_requests(struct store *store, const struct options *options, struct failure *why) MUST_CHECK;

/* Where the i-th of output_count outputs goes; without -o there is one, standard output. */
size_t output_count(const struct options *options);
bool target_of(const struct options *options, size_t i, const struct exporter *fallback, struct report_target *target,
               struct failure *why) MUST_CHECK;

/* Writes the comparison to all outputs. Call select_requests before. `rows` says how many it has. */
bool write_reports(struct store *store, const struct options *options, size_t *rows, struct failure *why) MUST_CHECK;

/* --- commands in files of their own --- */

int run_check(const struct options *options);
int run_compare(const struct options *options);
int run_formats(const struct options *options);
int run_merge(const struct options *options);
int run_explain(const struct options *options);
int run_model(const struct options *options);
int run_schema(const struct options *options);

/* Ended by a row without name. The first one, with the empty name, runs where no command is named. */
extern const struct command commands[];

#endif
