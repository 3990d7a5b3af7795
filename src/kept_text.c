#include "kept_text.h"

void kept_text_release(struct kept_text *kept)
{
    buffer_release(&kept->answer);
    buffer_release(&kept->thinking);
}

void kept_text_begin(struct kept_text *kept, const struct sink *sink, struct text_size *answer,
                     struct text_size *thinking)
{
    if (!sink->tokens)
        return;
    buffer_clear(&kept->answer);
    buffer_clear(&kept->thinking);
    answer->kept = &kept->answer;
    thinking->kept = &kept->thinking;
}

static bool count(const struct sink *sink, const struct text_size *size, int64_t *tokens, struct failure *why)
{
    if (!size->kept || !size->kept->len)
        return true;
    return size->kept->failed ? failure_out_of_memory(why)
                              : sink->tokens(sink->ctx, buffer_span(size->kept), tokens, why);
}

bool kept_text_count(const struct sink *sink, struct request *request, struct failure *why)
{
    int64_t tokens = 0;
    bool any =
        (request->response.known && request->response.kept) || (request->thinking.known && request->thinking.kept);
    if (!count(sink, &request->response, &tokens, why) || !count(sink, &request->thinking, &tokens, why))
        return false;
    if (any)
        request->reference_tokens = maybe_of(tokens);
    request->response.kept = request->thinking.kept = NULL;
    return true;
}
