/*
 * What one JSON object says by Ollama's names, however it was parsed.
 *
 * Two parsers fill it from the one table of names below: ollama_scan.c in a single pass without allocation, for the
 * object as Ollama writes it, and shapes_ollama.c from a cJSON tree, for everything else. Equal input, equal object.
 */
#ifndef EVALRATE_OLLAMA_OBJECT_H
#define EVALRATE_OLLAMA_OBJECT_H

#include "buffer.h"
#include "span.h"

enum { FIGURE_COUNT = 7 };

/* Where a figure stands in ollama_object.figures. */
enum figure {
    TOTAL_DURATION,
    LOAD_DURATION,
    PROMPT_EVAL_COUNT,
    PROMPT_EVAL_DURATION,
    EVAL_COUNT,
    EVAL_DURATION,
    PROMPT_EVAL_CACHED_COUNT,
};

/* Texts are decoded; ptr is NULL where the object has no such member, or null for it. */
enum text { MODEL, CREATED_AT, RESPONSE, THINKING, PROMPT, DONE_REASON, ERROR_TEXT, REMOTE_HOST, TEXT_COUNT };

/* Members of which only the presence matters. */
enum presence { MESSAGE, EMBEDDING, TOOL_CALLS, OTHER, PRESENCE_COUNT };

enum done { DONE_ABSENT, DONE_FALSE, DONE_TRUE };

struct ollama_object {
    struct span text[TEXT_COUNT];
    struct maybe figures[FIGURE_COUNT];
    unsigned bad_figures; /* bits: a member with that name is no whole number from 0 to 2^53-1 */
    bool has[PRESENCE_COUNT];
    enum done done;
};

enum member_kind {
    MEMBER_UNKNOWN, /* not in the table */
    MEMBER_FIGURE,
    MEMBER_TEXT,
    MEMBER_DONE,
    MEMBER_MESSAGE, /* an object whose content and thinking are the answer's */
    MEMBER_SKIP,    /* any value; what it holds is no measurement */
    MEMBER_GENERAL, /* means something only to the general parser */
};

struct member {
    struct span name;
    enum member_kind kind;
    int index; /* of the figure, text or presence */
};

/* The entry of a member's name, for the object itself or for the `message` in it. Never NULL. */
const struct member *ollama_member(struct span name, bool in_message);
const char *figure_name(enum figure figure);

/* Whether the object is one of Ollama's at all: a measurement, a chunk, a load, an error. */
bool ollama_object_speaks(const struct ollama_object *object);
bool ollama_object_has_figures(const struct ollama_object *object);

/* Reads the object that starts at the first byte of `text`, if it is one of Ollama's as Ollama writes them: complete
 * within `text`, flat but for `message` and members known to hold no measurement. Returns the bytes it takes; 0 where
 * the object is for the general parser. Strings with escapes are decoded into `scratch`, which must have room for
 * text.len bytes and is cleared first; the object's texts point into `text` and `scratch`. */
size_t ollama_scan(struct span text, struct ollama_object *object, struct buffer *scratch);

#endif
