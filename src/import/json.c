#include "json.h"

#include "ollama.h"
#include "json_scan.h"
#include "reader.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

struct json {
    struct sink sink;
    struct json_callbacks callbacks;
    struct ollama *ollama;
    struct buffer scratch; /* decoded strings of the fast parser */
    struct buffer prompt;  /* the question, put together */
    int64_t looks[LOOK_COUNT];
    unsigned nesting; /* of text inside strings inside text */
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
    if (json->ollama && !buffer_reserve(&json->scratch, READER_WINDOW))
        failure_out_of_memory(why);
    else if (json->ollama)
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
    free(json);
}

int64_t json_look_count(const struct json *json, enum look look)
{
    return json->looks[look];
}

bool json_end(struct json *json, struct failure *why)
{
    return ollama_end(json->ollama, why);
}

/* --- a place in the tree ------------------------------------------------------------------------------------------ */

/* The way from the root to the node that is looked at. */
struct path {
    const cJSON *nodes[SCAN_DEPTH + 1];
    size_t length;
};

static struct span string_of(const cJSON *node)
{
    return cJSON_IsString(node) ? span_of(node->valuestring) : (struct span){0};
}

static const cJSON *member_of(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

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

/* Rule 2. */
static struct span model_around(struct json *json, const struct path *path, enum model_from *from)
{
    static const char *const names[] = {"model", "model_name", "model_id", "modelName", "Model"};
    *from = MODEL_FROM_JSON;
    for (size_t depth = path->length; depth-- > 0;) {
        const cJSON *node = path->nodes[depth];
        for (size_t i = 0; cJSON_IsObject(node) && i < sizeof names / sizeof names[0]; i++) {
            struct span model = string_of(member_of(node, names[i]));
            if (model.len)
                return model;
        }
        if (node->string && looks_like_model(span_of(node->string)))
            return span_of(node->string);
    }
    return json->callbacks.model(json->callbacks.ctx, from);
}

static void add_message_texts(struct buffer *prompt, const cJSON *messages)
{
    const cJSON *message;
    cJSON_ArrayForEach(message, messages)
    {
        struct span content = string_of(member_of(message, "content"));
        if (content.len == 0)
            continue;
        if (prompt->len)
            buffer_add_byte(prompt, '\n');
        buffer_add(prompt, content);
    }
}

/* The question that an object holds itself; empty without. */
static struct span question_in(struct json *json, const cJSON *object)
{
    static const char *const names[] = {"prompt", "question", "user_prompt", "input"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct span text = string_of(member_of(object, names[i]));
        if (text.len)
            return text;
    }
    const cJSON *messages = member_of(object, "messages");
    if (!cJSON_IsArray(messages))
        return (struct span){0};
    buffer_clear(&json->prompt);
    add_message_texts(&json->prompt, messages);
    return buffer_span(&json->prompt);
}

/* Rule 3. */
static struct span question_around(struct json *json, const struct path *path)
{
    static const char *const wrappers[] = {"request", "input", "body", "payload"};
    for (size_t depth = path->length; depth-- > 0;) {
        const cJSON *node = path->nodes[depth];
        if (!cJSON_IsObject(node))
            continue;
        struct span question = question_in(json, node);
        for (size_t i = 0; question.len == 0 && i < sizeof wrappers / sizeof wrappers[0]; i++)
            question = question_in(json, member_of(node, wrappers[i]));
        if (question.len)
            return question;
    }
    return (struct span){0};
}

/* --- the shapes --------------------------------------------------------------------------------------------------- */

/* What every shape needs to know of the place where it reads. */
struct place {
    struct json *json;
    const struct path *path; /* ends in the object */
    int64_t line;
    struct span format;
    bool damaged;
};

static void read_figure(struct ollama_object *object, int index, const cJSON *node)
{
    double value = node->valuedouble;
    if (cJSON_IsNull(node))
        return;
    /* Numbers only: valueint saturates at 2^31, and a double holds every whole number up to 2^53-1. */
    if (cJSON_IsNumber(node) && value >= 0 && value <= 9007199254740991.0 && floor(value) == value)
        object->figures[index] = maybe_of((int64_t)value);
    else
        object->bad_figures |= 1u << index;
}

static void read_member(struct ollama_object *object, const struct member *member, const cJSON *node)
{
    switch (member->kind) {
    case MEMBER_FIGURE:
        read_figure(object, member->index, node);
        break;
    case MEMBER_TEXT:
        if (cJSON_IsString(node))
            object->text[member->index] = span_of(node->valuestring);
        break;
    case MEMBER_DONE:
        if (cJSON_IsBool(node))
            object->done = cJSON_IsTrue(node) ? DONE_TRUE : DONE_FALSE;
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

static void read_ollama(const cJSON *node, struct ollama_object *object)
{
    *object = (struct ollama_object){0};
    const cJSON *member, *part;
    cJSON_ArrayForEach(member, node)
    {
        const struct member *known = ollama_member(span_of(member->string), false);
        read_member(object, known, member);
        if (known->kind != MEMBER_MESSAGE || !cJSON_IsObject(member))
            continue;
        cJSON_ArrayForEach(part, member) read_member(object, ollama_member(span_of(part->string), true), part);
    }
}

static struct surroundings surroundings_of(const struct place *place)
{
    struct surroundings around = {.line = place->line, .format = place->format, .recovered = place->damaged};
    around.prompt = question_around(place->json, place->path);
    around.model = model_around(place->json, place->path, &around.model_from);
    return around;
}

static bool take_ollama(const struct place *place, const cJSON *node, bool *claimed, struct failure *why)
{
    struct ollama_object object;
    struct json *json = place->json;
    read_ollama(node, &object);
    bool begun = object.done != DONE_ABSENT || object.text[CREATED_AT].ptr || object.text[RESPONSE].ptr;
    *claimed = ollama_object_speaks(&object) || (place->damaged && begun);
    if (!*claimed)
        return true;
    struct surroundings around = surroundings_of(place);
    if (place->damaged && object.done != DONE_FALSE) {
        struct request head;
        ollama_request(&object, &around, &head);
        if (object.text[RESPONSE].len)
            text_size_add(&head.response, object.text[RESPONSE]);
        return json->callbacks.damaged(json->callbacks.ctx, &head, why);
    }
    json->callbacks.found(json->callbacks.ctx, object.text[MODEL], place->line);
    return ollama_take(json->ollama, &object, &around, why);
}

/* A count of tokens in another API's usage object. */
static struct maybe token_count(const cJSON *usage, const char *name)
{
    struct ollama_object object = {0};
    const cJSON *node = member_of(usage, name);
    if (node)
        read_figure(&object, EVAL_COUNT, node);
    return object.figures[EVAL_COUNT];
}

/* An answer in the manner of OpenAI's chat API: counts of tokens, no times. */
static bool take_openai(const struct place *place, const cJSON *node, bool *claimed, struct failure *why)
{
    struct json *json = place->json;
    const cJSON *usage = member_of(node, "usage");
    if (!cJSON_IsObject(usage) || !cJSON_IsArray(member_of(node, "choices")))
        return true;
    struct surroundings around = surroundings_of(place);
    const cJSON *choice = cJSON_GetArrayItem(member_of(node, "choices"), 0);
    struct request request = {
        .line = place->line,
        .format = SPAN("openai"),
        .endpoint = SPAN("chat"),
        .status = STATUS_PARTIAL,
        .model = around.model,
        .model_from = around.model_from,
        .flags = place->damaged ? FLAG_RECOVERED : 0,
        .done_reason = string_of(member_of(choice, "finish_reason")),
        .prompt_eval_count = token_count(usage, "prompt_tokens"),
        .eval_count = token_count(usage, "completion_tokens"),
        .prompt_eval_cached_count = token_count(member_of(usage, "prompt_tokens_details"), "cached_tokens"),
    };
    *claimed = request.prompt_eval_count.known || request.eval_count.known;
    if (!*claimed)
        return true;
    struct span answer = string_of(member_of(member_of(choice, "message"), "content"));
    if (answer.len)
        text_size_add(&request.response, answer);
    json->callbacks.found(json->callbacks.ctx, request.model, place->line);
    return json->sink.request(json->sink.ctx, &request, why);
}

/* First match wins. */
static const struct shape {
    const char *name;
    bool (*take)(const struct place *place, const cJSON *object, bool *claimed, struct failure *why);
} shapes[] = {
    {"ollama", take_ollama},
    {"openai", take_openai},
};

static bool offer(const struct place *place, const cJSON *object, bool *claimed, struct failure *why)
{
    *claimed = false;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0] && !*claimed; i++)
        if (!shapes[i].take(place, object, claimed, why))
            return false;
    return true;
}

/* --- the walk ----------------------------------------------------------------------------------------------------- */

/* Whether a string may hold measurements itself. Cheap: most strings are short and plain. */
static bool may_hold_text(const cJSON *node)
{
    struct span text = string_of(node);
    if (text.len < 16)
        return false;
    return span_find(text, SPAN("eval_count")) < text.len || span_find(text, SPAN("\"done\"")) < text.len ||
           span_find(text, SPAN("eval rate")) < text.len || span_find(text, SPAN("_duration")) < text.len;
}

/* The answer's and the question's own words are never read for measurements. */
static bool is_own_words(const cJSON *node)
{
    static const char *const names[] = {"response", "content", "thinking", "prompt", "question", "answer", "reasoning"};
    for (size_t i = 0; node->string && i < sizeof names / sizeof names[0]; i++)
        if (strcmp(node->string, names[i]) == 0)
            return true;
    return false;
}

static bool visit_string(struct json *json, const cJSON *node, int64_t line, struct failure *why)
{
    if (json->nesting == NESTING_LIMIT || is_own_words(node) || !may_hold_text(node))
        return true;
    json->nesting++;
    bool done = json->callbacks.text(json->callbacks.ctx, string_of(node), line, why);
    json->nesting--;
    return done;
}

/* The node after `path` in document order, into its children or not; NULL at the end. */
static const cJSON *advance(struct path *path, bool into)
{
    const cJSON *node = path->nodes[path->length - 1];
    if (into && node->child && path->length <= SCAN_DEPTH) {
        path->nodes[path->length++] = node->child;
        return node->child;
    }
    while (path->length > 1) {
        node = path->nodes[path->length - 1];
        if (node->next)
            return path->nodes[path->length - 1] = node->next;
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
        if (path->nodes[depth]->next)
            return false;
    return true;
}

/* How many objects the subtree holds, its root included. */
static size_t count_objects(const cJSON *root)
{
    struct path path = {.nodes = {root}, .length = 1};
    size_t count = 0;
    for (const cJSON *node = root; node; node = advance(&path, true))
        count += cJSON_IsObject(node) ? 1 : 0;
    return count;
}

/* Whether what the path ends in has its turn now: an unfinished value's open objects, and what stands directly in them,
 * wait until they are complete or known to be damaged. */
static bool has_its_turn(const struct json_value *value, struct path *path)
{
    if (!value->unfinished)
        return true;
    bool object = cJSON_IsObject(path->nodes[path->length - 1]);
    path->length -= !object;
    bool open = path->length == 0 || is_open(path, value->open_depth);
    path->length += !object;
    return !open;
}

static bool walk(struct json *json, const cJSON *root, const struct json_value *value, bool *found, struct failure *why)
{
    struct path path = {.nodes = {root}, .length = 1};
    size_t objects = 0;
    for (const cJSON *node = root; node;) {
        bool claimed = false, object = cJSON_IsObject(node);
        if (object && has_its_turn(value, &path)) {
            int64_t inside = value->object_lines ? value->object_lines[objects] : 0;
            struct place place = {json, &path, value->line + inside, value->format, is_open(&path, value->open_depth)};
            if (!offer(&place, node, &claimed, why))
                return false;
            *found = *found || claimed;
        } else if (cJSON_IsString(node) && has_its_turn(value, &path) && !visit_string(json, node, value->line, why)) {
            return false;
        }
        objects += claimed ? count_objects(node) : object ? 1 : 0;
        node = advance(&path, !claimed);
    }
    return true;
}

static enum look look_of(const cJSON *root)
{
    bool asks = member_of(root, "prompt") || member_of(root, "messages");
    if (asks && member_of(root, "model"))
        return LOOK_REQUEST_BODY;
    if (cJSON_IsArray(member_of(root, "models")) || member_of(root, "modelfile") || member_of(root, "digest"))
        return LOOK_MODEL_LIST;
    if (member_of(root, "response") || member_of(root, "answer") || member_of(root, "question"))
        return LOOK_ANSWER_ONLY;
    return LOOK_OTHER_JSON;
}

bool json_value(struct json *json, const struct json_value *value, struct failure *why)
{
    cJSON *root = cJSON_ParseWithLength(value->text.ptr, value->text.len);
    if (!root) {
        struct problem problem = {.line = value->line,
                                  .code = "unreadable-json",
                                  .message = "this JSON object cannot be read",
                                  .excerpt = span_first(value->text, 80)};
        return json->sink.problem(json->sink.ctx, &problem, why);
    }
    bool found = false;
    bool done = walk(json, root, value, &found, why);
    if (!found && value->open_depth == 0)
        json->looks[look_of(root)]++;
    cJSON_Delete(root);
    return done;
}

bool json_fast(struct json *json, struct span text, int64_t line, size_t *used, struct failure *why)
{
    struct ollama_object object;
    *used = ollama_scan(text, &object, &json->scratch);
    if (*used == 0)
        return true;
    struct surroundings around = {.line = line, .format = SPAN("ollama")};
    if (!object.text[MODEL].len)
        around.model = json->callbacks.model(json->callbacks.ctx, &around.model_from);
    json->callbacks.found(json->callbacks.ctx, object.text[MODEL], line);
    return ollama_take(json->ollama, &object, &around, why);
}
