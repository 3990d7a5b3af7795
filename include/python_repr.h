/*
 * Python's printed values as JSON text: `{'model': 'x', 'done': True}`, `model='x' created_at='…' done=True
 * message=Message(role='assistant', content='it\'s')`, `ChatResponse(model='x', …)`, `b'{"model": …}'`.
 *
 * Strings with either quote and any escape (\x41, é, \U0001F600), triple quotes, raw and bytes prefixes; True, False,
 * None; tuples and sets as arrays; constructor calls and keyword lists as objects; nan and inf as null;
 * `datetime.datetime(…)` and anything else that is not data as null.
 */
#ifndef EVALRATE_PYTHON_REPR_H
#define EVALRATE_PYTHON_REPR_H

#include "failure.h"
#include "span.h"

struct buffer;

/* Reads the value that starts at the first byte of `text` and appends it as strict JSON to `json`. Returns how many
 * bytes of `text` it took; 0 where no complete value stands there (then `json` is as before). */
size_t python_repr_to_json(struct span text, struct buffer *json);

/* Reads a keyword list (`model='x' created_at=… message=Message(…)`), with or without commas between, that starts at
 * the first byte of `text`, as one object. Returns the bytes taken, 0 where there is none with at least two members. */
size_t python_fields_to_json(struct span text, struct buffer *json);

#endif
