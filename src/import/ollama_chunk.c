#include "ollama_chunk.h"

#include "json_bytes.h"

/* --- a chunk like the last one ------------------------------------------------------------------------------------ */

static bool take_part(const char **at, const char *end, const char *part, size_t length)
{
    if ((size_t)(end - *at) < length || memcmp(*at, part, length) != 0)
        return false;
    *at += length;
    return true;
}

/* What stands up to the next quote, if nothing in it is escaped. */
static bool take_plain(const char **at, const char *end, struct span *plain)
{
    const char *start = *at;
    *at = json_string_run(start, end);
    *plain = (struct span){start, (size_t)(*at - start)};
    return *at < end && **at == '"';
}

static size_t take_like(const struct chunk_shape *shape, struct span text, struct ollama_object *object)
{
    const char *at = text.ptr, *end = text.ptr + text.len;
    struct span time, response;
    if (!take_part(&at, end, shape->head, shape->head_length) || !take_plain(&at, end, &time) ||
        !take_part(&at, end, shape->middle, shape->middle_length) || !take_plain(&at, end, &response) ||
        !take_part(&at, end, shape->tail, shape->tail_length))
        return 0;
    *object = shape->object;
    object->text[CREATED_AT] = time;
    object->text[RESPONSE] = response;
    if (object->text[MODEL].ptr)
        object->text[MODEL].ptr = text.ptr + shape->model_start;
    return (size_t)(at - text.ptr);
}

/* --- learning ----------------------------------------------------------------------------------------------------- */

/* Whether the text lies in what was read, rather than in the scratch, and between these two places of it. */
static bool lies_between(struct span text, const char *start, const char *end)
{
    uintptr_t at = (uintptr_t)text.ptr;
    return text.ptr && at >= (uintptr_t)start && at + text.len <= (uintptr_t)end;
}

/* Only what a chunk has. */
static bool is_chunk(const struct ollama_object *object)
{
    for (int i = 0; i < TEXT_COUNT; i++)
        if (object->text[i].ptr && i != MODEL && i != CREATED_AT && i != RESPONSE)
            return false;
    return object->done == DONE_FALSE && !object->bad_figures && !ollama_object_has_figures(object);
}

static void learn(struct chunk_shape *shape, struct span text, const struct ollama_object *object)
{
    const struct span *model = &object->text[MODEL], *time = &object->text[CREATED_AT];
    const struct span *response = &object->text[RESPONSE];
    const char *end = text.ptr + text.len;
    if (!is_chunk(object) || !lies_between(*time, text.ptr, end) ||
        !lies_between(*response, time->ptr + time->len, end) ||
        (model->ptr && !lies_between(*model, text.ptr, time->ptr)))
        return;
    const char *after_time = time->ptr + time->len, *after_response = response->ptr + response->len;
    size_t head = (size_t)(time->ptr - text.ptr), middle = (size_t)(response->ptr - after_time);
    size_t tail = (size_t)(end - after_response);
    if (head > sizeof shape->head || middle > sizeof shape->middle || tail > sizeof shape->tail)
        return;
    memcpy(shape->head, text.ptr, head);
    memcpy(shape->middle, after_time, middle);
    memcpy(shape->tail, after_response, tail);
    shape->head_length = head;
    shape->middle_length = middle;
    shape->tail_length = tail;
    shape->model_start = model->ptr ? (size_t)(model->ptr - text.ptr) : 0;
    shape->object = *object;
}

size_t ollama_chunk(struct chunk_shape *shape, struct span text, struct ollama_object *object, struct buffer *scratch)
{
    size_t used = shape->head_length ? take_like(shape, text, object) : 0;
    if (used)
        return used;
    used = ollama_scan(text, object, scratch);
    if (used)
        learn(shape, span_first(text, used), object);
    return used;
}
