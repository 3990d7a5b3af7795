/* Scanning is the same in whatever pieces the text comes, and its copies are JSON that cJSON reads. */
#include "../../src/import/json_scan.h"
#include "fuzz.h"

#include <cjson/cJSON.h>

struct outcome {
    enum scan_result result;
    size_t used, open;
    int64_t lines;
    struct buffer copy, closed;
};

static void scan(struct json_scan *scan, struct span text, size_t size, struct outcome *got)
{
    *got = (struct outcome){.result = SCAN_MORE};
    json_scan_start(scan);
    for (size_t fed = 0; got->result == SCAN_MORE && fed < text.len;) {
        size_t used;
        fed = fed + size < text.len ? fed + size : text.len;
        got->result = json_scan_feed(scan, span_from(span_first(text, fed), got->used), &used);
        got->used += used;
    }
    got->lines = scan->line;
    buffer_add(&got->copy, buffer_span(&scan->text));
    got->open = json_scan_closed(scan, &got->closed);
}

static void release(struct outcome *outcome)
{
    buffer_release(&outcome->copy);
    buffer_release(&outcome->closed);
}

static void claim_json(struct span text)
{
    cJSON *root = cJSON_ParseWithLength(text.ptr, text.len);
    CLAIM(root);
    cJSON_Delete(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of_bytes(data, size);
    struct json_scan *state;
    struct outcome whole, pieces;
    if (size == 0 || data[0] != '{' || !(state = calloc(1, sizeof *state)))
        return 0;
    scan(state, text, size, &whole);
    scan(state, text, size % 5 + 1, &pieces);
    CLAIM(whole.result == pieces.result && whole.used == pieces.used && whole.open == pieces.open);
    CLAIM(whole.lines == pieces.lines);
    CLAIM(span_equal(buffer_span(&whole.closed), buffer_span(&pieces.closed)));
    if (whole.result == SCAN_DONE)
        claim_json(buffer_span(&whole.copy));
    if (whole.open)
        claim_json(buffer_span(&whole.closed));
    if (pieces.open && json_scan_flush(state)) {
        json_scan_closed(state, &pieces.closed);
        claim_json(buffer_span(&pieces.closed));
    }
    release(&whole);
    release(&pieces);
    json_scan_release(state);
    free(state);
    return 0;
}
