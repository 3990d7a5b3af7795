/*
 * The words that models' names are made of: families, variants, sizes, quantisations. All compare without regard to
 * case.
 */
#ifndef EVALRATE_MODEL_WORDS_H
#define EVALRATE_MODEL_WORDS_H

#include "span.h"

/* The bytes of the family (of Ollama's library) at the start of `word`; 0 without. */
size_t model_family_length(struct span word);

/* What may stand behind a family's hyphen: "coder", "vision", "r1". */
bool model_word_is_variant(struct span word);

/* "7b", "1.5b", "135m", "8x7b", "e4b", "a3b". */
bool model_word_is_size(struct span word);

/* "q4", "q4_K_M", "iq4_xs", "fp16", "mxfp4", "nvfp4", "int8". */
bool model_word_is_quantization(struct span word);

#endif
