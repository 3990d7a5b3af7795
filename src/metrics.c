#include "metrics.h"

const struct metric metrics[] = {
    /* --- times ------------------------------------------------------------------------------------------------ */
    {
        .name = "ttft_ms",
        .title = "time to first token",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "load_duration + prompt_eval_duration"
                   "; where a stream was saved: first_text_at - (created_at - total_duration)"
                   "; where the engine is MLX from Ollama 0.30.11 on: "
                   "load_duration + prompt_eval_duration + eval_duration / decode_step_count",
        .ways = {{"ttft_from", "stream"}, {"engine", "mlx"}},
        .fields = "load_duration_ns, prompt_eval_duration_ns, first_text_at_ns, created_at_ns, total_duration_ns, "
                  "eval_duration_ns, decode_step_count, engine, ttft_from, ttft_lower_ms, ttft_upper_ms",
        .absent = "the log has neither prompt_eval_duration nor the chunks of a stream",
        .meaning =
            "How long it takes until the first text appears, thinking included; network time is not in it. The engine "
            "ends prompt evaluation with the first token, so the durations bound it: see ttft_lower_ms and "
            "ttft_upper_ms. ttft_from tells 'stream' (measured) from 'estimate' (the lower bound).",
        .elsewhere =
            "Ollama prints none. vLLM, AIPerf, GuideLLM and LLMPerf measure it in the client, from sending the "
            "request to the first chunk with content, network and queue included.",
        .statistic = "ttft",
    },
    {
        .name = "ttft_warm_ms",
        .title = "time to first token, warm",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "load_duration + prompt_eval_duration"
                   "; where a stream was saved: first_text_at - (created_at - total_duration)"
                   "; where the engine is MLX from Ollama 0.30.11 on: "
                   "load_duration + prompt_eval_duration + eval_duration / decode_step_count",
        .ways = {{"ttft_from", "stream"}, {"engine", "mlx"}},
        .fields = "load_duration_ns, prompt_eval_duration_ns, first_text_at_ns, created_at_ns, total_duration_ns, "
                  "eval_duration_ns, decode_step_count, engine, ttft_from, class",
        .absent = "the log has neither prompt_eval_duration nor the chunks of a stream",
        .meaning = "ttft_ms of requests that neither waited for the model to load nor found their prompt in the cache. "
                   "The short load_duration of a warm request stays in, since the person waits for it, too. "
                   "Comparisons use this one.",
        .elsewhere = "Other tools leave warm-up requests to the user and do not tell cached prompts apart.",
        .statistic = "ttft_warm",
    },
    {
        .name = "ttft_lower_ms",
        .title = "earliest possible first token",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "load_duration + prompt_eval_duration; where the engine is MLX from Ollama 0.30.11 on: "
                   "load_duration + prompt_eval_duration + eval_duration / decode_step_count",
        .ways = {{"engine", "mlx"}},
        .fields = "load_duration_ns, prompt_eval_duration_ns, eval_duration_ns, decode_step_count, engine",
        .absent = "the log has no prompt_eval_duration",
        .meaning =
            "The lower bound of ttft_ms: all time that belongs to no phase is taken to lie after the first token. A "
            "load that the log does not state counts as none, since Ollama leaves out what is zero.",
        .elsewhere = "",
    },
    {
        .name = "ttft_upper_ms",
        .title = "latest possible first token",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula =
            "max(total_duration - eval_duration, ttft_lower_ms); where the engine is MLX from Ollama 0.30.11 on: "
            "max(total_duration - eval_duration + eval_duration / decode_step_count, ttft_lower_ms)",
        .ways = {{"engine", "mlx"}},
        .fields = "total_duration_ns, eval_duration_ns, ttft_lower_ms, decode_step_count, engine",
        .absent = "the log has no total_duration, no eval_duration or no prompt_eval_duration",
        .meaning =
            "The upper bound of ttft_ms: all time that belongs to no phase is taken to lie before the first token. "
            "Its distance from ttft_lower_ms is residual_ms.",
        .elsewhere = "",
    },
    {
        .name = "ttfa_ms",
        .title = "time to first answer token",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "first_answer_at - (created_at - total_duration)",
        .fields = "first_answer_at_ns, created_at_ns, total_duration_ns",
        .absent = "no stream was saved, it has no answer text, or its clock contradicts the durations",
        .meaning =
            "How long it takes until the first text of the answer itself; thinking does not count. Without thinking "
            "it is the measured ttft_ms. Its statistics leave out cold starts and cached prompts.",
        .elsewhere =
            "AIPerf and GuideLLM call it time to first output token (TTFO). Ollama, vLLM and LLMPerf have none.",
        .statistic = "ttft_warm",
    },
    {
        .name = "tpot_ms",
        .title = "time per output token",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "eval_duration / eval_count",
        .fields = "eval_duration_ns, eval_count",
        .absent = "the log has no eval_count or no eval_duration, or either is 0",
        .meaning =
            "The time a token takes, over all tokens: the inverse of the eval rate that Ollama prints. With N tokens "
            "there are N - 1 steps in this time, so it is lower than itl_ms by a share of 1/N.",
        .elsewhere =
            "Ollama prints its inverse. vLLM's TPOT is (latency - TTFT) / (N - 1): compare that with itl_ms. "
            "GuideLLM's TPOT is the time to the last token by N, TTFT included. AIPerf and LLMPerf use no such name.",
        .statistic = "decode",
    },
    {
        .name = "itl_ms",
        .title = "inter-token latency",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula =
            "eval_duration / (eval_count - 1); where the engine is MLX from Ollama 0.30.11 on: "
            "eval_duration / decode_step_count; where the engine is MLX before that: eval_duration / decode_step_count",
        .ways = {{"engine", "mlx"}, {"engine", "mlx-old"}},
        .fields = "eval_duration_ns, eval_count, decode_step_count, engine",
        .absent = "the log has no eval_count or no eval_duration, or a single token: then there is no step",
        .meaning =
            "The mean time between two tokens. eval_duration starts at the first token, so it covers one step fewer "
            "than there are tokens. MLX counts no end token, hence its own number of steps.",
        .elsewhere =
            "vLLM's TPOT, AIPerf's ITL and GuideLLM's ITL divide by N - 1 as well. vLLM's ITL is a list of gaps "
            "between chunks. LLMPerf's inter-token latency divides by N, TTFT included: see norm_latency_ms.",
        .statistic = "decode",
    },
    {
        .name = "total_s",
        .title = "time of the whole request",
        .unit = "s",
        .direction = LOWER_IS_BETTER,
        .formula = "total_duration",
        .fields = "total_duration_ns",
        .absent = "the log has no total_duration",
        .meaning =
            "From the server's receipt of the request to the end of the answer: load, prompt, answer and the rest. It "
            "grows with the length of the answer, so compare models on equal prompts and limits. Cold starts are in "
            "it.",
        .elsewhere =
            "Ollama prints it as total duration. vLLM's E2EL, AIPerf's and GuideLLM's request latency and LLMPerf's "
            "end-to-end latency are the same seen from the client.",
        .statistic = "total",
    },
    {
        .name = "norm_latency_ms",
        .title = "normalised latency",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "total_duration / eval_count",
        .fields = "total_duration_ns, eval_count",
        .absent = "the log has no total_duration or no eval_count, or either is 0",
        .meaning =
            "The time of the whole request for each token of the answer, waiting included. It falls as answers get "
            "longer, so it compares only answers of like length.",
        .elsewhere =
            "LLMPerf calls it inter-token latency, papers on serving normalised latency. GuideLLM's TPOT is close: "
            "it ends at the last token. Ollama, vLLM and AIPerf have none.",
        .statistic = "decode",
    },
    {
        .name = "residual_ms",
        .title = "time in no phase",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "total_duration - load_duration - prompt_eval_duration - eval_duration",
        .fields = "total_duration_ns, load_duration_ns, prompt_eval_duration_ns, eval_duration_ns",
        .absent = "the log has no total_duration, no prompt_eval_duration or no eval_duration",
        .meaning =
            "What the log gives to no phase: waiting for a slot, templates, tokenising, sampling, sending. Nothing "
            "tells whether it lay before the first token or after it. Slightly negative values are rounding.",
        .elsewhere = "No other tool shows it.",
        .statistic = "total",
    },
    {
        .name = "residual_ns",
        .title = "time in no phase, exactly",
        .unit = "ns",
        .direction = LOWER_IS_BETTER,
        .formula = "total_duration - load_duration - prompt_eval_duration - eval_duration",
        .fields = "total_duration_ns, load_duration_ns, prompt_eval_duration_ns, eval_duration_ns",
        .absent = "the log has no total_duration, no prompt_eval_duration or no eval_duration",
        .meaning = "residual_ms in whole nanoseconds, as the table of requests has it.",
        .elsewhere = "No other tool shows it.",
        .statistic = "total",
    },
    {
        .name = "cold_load_ms",
        .title = "load time of cold starts",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "load_duration",
        .fields = "load_duration_ns, class",
        .absent =
            "the log has no load_duration, or it is below 500 ms (the setting cold_load_ns): then the model was loaded",
        .meaning =
            "How long loading the model took where it was not in memory. Waiting for another model to make room is in "
            "it, too.",
        .elsewhere =
            "Ollama prints it as load duration, of warm requests as well. vLLM, AIPerf, GuideLLM and LLMPerf talk "
            "to a server that has its model loaded.",
        .statistic = "total",
    },

    /* --- rates ------------------------------------------------------------------------------------------------ */
    {
        .name = "prefill_tok_s",
        .title = "prompt evaluation rate",
        .unit = "tok/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "(prompt_eval_count - prompt_eval_cached_count) / prompt_eval_duration"
                   "; where only the rate was printed: reported_prompt_eval_rate_tok_s",
        .ways = {{"prefill_rate_from", "reported"}},
        .fields =
            "prompt_eval_count, prompt_eval_cached_count, prompt_eval_duration_ns, reported_prompt_eval_rate_tok_s, "
            "prefill_rate_from",
        .absent = "the log has neither count and duration nor the rate, or all of the prompt was cached",
        .meaning =
            "Prompt tokens a second. Of a series it is the sum of tokens by the sum of time, never a mean of rates. "
            "Cached prompts stay out unless the server reports how much was cached; so do prompts below 16 tokens.",
        .elsewhere = "Ollama prints it as prompt eval rate; before 0.33.3 cached tokens are in it. AIPerf's prefill "
                     "throughput is "
                     "prompt tokens by TTFT. vLLM, GuideLLM and LLMPerf have none.",
        .statistic = "prefill",
    },
    {
        .name = "decode_tok_s",
        .title = "output token rate",
        .unit = "tok/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "eval_count / eval_duration; where only the rate was printed: reported_eval_rate_tok_s",
        .ways = {{"decode_rate_from", "reported"}},
        .fields = "eval_count, eval_duration_ns, reported_eval_rate_tok_s, decode_rate_from",
        .absent = "the log has neither count and duration nor the rate",
        .meaning =
            "Tokens a second once the answer has begun, thinking included. Of a series it is the sum of tokens by the "
            "sum of time, never a mean of rates. Answers below 10 tokens stay out, since they measure the start.",
        .elsewhere =
            "Ollama prints it as eval rate. AIPerf's output token throughput per user is 1 / ITL, over N - 1 steps. "
            "GuideLLM's and LLMPerf's output tokens a second divide by the whole request: see e2e_tok_s. "
            "vLLM's output throughput is that of all users together.",
        .statistic = "decode",
    },
    {
        .name = "e2e_tok_s",
        .title = "output token rate of the whole request",
        .unit = "tok/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "eval_count / total_duration",
        .fields = "eval_count, total_duration_ns",
        .absent = "the log has no eval_count or no total_duration, or either is 0",
        .meaning =
            "Tokens of the answer by the time of the whole request, waiting included: what a person gets out of it. "
            "Short answers and long prompts lower it.",
        .elsewhere =
            "AIPerf calls it E2E output token throughput, GuideLLM output tokens per second, LLMPerf request output "
            "throughput. Ollama and vLLM have none for a request.",
        .statistic = "decode",
    },
    {
        .name = "norm_decode_tok_s",
        .title = "output rate in reference tokens",
        .unit = "tok/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "decode_tok_s / tokens_per_reference"
                   "; where the answer's text was counted: reference_token_count / eval_duration",
        .ways = {{"norm_rate_from", "text"}},
        .fields =
            "decode_tok_s, tokens_per_reference, reference_token_count, eval_duration_ns, norm_method, norm_rate_from",
        .absent = "nothing is known of the model's tokenizer; decode_chars_s needs none",
        .meaning =
            "Tokens of different models are pieces of different length; this counts all in those of one reference. "
            "norm_method says how: counted text, a person's factor, or a factor measured from shared prompts. A "
            "comparison uses one method for all its rows.",
        .elsewhere =
            "LLMPerf counts every answer with one Llama tokenizer, which comes to the same. vLLM, AIPerf and GuideLLM "
            "count with each model's own, as Ollama does.",
        .statistic = "decode",
    },
    {
        .name = "decode_bytes_s",
        .title = "output rate in bytes",
        .unit = "B/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "text_bytes / eval_duration",
        .fields = "text_bytes, eval_duration_ns",
        .absent = "the answer was not saved, or the log has no eval_duration",
        .meaning =
            "UTF-8 bytes of answer and thinking a second. It needs no tokenizer, so models can be compared by it as "
            "long as they answer in one language.",
        .elsewhere = "No other tool has it.",
        .statistic = "decode",
    },
    {
        .name = "decode_chars_s",
        .title = "output rate in characters",
        .unit = "chars/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "text_chars / eval_duration",
        .fields = "text_chars, eval_duration_ns",
        .absent = "the answer was not saved, or the log has no eval_duration",
        .meaning =
            "Characters (Unicode code points) of answer and thinking a second. It needs no tokenizer; compare within "
            "one language.",
        .elsewhere = "No other tool has it.",
        .statistic = "decode",
    },
    {
        .name = "decode_words_s",
        .title = "output rate in words",
        .unit = "words/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "text_words / eval_duration",
        .fields = "text_words, eval_duration_ns",
        .absent = "the answer was not saved, or the log has no eval_duration",
        .meaning =
            "Words (runs between white space) of answer and thinking a second. It needs no tokenizer, but says little "
            "where a language writes without blanks.",
        .elsewhere = "No other tool has it.",
        .statistic = "decode",
    },
    {
        .name = "reported_prompt_eval_rate_tok_s",
        .title = "prompt rate as printed",
        .unit = "tok/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "the number after \"prompt eval rate:\"",
        .fields = "reported_prompt_eval_rate_tok_s, flags",
        .absent = "the log does not print it",
        .meaning =
            "Kept to check it against count and duration: the flag rate-mismatch says that they contradict each other.",
        .elsewhere = "It is Ollama's.",
    },
    {
        .name = "reported_eval_rate_tok_s",
        .title = "output rate as printed",
        .unit = "tok/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "the number after \"eval rate:\"",
        .fields = "reported_eval_rate_tok_s, flags",
        .absent = "the log does not print it",
        .meaning =
            "Kept to check it against count and duration: the flag rate-mismatch says that they contradict each other.",
        .elsewhere = "It is Ollama's.",
    },

    /* --- streams ---------------------------------------------------------------------------------------------- */
    {
        .name = "gap_p50_ms",
        .title = "median gap between chunks",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "median of the times between neighbouring chunks with text",
        .fields = "gap_p50_ms, chunk_count, tokens_per_chunk",
        .absent = "no stream with two chunks of text was saved",
        .meaning = "The usual pause between two pieces of text, by the server's clock. A chunk is what the server "
                   "sent; it may "
                   "hold several tokens or a part of one, so this is no inter-token latency.",
        .elsewhere =
            "AIPerf's inter-chunk latency (ICL) and vLLM's ITL are such gaps seen from the client. GuideLLM and "
            "LLMPerf keep only their sum.",
        .statistic = "stream",
    },
    {
        .name = "gap_p95_ms",
        .title = "95th percentile of gaps between chunks",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "95th percentile of the times between neighbouring chunks with text",
        .fields = "gap_p95_ms, chunk_count, tokens_per_chunk",
        .absent = "no stream with two chunks of text was saved",
        .meaning =
            "Nineteen of twenty pauses within the answer are shorter. It interpolates linearly and is rounded to whole "
            "nanoseconds.",
        .elsewhere = "vLLM and AIPerf take the percentile over the gaps of all requests together.",
        .statistic = "stream",
    },
    {
        .name = "gap_max_ms",
        .title = "longest gap between chunks",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "longest of the times between neighbouring chunks with text",
        .fields = "gap_max_ms, chunk_count, tokens_per_chunk",
        .absent = "no stream with two chunks of text was saved",
        .meaning = "The worst pause within the answer.",
        .elsewhere = "vLLM and AIPerf show it over the gaps of all requests together.",
        .statistic = "stream",
    },
    {
        .name = "gap_jitter_ns",
        .title = "unevenness of the gaps",
        .unit = "ns",
        .direction = LOWER_IS_BETTER,
        .formula = "mean difference, without sign, of neighbouring gaps between chunks",
        .fields = "gap_jitter_ns, gap_p50_ms, chunk_count",
        .absent = "no stream with three chunks of text was saved",
        .meaning = "How uneven the text flows: 0 where every pause is as long as the one before.",
        .elsewhere = "No other tool has it.",
    },
    {
        .name = "stall_count",
        .title = "stalls",
        .unit = "count",
        .direction = LOWER_IS_BETTER,
        .formula = "number of gaps of at least 100 ms and 3 times the stream's median gap",
        .fields = "stall_count, stall_duration_ns, gap_p50_ms, gap_max_ms",
        .absent = "no stream with two chunks of text was saved",
        .meaning = "How often the text stopped for long enough to be noticed.",
        .elsewhere = "No other tool has it.",
    },
    {
        .name = "stall_duration_ns",
        .title = "time in stalls",
        .unit = "ns",
        .direction = LOWER_IS_BETTER,
        .formula = "sum of gaps of at least 100 ms and 3 times the stream's median gap",
        .fields = "stall_count, stall_duration_ns, gap_p50_ms, gap_max_ms",
        .absent = "no stream with two chunks of text was saved",
        .meaning = "How long the text stood still in all its stalls.",
        .elsewhere = "No other tool has it.",
    },
    {
        .name = "chunk_count",
        .title = "chunks with text",
        .unit = "count",
        .direction = NEITHER_IS_BETTER,
        .formula = "number of chunks of the saved stream that have text",
        .fields = "chunk_count, tokens_per_chunk",
        .absent = "no stream was saved",
        .meaning = "Not the number of tokens: a chunk may hold several, and the token that ends an answer has none.",
        .elsewhere = "LLMPerf counts chunks while it runs and replaces the number by its own count of tokens. GuideLLM "
                     "falls back on it where a server reports no tokens.",
    },

    /* --- sizes ------------------------------------------------------------------------------------------------ */
    {
        .name = "prompt_eval_count",
        .title = "prompt tokens",
        .unit = "count",
        .direction = NEITHER_IS_BETTER,
        .formula = "prompt_eval_count",
        .fields = "prompt_eval_count, prompt_eval_cached_count",
        .absent = "the log does not say; Ollama leaves out what is zero",
        .meaning = "Tokens of the prompt, its template included. Ollama before 0.2.0 counted only those that were not "
                   "cached.",
        .elsewhere = "vLLM, AIPerf and LLMPerf count the text that they send with a tokenizer, without the template.",
        .statistic = "measurement",
    },
    {
        .name = "prompt_eval_cached_count",
        .title = "cached prompt tokens",
        .unit = "count",
        .direction = HIGHER_IS_BETTER,
        .formula = "prompt_eval_cached_count",
        .fields = "prompt_eval_count, prompt_eval_cached_count, class",
        .absent = "the server does not report it; 0 says that nothing was cached",
        .meaning =
            "Of the prompt's tokens, those whose state was still in memory. Only new servers tell; without it, class "
            "says what the times suggest.",
        .elsewhere = "AIPerf reads it from the usage object as prompt cache read tokens.",
    },
    {
        .name = "eval_count",
        .title = "output tokens",
        .unit = "count",
        .direction = NEITHER_IS_BETTER,
        .formula = "eval_count",
        .fields = "eval_count, done_reason",
        .absent = "the log does not say; Ollama leaves out what is zero",
        .meaning =
            "Tokens of answer and thinking together; GGUF engines count the token that ends the answer, too. Where "
            "done_reason is 'length' a limit chose the number, not the model.",
        .elsewhere =
            "vLLM and GuideLLM take the server's count where it has one. LLMPerf counts with one tokenizer for all "
            "models, AIPerf with the model's own.",
        .statistic = "measurement",
    },
    {
        .name = "response_bytes",
        .title = "size of the answer",
        .unit = "B",
        .direction = NEITHER_IS_BETTER,
        .formula = "UTF-8 bytes of the answer's text",
        .fields = "response_bytes, text_bytes",
        .absent = "the answer was not saved",
        .meaning = "The answer alone, soft line breaks of a terminal undone; text_bytes has the thinking, too.",
        .elsewhere = "",
    },
    {
        .name = "response_chars",
        .title = "characters of the answer",
        .unit = "chars",
        .direction = NEITHER_IS_BETTER,
        .formula = "Unicode code points of the answer's text",
        .fields = "response_chars, text_chars",
        .absent = "the answer was not saved",
        .meaning = "The answer alone, soft line breaks of a terminal undone; text_chars has the thinking, too.",
        .elsewhere = "",
    },
    {
        .name = "response_words",
        .title = "words of the answer",
        .unit = "words",
        .direction = NEITHER_IS_BETTER,
        .formula = "runs between white space of the answer's text",
        .fields = "response_words, text_words",
        .absent = "the answer was not saved",
        .meaning = "The answer alone; text_words has the thinking, too.",
        .elsewhere = "",
    },

    /* --- Ollama's durations ----------------------------------------------------------------------------------- */
    {
        .name = "total_duration_ns",
        .title = "total duration",
        .unit = "ns",
        .direction = LOWER_IS_BETTER,
        .formula = "total_duration",
        .fields = "total_duration_ns",
        .absent = "the log does not say",
        .meaning =
            "From the server's receipt of the request to the end of the answer. Ollama up to 0.1.32 started the clock "
            "only after a wait for other requests.",
        .elsewhere = "It is Ollama's field.",
        .statistic = "total",
    },
    {
        .name = "load_duration_ns",
        .title = "load duration",
        .unit = "ns",
        .direction = LOWER_IS_BETTER,
        .formula = "load_duration",
        .fields = "load_duration_ns, class",
        .absent = "the log does not say; sums then take it for 0, which Ollama leaves out",
        .meaning =
            "Until the model was ready: its load, the wait for one, and the check of one that runs. A warm model "
            "takes 1 to 150 ms.",
        .elsewhere = "It is Ollama's field.",
    },
    {
        .name = "prompt_eval_duration_ns",
        .title = "prompt evaluation duration",
        .unit = "ns",
        .direction = LOWER_IS_BETTER,
        .formula = "prompt_eval_duration",
        .fields = "prompt_eval_duration_ns, prompt_eval_count, prompt_eval_cached_count",
        .absent = "the log does not say; Ollama leaves out what is zero",
        .meaning =
            "The work on the prompt; it ends with the first token. Ollama 0.12.5 and 0.12.6 may count only the last "
            "batch of a long prompt, and 0.4.0 to 0.6.1 cut it to whole milliseconds.",
        .elsewhere = "It is Ollama's field.",
    },
    {
        .name = "eval_duration_ns",
        .title = "evaluation duration",
        .unit = "ns",
        .direction = LOWER_IS_BETTER,
        .formula = "eval_duration",
        .fields = "eval_duration_ns, eval_count",
        .absent = "the log does not say; Ollama leaves out what is zero",
        .meaning =
            "From the first token to the last one. Ollama 0.12.5 to 0.24.0 counted only the engine's active time, "
            "without sampling, so compare versions with care.",
        .elsewhere = "It is Ollama's field.",
    },

    /* --- words ------------------------------------------------------------------------------------------------ */
    {
        .name = "class",
        .title = "what kind of measurement it is",
        .unit = "",
        .direction = NEITHER_IS_BETTER,
        .formula =
            "the first that applies of: cold (load_duration of at least 500 ms), cached (a prompt cache hit, certain "
            "or likely), cache-suspect, short (below 10 output tokens), warm",
        .fields =
            "load_duration_ns, prompt_eval_count, prompt_eval_cached_count, prompt_eval_duration_ns, eval_count, flags",
        .absent = "the record is no measurement, or the log does not say how long the load took",
        .meaning =
            "It decides what a request counts in: cold and cached ones are no warm TTFT, short ones no decode rate. "
            "The limits are settings of the database.",
        .elsewhere = "Other tools have no classes; they measure what they send themselves.",
    },
    {
        .name = "flags",
        .title = "what to know about a request",
        .unit = "",
        .direction = NEITHER_IS_BETTER,
        .formula =
            "words separated by ';': recovered, derived, rate-mismatch, no-unit, rounded, reordered, cut, cloud, "
            "two-pass, suspect, clock-doubt, late-text, cache-likely",
        .fields = "status, done_reason",
        .absent = "there is nothing to say",
        .meaning =
            "Doubts and facts that no figure tells. A suspect request, whose figures contradict each other, counts in "
            "no statistic; the other words leave it in.",
        .elsewhere = "",
    },

    /* --- figures of a series ---------------------------------------------------------------------------------- */
    {
        .name = "n",
        .title = "measurements",
        .unit = "",
        .direction = NEITHER_IS_BETTER,
        .formula = "number of requests with status ok or partial",
        .fields = "status",
        .absent = "never",
        .meaning =
            "How many requests of the series are measurements. Each statistic may rest on fewer: the view exclusions "
            "counts what it leaves out, and why.",
        .elsewhere = "",
        .of_series = true,
    },
    {
        .name = "cold",
        .title = "cold starts",
        .unit = "",
        .direction = NEITHER_IS_BETTER,
        .formula = "number of measurements with load_duration of at least 500 ms (the setting cold_load_ns)",
        .fields = "load_duration_ns",
        .absent = "never",
        .meaning = "Requests that waited for their model to load. They are out of TTFT and in the answer time.",
        .elsewhere = "",
        .of_series = true,
        .made_from = "class",
    },
    {
        .name = "ttft_p50_ms",
        .title = "median time to first token",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "median of ttft_warm_ms",
        .fields = "ttft_warm_ms",
        .absent = "no warm request has a TTFT",
        .meaning = "Half of the warm requests got their first token sooner. ttft_count says how many there are, "
                   "ttft_measured_count how many of them were measured from a stream.",
        .elsewhere = "vLLM, AIPerf, GuideLLM and LLMPerf interpolate percentiles linearly, too, over all requests.",
        .of_series = true,
        .made_from = "ttft_warm_ms",
    },
    {
        .name = "ttft_p95_ms",
        .title = "95th percentile of time to first token",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "95th percentile of ttft_warm_ms, linearly interpolated",
        .fields = "ttft_warm_ms",
        .absent = "there are fewer than 20 warm requests: it would be little but the largest value",
        .meaning =
            "Nineteen of twenty warm requests got their first token sooner. Below 72 requests its 95 % interval has no "
            "upper limit, which a footnote says.",
        .elsewhere = "vLLM, AIPerf, GuideLLM and LLMPerf print it for any number of requests.",
        .of_series = true,
        .made_from = "ttft_warm_ms",
    },
    {
        .name = "tpot_p50_ms",
        .title = "median time per output token",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "median of tpot_ms",
        .fields = "tpot_ms",
        .absent = "no request has one that counts",
        .meaning = "The time per token of the median request, over all tokens as Ollama's rate is.",
        .elsewhere = "vLLM's median TPOT compares with itl_p50_ms.",
        .of_series = true,
        .made_from = "tpot_ms",
    },
    {
        .name = "itl_p50_ms",
        .title = "median inter-token latency",
        .unit = "ms",
        .direction = LOWER_IS_BETTER,
        .formula = "median of itl_ms",
        .fields = "itl_ms",
        .absent = "no request has one that counts",
        .meaning = "The time between tokens of the median request.",
        .elsewhere = "vLLM prints it as median TPOT, AIPerf and GuideLLM as median ITL.",
        .of_series = true,
        .made_from = "itl_ms",
    },
    {
        .name = "decode_p50_tok_s",
        .title = "median output token rate",
        .unit = "tok/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "median of decode_tok_s",
        .fields = "decode_tok_s",
        .absent = "no request has one that counts",
        .meaning =
            "The rate of the median request, where every request has one vote. decode_tok_s of a series weighs by time "
            "instead. Rates that were only printed are in this one.",
        .elsewhere = "AIPerf's median output token throughput per user is close: it divides by N - 1 steps.",
        .of_series = true,
        .made_from = "decode_tok_s",
    },
    {
        .name = "norm_method",
        .title = "how tokens were made comparable",
        .unit = "",
        .direction = NEITHER_IS_BETTER,
        .formula =
            "the best that all series have of: counted, user, matched, characters; the yardstick's own is reference",
        .fields = "norm_method",
        .absent = "the series have no method in common",
        .meaning =
            "counted: the saved text in reference tokens. user: a person's factor. matched: a factor measured from "
            "prompts that two models share. characters: four characters a token, which ranks like decode_chars_s.",
        .elsewhere = "",
        .of_series = true,
        .made_from = "norm_decode_tok_s",
    },
    {
        .name = "norm_decode_lo_tok_s",
        .title = "normalised output token rate, lower limit",
        .unit = "tok/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "tokens / upper limit of the tokens per reference token, by time",
        .fields = "norm_decode_tok_s",
        .absent = "the factor has no interval: it is counted, or a person gave none",
        .meaning =
            "The lower limit of norm_decode_tok_s: with 95 % confidence the factor alone puts it above this. How "
            "much requests differ is not in it.",
        .elsewhere = "No other tool has it.",
        .of_series = true,
        .made_from = "norm_decode_tok_s",
    },
    {
        .name = "norm_decode_hi_tok_s",
        .title = "normalised output token rate, upper limit",
        .unit = "tok/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "tokens / lower limit of the tokens per reference token, by time",
        .fields = "norm_decode_tok_s",
        .absent = "the factor has no interval: it is counted, or a person gave none",
        .meaning = "The upper limit of norm_decode_tok_s likewise.",
        .elsewhere = "No other tool has it.",
        .of_series = true,
        .made_from = "norm_decode_tok_s",
    },
    {
        .name = "bytes_per_token",
        .title = "bytes per token",
        .unit = "B/token",
        .direction = NEITHER_IS_BETTER,
        .formula = "sum of text_bytes / sum of eval_count",
        .fields = "text_bytes, eval_count",
        .absent = "no request that counts as decoding has its answer saved",
        .meaning =
            "How much text a token of this model carries: the higher, the fewer tokens the same text takes. It depends "
            "on language and kind of text.",
        .elsewhere = "No other tool has it; papers on tokenizers call it compression.",
        .of_series = true,
        .made_from = "decode_bytes_s",
    },
    {
        .name = "answer_p50_s",
        .title = "median of a whole request's time",
        .unit = "s",
        .direction = LOWER_IS_BETTER,
        .formula = "median of total_s",
        .fields = "total_s",
        .absent = "no request has one that counts",
        .meaning =
            "Half of the requests were answered sooner, cold starts included. It compares models only on like prompts "
            "and lengths of answers.",
        .elsewhere = "vLLM prints it as median E2EL, AIPerf and GuideLLM as median request latency.",
        .of_series = true,
        .made_from = "total_s",
    },
    {
        .name = "answer_p95_s",
        .title = "95th percentile of a whole request's time",
        .unit = "s",
        .direction = LOWER_IS_BETTER,
        .formula = "95th percentile of total_s, linearly interpolated",
        .fields = "total_s",
        .absent = "there are fewer than 20 requests: it would be little but the largest value",
        .meaning = "Nineteen of twenty requests were answered sooner, cold starts included. Below 72 requests its 95 % "
                   "interval has no upper limit.",
        .elsewhere = "vLLM, AIPerf, GuideLLM and LLMPerf print it for any number of requests.",
        .of_series = true,
        .made_from = "total_s",
    },
    {
        .name = "residual_share_ratio",
        .title = "share of TTFT in no phase",
        .unit = "ratio",
        .direction = LOWER_IS_BETTER,
        .formula = "sum of residual_ns / sum of ttft_upper_ms, both of warm requests",
        .fields = "residual_ns, ttft_upper_ms",
        .absent = "no warm request has all four durations",
        .meaning =
            "How much of the longest possible TTFT the log gives to no phase: near 0 the estimate of TTFT is as good "
            "as a measurement, near 1 it may be far too low.",
        .elsewhere = "No other tool has it.",
        .of_series = true,
        .made_from = "residual_ms",
    },
    {
        .name = "vs_baseline_ratio",
        .title = "speed as a multiple of the baseline's",
        .unit = "ratio",
        .direction = HIGHER_IS_BETTER,
        .formula =
            "geometric mean of the typical ratios of TTFT, prefill, decode and total time to the baseline's, each so "
            "that above 1 is faster",
        .fields = "ttft_ms, prefill_tok_s, decode_tok_s, total_duration_ns",
        .absent = "it is the baseline, or nothing was compared",
        .meaning =
            "One number for how much faster (above 1) or slower than the baseline: of like with like where prompts are "
            "shared. evalrate compare shows what it is made of, and how sure that is.",
        .elsewhere = "No other tool has it.",
        .of_series = true,
    },
    {
        .name = "good_ratio",
        .title = "share of good requests",
        .unit = "ratio",
        .direction = HIGHER_IS_BETTER,
        .formula = "good_count / request_count",
        .fields = "ttft_ms, decode_tok_s, total_s",
        .absent = "never",
        .meaning =
            "The share of requests that meet every part of an objective (the table slo), cold starts included. Where "
            "the log does not tell, a request is not good. good_lo_ratio and good_hi_ratio are its 95 % interval.",
        .elsewhere = "AIPerf calls it good request fraction; errors count as not good there. vLLM shows only the rate.",
        .of_series = true,
        .made_from = "ttft_ms",
    },
    {
        .name = "good_per_s",
        .title = "goodput",
        .unit = "/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "good_count / time from the first start to the last end on each machine",
        .fields = "started_at, finished_at, ttft_ms, decode_tok_s, total_s",
        .absent = "no request has a place in time: text logs carry no clock",
        .meaning =
            "Requests a second that meet every part of an objective. It says as much of the load that was offered as "
            "of the model: a machine that was asked little has little of it.",
        .elsewhere =
            "vLLM and AIPerf: good requests by the duration of the benchmark. Ollama, GuideLLM and LLMPerf have none.",
        .of_series = true,
        .made_from = "total_s",
    },

    /* --- figures of a machine --------------------------------------------------------------------------------- */
    {
        .name = "busy_tok_s",
        .title = "throughput while busy",
        .unit = "tok/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "sum of eval_count / time with at least one request in flight",
        .fields = "eval_count, started_at, finished_at",
        .absent = "no request has a place in time: text logs carry no clock",
        .meaning =
            "Output tokens a second of a machine, all its users together, while it had something to do. Above the "
            "rate of a single request it shows what running several at once gains.",
        .elsewhere =
            "vLLM's, AIPerf's and LLMPerf's output throughput divide by the duration of the benchmark, in which a "
            "machine is kept busy.",
        .of_series = true,
        .made_from = "e2e_tok_s",
    },
    {
        .name = "wall_tok_s",
        .title = "throughput over all the time",
        .unit = "tok/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "sum of eval_count / time from the first start to the last end",
        .fields = "eval_count, started_at, finished_at",
        .absent = "no request has a place in time: text logs carry no clock",
        .meaning =
            "What of the machine was used. A log of many days is mostly idle, so this tells more of its users than of "
            "the machine.",
        .elsewhere = "vLLM's, AIPerf's and LLMPerf's output throughput, if the log is one benchmark.",
        .of_series = true,
        .made_from = "e2e_tok_s",
    },
    {
        .name = "offered_per_s",
        .title = "offered request rate",
        .unit = "/s",
        .direction = NEITHER_IS_BETTER,
        .formula = "(number of requests - 1) / time from the first start to the last start",
        .fields = "started_at",
        .absent = "fewer than two requests have a place in time",
        .meaning = "How often requests came, whether or not the machine kept up with them.",
        .elsewhere = "vLLM, AIPerf and GuideLLM set it as the request rate instead of observing it.",
        .of_series = true,
    },
    {
        .name = "user_tok_s",
        .title = "output token rate of one user under load",
        .unit = "tok/s",
        .direction = HIGHER_IS_BETTER,
        .formula = "sum of eval_count / sum of eval_duration, of requests that met the same number in flight",
        .fields = "eval_count, eval_duration_ns, started_at, finished_at",
        .absent = "no request at that level has both figures and a place in time",
        .meaning = "What one user gets while others are served as well, by the observed number of requests in flight.",
        .elsewhere =
            "AIPerf's output token throughput per user is 1 / ITL of a request, at the concurrency that was set.",
        .of_series = true,
        .made_from = "decode_tok_s",
    },
    {
        .name = "utilization_ratio",
        .title = "model bandwidth utilisation",
        .unit = "ratio",
        .direction = HIGHER_IS_BETTER,
        .formula = "bytes read for each token * decode steps / eval_duration / peak bandwidth",
        .fields = "decode_step_count, eval_duration_ns, prompt_eval_count, eval_count",
        .absent = "the model's weight-bytes or the machine's peak bandwidth is not declared",
        .meaning = "Decoding reads all weights and the context for every token, so memory bandwidth limits it: 1 is "
                   "the limit. "
                   "Above 1 an input is wrong, or the model is a mixture of experts or partly offloaded.",
        .elsewhere = "Known as MBU. None of these tools shows it.",
        .of_series = true,
        .made_from = "itl_ms",
    },
    {
        .name = "change_ratio",
        .title = "drift",
        .unit = "ratio",
        .direction = HIGHER_IS_BETTER,
        .formula = "decode rate of the last third of the requests / decode rate of the first third",
        .fields = "decode_tok_s, finished_at",
        .absent = "the series has fewer than 6 requests on that machine",
        .meaning =
            "Whether the machine slowed down while it ran: a throttling laptop is well below 1. In order of time, or "
            "of file and line where the log has no clock.",
        .elsewhere = "No other tool shows it.",
        .of_series = true,
        .made_from = "decode_tok_s",
    },
    {0},
};
