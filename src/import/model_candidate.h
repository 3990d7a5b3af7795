/*
 * What in plain text may be the name of a model.
 *
 * Ollama's grammar ([host/][namespace/]model[:tag]) fits nearly every word, so that a name which nobody announces must
 * look like one: a tag with a size or a quantisation, or a family that Ollama's library knows.
 */
#ifndef EVALRATE_MODEL_CANDIDATE_H
#define EVALRATE_MODEL_CANDIDATE_H

#include "span.h"

enum { MODEL_NAME_LIMIT = 255 };

/* How much a word looks like a model's name. */
enum likeness {
    LIKE_NOTHING, /* does not fit the grammar, or is a file, an address, a time */
    LIKE_WORD,    /* fits the grammar, no more */
    LIKE_FAMILY,  /* the bare name of a family: "mistral" */
    LIKE_MODEL,   /* a family with a version or variant: "llama3.2", "deepseek-r1" */
    LIKE_TAGGED,  /* with a tag: "qwen2.5:0.5b" */
};

enum likeness model_likeness(struct span name);

/* Whether it fits Ollama's grammar and MODEL_NAME_LIMIT. */
bool model_name_fits(struct span name);

/* The next run of name characters at or after *at, without marks at its ends; moves *at behind it. Empty at the end. */
struct span model_word_next(struct span text, size_t *at);

/* The word of `text` that looks most like a model and at least like `least`; the first of equals. Empty without. */
struct span model_find(struct span text, enum likeness least);

/* The guess from a file's name ("gemma2_9b P40_24gb.md" is gemma2:9b). Writes at most MODEL_NAME_LIMIT bytes and
 * returns how many; 0 where the name looks like no model, or like two. */
size_t model_guess_from_path(struct span path, char out[MODEL_NAME_LIMIT]);

#endif
