/*
 * Answers of servers and their clients: one object, one request.
 *
 *  1. llama.cpp (and what imitates it): `timings`, in milliseconds. prompt_n leaves cached tokens out, so the prompt's
 *     count is prompt_n + cache_n where the latter is told. -1 means unset. `total time` would only be the sum of both
 *     phases, so the whole stays unknown.
 *  2. LM Studio: `stats`, in seconds; the two versions of its REST interface and its SDKs have names of their own. The
 *     SDKs' totalTimeSec is the time of the answer's tokens where the rate says so, else nobody knows what it is.
 *  3. OpenAI's manner: `usage` counts tokens; Groq adds times in seconds, OpenRouter's /generation milliseconds.
 *     OpenRouter's `latency` is said to be the whole, yet is mostly the time to the first token: it is taken where it
 * is shorter than the answer's time, which the whole cannot be.
 *     Anthropic's input_tokens leave out what went through its cache, which stands beside them.
 *  4. Open WebUI writes Ollama's names with 0 where Ollama said nothing, and rates of its own.
 */
#include "json_shape.h"

#include <math.h>

/* Counts that are no counts (-1) and durations likewise are unknown. */
static struct maybe ms_of(const struct json_node *object, const char *name)
{
    return ns_of_ms(json_member_real(object, name));
}

static struct maybe s_of(const struct json_node *object, const char *name)
{
    return ns_of_s(json_member_real(object, name));
}

static struct maybe_real rate_in(const struct json_node *object, const char *name)
{
    return rate_of(json_member_real(object, name));
}

/* --- what all answers in OpenAI's manner share -------------------------------------------------------------------- */

/* The texts of `choices`, and why they ended. */
static void read_choices(const struct json_node *object, struct request *request)
{
    const struct json_node *choice = json_first(json_member(object, "choices"));
    const struct json_node *message = json_member(choice, "message");
    struct span answer = json_member_text(message, "content"),
                thinking = json_member_text(message, "reasoning_content");
    if (!message)
        answer = json_member_text(choice, "text");
    if (thinking.len == 0)
        thinking = json_member_text(message, "reasoning");
    if (answer.len)
        text_size_add(&request->response, answer);
    if (thinking.len)
        text_size_add(&request->thinking, thinking);
    request->done_reason = json_member_text(choice, "finish_reason");
    if (choice)
        request->endpoint = message ? SPAN("chat") : SPAN("generate");
}

/* --- llama.cpp ---------------------------------------------------------------------------------------------------- */

/* Of /completion; those of chat completions are events (chat_stream.h). */
static bool is_piece_of_stream(const struct json_node *object)
{
    const struct json_node *stop = json_member(object, "stop");
    return json_is_bool(stop) && !json_is_true(stop);
}

void json_read_timings(const struct json_node *timings, struct request *request)
{
    struct maybe cached = json_member_count(timings, "cache_n"), processed = json_member_count(timings, "prompt_n");
    request->prompt_eval_count = cached.known ? sum_of(processed, cached) : processed;
    request->prompt_eval_cached_count = cached;
    request->prompt_eval_duration_ns = ms_of(timings, "prompt_ms");
    request->eval_count = json_member_count(timings, "predicted_n");
    request->eval_duration_ns = ms_of(timings, "predicted_ms");
    request->reported_prompt_eval_rate_tok_s = rate_in(timings, "prompt_per_second");
    request->reported_eval_rate_tok_s = rate_in(timings, "predicted_per_second");
}

bool take_llama_cpp(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    const struct json_node *timings = json_member(object, "timings");
    *claimed = json_member(timings, "prompt_ms") && json_member(timings, "predicted_ms");
    if (!*claimed || is_piece_of_stream(object))
        return true;
    struct request request = place_request(place, "llama.cpp");
    place_keep_text(place, &request);
    read_choices(object, &request);
    json_read_timings(timings, &request);
    struct span content = json_member_text(object, "content");
    if (content.len)
        text_size_add(&request.response, content);
    if (json_member(object, "content"))
        request.endpoint = SPAN("generate");
    request.status = STATUS_PARTIAL;
    return place_put_request(place, &request, why);
}

/* --- LM Studio ---------------------------------------------------------------------------------------------------- */

static void add_message(struct request *request, const struct json_node *message)
{
    struct span type = json_member_text(message, "type"), content = json_member_text(message, "content");
    if (content.len && span_equal(type, SPAN("message")))
        text_size_add(&request->response, content);
    else if (content.len && span_equal(type, SPAN("reasoning")))
        text_size_add(&request->thinking, content);
}

