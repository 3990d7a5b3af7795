#include "llama_bench.h"

#include <stdio.h>

struct span gguf_stem(struct span path)
{
    for (size_t i = path.len; i-- > 0;)
        if (path.ptr[i] == '/' || path.ptr[i] == '\\') {
            path = span_from(path, i + 1);
            break;
        }
    return span_ends(path, SPAN(".gguf")) ? span_first(path, path.len - 5) : path;
}

void llama_bench_name_test(char *out, size_t size, const struct benchmark *b)
{
    int used = 0;
    if (b->prompt_count.value)
        used = snprintf(out, size, "pp%lld", (long long)b->prompt_count.value);
    if (b->eval_count.value)
        used += snprintf(out + used, size - (size_t)used, "%stg%lld", used ? "+" : "", (long long)b->eval_count.value);
    if (b->depth_count.value)
        snprintf(out + used, size - (size_t)used, " @ d%lld", (long long)b->depth_count.value);
}

const char *llama_bench_metric(struct span test)
{
    bool prompt = span_find(test, SPAN("pp")) < test.len, answer = span_find(test, SPAN("tg")) < test.len;
    if (prompt && answer)
        return "prefill_decode_tok_s";
    return prompt ? "prefill_tok_s" : answer ? "decode_tok_s" : NULL;
}
