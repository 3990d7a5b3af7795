#include "json.h"

#include "chat_stream.h"
#include "json_scan.h"
#include "json_shape.h"
#include "kept_text.h"
#include "ollama_chunk.h"

#include <stdlib.h>

/* What an object says of the measurements in it. It is looked up once for all of them: there may be many, and the
 * object may have many members or a long question. */
struct wrapper {
    const struct json_node *node;
    struct span model;
    struct question question;
};

struct json {
    struct sink sink;
    struct json_callbacks callbacks;
    struct ollama *ollama;
    struct chat_stream stream; /* of other servers' manner */
    struct buffer scratch;     /* decoded strings of the fast parser */
    struct chunk_shape shape;  /* of the last chunk that it read */
    struct buffer prompt;      /* the question, put together */
    struct kept_text kept;     /* of the request that is being put together */
    int64_t looks[LOOK_COUNT];
    unsigned nesting; /* of text inside strings inside text */
    size_t wrapper_count;
    struct wrapper wrappers[SCAN_DEPTH + 1]; /* by their depth */
};

enum { NESTING_LIMIT = 3 };

struct json *json_open(struct sink sink, const struct json_callbacks *callbacks, struct failure *why)
{
    struct json *json = calloc(1, sizeof *json);
    if (!json) {
        failure_out_of_memory(why);
        return NULL;
    }
    json->sink = sink;
    json->callbacks = *callbacks;
    json->ollama = ollama_open(sink, why);
    if (json->ollama)
        return json;
    json_close(json);
    return NULL;
}

void json_close(struct json *json)
{
    if (!json)
        return;
    ollama_close(json->ollama);
    buffer_release(&json->scratch);
    buffer_release(&json->prompt);
    kept_text_release(&json->kept);
    chat_stream_release(&json->stream);
    free(json);
}

int64_t json_look_count(const struct json *json, enum look look)
{
    return json->looks[look];
}

bool json_exchange_end(struct json *json, struct failure *why)
{
    return chat_stream_end(&json->stream, json->sink, why);
}

bool json_end(struct json *json, struct failure *why)
{
    return ollama_end(json->ollama, why) && chat_stream_end(&json->stream, json->sink, why);
}

/* --- a place in the tree ------------------------------------------------------------------------------------------ */

/* The way from the root to the node that is looked at. */
struct path {
    const struct json_node *nodes[SCAN_DEPTH + 1];
    size_t length;
};

/* A name such as "llama3.2:3b": what people key their results by. */
static bool looks_like_model(struct span name)
{
    size_t colon = span_find_byte(name, ':');
    if (colon == 0 || colon + 1 >= name.len || name.len > 160)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("._-/:", c);
        if (!fits || !c)
            return false;
    }
    char first = name.ptr[0], next = name.ptr[colon + 1];
    return first != '/' && first != '.' && next != '/' && !(first >= '0' && first <= '9');
}

static struct span model_in(const struct json_node *node)
{
    static const char *const names[] = {"model", "model_name", "model_id", "modelName", "Model", "model_instance_id"};
    for (size_t i = 0; json_is_object(node) && i < sizeof names / sizeof names[0]; i++) {
        struct span model = json_text(json_member(node, names[i]));
        if (model.len)
            return model;
    }
    bool is_name = json_name(node) && looks_like_model(span_of(json_name(node)));
    return is_name ? span_of(json_name(node)) : (struct span){0};
}

static void add_message_texts(struct buffer *prompt, const struct json_node *messages)
{
    for (const struct json_node *message = json_first(messages); message; message = json_next(message)) {
        struct span content = json_text(json_member(message, "content"));
        if (content.len == 0)
            continue;
        if (prompt->len)
            buffer_add_byte(prompt, '\n');
        buffer_add(prompt, content);
    }
}

