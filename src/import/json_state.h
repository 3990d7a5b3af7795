/*
 * What the files that read JSON share, and no other: json.c walks over the tree, json_place.c knows what stands around
 * an object, json_shapes.c offers it to the shapes.
 */
#ifndef EVALRATE_JSON_STATE_H
#define EVALRATE_JSON_STATE_H

#include "chat_stream.h"
#include "json.h"
#include "json_scan.h"
#include "json_shape.h"
#include "kept_text.h"
#include "ollama_chunk.h"
#include "pieced_line.h"

/* What an object says of the measurements in it. It is looked up once for all of them: there may be many, and the
 * object may have many members or a long question. */
struct wrapper {
    const struct json_node *node;
    struct span model;
    struct question question;
};

enum { NESTING_LIMIT = 3, DOCKER_STREAMS = 2 };

struct json {
    struct sink sink;
    struct json_callbacks callbacks;
    struct ollama *ollama;
    struct chat_stream stream; /* of other servers' manner */
    struct buffer scratch;     /* decoded strings of the fast parser */
    struct chunk_shape shape;  /* of the last chunk that it read */
    struct buffer prompt;      /* the question, put together */
    struct kept_text kept;     /* of the request that is being put together */
    struct pieced_line docker[DOCKER_STREAMS];
    int64_t looks[LOOK_COUNT];
    unsigned nesting; /* of text inside strings inside text */
    size_t wrapper_count;
    struct wrapper wrappers[SCAN_DEPTH + 1]; /* by their depth */
};

/* The way from the root to the node that is looked at. */
struct path {
    const struct json_node *nodes[SCAN_DEPTH + 1];
    size_t length;
};

struct place {
    struct json *json;
    const struct path *path; /* ends in the object */
    int64_t line;
    struct span format;
    bool damaged;
};

/* Offers the object to one shape after the other; false where the sink failed. */
bool json_offer(const struct place *place, const struct json_node *object, bool *claimed,
                struct failure *why) MUST_CHECK;

/* The next tree may have its nodes at the same addresses. */
void json_forget_wrappers(struct json *json);

/* Ollama's own objects, whole or damaged. */
bool take_ollama(const struct place *place, const struct json_node *object, bool *claimed,
                 struct failure *why) MUST_CHECK;

#endif
