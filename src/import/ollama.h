/*
 * Ollama's answers, object by object: finals and chunks become requests.
 *
 *  1. An object with any of the six figures is a measurement. Chunks (done: false) of the same model before it are its
 *     stream; without figures, `done: true` is a load or unload; an object that is but an error is an error.
 *  2. Several streams may be open, one a model. What is open at the end of the file is incomplete.
 *  3. Chunks that cannot belong to the final object (more than its tokens, or from before its start) are not used for
 *     its times: the streams were mixed, which is a problem with a line.
 *  4. A figure that is no whole number from 0 to 2^53-1 is unknown, and a problem.
 */
#ifndef EVALRATE_OLLAMA_H
#define EVALRATE_OLLAMA_H

#include "ollama_object.h"
#include "record.h"

struct ollama;

struct ollama *ollama_open(struct sink sink, struct failure *why);
void ollama_close(struct ollama *ollama);

/* What was asked: the text itself is not kept. Zeroes where it is not known. */
struct question {
    struct text_size size;
    struct maybe hash;
};
struct question question_of(struct span text);

/* What stands around an object. */
struct surroundings {
    int64_t line;
    struct span model; /* used where the object names none */
    enum model_from model_from;
    struct question question; /* where a wrapper holds it */
    struct span format;       /* "ollama", "python" */
    bool recovered;           /* the object was damaged */
};

bool ollama_take(struct ollama *ollama, const struct ollama_object *object, const struct surroundings *around,
                 struct failure *why) MUST_CHECK;
bool ollama_end(struct ollama *ollama, struct failure *why) MUST_CHECK;

/* Fills what one object says of a request by itself (no stream). */
void ollama_request(const struct ollama_object *object, const struct surroundings *around, struct request *request);

#endif
