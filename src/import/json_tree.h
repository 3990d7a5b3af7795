/*
 * A JSON value in memory, looked at through accessors: the only place that knows the library that parses it.
 *
 * What is not there, or is of another kind, is NULL, empty or unknown; every accessor takes NULL.
 */
#ifndef EVALRATE_JSON_TREE_H
#define EVALRATE_JSON_TREE_H

#include "span.h"

struct json_node;

/* NULL where `text` is no JSON, or without memory. */
struct json_node *json_parse(struct span text);
void json_free(struct json_node *root);

bool json_is_object(const struct json_node *node);
bool json_is_array(const struct json_node *node);
bool json_is_string(const struct json_node *node);
bool json_is_number(const struct json_node *node);
bool json_is_null(const struct json_node *node);
bool json_is_bool(const struct json_node *node);
bool json_is_true(const struct json_node *node);

/* Members and elements in the order of the text. */
const struct json_node *json_first(const struct json_node *container);
const struct json_node *json_next(const struct json_node *node);

/* The name of a member; NULL for an element. */
const char *json_name(const struct json_node *node);

/* A member by its name; the first one where there are several. */
const struct json_node *json_member(const struct json_node *object, const char *name);

struct span json_text(const struct json_node *node);       /* of a string */
struct maybe json_count(const struct json_node *node);     /* a number that is whole, from 0 to 2^53-1 */
struct maybe_real json_real(const struct json_node *node); /* a finite number */

/* The same of a member. */
struct span json_member_text(const struct json_node *object, const char *name);
struct maybe json_member_count(const struct json_node *object, const char *name);
struct maybe_real json_member_real(const struct json_node *object, const char *name);

#endif