/* The question that an object holds itself; empty without. */
static struct span question_in(struct json *json, const struct json_node *object)
{
    static const char *const names[] = {"prompt", "question", "user_prompt", "input"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct span text = json_text(json_member(object, names[i]));
        if (text.len)
            return text;
    }
    const struct json_node *messages = json_member(object, "messages");
    if (!json_is_array(messages))
        return (struct span){0};
    buffer_clear(&json->prompt);
    add_message_texts(&json->prompt, messages);
    return buffer_span(&json->prompt);
}

/* The question that an object holds itself or in one of its members; empty without. */
static struct span question_beside(struct json *json, const struct json_node *object)
{
    static const char *const names[] = {"request", "input", "body", "payload"};
    struct span question = question_in(json, object);
    for (size_t i = 0; question.len == 0 && i < sizeof names / sizeof names[0]; i++)
        question = question_in(json, json_member(object, names[i]));
    return question;
}

static const struct wrapper *wrapper_at(struct json *json, const struct path *path, size_t depth)
{
    struct wrapper *wrapper = &json->wrappers[depth];
    const struct json_node *node = path->nodes[depth];
    if (wrapper->node == node)
        return wrapper;
    *wrapper = (struct wrapper){.node = node, .model = model_in(node)};
    if (json_is_object(node))
        wrapper->question = question_of(question_beside(json, node));
    if (depth >= json->wrapper_count)
        json->wrapper_count = depth + 1;
    return wrapper;
}

/* The next tree may have its nodes at the same addresses. */
static void forget_wrappers(struct json *json)
{
    for (size_t depth = 0; depth < json->wrapper_count; depth++)
        json->wrappers[depth].node = NULL;
    json->wrapper_count = 0;
}

/* Rule 2. */
static struct span model_around(struct json *json, const struct path *path, enum model_from *from)
{
    *from = MODEL_FROM_JSON;
    for (size_t depth = path->length; depth-- > 0;)
        if (wrapper_at(json, path, depth)->model.len)
            return wrapper_at(json, path, depth)->model;
    return json->callbacks.model(json->callbacks.ctx, from);
}

/* Rule 3. */
static struct question question_around(struct json *json, const struct path *path)
{
    for (size_t depth = path->length; depth-- > 0;)
        if (wrapper_at(json, path, depth)->question.hash.known)
            return wrapper_at(json, path, depth)->question;
    return (struct question){0};
}

/* --- the shapes --------------------------------------------------------------------------------------------------- */

struct place {
    struct json *json;
    const struct path *path; /* ends in the object */
    int64_t line;
    struct span format;
    bool damaged;
};

const struct json_node *place_around(const struct place *place, size_t up)
{
    return place->path->length > up ? place->path->nodes[place->path->length - 1 - up] : NULL;
}

struct columns *place_columns(const struct place *place)
{
    return place->json->callbacks.columns;
}

int64_t place_line(const struct place *place)
{
    return place->line;
}

struct sink place_sink(const struct place *place)
{
    return place->json->sink;
}

bool place_is_damaged(const struct place *place)
{
    return place->damaged;
}

struct surroundings place_surroundings(const struct place *place)
{
    struct surroundings around = {.line = place->line, .format = place->format, .recovered = place->damaged};
    around.question = question_around(place->json, place->path);
    around.model = model_around(place->json, place->path, &around.model_from);
    return around;
}

struct request place_request(const struct place *place, const char *format)
{
    struct surroundings around = place_surroundings(place);
    struct request request = {
        .line = place->line,
        .format = span_of(format),
        .model = around.model,
        .model_from = around.model_from,
        .flags = place->damaged ? FLAG_RECOVERED : 0,
        .prompt = around.question.size,
        .prompt_hash = around.question.hash,
    };
    return request;
}

void place_keep_text(const struct place *place, struct request *request)
{
    kept_text_begin(&place->json->kept, &place->json->sink, &request->response, &request->thinking);
}

