/*
 * What importers say a file contains: requests, problems, and facts of other kinds, as plain values.
 *
 * Records go through a sink; the store, a counter, a collector of the tests and a fuzzer are sinks. The spans of a
 * record live only until the call returns. Facts keep Ollama's own names with the unit as the last word: every time is
 * whole nanoseconds, every instant whole nanoseconds since 1970-01-01 UTC. What a file does not say stays unknown.
 */
#ifndef EVALRATE_RECORD_H
#define EVALRATE_RECORD_H

#include "failure.h"
#include "span.h"

/* How much of a measurement a record is. Only `ok` and `partial` count as measurements. */
enum status {
    STATUS_OK,         /* all six figures */
    STATUS_PARTIAL,    /* some figures only: counts without durations, a rate alone, a cloud answer, an embedding */
    STATUS_INCOMPLETE, /* a stream without its end */
    STATUS_ERROR,      /* the server answered with an error */
    STATUS_LOAD,       /* loaded or unloaded a model, generated nothing */
};

/* Where the model's name was taken from, most trusted first. */
enum model_from {
    MODEL_FROM_NONE,
    MODEL_FROM_JSON,     /* the record itself names it */
    MODEL_FROM_COMMAND,  /* `ollama run NAME` above, or a tool's `model_name = NAME` */
    MODEL_FROM_PS,       /* the only row of an `ollama ps` table beside the block */
    MODEL_FROM_HEADING,  /* the nearest heading or caption above, or a sentence with the name in backticks */
    MODEL_FROM_LINE,     /* the same line, before the figure */
    MODEL_FROM_FILENAME, /* a guess */
    MODEL_FROM_OPTION,   /* --model */
    MODEL_FROM_LOG,      /* the model that a server's log loaded last before */
};

/* Facts about a record that no figure tells; bits of request.flags. */
enum request_flag {
    FLAG_RECOVERED = 1 << 0,     /* read from a damaged or truncated object */
    FLAG_DERIVED = 1 << 1,       /* at least one figure was computed from others at import */
    FLAG_RATE_MISMATCH = 1 << 2, /* a printed rate contradicts its own count and duration */
    FLAG_NO_UNIT = 1 << 3,       /* a duration stood without unit and was taken for seconds */
    FLAG_ROUNDED = 1 << 4,       /* durations were printed in rounded seconds */
    FLAG_REORDERED = 1 << 5,     /* a stream whose chunks' times run backwards */
    FLAG_UNSURE_MODEL = 1 << 6,  /* another model was loaded, too: the log does not say which of them answered */
};

struct buffer;

/* A text's size. Characters are Unicode code points, words are runs between white space. */
struct text_size {
    int64_t bytes, chars, words;
    bool in_word;        /* state for text that arrives in pieces */
    bool known;          /* false: the text was not saved */
    struct buffer *kept; /* what is added goes there, too (kept_text.h); NULL: nowhere */
};

/* A saved stream summed up. Instants are the server's `created_at`; a chunk is not a token. */
struct stream_summary {
    struct maybe chunk_count; /* chunks with text */
    struct maybe first_text_at_ns, first_thinking_at_ns, first_answer_at_ns, last_text_at_ns;
    /* Gaps between neighbouring chunks with text; unknown below two chunks, or beyond 104 days. Quantiles by linear
     * interpolation, rounded to whole ns. A stall is a gap of at least 100 ms and three times the stream's median gap.
     */
    struct maybe gap_p50_ns, gap_p95_ns, gap_max_ns, gap_jitter_ns, stall_count, stall_duration_ns;
};

/* One finished answer of a model. Zero-initialise; then everything is unknown. */
struct request {
    int64_t line;         /* where it starts, from 1, as `sed -n` counts */
    struct maybe entry;   /* its number in a list that one object holds: entries alike are different requests */
    struct span format;   /* which shape it had: "verbose", "ollama", "python", "openai", … */
    struct span endpoint; /* "generate", "chat", "embed"; empty where unknown */
    enum status status;
    unsigned flags;
    struct span model; /* as written; empty where unknown */
    enum model_from model_from;
    struct maybe created_at_ns; /* of the final object: when the answer was complete */
    struct span done_reason, error, remote_host;

    struct maybe total_duration_ns, load_duration_ns;
    struct maybe prompt_eval_count, prompt_eval_cached_count, prompt_eval_duration_ns;
    struct maybe eval_count, eval_duration_ns;
    struct maybe_real reported_prompt_eval_rate_tok_s, reported_eval_rate_tok_s; /* as printed */
    struct maybe reported_ttft_ns; /* time to first token as a client or a server measured and saved it */
    struct maybe slot_id, task_id; /* of the engine that answered, as its log numbers them */

