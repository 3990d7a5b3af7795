#include "json_state.h"

#include <stdlib.h>

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
    for (size_t i = 0; i < DOCKER_STREAMS; i++)
        buffer_release(&json->docker[i].text);
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
            if (!json_offer(&place, node, &claimed, why))
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
    json_forget_wrappers(json);
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
