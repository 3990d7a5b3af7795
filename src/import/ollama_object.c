#include "ollama_object.h"

/* In the order of how often they are looked up: each chunk of a stream has the first four. */
static const struct member members[] = {
    {{"model", 5}, MEMBER_TEXT, MODEL},
    {{"created_at", 10}, MEMBER_TEXT, CREATED_AT},
    {{"response", 8}, MEMBER_TEXT, RESPONSE},
    {{"done", 4}, MEMBER_DONE, 0},
    {{"total_duration", 14}, MEMBER_FIGURE, TOTAL_DURATION},
    {{"load_duration", 13}, MEMBER_FIGURE, LOAD_DURATION},
    {{"prompt_eval_count", 17}, MEMBER_FIGURE, PROMPT_EVAL_COUNT},
    {{"prompt_eval_duration", 20}, MEMBER_FIGURE, PROMPT_EVAL_DURATION},
    {{"prompt_eval_cached_count", 24}, MEMBER_FIGURE, PROMPT_EVAL_CACHED_COUNT},
    {{"eval_count", 10}, MEMBER_FIGURE, EVAL_COUNT},
    {{"eval_duration", 13}, MEMBER_FIGURE, EVAL_DURATION},
    {{"thinking", 8}, MEMBER_TEXT, THINKING},
    {{"prompt", 6}, MEMBER_TEXT, PROMPT},
    {{"done_reason", 11}, MEMBER_TEXT, DONE_REASON},
    {{"error", 5}, MEMBER_TEXT, ERROR_TEXT},
    {{"remote_host", 11}, MEMBER_TEXT, REMOTE_HOST},
    {{"message", 7}, MEMBER_MESSAGE, MESSAGE},
    {{"context", 7}, MEMBER_SKIP, OTHER},
    {{"embedding", 9}, MEMBER_SKIP, EMBEDDING},
    {{"embeddings", 10}, MEMBER_SKIP, EMBEDDING},
    {{"tool_calls", 10}, MEMBER_SKIP, TOOL_CALLS},
    {{"logprobs", 8}, MEMBER_SKIP, OTHER},
    {{"images", 6}, MEMBER_SKIP, OTHER},
    {{"image", 5}, MEMBER_SKIP, OTHER},
    {{"_debug_info", 11}, MEMBER_SKIP, OTHER},
    {{"question", 8}, MEMBER_GENERAL, OTHER},
    {{"user_prompt", 11}, MEMBER_GENERAL, OTHER},
    {{"input", 5}, MEMBER_GENERAL, OTHER},
    {{"messages", 8}, MEMBER_GENERAL, OTHER},
    {{"request", 7}, MEMBER_GENERAL, OTHER},
    {{"body", 4}, MEMBER_GENERAL, OTHER},
    {{"payload", 7}, MEMBER_GENERAL, OTHER},
    {{"model_name", 10}, MEMBER_GENERAL, OTHER},
    {{"model_id", 8}, MEMBER_GENERAL, OTHER},
    {{"modelName", 9}, MEMBER_GENERAL, OTHER},
    {{"Model", 5}, MEMBER_GENERAL, OTHER},
    {{"response_token/s", 16}, MEMBER_GENERAL, OTHER}, /* Open WebUI's */
    {{"prompt_token/s", 14}, MEMBER_GENERAL, OTHER},
};

static const struct member message_members[] = {
    {{"content", 7}, MEMBER_TEXT, RESPONSE},
    {{"thinking", 8}, MEMBER_TEXT, THINKING},
    {{"tool_calls", 10}, MEMBER_SKIP, TOOL_CALLS},
};

static const struct member unknown = {{NULL, 0}, MEMBER_UNKNOWN, 0};

static const struct member *find(const struct member *table, size_t count, struct span name)
{
    for (size_t i = 0; i < count; i++)
        if (table[i].name.len == name.len && table[i].name.ptr[0] == name.ptr[0] &&
            memcmp(table[i].name.ptr, name.ptr, name.len) == 0)
            return &table[i];
    return &unknown;
}

const struct member *ollama_member(struct span name, bool in_message)
{
    if (in_message)
        return find(message_members, sizeof message_members / sizeof message_members[0], name);
    return find(members, sizeof members / sizeof members[0], name);
}

const char *figure_name(enum figure figure)
{
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (members[i].kind == MEMBER_FIGURE && members[i].index == (int)figure)
            return members[i].name.ptr;
    return "";
}

bool ollama_object_has_figures(const struct ollama_object *object)
{
    for (int i = 0; i < FIGURE_COUNT; i++)
        if (object->figures[i].known)
            return true;
    return false;
}

/* An object that says nothing but an error; other programs' objects have an "error" among much else. */
static bool is_bare_error(const struct ollama_object *object)
{
    return object->text[ERROR_TEXT].ptr && !object->has[OTHER] && !object->text[PROMPT].ptr;
}

bool ollama_object_speaks(const struct ollama_object *object)
{
    bool answers = object->text[RESPONSE].ptr || object->has[MESSAGE] || object->text[CREATED_AT].ptr;
    return ollama_object_has_figures(object) || object->bad_figures || (object->done != DONE_ABSENT && answers) ||
           is_bare_error(object);
}