bool take_lm_studio(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    const struct json_node *stats = json_member(object, "stats"), *usage = json_member(object, "usage");
    bool old = json_member(stats, "time_to_first_token") && usage, new = json_member(stats, "total_output_tokens");
    *claimed = json_member(stats, "tokens_per_second") && (old || new);
    if (!*claimed)
        return true;
    struct request request = place_request(place, "lm-studio");
    place_keep_text(place, &request);
    read_choices(object, &request);
    for (const struct json_node *item = json_first(json_member(object, "output")); item; item = json_next(item))
        add_message(&request, item);
    request.status = STATUS_PARTIAL;
    request.prompt_eval_count =
        new ? json_member_count(stats, "input_tokens") : json_member_count(usage, "prompt_tokens");
    request.eval_count =
        new ? json_member_count(stats, "total_output_tokens") : json_member_count(usage, "completion_tokens");
    request.eval_duration_ns = s_of(stats, "generation_time");
    request.load_duration_ns = s_of(stats, "model_load_time_seconds");
    request.reported_ttft_ns = s_of(stats, new ? "time_to_first_token_seconds" : "time_to_first_token");
    request.reported_eval_rate_tok_s = rate_in(stats, "tokens_per_second");
    return place_put_request(place, &request, why);
}

/* The names of its SDKs: JavaScript's, Python's. */
static const struct sdk_names {
    const char *rate, *ttft, *total, *prompt_count, *eval_count, *reason;
} sdks[] = {
    {"tokensPerSecond", "timeToFirstTokenSec", "totalTimeSec", "promptTokensCount", "predictedTokensCount",
     "stopReason"},
    {"tokens_per_second", "time_to_first_token_sec", "total_time_sec", "prompt_tokens_count", "predicted_tokens_count",
     "stop_reason"},
};

/* Rule 2. */
static struct maybe answer_duration(const struct request *request, struct maybe total)
{
    double count = (double)request->eval_count.value, rate = request->reported_eval_rate_tok_s.value;
    bool known = total.known && total.value > 0 && request->eval_count.known && request->reported_eval_rate_tok_s.known;
    if (!known || fabs(count * 1e9 / (double)total.value / rate - 1) > 0.001)
        return (struct maybe){0};
    return total;
}

bool take_lm_studio_stats(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    for (size_t i = 0; i < sizeof sdks / sizeof *sdks && !*claimed; i++) {
        const struct sdk_names *names = &sdks[i];
        *claimed = json_member(object, names->rate) && json_member(object, names->eval_count);
        if (!*claimed)
            continue;
        struct request request = place_request(place, "lm-studio");
        place_keep_text(place, &request);
        request.status = STATUS_PARTIAL;
        request.prompt_eval_count = json_member_count(object, names->prompt_count);
        request.eval_count = json_member_count(object, names->eval_count);
        request.reported_eval_rate_tok_s = rate_in(object, names->rate);
        request.reported_ttft_ns = s_of(object, names->ttft);
        request.eval_duration_ns = answer_duration(&request, s_of(object, names->total));
        request.done_reason = json_member_text(object, names->reason);
        return place_put_request(place, &request, why);
    }
    return true;
}

/* --- OpenAI's manner ---------------------------------------------------------------------------------------------- */

/* Groq: seconds; total_time is the sum of both phases, without the time in its queue. */
static void read_groq_times(const struct json_node *usage, struct request *request)
{
    if (!json_member(usage, "completion_time") || !json_member(usage, "total_time"))
        return;
    request->format = SPAN("groq");
    request->prompt_eval_duration_ns = s_of(usage, "prompt_time");
    request->eval_duration_ns = s_of(usage, "completion_time");
    request->total_duration_ns = sum_of(s_of(usage, "queue_time"), s_of(usage, "total_time"));
    if (request->total_duration_ns.known)
        request->flags |= FLAG_DERIVED;
}

/* Counts by the names of the two interfaces: chat completions, responses. */
static void read_usage(const struct json_node *usage, struct request *request)
{
    bool new = json_member(usage, "input_tokens") != NULL;
    request->prompt_eval_count = json_member_count(usage, new ? "input_tokens" : "prompt_tokens");
    request->eval_count = json_member_count(usage, new ? "output_tokens" : "completion_tokens");
    const struct json_node *details = json_member(usage, new ? "input_tokens_details" : "prompt_tokens_details");
    request->prompt_eval_cached_count = json_member_count(details, "cached_tokens");
    read_groq_times(usage, request);
}

static void read_output(const struct json_node *object, struct request *request)
{
    for (const struct json_node *item = json_first(json_member(object, "output")); item; item = json_next(item)) {
        if (!span_equal(json_member_text(item, "type"), SPAN("message")))
            continue;
        const struct json_node *part = json_first(json_member(item, "content"));
        for (; part; part = json_next(part))
            text_size_add(&request->response, json_member_text(part, "text"));
    }
}

