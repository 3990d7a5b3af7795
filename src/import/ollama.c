#include "ollama.h"

#include "hash.h"
#include "kept_text.h"
#include "stream.h"
#include "timestamp.h"

#include <stdio.h>
#include <stdlib.h>

enum { STREAMS = 16, MODEL_SIZE = 256 };

struct open_stream {
    bool used;
    char model[MODEL_SIZE];
    size_t model_length;
    enum model_from model_from;
    bool is_chat;
    int64_t line;   /* of the first chunk */
    int64_t opened; /* order of opening: the oldest gives way */
    struct stream stream;
    struct kept_text kept;
};

struct ollama {
    struct sink sink;
    struct open_stream streams[STREAMS];
    struct kept_text kept; /* of an answer without stream */
    int64_t opened;
    int64_t finished_first_at_ns; /* first chunk of the last finished stream, to know its reprint by */
    bool has_finished;
    struct maybe finished_at_ns; /* when the last streamed answer was complete */
};

struct ollama *ollama_open(struct sink sink, struct failure *why)
{
    struct ollama *ollama = calloc(1, sizeof *ollama);
    if (!ollama)
        failure_out_of_memory(why);
    else
        ollama->sink = sink;
    return ollama;
}

void ollama_close(struct ollama *ollama)
{
    if (!ollama)
        return;
    for (size_t i = 0; i < STREAMS; i++) {
        stream_release(&ollama->streams[i].stream);
        kept_text_release(&ollama->streams[i].kept);
    }
    kept_text_release(&ollama->kept);
    free(ollama);
}

static struct span stream_model(const struct open_stream *open)
{
    return (struct span){open->model, open->model_length};
}

static struct span model_of(const struct ollama_object *object, const struct surroundings *around)
{
    return object->text[MODEL].len ? object->text[MODEL] : around->model;
}

static struct open_stream *find_stream(struct ollama *ollama, struct span model)
{
    for (size_t i = 0; i < STREAMS; i++)
        if (ollama->streams[i].used && span_equal(stream_model(&ollama->streams[i]), span_first(model, MODEL_SIZE)))
            return &ollama->streams[i];
    return NULL;
}

static bool has_text(struct span text)
{
    return text.ptr != NULL;
}

/* An instant of a server's clock, which has not stood before 1970; so differences cannot overflow either. */
static struct maybe instant(struct span text)
{
    struct maybe at_ns = timestamp_parse(text);
    return at_ns.known && at_ns.value >= 0 ? at_ns : (struct maybe){0};
}

struct question question_of(struct span text)
{
    struct question question = {0};
    if (text.len) {
        text_size_add(&question.size, text);
        question.hash = maybe_of(hash_text(text));
    }
    return question;
}

void ollama_request(const struct ollama_object *object, const struct surroundings *around, struct request *request)
{
    *request = (struct request){
        .line = around->line,
        .format = around->format,
        .model = model_of(object, around),
        .model_from = object->text[MODEL].len ? MODEL_FROM_JSON : around->model_from,
        .flags = around->recovered ? FLAG_RECOVERED : 0,
        .created_at_ns = instant(object->text[CREATED_AT]),
        .done_reason = object->text[DONE_REASON],
        .error = object->text[ERROR_TEXT],
        .remote_host = object->text[REMOTE_HOST],
        .total_duration_ns = object->figures[TOTAL_DURATION],
        .load_duration_ns = object->figures[LOAD_DURATION],
        .prompt_eval_count = object->figures[PROMPT_EVAL_COUNT],
        .prompt_eval_cached_count = object->figures[PROMPT_EVAL_CACHED_COUNT],
        .prompt_eval_duration_ns = object->figures[PROMPT_EVAL_DURATION],
        .eval_count = object->figures[EVAL_COUNT],
        .eval_duration_ns = object->figures[EVAL_DURATION],
    };
    if (object->has[MESSAGE])
        request->endpoint = SPAN("chat");
    else if (object->has[EMBEDDING])
        request->endpoint = SPAN("embed");
    else if (has_text(object->text[RESPONSE]))
        request->endpoint = SPAN("generate");
    struct question question = around->question.hash.known ? around->question : question_of(object->text[PROMPT]);
    request->prompt = question.size;
    request->prompt_hash = question.hash;
}

static void answer_sizes(const struct ollama_object *object, struct request *request)
{
    struct think_splitter splitter = {0};
    if (object->text[RESPONSE].len)
        think_split(&splitter, object->text[RESPONSE], &request->response, &request->thinking);
    if (object->text[THINKING].len)
        text_size_add(&request->thinking, object->text[THINKING]);
}

