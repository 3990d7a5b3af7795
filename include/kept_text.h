/*
 * Texts of a request kept whole until it is done, for a sink that counts their tokens: a number of tokens cannot be
 * added up from pieces. Without such a sink nothing is kept.
 */
#ifndef EVALRATE_KEPT_TEXT_H
#define EVALRATE_KEPT_TEXT_H

#include "buffer.h"
#include "record.h"

/* Initialise with zeroes. Must outlive the sizes that it is given to. */
struct kept_text {
    struct buffer answer, thinking;
};

void kept_text_release(struct kept_text *kept);

/* From now on what text_size_add adds to these is kept as well, if the sink counts. */
void kept_text_begin(struct kept_text *kept, const struct sink *sink, struct text_size *answer,
                     struct text_size *thinking);

/* Counts the request's kept texts into reference_tokens; unknown where none was kept. Lets go of them. */
bool kept_text_count(const struct sink *sink, struct request *request, struct failure *why) MUST_CHECK;

#endif
