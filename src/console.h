/*
 * Words for people on standard error, and what the terminal can show.
 */
#ifndef EVALRATE_CONSOLE_H
#define EVALRATE_CONSOLE_H

#include "options.h"

void console_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void console_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Fits options for standard output: width, colours and characters as the terminal, NO_COLOR and the locale allow. */
void console_fit(struct export_options *options, int color);

/* Progress on a terminal's standard error, for work that takes over a second. */
struct console_progress {
    bool quiet, begun, shown;
    int64_t begun_ns, shown_ns;
};
void console_show_progress(void *ctx, const struct batch_totals *totals, int64_t files, int64_t bytes);
void console_end_progress(struct console_progress *progress);

#endif
