/*
 * Model names: [scheme://][host/][namespace/]model[:tag], and what a name tells of the model.
 *
 * Two names are the same model where their canonical names are: without scheme, without Ollama's own host and
 * namespace, without ":latest", in lower case (but for names with a foreign host, which keep theirs).
 */
#ifndef EVALRATE_MODEL_NAME_H
#define EVALRATE_MODEL_NAME_H

#include "span.h"

enum { MODEL_NAME_SIZE = 512 };

/* Writes the canonical name, NUL-terminated; empty where `name` holds nothing but white space. Control characters and
 * what goes beyond the size are left out. */
void model_name_canonical(struct span name, char out[MODEL_NAME_SIZE]);

/* What the name says; empty where it does not. Guesses: facts from the server are better. */
struct model_traits {
    char family[128];      /* "qwen2.5-coder" */
    char size[32];         /* "7b", "8x7b", "mini" */
    char active_size[32];  /* "a3b" */
    char variant[128];     /* "instruct", "it-qat" */
    char quantization[32]; /* "Q4_K_M" */
    bool is_cloud;
};
void model_name_traits(const char *canonical, struct model_traits *traits);

#endif
