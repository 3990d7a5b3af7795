#include "hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

int64_t hash_bytes(struct span bytes)
{
    return (int64_t)XXH3_64bits(bytes.ptr, bytes.len);
}

int64_t hash_text(struct span text)
{
    text = span_trim(text);
    if (span_find(text, SPAN("\r\n")) == text.len)
        return hash_bytes(text);
    XXH3_state_t state;
    XXH3_64bits_reset(&state);
    while (text.len) {
        size_t at = span_find(text, SPAN("\r\n"));
        XXH3_64bits_update(&state, text.ptr, at);
        if (at < text.len)
            XXH3_64bits_update(&state, "\n", 1);
        text = span_from(text, at + 2);
    }
    return (int64_t)XXH3_64bits_digest(&state);
}
