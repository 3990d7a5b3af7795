/*
 * What the options select and how they group, as SQL over the view `selectable`.
 *
 * Values are quoted here; names come from a table. Only --where is SQL of a person's, and the store compiles it with
 * nothing allowed but reading.
 */
#ifndef EVALRATE_SELECTION_H
#define EVALRATE_SELECTION_H

#include "buffer.h"
#include "options.h"

struct selection_text {
    struct buffer series, where;
    struct objective objective;
};

/* Makes the selection; its strings live in `text`. False where a key or a time cannot be understood. */
bool selection_make(const struct options *options, struct selection_text *text, struct selection *selection,
                    struct failure *why) MUST_CHECK;
void selection_release(struct selection_text *text);

/* Appends what the options choose, in words fit for people ("only model=llama*, since 2026-08-21"); nothing where they
 * choose all requests. */
void selection_words(const struct options *options, struct buffer *out);

/* The keys that people may group and select by, ended by NULL. */
extern const char *const selection_keys[];

/* Appends what a request has under the key as SQL over `selectable`. False where there is no such key. */
bool selection_add_key(struct buffer *out, const char *key, struct failure *why) MUST_CHECK;

/* Whether --bucket groups by that key. */
bool selection_has_bucket(const struct options *options, const char *key);

/* The heading of the column that names the rows: "model", "host", "group" where it is made of several. */
const char *selection_heading(const struct options *options);

#endif
