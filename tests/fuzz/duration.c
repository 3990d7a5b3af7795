/* A duration lies in its range and within its text, and what follows it does not matter. */
#include "duration.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of_bytes(data, size);
    struct duration got = duration_parse(text);
    CLAIM(got.length <= size);
    CLAIM(!got.ns.known || (got.length > 0 && got.ns.value >= 0 && got.ns.value <= 9007199254740991));
    if (got.ns.known) {
        struct duration alone = duration_parse(span_first(text, got.length));
        CLAIM(alone.ns.known && alone.ns.value == got.ns.value && alone.length == got.length);
    }
    return 0;
}
