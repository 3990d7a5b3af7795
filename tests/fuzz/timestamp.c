/* An instant that can be read is the same when it was written and read again. */
#include "fuzz.h"
#include "timestamp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[TIMESTAMP_SIZE];
    struct maybe at_ns = timestamp_parse(span_of_bytes(data, size));
    if (size >= sizeof at_ns.value && !at_ns.known) {
        memcpy(&at_ns.value, data, sizeof at_ns.value);
        at_ns.known = true;
    }
    if (at_ns.known) {
        timestamp_print(at_ns.value, text);
        struct maybe again = timestamp_parse(span_of(text));
        CLAIM(again.known && again.value == at_ns.value);
    }
    return 0;
}
