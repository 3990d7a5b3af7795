/*
 * Python's string and bytes literals as the inside of a JSON string.
 */
#ifndef EVALRATE_PYTHON_STRING_H
#define EVALRATE_PYTHON_STRING_H

#include "buffer.h"

/* Whether a literal begins with the first byte of `text`: quotes, with a prefix or without. */
bool python_string_starts(struct span text);

/* Appends the literal's text to `json`, escaped as JSON has it, without marks around. Returns the bytes that the
 * literal takes; 0 where it does not end, or holds a broken escape. */
size_t python_string_to_json(struct span text, struct buffer *json);

#endif
