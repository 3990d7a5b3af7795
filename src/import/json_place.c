/*
 * What a shape may know of the place where its object stands, and do with it (json_shape.h; json.h, rules 2 and 3).
 */
#include "json_state.h"

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

void json_forget_wrappers(struct json *json)
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

/* --- what a shape sees of it -------------------------------------------------------------------------------------- */

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
