/* Any JSON object, whole or closed by hand where it is damaged, is looked into, and its records keep their promises. */
#include "../../src/import/json.h"
#include "../../src/import/json_scan.h"
#include "claims.h"

static struct span no_model(void *ctx, enum model_from *from)
{
    (void)ctx;
    *from = MODEL_FROM_NONE;
    return (struct span){0};
}

static bool take_text(void *ctx, struct span text, int64_t line, struct failure *why)
{
    (void)ctx, (void)why;
    CLAIM(line >= 1 && (text.ptr || !text.len));
    return true;
}

static void found(void *ctx, struct span model, int64_t line)
{
    (void)ctx;
    CLAIM(line >= 1 && (model.ptr || !model.len));
}

static bool damaged(void *ctx, const struct request *head, struct failure *why)
{
    (void)ctx, (void)why;
    CLAIM(head->line >= 1);
    return true;
}

static void client_ttft(void *ctx, struct maybe ttft_ns)
{
    (void)ctx;
    CLAIM(!ttft_ns.known || ttft_ns.value >= 0);
}

static bool exchange(void *ctx, struct maybe first_byte_ns, struct maybe total_ns, struct failure *why)
{
    (void)ctx, (void)why;
    CLAIM(!first_byte_ns.known || first_byte_ns.value >= 0);
    CLAIM(!total_ns.known || total_ns.value >= 0);
    return true;
}

/* The next object that starts here; how many bytes it took. */
static size_t look_into(struct json *json, struct json_scan *scan, struct span text)
{
    struct buffer closed = {0};
    struct failure why = {""};
    size_t used;
    json_scan_start(scan);
    enum scan_result result = json_scan_feed(scan, text, &used);
    struct json_value value = {.format = SPAN("ollama"), .line = 1, .object_lines = scan->object_lines};
    if (result == SCAN_DONE) {
        value.text = buffer_span(&scan->text);
    } else {
        value.open_depth = json_scan_closed(scan, &closed);
        value.text = buffer_span(&closed);
        value.unfinished = result == SCAN_FULL;
    }
    CLAIM((result != SCAN_DONE && value.open_depth == 0) || json_value(json, &value, &why));
    buffer_release(&closed);
    return used ? used : 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct counts counts = {0};
    struct failure why = {""};
    struct columns columns = {0};
    struct json_callbacks callbacks = {.model = no_model,
                                       .text = take_text,
                                       .found = found,
                                       .damaged = damaged,
                                       .client_ttft = client_ttft,
                                       .exchange = exchange,
                                       .columns = &columns};
    struct json *json = json_open(sink_of_claims(&counts), &callbacks, &why);
    struct json_scan *scan = calloc(1, sizeof *scan);
    CLAIM(json && scan);
    struct span text = span_of_bytes(data, size);
    while ((text = span_from(text, span_find_byte(text, '{'))).len)
        text = span_from(text, look_into(json, scan, text));
    CLAIM(json_end(json, &why));
    json_scan_release(scan);
    free(scan);
    json_close(json);
    return 0;
}