static bool report(struct ollama *ollama, int64_t line, const char *code, const char *message, struct span excerpt,
                   struct failure *why)
{
    struct problem problem = {.line = line, .code = code, .message = message, .excerpt = excerpt};
    return ollama->sink.problem(ollama->sink.ctx, &problem, why);
}

static bool report_bad_figures(struct ollama *ollama, const struct ollama_object *object, int64_t line,
                               struct failure *why)
{
    for (int i = 0; i < FIGURE_COUNT; i++) {
        char message[160];
        if (!(object->bad_figures & 1u << i))
            continue;
        snprintf(message, sizeof message, "%s is not a whole number from 0 to 9007199254740991; it is left out",
                 figure_name((enum figure)i));
        if (!report(ollama, line, "bad-number", message, span_of(figure_name((enum figure)i)), why))
            return false;
    }
    return true;
}

static bool emit_incomplete(struct ollama *ollama, struct open_stream *open, const struct surroundings *around,
                            struct span error, struct failure *why)
{
    struct request request = {
        .line = open->line,
        .format = around ? around->format : SPAN("ollama"),
        .endpoint = open->is_chat ? SPAN("chat") : SPAN("generate"),
        .status = error.ptr ? STATUS_ERROR : STATUS_INCOMPLETE,
        .model = stream_model(open),
        .model_from = open->model_from,
        .error = error,
        .response = open->stream.response,
        .thinking = open->stream.thinking,
    };
    stream_summarize(&open->stream, &request.stream);
    open->used = false;
    bool reprint = ollama->has_finished && request.stream.first_text_at_ns.known &&
                   request.stream.first_text_at_ns.value == ollama->finished_first_at_ns;
    if (reprint)
        return true;
    if (request.status == STATUS_INCOMPLETE &&
        !report(
            ollama, open->line, "unfinished-stream",
            "the stream has no final object (\"done\": true), so its figures are unknown; was the file saved before "
            "the answer was complete?",
            request.model, why))
        return false;
    return kept_text_count(&ollama->sink, &request, why) && ollama->sink.request(ollama->sink.ctx, &request, why);
}

static struct open_stream *oldest_stream(struct ollama *ollama)
{
    struct open_stream *oldest = &ollama->streams[0];
    for (size_t i = 0; i < STREAMS; i++) {
        if (!ollama->streams[i].used)
            return &ollama->streams[i];
        if (ollama->streams[i].opened < oldest->opened)
            oldest = &ollama->streams[i];
    }
    return oldest;
}

static struct open_stream *open_new_stream(struct ollama *ollama, const struct ollama_object *object,
                                           const struct surroundings *around, struct failure *why)
{
    struct open_stream *open = oldest_stream(ollama);
    if (open->used && !emit_incomplete(ollama, open, NULL, (struct span){0}, why))
        return NULL;
    struct span model = span_first(model_of(object, around), MODEL_SIZE);
    open->used = true;
    if (model.len)
        memcpy(open->model, model.ptr, model.len);
    open->model_length = model.len;
    open->model_from = object->text[MODEL].len ? MODEL_FROM_JSON : around->model_from;
    open->is_chat = object->has[MESSAGE];
    open->line = around->line;
    open->opened = ollama->opened++;
    stream_clear(&open->stream);
    kept_text_begin(&open->kept, &ollama->sink, &open->stream.response, &open->stream.thinking);
    return open;
}

static bool take_chunk(struct ollama *ollama, const struct ollama_object *object, const struct surroundings *around,
                       struct failure *why)
{
    struct open_stream *open = find_stream(ollama, model_of(object, around));
    if (!open && !(open = open_new_stream(ollama, object, around, why)))
        return false;
    struct maybe at_ns = instant(object->text[CREATED_AT]);
    if (!stream_add(&open->stream, at_ns, object->text[RESPONSE], object->text[THINKING]))
        return failure_out_of_memory(why);
    return true;
}

/* Whether the open chunks can be this answer's: no more than its tokens, none from before its start. */
static bool chunks_belong(const struct ollama *ollama, const struct stream *stream, const struct request *request)
{
    if (request->eval_count.known && (int64_t)stream->count > request->eval_count.value + 1)
        return false;
    if (!stream_is_timed(stream) || !request->created_at_ns.known || !request->total_duration_ns.known)
        return true;
    int64_t start_ns = request->created_at_ns.value - request->total_duration_ns.value;
    bool overlaps = ollama->finished_at_ns.known && start_ns < ollama->finished_at_ns.value &&
                    stream->chunks[0].at_ns > ollama->finished_at_ns.value &&
                    request->created_at_ns.value > ollama->finished_at_ns.value;
    int64_t tolerance_ns = 1000000000; /* clocks may be stepped a little; the views point that out */
    return !overlaps && stream->chunks[0].at_ns >= start_ns - tolerance_ns;
}

