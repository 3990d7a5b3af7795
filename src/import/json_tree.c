#include "json_tree.h"

#include <cjson/cJSON.h>
#include <math.h>

static const cJSON *item(const struct json_node *node)
{
    return (const cJSON *)(const void *)node;
}

static const struct json_node *node_of(const cJSON *value)
{
    return (const struct json_node *)(const void *)value;
}

struct json_node *json_parse(struct span text)
{
    return (struct json_node *)(void *)cJSON_ParseWithLength(text.ptr, text.len);
}

void json_free(struct json_node *root)
{
    cJSON_Delete((cJSON *)(void *)root);
}

bool json_is_object(const struct json_node *node)
{
    return cJSON_IsObject(item(node));
}

bool json_is_array(const struct json_node *node)
{
    return cJSON_IsArray(item(node));
}

bool json_is_string(const struct json_node *node)
{
    return cJSON_IsString(item(node));
}

bool json_is_number(const struct json_node *node)
{
    return cJSON_IsNumber(item(node));
}

bool json_is_null(const struct json_node *node)
{
    return cJSON_IsNull(item(node));
}

bool json_is_bool(const struct json_node *node)
{
    return cJSON_IsBool(item(node));
}

bool json_is_true(const struct json_node *node)
{
    return cJSON_IsTrue(item(node));
}

const struct json_node *json_first(const struct json_node *container)
{
    return container ? node_of(item(container)->child) : NULL;
}

const struct json_node *json_next(const struct json_node *node)
{
    return node ? node_of(item(node)->next) : NULL;
}

const char *json_name(const struct json_node *node)
{
    return node ? item(node)->string : NULL;
}

const struct json_node *json_member(const struct json_node *object, const char *name)
{
    return node_of(cJSON_GetObjectItemCaseSensitive(item(object), name));
}

struct span json_text(const struct json_node *node)
{
    return cJSON_IsString(item(node)) ? span_of(item(node)->valuestring) : (struct span){0};
}

/* valueint saturates at 2^31, and a double holds every whole number up to 2^53-1. */
struct maybe json_count(const struct json_node *node)
{
    struct maybe_real real = json_real(node);
    bool whole = real.known && real.value >= 0 && real.value <= 9007199254740991.0 && floor(real.value) == real.value;
    return whole ? maybe_of((int64_t)real.value) : (struct maybe){0};
}

struct maybe_real json_real(const struct json_node *node)
{
    if (!cJSON_IsNumber(item(node)) || !isfinite(item(node)->valuedouble))
        return (struct maybe_real){0};
    return maybe_real_of(item(node)->valuedouble);
}

struct span json_member_text(const struct json_node *object, const char *name)
{
    return json_text(json_member(object, name));
}

struct maybe json_member_count(const struct json_node *object, const char *name)
{
    return json_count(json_member(object, name));
}

struct maybe_real json_member_real(const struct json_node *object, const char *name)
{
    return json_real(json_member(object, name));
}