bool place_put_request(const struct place *place, struct request *request, struct failure *why)
{
    struct json *json = place->json;
    if (request->model.len == 0)
        request->model_from = MODEL_FROM_NONE;
    request_judge(request);
    request_check_rates(request);
    json->callbacks.found(json->callbacks.ctx, request->model, place->line);
    return kept_text_count(&json->sink, request, why) && json->sink.request(json->sink.ctx, request, why);
}

bool place_put_benchmark(const struct place *place, struct benchmark *benchmark, struct failure *why)
{
    struct json *json = place->json;
    benchmark->line = place->line;
    return !json->sink.benchmark || json->sink.benchmark(json->sink.ctx, benchmark, why);
}

bool place_put_model(const struct place *place, struct model_fact *fact, struct failure *why)
{
    struct json *json = place->json;
    fact->line = place->line;
    return !json->sink.model || json->sink.model(json->sink.ctx, fact, why);
}

bool place_put_server(const struct place *place, struct server_fact *fact, struct failure *why)
{
    struct json *json = place->json;
    fact->line = place->line;
    return !json->sink.server || json->sink.server(json->sink.ctx, fact, why);
}

bool place_put_problem(const struct place *place, const char *code, const char *message, struct failure *why)
{
    struct json *json = place->json;
    struct problem problem = {.line = place->line, .code = code, .message = message};
    return json->sink.problem(json->sink.ctx, &problem, why);
}

bool place_read_text(const struct place *place, struct span text, struct maybe client_ttft_ns, struct failure *why)
{
    struct json *json = place->json;
    if (json->nesting == NESTING_LIMIT)
        return true;
    json->nesting++;
    json->callbacks.client_ttft(json->callbacks.ctx, client_ttft_ns);
    bool done = json->callbacks.text(json->callbacks.ctx, text, place->line, why) &&
                chat_stream_end(&json->stream, json->sink, why);
    json->callbacks.client_ttft(json->callbacks.ctx, (struct maybe){0});
    json->nesting--;
    return done;
}

bool place_put_exchange(const struct place *place, struct maybe first_byte_ns, struct maybe total_ns,
                        struct failure *why)
{
    struct json *json = place->json;
    return json->callbacks.exchange(json->callbacks.ctx, first_byte_ns, total_ns, why);
}

static void read_figure(struct ollama_object *object, int index, const struct json_node *node)
{
    if (json_is_null(node))
        return;
    object->figures[index] = json_count(node);
    if (!object->figures[index].known)
        object->bad_figures |= 1u << index;
}

static void read_member(struct ollama_object *object, const struct member *member, const struct json_node *node)
{
    switch (member->kind) {
    case MEMBER_FIGURE:
        read_figure(object, member->index, node);
        break;
    case MEMBER_TEXT:
        if (json_is_string(node))
            object->text[member->index] = json_text(node);
        break;
    case MEMBER_DONE:
        if (json_is_bool(node))
            object->done = json_is_true(node) ? DONE_TRUE : DONE_FALSE;
        break;
    case MEMBER_MESSAGE:
    case MEMBER_SKIP:
    case MEMBER_GENERAL:
        object->has[member->index] = true;
        break;
    case MEMBER_UNKNOWN:
        object->has[OTHER] = true;
        break;
    }
}

static void read_message(struct ollama_object *object, const struct json_node *message)
{
    for (const struct json_node *part = json_first(message); part; part = json_next(part))
        read_member(object, ollama_member(span_of(json_name(part)), true), part);
}

void json_read_ollama(const struct json_node *object, struct ollama_object *out)
{
    *out = (struct ollama_object){0};
    for (const struct json_node *member = json_first(object); member; member = json_next(member)) {
        const struct member *known = ollama_member(span_of(json_name(member)), false);
        read_member(out, known, member);
        if (known->kind == MEMBER_MESSAGE && json_is_object(member))
            read_message(out, member);
    }
}

bool place_put_ollama(const struct place *place, const struct ollama_object *object, struct failure *why)
{
    struct json *json = place->json;
    struct surroundings around = place_surroundings(place);
    json->callbacks.found(json->callbacks.ctx, object->text[MODEL], place->line);
    return ollama_take(json->ollama, object, &around, why);
}