bool take_openai(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    const struct json_node *usage = json_member(object, "usage");
    bool response = span_equal(json_member_text(object, "object"), SPAN("response"));
    if (!json_is_object(usage) || !(response || json_is_array(json_member(object, "choices"))))
        return true;
    struct request request = place_request(place, "openai");
    place_keep_text(place, &request);
    request.status = STATUS_PARTIAL;
    request.endpoint = SPAN("chat");
    read_choices(object, &request);
    read_usage(usage, &request);
    if (response)
        read_output(object, &request);
    *claimed = request.prompt_eval_count.known || request.eval_count.known;
    return !*claimed || place_put_request(place, &request, why);
}

/* --- Anthropic ---------------------------------------------------------------------------------------------------- */

void json_read_anthropic_usage(const struct json_node *usage, struct request *request)
{
    struct maybe input = json_member_count(usage, "input_tokens"), answer = json_member_count(usage, "output_tokens");
    struct maybe cached = json_member_count(usage, "cache_read_input_tokens");
    struct maybe written = json_member_count(usage, "cache_creation_input_tokens");
    if (input.known) {
        request->prompt_eval_count = maybe_of(input.value + cached.value + written.value);
        request->prompt_eval_cached_count = cached;
    }
    if (answer.known)
        request->eval_count = answer;
}

bool take_anthropic(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    const struct json_node *usage = json_member(object, "usage");
    *claimed = span_equal(json_member_text(object, "type"), SPAN("message")) && json_member(usage, "output_tokens");
    if (!*claimed)
        return true;
    struct request request = place_request(place, "anthropic");
    place_keep_text(place, &request);
    request.status = STATUS_PARTIAL;
    request.endpoint = SPAN("chat");
    request.done_reason = json_member_text(object, "stop_reason");
    json_read_anthropic_usage(usage, &request);
    for (const struct json_node *part = json_first(json_member(object, "content")); part; part = json_next(part)) {
        struct span text = json_member_text(part, "text"), thinking = json_member_text(part, "thinking");
        if (text.len)
            text_size_add(&request.response, text);
        if (thinking.len)
            text_size_add(&request.thinking, thinking);
    }
    return place_put_request(place, &request, why);
}

/* --- OpenRouter --------------------------------------------------------------------------------------------------- */

bool take_openrouter(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    *claimed = json_member(object, "generation_time") && json_member(object, "native_tokens_completion");
    if (!*claimed)
        return true;
    struct request request = place_request(place, "openrouter");
    place_keep_text(place, &request);
    request.status = STATUS_PARTIAL;
    request.endpoint = SPAN("chat");
    request.prompt_eval_count = json_member_count(object, "native_tokens_prompt");
    request.prompt_eval_cached_count = json_member_count(object, "native_tokens_cached");
    request.eval_count = json_member_count(object, "native_tokens_completion");
    request.eval_duration_ns = ms_of(object, "generation_time");
    struct maybe latency = ms_of(object, "latency");
    if (latency.value < request.eval_duration_ns.value)
        request.reported_ttft_ns = latency;
    request.remote_host = json_member_text(object, "provider_name");
    request.done_reason = json_member_text(object, "finish_reason");
    return place_put_request(place, &request, why);
}

/* --- Open WebUI --------------------------------------------------------------------------------------------------- */

bool take_open_webui(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    struct ollama_object ollama;
    *claimed = json_member(object, "response_token/s") || json_member(object, "prompt_token/s");
    if (!*claimed)
        return true;
    json_read_ollama(object, &ollama);
    struct request request = place_request(place, "open-webui");
    place_keep_text(place, &request);
    struct maybe *const figures[] = {
        [TOTAL_DURATION] = &request.total_duration_ns,
        [LOAD_DURATION] = &request.load_duration_ns,
        [PROMPT_EVAL_COUNT] = &request.prompt_eval_count,
        [PROMPT_EVAL_DURATION] = &request.prompt_eval_duration_ns,
        [EVAL_COUNT] = &request.eval_count,
        [EVAL_DURATION] = &request.eval_duration_ns,
    };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (ollama.figures[i].value > 0)
            *figures[i] = ollama.figures[i];
    request.reported_eval_rate_tok_s = rate_in(object, "response_token/s");
    request.reported_prompt_eval_rate_tok_s = rate_in(object, "prompt_token/s");
    request.endpoint = SPAN("chat");
    request.status = STATUS_PARTIAL;
    return place_put_request(place, &request, why);
}
