/*
 * The table of shapes.
 */
#include "json_state.h"

static bool take_openai_event(const struct place *place, const struct json_node *node, bool *claimed,
                              struct failure *why)
{
    return chat_stream_openai(&place->json->stream, place, node, claimed, why);
}

static bool take_anthropic_event(const struct place *place, const struct json_node *node, bool *claimed,
                                 struct failure *why)
{
    return chat_stream_anthropic(&place->json->stream, place, node, claimed, why);
}

/* First match wins. */
static const struct shape {
    const char *name;
    bool (*take)(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why);
} shapes[] = {
    {"Open WebUI", take_open_webui},
    {"Ollama", take_ollama},
    {"an event of OpenAI's streams", take_openai_event},
    {"an event of Anthropic's streams", take_anthropic_event},
    {"llama.cpp", take_llama_cpp},
    {"LM Studio", take_lm_studio},
    {"LM Studio, its statistics alone", take_lm_studio_stats},
    {"OpenAI", take_openai},
    {"Anthropic", take_anthropic},
    {"OpenRouter", take_openrouter},
    {"what curl -w says", take_curl_times},
    {"an exchange of a HAR file", take_har},
    {"vLLM", take_vllm},
    {"llama-bench", take_llama_bench},
    {"a model, as Ollama's tags, ps and show have it", take_model},
    {"a version, as Ollama tells its own", take_version},
    {"a line of llama.cpp's old server", take_engine_line},
    {"GuideLLM", take_guidellm},
    {"GuideLLM, its statistics", take_guidellm_summary},
    {"AIPerf", take_aiperf},
    {"AIPerf, its statistics", take_aiperf_summary},
    {"LLMPerf", take_llmperf},
    {"LLMPerf, its statistics", take_llmperf_summary},
    {"a piece of a line in Docker's log", take_docker_piece},
    {"figures under names of a person's own", take_own_figures},
};

bool json_offer(const struct place *place, const struct json_node *object, bool *claimed, struct failure *why)
{
    *claimed = false;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0] && !*claimed; i++)
        if (!shapes[i].take(place, object, claimed, why))
            return false;
    return true;
}