/* The readable half of a damaged object: the transcript knows whether lines follow that hold the other. */
static bool put_damaged(const struct place *place, const struct ollama_object *object, struct failure *why)
{
    struct json *json = place->json;
    struct surroundings around = place_surroundings(place);
    struct request head;
    ollama_request(object, &around, &head);
    if (object->text[RESPONSE].len)
        text_size_add(&head.response, object->text[RESPONSE]);
    return json->callbacks.damaged(json->callbacks.ctx, &head, why);
}

static bool take_ollama(const struct place *place, const struct json_node *node, bool *claimed, struct failure *why)
{
    struct ollama_object object;
    json_read_ollama(node, &object);
    bool begun = object.done != DONE_ABSENT || object.text[CREATED_AT].ptr || object.text[RESPONSE].ptr;
    *claimed = ollama_object_speaks(&object) || (place->damaged && begun);
    if (!*claimed)
        return true;
    if (place->damaged && object.done != DONE_FALSE)
        return put_damaged(place, &object, why);
    return place_put_ollama(place, &object, why);
}

static bool take_openai_event(const struct place *place, const struct json_node *node, bool *claimed,
                              struct failure *why)
{
    return chat_stream_openai(&place->json->stream, place, node, claimed, why);
}

static bool take_anthropic_event(const struct place *place, const struct json_node *node, bool *claimed,
                                 struct failure *why)
{
    return chat_stream_anthropic(&place->json->stream, place, node, claimed, why);
}

struct maybe ns_of_s(struct maybe_real s)
{
    double ns = s.value * 1e9;
    bool fits = s.known && ns >= 0 && ns <= 9007199254740991.0;
    return fits ? maybe_of((int64_t)(ns + 0.5)) : (struct maybe){0};
}

struct maybe instant_of_s(struct maybe_real s)
{
    bool fits = s.known && s.value >= 0 && s.value < 9.2e9;
    return fits ? maybe_of((int64_t)(s.value * 1e6 + 0.5) * 1000) : (struct maybe){0};
}

struct maybe ns_of_ms(struct maybe_real ms)
{
    return ns_of_s((struct maybe_real){ms.value / 1e3, ms.known});
}

struct maybe_real rate_of(struct maybe_real rate)
{
    return rate.value > 0 ? rate : (struct maybe_real){0};
}

struct maybe sum_of(struct maybe a, struct maybe b)
{
    return (struct maybe){a.value + b.value, a.known && b.known};
}

/* First match wins. */
static const struct shape {
    const char *name;
    bool (*take)(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why);
} shapes[] = {
    {"Open WebUI", take_open_webui},
    {"Ollama", take_ollama},
    {"an event of OpenAI's streams", take_openai_event},
    {"an event of Anthropic's streams", take_anthropic_event},
    {"llama.cpp", take_llama_cpp},
    {"LM Studio", take_lm_studio},
    {"LM Studio, its statistics alone", take_lm_studio_stats},
    {"OpenAI", take_openai},
    {"Anthropic", take_anthropic},
    {"OpenRouter", take_openrouter},
    {"what curl -w says", take_curl_times},
    {"an exchange of a HAR file", take_har},
    {"vLLM", take_vllm},
    {"llama-bench", take_llama_bench},
    {"a model, as Ollama's tags, ps and show have it", take_model},
    {"a version, as Ollama tells its own", take_version},
    {"a line of llama.cpp's old server", take_engine_line},
    {"GuideLLM", take_guidellm},
    {"GuideLLM, its statistics", take_guidellm_summary},
    {"AIPerf", take_aiperf},
    {"AIPerf, its statistics", take_aiperf_summary},
    {"LLMPerf", take_llmperf},
    {"LLMPerf, its statistics", take_llmperf_summary},
    {"figures under names of a person's own", take_own_figures},
};

