/*
 * Measurements in a JSON value of any shape: finds them at any depth, by the table of shapes.
 *
 *  1. Objects are met in the order of the text. The first shape that fits decides; what it claims is not looked into.
 *  2. An object without a model takes the name from the nearest object around it that has one, from the name of the
 *     member it stands under if that looks like a model, else from the surroundings.
 *  3. The question is looked for beside the answer: `prompt` or `messages`, in the objects around and in their members
 *     `request`, `input`, `body`.
 *  4. A string that holds JSON or statistics (a log's message, a captured stderr) is text of its own and goes to
 * `text`, and so does a journal's MESSAGE that is an array of byte values; one that is cut or holds anything else is a
 * problem. The answer's own text never does.
 *  5. What the value looks like is noted where nothing was found, so that the reader can be told (a request body, …).
 */
#ifndef EVALRATE_JSON_H
#define EVALRATE_JSON_H

#include "column_names.h"
#include "record.h"

struct json;

/* What a value without measurements looks like. */
enum look { LOOK_NOTHING, LOOK_REQUEST_BODY, LOOK_MODEL_LIST, LOOK_ANSWER_ONLY, LOOK_OTHER_JSON, LOOK_COUNT };

struct json_callbacks {
    void *ctx;
    /* The model that the text around suggests; asked only where the JSON has none. */
    struct span (*model)(void *ctx, enum model_from *from);
    /* Text inside a string; read like a file's. */
    bool (*text)(void *ctx, struct span text, int64_t line, struct failure *why);
    /* A request was found in JSON: questions and answers in plain text end here. */
    void (*found)(void *ctx, struct span model, int64_t line);
    /* A damaged object's readable half; what follows it may hold the other. */
    bool (*damaged)(void *ctx, const struct request *head, struct failure *why);
    /* What follows is the response of an exchange whose client waited so long for its first byte; unknown: no longer.
     */
    void (*client_ttft)(void *ctx, struct maybe ttft_ns);
    /* What a client measured of the exchange whose answer stands above: time to its first byte, and to its end. */
    bool (*exchange)(void *ctx, struct maybe first_byte_ns, struct maybe total_ns, struct failure *why);
    struct columns *columns; /* what people call their figures; NULL: the dictionary alone */
};

struct json *json_open(struct sink sink, const struct json_callbacks *callbacks, struct failure *why);
void json_close(struct json *json);

/* A JSON object to look into. */
struct json_value {
    struct span text;            /* strict JSON */
    struct span format;          /* where it comes from: "ollama", "python" */
    int64_t line;                /* where it starts */
    const int64_t *object_lines; /* lines from there to each object in it, in the order they open; NULL: none known */
    size_t open_depth;           /* how many containers were closed by hand (json_scan_closed); 0: it is complete */
    bool unfinished;             /* these are yet to come, and not damaged */
};
bool json_value(struct json *json, const struct json_value *value, struct failure *why) MUST_CHECK;

/* Tries the fast parser on the object that starts at text.ptr[0]; `used` is 0 where it is not for it. */
bool json_fast(struct json *json, struct span text, int64_t line, size_t *used, struct failure *why) MUST_CHECK;

/* An exchange is over: so is a stream of events that it may have been. */
bool json_exchange_end(struct json *json, struct failure *why) MUST_CHECK;

/* Reads the lines that a container's log left without their end; before the recognisers of lines end. */
bool json_pieces_end(struct json *json, struct failure *why) MUST_CHECK;

bool json_end(struct json *json, struct failure *why) MUST_CHECK;

/* How many objects without measurements looked like that. */
int64_t json_look_count(const struct json *json, enum look look);

#endif
