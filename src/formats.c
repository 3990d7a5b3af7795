/*
 * evalrate formats: what can be read, and how to save it.
 *
 * Nothing needs to be chosen: a file may hold several of these, and anything else between them. The list is the same in
 * every build; what one lacks is said beside it, on standard error.
 */
#include "cli.h"
#include "commands.h"

#include "console.h"
#include "decompressor.h"

/* In the order in which people are likely to have them. */
static const struct {
    const char *what, *how;
} formats[] = {
    {"Ollama: statistics of --verbose", "ollama run MODEL --verbose \"PROMPT\" 2>&1 | tee session.txt"},
    {"Ollama: whole sessions", "script session.txt, or copy and paste from >>> to the statistics"},
    {"Ollama: JSON answers", "curl -s localhost:11434/api/generate -d '{…, \"stream\": false}' >> answers.jsonl"},
    {"Ollama: streams", "curl -sN localhost:11434/api/chat -d '{…}' > stream.ndjson"},
    {"Ollama: Python reprs", "print(response) >> run.log, from the ollama package"},
    {"Ollama: server log",
     "journalctl -u ollama, docker logs -t, kubectl logs --timestamps, ~/.ollama/logs/server.log"},
    {"Ollama: models",
     "ollama list, ollama ps, ollama show --modelfile; curl -s localhost:11434/api/tags, /api/ps, /api/show"},
    {"Ollama: cmd/bench", "the tool's output as text"},
    {"OpenAI's and Anthropic's manner", "curl -sN … > stream.txt: answers with usage, or streams of events"},
    {"curl's own times",
     "curl -sN … -w 'time_starttransfer: %{time_starttransfer} time_total: %{time_total}\\n', or -w '%{json}'"},
    {"HAR files", "a browser's or proxy's export of its network log"},
    {"asciinema casts", "asciinema rec session.cast"},
    {"Open WebUI, LangChain, LlamaIndex", "an exported chat; response_metadata as JSON"},
    {"llama.cpp: server and CLI", "the answers' timings as JSON; llama-cli … 2> timings.txt"},
    {"llama.cpp: llama-bench", "llama-bench -o csv|json|jsonl|md|sql"},
    {"LM Studio", "answers of its REST API, or lms statistics as JSON"},
    {"vLLM: bench serve", "vllm bench serve … --save-result --save-detailed"},
    {"GuideLLM, AIPerf, LLMPerf", "their JSON or JSON Lines exports: a record a request, or the summary"},
    {"MLX-LM", "mlx_lm.generate … | tee run.txt"},
    {"Groq, OpenRouter", "answers with usage and times as JSON"},
    {"Tables of your own",
     "CSV, TSV, Markdown with one request a row: model, output_tokens, gen_tps, ttft_ms, total_s, …"},
    {"Lines of your own", "model | 648 tokens | 11.38 sec | 56.94 tokens/sec"},
    {"JSON of your own", "objects that hold such figures, under Ollama's names or others, at any depth"},
};

static const struct decompressor *const compressed[] = {&gzip_decompressor, &xz_decompressor, &zstd_decompressor};

int run_formats(const struct options *options)
{
    (void)options;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        printf("%-36s%s\n", formats[i].what, formats[i].how);
    printf("%-36s", "Compressed files");
    for (size_t i = 0; i < sizeof compressed / sizeof *compressed; i++)
        printf("%s%s", i ? ", " : "", compressed[i]->suffix);
    printf("\n\nUTF-8 or UTF-16, with escape codes or without; directories are searched for files.\n");
    for (size_t i = 0; i < sizeof compressed / sizeof *compressed; i++)
        if (!compressed[i]->open)
            console_say("%s is not in this build; unpack such files with %s", compressed[i]->suffix,
                        compressed[i]->unpack);
    return EXIT_DONE;
}
