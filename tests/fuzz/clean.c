/* Cleaning is the same in whatever blocks the text comes, leaves no control character, and never grows. */
#include "clean.h"
#include "fuzz.h"

static void clean_in_blocks(struct span text, size_t size, struct buffer *out)
{
    struct cleaner cleaner = {0};
    for (size_t at = 0; at < text.len; at += size) {
        struct span block = span_first(span_from(text, at), size);
        if (clean_is_plain(&cleaner, block))
            buffer_add(out, block);
        else
            clean_block(&cleaner, block, out, 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of_bytes(data, size);
    struct buffer whole = {0}, pieces = {0};
    clean_in_blocks(text, size ? size : 1, &whole);
    clean_in_blocks(text, size ? data[0] % 7 + 1u : 1, &pieces);
    CLAIM(span_equal(buffer_span(&whole), buffer_span(&pieces)));
    CLAIM(whole.len <= size);
    for (size_t i = 0; i < whole.len; i++)
        CLAIM((unsigned char)whole.ptr[i] >= 0x20 || memchr("\n\r\t\x1e", whole.ptr[i], 4));
    buffer_release(&whole);
    buffer_release(&pieces);
    return 0;
}
