/*
 * Chunks of a stream differ in their time and their text alone: one that is otherwise the one before, byte for byte,
 * needs no look at its names.
 *
 *  1. What a chunk says is what ollama_scan says of it (tests/unit/ollama_chunk_test.c and a fuzz target compare them).
 *  2. A shape is learnt from a chunk whose model, time and text have no escapes, and no other texts.
 */
#ifndef EVALRATE_OLLAMA_CHUNK_H
#define EVALRATE_OLLAMA_CHUNK_H

#include "ollama_object.h"

enum { HEAD_SIZE = 256, PART_SIZE = 128 };

/* Zeroes: none is known. */
struct chunk_shape {
    char head[HEAD_SIZE];   /* from the brace to the quote before the time */
    char middle[PART_SIZE]; /* from the quote behind the time to that before the text */
    char tail[PART_SIZE];   /* from the quote behind the text to the brace */
    size_t head_length, middle_length, tail_length;
    size_t model_start; /* in the head */
    struct ollama_object object;
};

/* As ollama_scan. */
size_t ollama_chunk(struct chunk_shape *shape, struct span text, struct ollama_object *object, struct buffer *scratch);

#endif