/* The answer's own times cannot be told: it keeps its figures. */
static bool drop_mixed_stream(struct ollama *ollama, struct open_stream *open, const struct request *request,
                              struct failure *why)
{
    open->used = false;
    ollama->finished_at_ns = request->created_at_ns;
    return report(ollama, open->line, "mixed-streams",
                  "chunks of several answers of this model stand between each other, so this answer's times cannot be "
                  "told; only its final figures are used",
                  request->model, why);
}

static bool finish_stream(struct ollama *ollama, struct open_stream *open, const struct ollama_object *object,
                          struct request *request, struct failure *why)
{
    struct stream *stream = &open->stream;
    open->used = false;
    request->line = open->line;
    if (open->is_chat)
        request->endpoint = SPAN("chat");
    if (stream->count) {
        ollama->has_finished = stream_is_timed(stream);
        ollama->finished_first_at_ns = stream->chunks[0].at_ns;
        ollama->finished_at_ns = request->created_at_ns;
    }
    if (!stream_add(stream, request->created_at_ns, object->text[RESPONSE], object->text[THINKING]))
        return failure_out_of_memory(why);
    request->response = stream->response;
    request->thinking = stream->thinking;
    if (stream->reordered)
        request->flags |= FLAG_REORDERED;
    stream_summarize(stream, &request->stream);
    return true;
}

/* What the open stream of this model has to do with a final object: it is its beginning; or, where the object has the
 * whole text itself, another answer that never ended; or several answers' chunks. */
static bool join_stream(struct ollama *ollama, const struct ollama_object *object, struct request *request,
                        struct failure *why)
{
    struct open_stream *open = find_stream(ollama, request->model);
    bool has_own_text = object->text[RESPONSE].len || object->text[THINKING].len;
    if (open && chunks_belong(ollama, &open->stream, request))
        return finish_stream(ollama, open, object, request, why);
    if (open && !has_own_text)
        return drop_mixed_stream(ollama, open, request, why);
    kept_text_begin(&ollama->kept, &ollama->sink, &request->response, &request->thinking);
    answer_sizes(object, request);
    return !open || emit_incomplete(ollama, open, NULL, (struct span){0}, why);
}

static bool take_final(struct ollama *ollama, const struct ollama_object *object, const struct surroundings *around,
                       struct failure *why)
{
    struct request request;
    ollama_request(object, around, &request);
    if (!join_stream(ollama, object, &request, why))
        return false;
    if (request.error.ptr)
        request.status = STATUS_ERROR;
    else if (!ollama_object_has_figures(object) && !request.stream.chunk_count.known)
        request.status = request.response.known || object->done == DONE_FALSE ? STATUS_INCOMPLETE : STATUS_LOAD;
    request_judge(&request);
    return kept_text_count(&ollama->sink, &request, why) && ollama->sink.request(ollama->sink.ctx, &request, why);
}

/* An object that is but an error ends the stream that is open, if it is the only one. */
static bool take_error(struct ollama *ollama, const struct ollama_object *object, const struct surroundings *around,
                       struct failure *why)
{
    struct open_stream *only = NULL;
    size_t count = 0;
    for (size_t i = 0; i < STREAMS; i++) {
        if (ollama->streams[i].used) {
            only = &ollama->streams[i];
            count++;
        }
    }
    if (count == 1 && !object->text[MODEL].ptr)
        return emit_incomplete(ollama, only, around, object->text[ERROR_TEXT], why);
    struct request request;
    ollama_request(object, around, &request);
    request.status = STATUS_ERROR;
    return ollama->sink.request(ollama->sink.ctx, &request, why);
}

bool ollama_take(struct ollama *ollama, const struct ollama_object *object, const struct surroundings *around,
                 struct failure *why)
{
    if (object->bad_figures && !report_bad_figures(ollama, object, around->line, why))
        return false;
    bool figures = ollama_object_has_figures(object);
    if (object->done == DONE_ABSENT && object->text[ERROR_TEXT].ptr && !figures)
        return take_error(ollama, object, around, why);
    if (object->done == DONE_FALSE && !figures)
        return take_chunk(ollama, object, around, why);
    return take_final(ollama, object, around, why);
}

bool ollama_end(struct ollama *ollama, struct failure *why)
{
    for (;;) {
        struct open_stream *first = NULL;
        for (size_t i = 0; i < STREAMS; i++) {
            struct open_stream *open = &ollama->streams[i];
            if (open->used && (!first || open->opened < first->opened))
                first = open;
        }
        if (!first)
            return true;
        if (!emit_incomplete(ollama, first, NULL, (struct span){0}, why))
            return false;
    }
}
