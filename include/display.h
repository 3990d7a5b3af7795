/*
 * Text from files made fit for people's screens, and how wide it is there.
 *
 * Rules (tests/unit/display_test.c walks them):
 *  1. What a terminal would act on, or what hides or reorders text, is shown as an escape: \n \t \r, \x1b, \u{202e}.
 *     These are the C0 and C1 controls, DEL, bidirectional controls, zero-width and other invisible characters.
 *  2. Bytes that are no UTF-8 are shown as U+FFFD, one for each.
 *  3. Everything else stays. East Asian wide characters and emoji take two columns, combining marks none.
 *  4. A text that is cut keeps both ends where it is one word (the tag at the end of a model's name tells it from the
 *     next one), and its start where it is a sentence.
 */
#ifndef EVALRATE_DISPLAY_H
#define EVALRATE_DISPLAY_H

#include "buffer.h"

/* Appends `text` by rules 1 and 2. */
void display_add(struct buffer *out, struct span text);

/* Whether a character would be shown as an escape by rule 1. */
bool display_is_unsafe(uint32_t code);

/* Columns that `clean` text (from display_add) takes on the screen. */
size_t display_width(struct span clean);

/* Appends `clean` text in at most `width` columns, with `mark` ("…" or "...") where something was cut. */
void display_add_cut(struct buffer *out, struct span clean, size_t width, const char *mark);

/* The bytes of the first line of `clean` in a paragraph of `width` columns (0: unlimited): broken at a blank, which
 * belongs to neither line; a word that is too long by itself stands over. */
size_t display_line(struct span clean, size_t width);

/* The bytes of the longest start of `clean` that takes at most `width` columns. */
size_t display_fit(struct span clean, size_t width);

#endif