    struct text_size response, thinking, prompt;
    struct maybe reference_tokens; /* answer and thinking in tokens of the vocabulary that the sink counts by */
    struct maybe prompt_hash; /* 64 bits of the prompt's text, as a signed number; equal prompts have equal hashes */
    struct stream_summary stream;
};

/* Something that could not be used. Never silent, never fatal. */
struct problem {
    int64_t line;        /* from 1; 0 where it concerns the whole file */
    const char *code;    /* stable word for scripts: "bad-duration", "damaged-json", "nothing-found", … */
    const char *message; /* what is wrong and what to do, for a person */
    struct span excerpt; /* the bytes it is about, raw; whoever prints them cleans them */
};

/* One line of a server's access log. Another fact than a request, and never added up with one: it names no model and no
 * tokens, and its latency covers what the server did besides. */
struct access {
    int64_t line;
    struct maybe at_ns;         /* when the answer was complete: the server's wall clock, counted as if it were UTC */
    struct maybe utc_offset_ns; /* of that clock, where other lines of the log or a person tell it */
    struct maybe status;        /* of HTTP */
    struct maybe latency_ns, latency_resolution_ns; /* as printed, and the step it was cut to */
    struct span client, method, path;
    struct maybe request_line; /* of the request in the same log that it is about, as far as can be told */
    bool is_tie_sure;          /* no other request comes into question */
    bool is_load;              /* it loaded or unloaded a model and asked for nothing */
};

/* A result that stands for several repetitions or requests, as a benchmark tool computed it: never a request, never
 * added up with one. One figure of one test. */
struct benchmark {
    int64_t line;
    struct span tool; /* "llama-bench", "vllm", … */
    struct span model;
    struct span test;   /* by the tool's own name: "pp512", "tg128 @ d4096", "serve" */
    const char *metric; /* what the statistics are of, with its unit: "decode_tok_s", "ttft_ms" */
    struct maybe created_at_ns, sample_count;
    struct maybe prompt_count, eval_count, depth_count, concurrency; /* what each sample was made of */
    struct maybe_real mean, median, stddev, p90, p95, p99, min, max;
};

/* What a server says of a model. */
struct model_fact {
    int64_t line;
    const char *from; /* "show", "tags", "ps", "list" */
    struct span name;
    struct span architecture, parameter_size, quantization;   /* "llama", "8.0B", "Q4_K_M" */
    struct span digest;                                       /* of the manifest, hex, without "sha256:"; may be cut */
    struct span blob;                                         /* of the weights' file likewise */
    struct maybe parameter_count, context_length, size_bytes; /* of the weights' file */
    struct maybe loaded_bytes, vram_bytes; /* in memory with its context, and of these in the graphics card's */
    bool is_remote;
};

/* What a log says of the server that wrote it. */
struct server_fact {
    int64_t line;
    struct span version; /* "0.11.10" */
};

/* Where records go. Each call returns false only where the operation failed (a full disk, no memory). A sink that has
 * no use for a kind of facts leaves its call NULL. */
struct sink {
    void *ctx;
    bool (*request)(void *ctx, const struct request *request, struct failure *why);
    bool (*problem)(void *ctx, const struct problem *problem, struct failure *why);
    bool (*access)(void *ctx, const struct access *access, struct failure *why);
    bool (*benchmark)(void *ctx, const struct benchmark *benchmark, struct failure *why);
    bool (*model)(void *ctx, const struct model_fact *fact, struct failure *why);
    bool (*server)(void *ctx, const struct server_fact *fact, struct failure *why);
    /* Adds a text's number of tokens to *count. NULL: nobody counts, and no text is kept for it. */
    bool (*tokens)(void *ctx, struct span text, int64_t *count, struct failure *why);
};

/* Puts the status by the figures that are known: ok with all six, else partial. Leaves error, load and incomplete. */
void request_judge(struct request *request);

/* Flags the request where a printed rate disagrees with its own count and duration by more than printing explains:
 * 1 % and two units of the last printed digit (0.01 tokens/s). Tools that do not count the first token agree, too. With
 * a cached count the prompt's rate may leave the cached tokens out. */
void request_check_rates(struct request *request);

/* The names that databases and exports carry. */
const char *status_name(enum status status);
const char *model_from_name(enum model_from from); /* NULL for MODEL_FROM_NONE */
bool status_named(struct span name, enum status *status);
enum model_from model_from_named(struct span name); /* MODEL_FROM_NONE for any other name */

/* Adds a piece of text to a size. A stray UTF-8 continuation byte counts as no character of its own. */
void text_size_add(struct text_size *size, struct span piece);

#endif
