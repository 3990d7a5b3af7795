/*
 * What the commands do. Each is a function of the parsed options; the list is what `--help` and main know.
 */
#ifndef EVALRATE_COMMANDS_H
#define EVALRATE_COMMANDS_H

#include "options.h"

/* Ended by a row without name. The first one, with the empty name, runs where no command is named. */
extern const struct command commands[];

#endif
