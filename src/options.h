/*
 * The options of all commands, parsed. A command that has no use for one refuses it.
 */
#ifndef EVALRATE_OPTIONS_H
#define EVALRATE_OPTIONS_H

#include "batch.h"
#include "report.h"

enum { OPTIONS_LIST = 32 };

struct options {
    const char *database; /* -d; NULL without */
    const char *outputs[OPTIONS_LIST];
    size_t output_count;
    const char *to; /* --to; NULL: by the suffix, else the terminal's table */
    const char *table;
    const char *by[OPTIONS_LIST];
    size_t by_count;
    const char *where, *since, *until;
    const char *buckets[OPTIONS_LIST];
    size_t bucket_count;
    enum class_choice { CLASS_USUAL, CLASS_INCLUDE, CLASS_EXCLUDE, CLASS_ONLY } cold, cached;
    const char *reference; /* --ref-tokenizer */
    const char *only[OPTIONS_LIST], *exclude[OPTIONS_LIST];
    size_t only_count, exclude_count;
    const char *excluded_files[OPTIONS_LIST]; /* --exclude GLOB: not read */
    size_t excluded_file_count;
    const char *declared[OPTIONS_LIST];
    size_t declared_count;
    const char *label, *model;
    const char *map[OPTIONS_LIST]; /* COLUMN=FIELD:UNIT each */
    size_t map_count;
    struct zone zone;   /* --tz */
    bool tells_columns; /* check: say how columns were read */
    const char *ranks, *ranks_pattern;
    struct maybe request; /* explain: --request */
    const char *engine;   /* schema: --for */
    int64_t quantiles[OPTIONS_LIST];
    size_t quantile_count;
    /* report */
    const char *sort, *objective;
    const char *split, *split_group; /* --split KEY, and the group that a report is about (split.c) */
    /* compare */
    const char *baseline, *matrix;
    const char *metrics[OPTIONS_LIST]; /* compare: a metric each; report: lists of columns */
    size_t metric_count;
    double threshold; /* 0.02 is 2 % */
    bool fail_on;     /* slower */
    struct export_options export;
    enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color;
    bool no_copies; /* import, merge: leave the copies of slow views stale */
    bool all_columns, quiet, strict, list_tables;
    size_t operand_count;
    char **operands;
};

struct command {
    const char *name;    /* "" is what happens without a command's name */
    const char *summary; /* one line */
    const char *usage;   /* behind "evalrate NAME" */
    const char *options; /* the short names of those it takes (options.c) */
    const char *help;    /* text with two examples */
    int (*run)(const struct options *options);
};

/* Parses what follows the command's name. False after a message: a wrong word is told with the way to help. Sets
 * `finished` where there is nothing more to do (--help, --version were answered). */
bool options_parse(int argc, char **argv, const struct command *command, struct options *options, bool *finished);

/* Prints the help of a command: usage, options it takes, text. */
void options_help(const struct command *command, FILE *out);

#endif
