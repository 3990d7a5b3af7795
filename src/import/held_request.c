#include "held_request.h"

#include "failure.h"

enum { LINES_BELOW = 20 };

void held_request_release(struct held_request *held)
{
    buffer_release(&held->texts);
}

/* The request's spans look at the copies. */
static void keep_texts(struct request *request, struct buffer *texts)
{
    struct span *const spans[] = {&request->format,      &request->endpoint, &request->model,
                                  &request->done_reason, &request->error,    &request->remote_host};
    enum { SPANS = sizeof spans / sizeof *spans };
    buffer_clear(texts);
    for (size_t i = 0; i < SPANS; i++)
        buffer_add(texts, *spans[i]);
    if (texts->failed)
        return;
    const char *at = texts->ptr;
    for (size_t i = 0; i < SPANS; i++) {
        if (spans[i]->len == 0)
            continue;
        spans[i]->ptr = at;
        at += spans[i]->len;
    }
}

bool held_request_put(struct held_request *held, struct sink sink, const struct request *request, struct failure *why)
{
    bool held_one = held->holds;
    held->holds = false;
    if (held_one && !sink.request(sink.ctx, &held->request, why))
        return false;
    if (!request)
        return true;
    held->request = *request;
    keep_texts(&held->request, &held->texts);
    held->holds = true;
    held->lines = 0;
    return !held->texts.failed || failure_out_of_memory(why);
}

void held_request_timed(struct held_request *held, struct maybe first_byte_ns, struct maybe total_ns)
{
    struct request *r = &held->request;
    bool measured = r->status == STATUS_OK || r->status == STATUS_PARTIAL;
    if (!held->holds || held->lines > LINES_BELOW || !measured)
        return;
    if (!r->reported_ttft_ns.known && r->stream.chunk_count.known && first_byte_ns.value > 0)
        r->reported_ttft_ns = first_byte_ns;
    if (!r->total_duration_ns.known && total_ns.value > 0)
        r->total_duration_ns = total_ns;
}
