/* A canonical name is valid where the name was, and yields traits that are valid texts. */
#include "fuzz.h"
#include "model_name.h"
#include "utf8.h"

static bool is_valid(struct span text)
{
    while (text.len) {
        struct utf8_char next = utf8_next(text);
        if (!next.valid)
            return false;
        text = span_from(text, next.length);
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char name[MODEL_NAME_SIZE];
    struct span text = span_of_bytes(data, size);
    struct model_traits traits;
    memset(name, 'x', sizeof name);
    model_name_canonical(text, name);
    CLAIM(memchr(name, '\0', sizeof name));
    CLAIM(!is_valid(text) || is_valid(span_of(name)));
    model_name_traits(name, &traits);
    CLAIM(memchr(traits.family, '\0', sizeof traits.family) && memchr(traits.size, '\0', sizeof traits.size));
    CLAIM(memchr(traits.variant, '\0', sizeof traits.variant));
    CLAIM(!is_valid(text) || (is_valid(span_of(traits.family)) && is_valid(span_of(traits.variant))));
    return 0;
}
