/* What a Python value becomes is JSON, to the scanner and to cJSON; where there is none, nothing is written. */
#include "../../src/import/json_scan.h"
#include "fuzz.h"
#include "python_repr.h"

#include <cjson/cJSON.h>

static void claim_json(struct span json)
{
    cJSON *root = cJSON_ParseWithLength(json.ptr, json.len);
    if (!root)
        fprintf(stderr, "%.*s\n", (int)json.len, json.ptr);
    CLAIM(root);
    cJSON_Delete(root);
}

static void check(size_t (*to_json)(struct span, struct buffer *), struct span text)
{
    struct buffer json = {0};
    buffer_add_byte(&json, '!');
    size_t used = to_json(text, &json);
    CLAIM(used <= text.len);
    CLAIM(json.len >= 1 && json.ptr[0] == '!');
    CLAIM(used || json.len == 1);
    if (used)
        claim_json(span_from(buffer_span(&json), 1));
    buffer_release(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check(python_repr_to_json, span_of_bytes(data, size));
    check(python_fields_to_json, span_of_bytes(data, size));
    return 0;
}
