/*
 * Ollama's own objects, read by the table of its members (ollama_object.h). A damaged one says what stands before the
 * damage.
 */
#include "json_state.h"

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

bool take_ollama(const struct place *place, const struct json_node *node, bool *claimed, struct failure *why)
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
