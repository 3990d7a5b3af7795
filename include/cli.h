/*
 * The command line: words in, an exit code out. A function of its streams, so that tests can run it.
 */
#ifndef EVALRATE_CLI_H
#define EVALRATE_CLI_H

#include <stdio.h>

enum exit_code {
    EXIT_DONE = 0,
    EXIT_FAILED = 1, /* reading, writing or the database failed */
    EXIT_USAGE = 2,
    EXIT_NOTHING = 3, /* done, but nothing usable was found */
    EXIT_STRICT = 4,  /* --strict and something was left out; a --fail-on condition holds */
};

int cli_run(int argc, char **argv);

#endif
