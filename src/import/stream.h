/*
 * One saved stream, chunk by chunk, and its summary.
 *
 *  1. A chunk counts where it brings text; thinking and answer are told apart, also by literal <think> tags in the
 *     response of old servers.
 *  2. A chunk that is printed again is left out: it has the time and the texts of the one before, or an earlier time.
 *  3. Gaps are those between neighbouring chunks with text. Their quantiles are exact: linear interpolation between
 *     order statistics, rounded to whole nanoseconds. Where one chunk has no time, no time of the stream is known.
 */
#ifndef EVALRATE_STREAM_H
#define EVALRATE_STREAM_H

#include "record.h"

struct chunk {
    int64_t at_ns;
    bool thinking, answer;
};

/* Splits a text at literal <think> and </think> tags and adds the parts to the sizes. */
struct think_splitter {
    bool inside, begun;
};
void think_split(struct think_splitter *splitter, struct span text, struct text_size *answer,
                 struct text_size *thinking);

struct stream {
    struct chunk *chunks;
    size_t count, capacity;
    bool reordered;     /* a chunk's time lay before that of an earlier one that was not the same */
    int64_t last_at_ns; /* of any chunk, with text or without */
    int64_t last_hash;  /* of its texts */
    bool has_time;
    bool lacks_time; /* of a chunk with text */
    struct text_size response, thinking;
    struct think_splitter splitter;
};

void stream_clear(struct stream *stream); /* for the next one; keeps the memory */
void stream_release(struct stream *stream);

/* Adds a chunk with its texts (either may be empty). False without memory. */
bool stream_add(struct stream *stream, struct maybe at_ns, struct span response, struct span thinking) MUST_CHECK;

/* Whether the times of the chunks with text are known. */
bool stream_is_timed(const struct stream *stream);

/* Sums up. */
void stream_summarize(const struct stream *stream, struct stream_summary *summary);

#endif