static bool offer(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    *claimed = false;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0] && !*claimed; i++)
        if (!shapes[i].take(place, object, claimed, why))
            return false;
    return true;
}

/* --- the walk ----------------------------------------------------------------------------------------------------- */

/* Whether a string may hold measurements itself. Cheap: most strings are short and plain. */
static bool may_hold_text(const struct json_node *node)
{
    struct span text = json_text(node);
    if (text.len < 16)
        return false;
    static const struct span signs[] = {
        {"eval_count", 10}, {"\"done\"", 6}, {"eval rate", 9},     {"_duration", 9},
        {"[GIN] ", 6},      {" time ", 6},   {"general.name", 12}, {" msg=", 5},
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (span_find(text, signs[i]) < text.len)
            return true;
    return false;
}

/* The answer's and the question's own words are never read for measurements. */
static bool is_own_words(const struct json_node *node)
{
    static const char *const names[] = {"response", "content", "thinking", "prompt", "question", "answer", "reasoning"};
    for (size_t i = 0; json_name(node) && i < sizeof names / sizeof names[0]; i++)
        if (strcmp(json_name(node), names[i]) == 0)
            return true;
    return false;
}

static bool visit_string(struct json *json, const struct json_node *node, int64_t line, struct failure *why)
{
    if (json->nesting == NESTING_LIMIT || is_own_words(node) || !may_hold_text(node))
        return true;
    json->nesting++;
    bool done = json->callbacks.text(json->callbacks.ctx, json_text(node), line, why);
    json->nesting--;
    return done;
}

static bool put_bad_bytes(struct json *json, int64_t line, struct failure *why)
{
    struct problem problem = {
        .line = line,
        .code = "journal-bytes",
        .message = "the bytes of this journal's MESSAGE are cut or no bytes, and cannot be read; save it again",
    };
    return json->sink.problem(json->sink.ctx, &problem, why);
}

/* The bytes of a journal's line that is no plain text: `journalctl -o json` has them as numbers. False where the array
 * holds anything else. */
static bool bytes_of(const struct json_node *array, struct buffer *bytes)
{
    for (const struct json_node *byte = json_first(array); byte; byte = json_next(byte)) {
        struct maybe value = json_count(byte);
        if (!value.known || value.value > 255)
            return false;
        buffer_add_byte(bytes, (char)(unsigned char)value.value);
    }
    return true;
}

static bool visit_array(struct json *json, const struct json_node *node, bool cut, int64_t line, struct failure *why)
{
    bool message = json_name(node) && strcmp(json_name(node), "MESSAGE") == 0;
    if (!message || json->nesting == NESTING_LIMIT)
        return true;
    struct buffer bytes = {0};
    bool done = true, is_text = !cut && bytes_of(node, &bytes);
    json->nesting++;
    if (bytes.failed)
        done = failure_out_of_memory(why);
    else if (is_text)
        done = json->callbacks.text(json->callbacks.ctx, buffer_span(&bytes), line, why);
    else
        done = put_bad_bytes(json, line, why);
    json->nesting--;
    buffer_release(&bytes);
    return done;
}

/* The node after `path` in document order, into its children or not; NULL at the end. */
static const struct json_node *advance(struct path *path, bool into)
{
    const struct json_node *node = path->nodes[path->length - 1];
    if (into && json_first(node) && path->length <= SCAN_DEPTH)
        return path->nodes[path->length++] = json_first(node);
    while (path->length > 1) {
        node = path->nodes[path->length - 1];
        if (json_next(node))
            return path->nodes[path->length - 1] = json_next(node);
        path->length--;
    }
    return NULL;
}

/* Whether the path's end is not complete: it and all around it were closed by hand, each the last child of the one
 * before. */
static bool is_open(const struct path *path, size_t open_depth)
{
    if (path->length > open_depth)
        return false;
    for (size_t depth = 1; depth < path->length; depth++)
        if (json_next(path->nodes[depth]))
            return false;
    return true;
}

/* How many objects the subtree holds, its root included. */
static size_t count_objects(const struct json_node *root)
{
    struct path path = {.nodes = {root}, .length = 1};
    size_t count = 0;
    for (const struct json_node *node = root; node; node = advance(&path, true))
        count += json_is_object(node) ? 1 : 0;
    return count;
}

/* Whether what the path ends in has its turn now: an unfinished value's open objects, and what stands directly in them,
 * wait until they are complete or known to be damaged. */
static bool has_its_turn(const struct json_value *value, struct path *path)
{
    if (!value->unfinished)
        return true;
    bool object = json_is_object(path->nodes[path->length - 1]);
    path->length -= !object;
    bool open = path->length == 0 || is_open(path, value->open_depth);
    path->length += !object;
    return !open;
}

/* What is no object, where the path ends. */
static bool visit_other(struct json *json, const struct json_value *value, struct path *path, struct failure *why)
{
    const struct json_node *node = path->nodes[path->length - 1];
    bool open = is_open(path, value->open_depth);
    if (json_is_string(node))
        return !has_its_turn(value, path) || visit_string(json, node, value->line, why);
    return !json_is_array(node) || (value->unfinished && open) || visit_array(json, node, open, value->line, why);
}

static bool walk(struct json *json, const struct json_node *root, const struct json_value *value, bool *found,
                 struct failure *why)
{
    struct path path = {.nodes = {root}, .length = 1};
    size_t objects = 0;
    for (const struct json_node *node = root; node;) {
        bool claimed = false, object = json_is_object(node);
        if (object && has_its_turn(value, &path)) {
            int64_t inside = value->object_lines ? value->object_lines[objects] : 0;
            struct place place = {json, &path, value->line + inside, value->format, is_open(&path, value->open_depth)};
            if (!offer(&place, node, &claimed, why))
                return false;
            *found = *found || claimed;
        } else if (!object && !visit_other(json, value, &path, why)) {
            return false;
        }
        objects += claimed ? count_objects(node) : object ? 1 : 0;
        node = advance(&path, !claimed);
    }
    return true;
}

static enum look look_of(const struct json_node *root)
{
    bool asks = json_member(root, "prompt") || json_member(root, "messages");
    if (asks && json_member(root, "model"))
        return LOOK_REQUEST_BODY;
    if (json_is_array(json_member(root, "models")) || json_member(root, "modelfile") || json_member(root, "digest"))
        return LOOK_MODEL_LIST;
    if (json_member(root, "response") || json_member(root, "answer") || json_member(root, "question"))
        return LOOK_ANSWER_ONLY;
    return LOOK_OTHER_JSON;
}

bool json_value(struct json *json, const struct json_value *value, struct failure *why)
{
    struct json_node *root = json_parse(value->text);
    if (!root) {
        struct problem problem = {.line = value->line,
                                  .code = "unreadable-json",
                                  .message = "this JSON object cannot be read",
                                  .excerpt = span_first(value->text, 80)};
        return json->sink.problem(json->sink.ctx, &problem, why);
    }
    bool found = false;
    bool done = walk(json, root, value, &found, why);
    forget_wrappers(json);
    if (!found && value->open_depth == 0)
        json->looks[look_of(root)]++;
    json_free(root);
    return done;
}

bool json_fast(struct json *json, struct span text, int64_t line, size_t *used, struct failure *why)
{
    struct ollama_object object;
    buffer_clear(&json->scratch);
    if (!buffer_reserve(&json->scratch, text.len))
        return failure_out_of_memory(why);
    *used = ollama_chunk(&json->shape, text, &object, &json->scratch);
    if (*used == 0)
        return true;
    struct surroundings around = {.line = line, .format = SPAN("ollama")};
    if (!object.text[MODEL].len)
        around.model = json->callbacks.model(json->callbacks.ctx, &around.model_from);
    json->callbacks.found(json->callbacks.ctx, object.text[MODEL], line);
    return ollama_take(json->ollama, &object, &around, why);
}
