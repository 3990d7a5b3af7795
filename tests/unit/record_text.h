/*
 * Records as text, one line each, so that tests can compare what two ways of reading made of the same input.
 */
#ifndef EVALRATE_RECORD_TEXT_H
#define EVALRATE_RECORD_TEXT_H

#include "buffer.h"
#include "record.h"

static inline void text_of_maybe(struct buffer *out, const char *name, struct maybe value)
{
    if (value.known)
        buffer_print(out, " %s=%lld", name, (long long)value.value);
}

static inline void text_of_span(struct buffer *out, const char *name, struct span value)
{
    if (value.ptr)
        buffer_print(out, " %s='%.*s'", name, (int)value.len, value.ptr);
}

static inline void text_of_size(struct buffer *out, const char *name, const struct text_size *size)
{
    if (size->known)
        buffer_print(out, " %s=%lld/%lld/%lld", name, (long long)size->bytes, (long long)size->chars,
                     (long long)size->words);
}

static inline void text_of_stream(struct buffer *out, const struct stream_summary *stream)
{
    text_of_maybe(out, "chunks", stream->chunk_count);
    text_of_maybe(out, "first", stream->first_text_at_ns);
    text_of_maybe(out, "first_thinking", stream->first_thinking_at_ns);
    text_of_maybe(out, "first_answer", stream->first_answer_at_ns);
    text_of_maybe(out, "last", stream->last_text_at_ns);
    text_of_maybe(out, "p50", stream->gap_p50_ns);
    text_of_maybe(out, "p95", stream->gap_p95_ns);
    text_of_maybe(out, "max", stream->gap_max_ns);
    text_of_maybe(out, "jitter", stream->gap_jitter_ns);
    text_of_maybe(out, "stalls", stream->stall_count);
    text_of_maybe(out, "stalled", stream->stall_duration_ns);
}

static inline bool request_as_text(void *ctx, const struct request *r, struct failure *why)
{
    (void)why;
    struct buffer *out = ctx;
    buffer_print(out, "request line=%lld status=%s flags=%u from=%d", (long long)r->line, status_name(r->status),
                 r->flags, (int)r->model_from);
    text_of_span(out, "model", r->model);
    text_of_span(out, "format", r->format);
    text_of_span(out, "endpoint", r->endpoint);
    text_of_span(out, "done_reason", r->done_reason);
    text_of_span(out, "error", r->error);
    text_of_span(out, "remote_host", r->remote_host);
    text_of_maybe(out, "created_at", r->created_at_ns);
    text_of_maybe(out, "total", r->total_duration_ns);
    text_of_maybe(out, "load", r->load_duration_ns);
    text_of_maybe(out, "prompt_eval_count", r->prompt_eval_count);
    text_of_maybe(out, "cached", r->prompt_eval_cached_count);
    text_of_maybe(out, "prompt_eval", r->prompt_eval_duration_ns);
    text_of_maybe(out, "eval_count", r->eval_count);
    text_of_maybe(out, "eval", r->eval_duration_ns);
    text_of_size(out, "response", &r->response);
    text_of_size(out, "thinking", &r->thinking);
    text_of_size(out, "prompt", &r->prompt);
    text_of_maybe(out, "prompt_hash", r->prompt_hash);
    text_of_stream(out, &r->stream);
    buffer_add_byte(out, '\n');
    return true;
}

static inline bool problem_as_text(void *ctx, const struct problem *p, struct failure *why)
{
    (void)why;
    struct buffer *out = ctx;
    buffer_print(out, "problem line=%lld %s: %s", (long long)p->line, p->code, p->message);
    text_of_span(out, "excerpt", p->excerpt);
    buffer_add_byte(out, '\n');
    return true;
}

/* A sink that appends to `out`. */
static inline struct sink sink_to_text(struct buffer *out)
{
    return (struct sink){.ctx = out, .request = request_as_text, .problem = problem_as_text};
}

#endif
