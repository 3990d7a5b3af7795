/*
 * Exchanges of a HAR file: a browser's or proxy's record of a request and its response, with times of the client's own.
 *
 *  1. The response's text is read like a file's. Where it is a stream (NDJSON, server-sent events), `wait` is the time
 * from the last byte sent to the first received: the client's time to first token, in milliseconds. Of a whole answer
 * it would be the whole time, and says nothing of the first token.
 *  2. A response that is kept in base64 is decoded first; one that is no base64 is a problem.
 */
#include "json_shape.h"

#include "base64.h"

static bool is_stream(struct span mime)
{
    return span_find(mime, SPAN("ndjson")) < mime.len || span_find(mime, SPAN("event-stream")) < mime.len;
}

/* Rule 2. */
static bool read_base64(const struct place *place, struct span text, struct maybe wait, struct failure *why)
{
    struct buffer plain = {0};
    bool decoded = base64_decode(text, &plain), done;
    if (plain.failed)
        done = failure_out_of_memory(why);
    else if (decoded)
        done = place_read_text(place, buffer_span(&plain), wait, why);
    else
        done =
            place_put_problem(place, "har-base64",
                              "this exchange's response is damaged base64, which cannot be read; save it again", why);
    buffer_release(&plain);
    return done;
}

bool take_har(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    const struct json_node *timings = json_member(object, "timings"), *response = json_member(object, "response");
    const struct json_node *content = json_member(response, "content");
    *claimed =
        json_is_string(json_member(object, "startedDateTime")) && json_is_object(timings) && json_is_object(content);
    if (!*claimed)
        return true;
    struct maybe wait = ns_of_ms(json_member_real(timings, "wait"));
    if (!is_stream(json_member_text(content, "mimeType")))
        wait = (struct maybe){0};
    struct span text = json_member_text(content, "text");
    if (span_equal(json_member_text(content, "encoding"), SPAN("base64")))
        return read_base64(place, text, wait, why);
    return place_read_text(place, text, wait, why);
}
