/*
 * What llama-bench's results have in common, whatever form they are saved in.
 */
#ifndef EVALRATE_LLAMA_BENCH_H
#define EVALRATE_LLAMA_BENCH_H

#include "record.h"

/* The name of a file of weights without its folders and its suffix: what people call the model. */
struct span gguf_stem(struct span path);

/* "pp512", "tg128", "pp512+tg128", "tg128 @ d4096", as the tool's own table has it, from the counts. */
void llama_bench_name_test(char *out, size_t size, const struct benchmark *benchmark);

/* What a test of that name measures; NULL where it is no test of the tool's. */
const char *llama_bench_metric(struct span test);

#endif
