#include "chat_stream.h"

#include "hash.h"
#include "json_shape.h"

static void keep(char *out, size_t size, struct span text)
{
    size_t length = text.len < size ? text.len : 0;
    if (length)
        memcpy(out, text.ptr, length);
    out[length] = '\0';
}

/* Begins an answer at this place. The model's name must outlive the event. */
static void start(struct chat_stream *stream, const struct place *place, const char *format, struct span model,
                  int64_t id)
{
    struct sink sink = place_sink(place);
    *stream = (struct chat_stream){.open = true, .id = id, .kept = stream->kept};
    stream->request = place_request(place, format);
    kept_text_begin(&stream->kept, &sink, &stream->request.response, &stream->request.thinking);
    keep(stream->model, sizeof stream->model, model.len ? model : stream->request.model);
    if (model.len)
        stream->request.model_from = MODEL_FROM_JSON;
    stream->request.model = (struct span){0};
    stream->request.endpoint = SPAN("chat");
}

static void note_reason(struct chat_stream *stream, struct span reason)
{
    if (reason.len == 0)
        return;
    keep(stream->reason, sizeof stream->reason, reason);
    stream->ended = true;
}

/* An event's texts; either may be empty. */
static void add_texts(struct chat_stream *stream, struct span answer, struct span thinking)
{
    struct request *r = &stream->request;
    if (answer.len)
        text_size_add(&r->response, answer);
    if (thinking.len)
        text_size_add(&r->thinking, thinking);
    if (answer.len || thinking.len)
        r->stream.chunk_count = maybe_of(r->stream.chunk_count.value + 1);
}

bool chat_stream_end(struct chat_stream *stream, struct sink sink, struct failure *why)
{
    struct request *r = &stream->request;
    if (!stream->open)
        return true;
    stream->open = false;
    if (stream->ended && !stream->has_figures) {
        struct problem problem = {.line = r->line,
                                  .code = "stream-without-usage",
                                  .message = "this stream tells neither counts nor times; ask the server for them "
                                             "(stream_options: include_usage)"};
        return sink.problem(sink.ctx, &problem, why);
    }
    r->model = span_of(stream->model);
    if (r->model.len == 0)
        r->model_from = MODEL_FROM_NONE;
    r->done_reason = span_of(stream->reason);
    r->status = stream->ended ? STATUS_PARTIAL : STATUS_INCOMPLETE;
    request_judge(r);
    request_check_rates(r);
    return kept_text_count(&sink, r, why) && sink.request(sink.ctx, r, why);
}

void chat_stream_release(struct chat_stream *stream)
{
    kept_text_release(&stream->kept);
}

/* --- OpenAI's manner ---------------------------------------------------------------------------------------------- */

static bool is_openai_event(const struct json_node *object)
{
    const struct json_node *choices = json_member(object, "choices");
    return json_is_array(choices) && (span_ends(json_member_text(object, "object"), SPAN(".chunk")) ||
                                      json_is_object(json_member(json_first(choices), "delta")));
}

static void read_usage_of_event(struct chat_stream *stream, const struct json_node *usage)
{
    struct maybe prompt = json_member_count(usage, "prompt_tokens"),
                 answer = json_member_count(usage, "completion_tokens");
    if (prompt.value + answer.value == 0)
        return;
    stream->request.prompt_eval_count = prompt;
    stream->request.eval_count = answer;
    stream->request.prompt_eval_cached_count =
        json_member_count(json_member(usage, "prompt_tokens_details"), "cached_tokens");
    stream->has_figures = true;
}

bool chat_stream_openai(struct chat_stream *stream, const struct place *place, const struct json_node *object,
                        bool *claimed, struct failure *why)
{
    *claimed = is_openai_event(object);
    if (!*claimed)
        return true;
    int64_t id = hash_bytes(json_member_text(object, "id"));
    if (stream->open &&
        (stream->id != id || (stream->ended && stream->has_figures && json_first(json_member(object, "choices")))) &&
        !chat_stream_end(stream, place_sink(place), why))
        return false;
    if (!stream->open)
        start(stream, place, "openai", json_member_text(object, "model"), id);
    const struct json_node *choice = json_first(json_member(object, "choices")), *delta = json_member(choice, "delta");
    struct span thinking = json_member_text(delta, "reasoning_content");
    add_texts(stream, json_member_text(delta, "content"),
              thinking.len ? thinking : json_member_text(delta, "reasoning"));
    note_reason(stream, json_member_text(choice, "finish_reason"));
    const struct json_node *groq = json_member(object, "x_groq");
    read_usage_of_event(stream, json_member(groq ? groq : object, "usage"));
    if (json_member(json_member(object, "timings"), "predicted_ms") && stream->ended) {
        json_read_timings(json_member(object, "timings"), &stream->request);
        stream->request.format = SPAN("llama.cpp");
        stream->has_figures = true;
    }
    return true;
}

/* --- Anthropic's manner ------------------------------------------------------------------------------------------- */

bool chat_stream_anthropic(struct chat_stream *stream, const struct place *place, const struct json_node *object,
                           bool *claimed, struct failure *why)
{
    struct span type = json_member_text(object, "type");
    const struct json_node *message = json_member(object, "message"), *delta = json_member(object, "delta");
    if (span_equal(type, SPAN("message_start")) && json_is_object(message)) {
        *claimed = true;
        if (!chat_stream_end(stream, place_sink(place), why))
            return false;
        start(stream, place, "anthropic", json_member_text(message, "model"),
              hash_bytes(json_member_text(message, "id")));
        json_read_anthropic_usage(json_member(message, "usage"), &stream->request);
        stream->request.eval_count = (struct maybe){0};
        return true;
    }
    if (!stream->open || !span_equal(stream->request.format, SPAN("anthropic")))
        return true;
    if (span_equal(type, SPAN("content_block_delta"))) {
        *claimed = true;
        add_texts(stream, json_member_text(delta, "text"), json_member_text(delta, "thinking"));
    } else if (span_equal(type, SPAN("message_delta"))) {
        *claimed = true;
        note_reason(stream, json_member_text(delta, "stop_reason"));
        json_read_anthropic_usage(json_member(object, "usage"), &stream->request);
        stream->has_figures = stream->request.eval_count.known;
    } else if (span_equal(type, SPAN("message_stop"))) {
        *claimed = true;
        return chat_stream_end(stream, place_sink(place), why);
    }
    return true;
}
