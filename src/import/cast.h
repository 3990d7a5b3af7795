/*
 * Recordings of asciinema: a JSON header, then a line an event, `[1.25, "o", "text\r\n"]`.
 *
 *  1. What the terminal showed ("o") is put together and read like a captured terminal's text; what was typed ("i") and
 *     other events are not: the terminal shows it, too.
 *  2. The text is read in parts of up to CAST_PART bytes that end with a line, and carries the line of their first
 * event.
 */
#ifndef EVALRATE_CAST_H
#define EVALRATE_CAST_H

#include "span.h"

/* Whether a line is an event: JSON inside its string is not the file's own. */
bool cast_is_event(struct span line);

#endif
