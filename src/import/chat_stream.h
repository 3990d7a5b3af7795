/*
 * Streams of OpenAI's and Anthropic's manner, event by event: `data: {…}` lines, of which JSON reaches us.
 *
 *  1. The pieces of one answer share an id; another id, a complete answer's usage, or the file's end closes it.
 *  2. OpenAI's manner: counts come with `usage` (the last that is not all zero), llama.cpp's times with `timings`, in
 * or after the piece that says why the answer ended. An answer without either is a problem: nothing is measured.
 *  3. Anthropic's manner: message_start has the model and a first count of the prompt, message_delta the final ones.
 *  4. Without its end a stream is incomplete. The pieces carry no times of their own; those with text are counted.
 */
#ifndef EVALRATE_CHAT_STREAM_H
#define EVALRATE_CHAT_STREAM_H

#include "json_tree.h"
#include "kept_text.h"
#include "record.h"

struct place;

/* Initialise with zeroes; it stays where it is. */
struct chat_stream {
    bool open, ended, has_figures;
    int64_t id; /* hash of the answer's id */
    char model[256];
    char reason[32];
    struct request request;
    struct kept_text kept; /* of the open answer, where its tokens are counted */
};

/* Takes an event where it is one. */
bool chat_stream_openai(struct chat_stream *stream, const struct place *place, const struct json_node *object,
                        bool *claimed, struct failure *why) MUST_CHECK;
bool chat_stream_anthropic(struct chat_stream *stream, const struct place *place, const struct json_node *object,
                           bool *claimed, struct failure *why) MUST_CHECK;

/* Closes what is open, into the sink. */
bool chat_stream_end(struct chat_stream *stream, struct sink sink, struct failure *why) MUST_CHECK;

void chat_stream_release(struct chat_stream *stream);

#endif
