/*
 * Logs of servers, line by line: access lines, timings of the engine, what was loaded, which version it is.
 *
 *  1. A log names its model where it loads one, by name, by the name inside the weights' file, or only by the file's
 *     digest: the best of these that was met since the last load. A digest that is loaded again has its name at once.
 *  2. Requests of the engine do not say which model answered: it is the one loaded last, and FLAG_UNSURE_MODEL where
 *     another had been loaded by the same server. Without any load in the log the text around may suggest one.
 *  3. An access line of a generation belongs to the timings before it that no access line had yet, if they fit into its
 *     latency: to a single block for sure, else nobody knows.
 *  4. POST /api/generate that ends in the second in which the runner was ready, with nothing between, only loaded the
 *     model; so did, or unloaded it, one of under LOAD_LATENCY.
 *  5. Ollama's runner for MLX prints no timings, but how much of each prompt it had in its cache: a request of which
 * the prompt's counts are known.
 *  6. An access line's clock is in the zone of slog's lines above it; without any, in the one that a person told.
 */
#include "line_recogniser.h"

#include "access_line.h"
#include "engine_timing.h"
#include "llama_bench.h"
#include "log_line.h"
#include "timestamp.h"

#include <stdlib.h>

enum { NAME_SIZE = 300, DIGEST_SIZE = 64, KNOWN_MODELS = 32, PENDING = 64 };

static const int64_t LOAD_LATENCY_NS = 10000000, SECOND_NS = 1000000000;

/* How much a name is worth: rule 1. */
enum trust { TRUST_NONE, TRUST_DIGEST, TRUST_WEIGHTS, TRUST_FILE, TRUST_NAME };

struct loaded_model {
    char name[NAME_SIZE], digest[DIGEST_SIZE + 1];
    size_t name_length, digest_length;
    enum trust trust;
};

/* A request of the engine that no access line had yet. */
struct pending {
    int64_t line, duration_ns;
};

struct log {
    struct sink sink;
    struct line_context around;
    struct engine_timing timing;
    struct loaded_model models[KNOWN_MODELS]; /* by digest, in the order of their first load */
    size_t model_count;
    struct loaded_model *current; /* NULL before the first load */
    struct maybe utc_offset_ns;   /* as slog's lines have it; unknown before the first */
    struct maybe ready_at_ns;     /* wall clock at which a runner was ready, until the next access line */
    struct pending pending[PENDING];
    size_t pending_count;
};

static void *open_log(struct sink sink, const struct line_context *around, struct failure *why)
{
    struct log *log = calloc(1, sizeof *log);
    if (!log)
        failure_out_of_memory(why);
    else
        *log = (struct log){.sink = sink, .around = *around};
    return log;
}

/* --- what is loaded ----------------------------------------------------------------------------------------------- */

static void set_name(struct loaded_model *model, struct span name, enum trust trust)
{
    if (!name.len || trust < model->trust || name.len > NAME_SIZE)
        return;
    memcpy(model->name, name.ptr, name.len);
    model->name_length = name.len;
    model->trust = trust;
}

static struct loaded_model *model_with(struct log *log, struct span digest)
{
    for (size_t i = 0; i < log->model_count; i++)
        if (span_equal((struct span){log->models[i].digest, log->models[i].digest_length}, digest))
            return &log->models[i];
    return NULL;
}

/* A model is loaded; `digest` of its weights is empty where the log has none. */
static void load(struct log *log, struct span digest)
{
    digest = span_first(digest, DIGEST_SIZE);
    struct loaded_model *model = model_with(log, digest);
    if (!model) {
        model = &log->models[log->model_count < KNOWN_MODELS ? log->model_count++ : KNOWN_MODELS - 1];
        *model = (struct loaded_model){.digest_length = digest.len};
        if (digest.len)
            memcpy(model->digest, digest.ptr, digest.len);
    }
    log->current = model;
}

/* A name for the model that is being loaded. */
static void name_current(struct log *log, struct span name, enum trust trust)
{
    if (!log->current && name.len)
        load(log, (struct span){0});
    if (log->current)
        set_name(log->current, name, trust);
}

/* The hex digits behind "sha256-" or "sha256:"; empty without. */
static struct span digest_in(struct span text)
{
    size_t at = span_find(text, SPAN("sha256"));
    struct span hex = span_from(text, at + 7);
    size_t length = 0;
    while (length < hex.len && length < DIGEST_SIZE && strchr("0123456789abcdef", hex.ptr[length]) && hex.ptr[length])
        length++;
    return at < text.len && length >= 12 ? span_first(hex, length) : (struct span){0};
}

/* A file of weights: Ollama's is named by its digest, others by what they are. */
static void load_file(struct log *log, struct span path)
{
    struct span digest = digest_in(path), name = gguf_stem(path);
    if (digest.len) {
        char short_name[32];
        size_t length = digest.len < 12 ? digest.len : 12;
        load(log, digest);
        memcpy(short_name, "sha256-", 7);
        memcpy(short_name + 7, digest.ptr, length);
        set_name(log->current, (struct span){short_name, 7 + length}, TRUST_DIGEST);
    } else if (span_ends(path, SPAN(".gguf"))) {
        if (!log->current || !span_equal((struct span){log->current->name, log->current->name_length}, name))
            load(log, (struct span){0});
        set_name(log->current, name, TRUST_FILE);
    }
}

/* --- requests ----------------------------------------------------------------------------------------------------- */

static void remember(struct log *log, const struct request *request)
{
    if (log->pending_count == PENDING)
        memmove(log->pending, log->pending + 1, --log->pending_count * sizeof *log->pending);
    log->pending[log->pending_count++] =
        (struct pending){request->line, request->prompt_eval_duration_ns.value + request->eval_duration_ns.value};
}

/* Rule 2. */
static bool put_request(struct log *log, struct request *request, struct failure *why)
{
    remember(log, request);
    if (log->current && log->current->name_length) {
        request->model = (struct span){log->current->name, log->current->name_length};
        request->model_from = MODEL_FROM_LOG;
        request->flags |= log->model_count > 1 ? FLAG_UNSURE_MODEL : 0;
    } else if (!log->current) {
        request->model = log->around.model(log->around.ctx, &request->model_from);
    }
    if (request->model.len == 0)
        request->model_from = MODEL_FROM_NONE;
    request_judge(request);
    request_check_rates(request);
    return log->sink.request(log->sink.ctx, request, why);
}

static bool take_timing(struct log *log, struct span line, int64_t number, bool *claimed, struct failure *why)
{
    struct request before;
    enum timing_step step = engine_timing_line(&log->timing, line, number, &before);
    *claimed = step != TIMING_NONE;
    if (step == TIMING_BEGAN)
        return put_request(log, &before, why);
    return step != TIMING_COMPLETE || put_request(log, &log->timing.request, why);
}

/* Rule 5: `msg="cache hit" total=6001 matched=5800 cached=5760 left=241`; older versions have no total of a miss. */
static bool take_mlx(struct log *log, struct span line, int64_t number, struct failure *why)
{
    struct span message = log_value(line, SPAN("msg"));
    bool hit = span_equal_nocase(message, SPAN("cache hit"));
    if (!hit && !span_equal_nocase(message, SPAN("cache miss")))
        return true;
    struct maybe total = span_to_count(log_value(line, SPAN("total"))),
                 left = span_to_count(log_value(line, SPAN("left"))),
                 cached = span_to_count(log_value(line, SPAN("cached")));
    if (!left.known || (hit && !cached.known))
        return true;
    struct request request = {
        .line = number,
        .format = SPAN("ollama-mlx"),
        .status = STATUS_PARTIAL,
        .prompt_eval_count = total.known ? total : maybe_of(left.value + cached.value),
        .prompt_eval_cached_count = maybe_of(cached.value),
    };
    return put_request(log, &request, why);
}

/* --- access lines ------------------------------------------------------------------------------------------------- */

/* Rule 3. */
static void tie(struct log *log, struct access *access)
{
    size_t fitting = 0;
    int64_t room = access->latency_ns.value + access->latency_resolution_ns.value;
    for (size_t i = 0; i < log->pending_count; i++) {
        if (log->pending[i].duration_ns > room)
            continue;
        access->request_line = maybe_of(log->pending[i].line);
        fitting++;
    }
    access->is_tie_sure = fitting == 1 && log->pending_count == 1;
    size_t left = 0;
    for (size_t i = 0; i < log->pending_count; i++)
        if (!access->request_line.known || log->pending[i].line != access->request_line.value)
            log->pending[left++] = log->pending[i];
    log->pending_count = left;
}

/* Rule 4. */
static bool only_loads(const struct log *log, const struct access *access)
{
    int64_t since = access->at_ns.value + SECOND_NS - log->ready_at_ns.value;
    bool at_once = log->ready_at_ns.known && since >= 0 && since < 2 * SECOND_NS;
    return span_equal(access->path, SPAN("/api/generate")) && access->status.value == 200 &&
           !access->request_line.known && (at_once || access->latency_ns.value < LOAD_LATENCY_NS);
}

static bool take_access(struct log *log, struct span line, int64_t number, bool *claimed, struct failure *why)
{
    struct access access;
    size_t at = span_find(line, SPAN("[GIN] "));
    if (at == line.len || !access_line_read(span_from(line, at), &access))
        return true;
    *claimed = log_prefix_is(span_first(line, at));
    access.line = number;
    access.utc_offset_ns =
        log->utc_offset_ns.known ? log->utc_offset_ns : zone_offset_ns(&log->around.zone, access.at_ns.value);
    if (access_is_generation(&access) && access.status.value < 300) {
        tie(log, &access);
        access.is_load = only_loads(log, &access);
    }
    log->ready_at_ns = (struct maybe){0};
    return !log->sink.access || log->sink.access(log->sink.ctx, &access, why);
}

/* --- what the server says ----------------------------------------------------------------------------------------- */

/* "Listening on 127.0.0.1:11434 (version 0.30.10)", "ollama version is 0.5.4": a server starts; nothing is loaded. */
static bool take_version(struct log *log, struct span line, int64_t number, struct failure *why)
{
    static const struct span leads[] = {{"(version ", 9}, {"ollama version is ", 18}};
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        size_t at = span_find(line, leads[i]);
        if (at == line.len || (i == 0 && span_find(line, SPAN("Listening on ")) > at))
            continue;
        struct span rest = span_from(line, at + leads[i].len), version = span_first(rest, span_find_byte(rest, ' '));
        version = span_first(version, span_find_byte(version, ')'));
        if (version.len == 0 || version.len > 40 || version.ptr[0] < '0' || version.ptr[0] > '9')
            continue;
        struct server_fact fact = {.line = number, .version = version};
        if (i == 0) {
            log->current = NULL;
            log->model_count = 0;
        }
        return !log->sink.server || log->sink.server(log->sink.ctx, &fact, why);
    }
    return true;
}

/* The path behind `--model ` in a runner's command. */
static struct span model_argument(struct span command)
{
    size_t at = span_find(command, SPAN("--model "));
    struct span path = span_from(command, at + 8);
    return at < command.len ? span_first(path, span_find_byte(path, ' ')) : (struct span){0};
}

static void note_load(struct log *log, struct span line)
{
    struct span message = log_value(line, SPAN("msg")), model = log_value(line, SPAN("model"));
    if (span_equal(message, SPAN("starting llama server")) || span_equal(message, SPAN("starting runner")) ||
        span_equal(message, SPAN("starting llama-server")))
        load_file(log, model_argument(log_value(line, SPAN("cmd"))));
    else if (span_equal(message, SPAN("template selection")))
        name_current(log, model, TRUST_NAME);
    else if (span_equal(message, SPAN("starting mlx runner subprocess"))) {
        load(log, model);
        name_current(log, model, TRUST_NAME);
    } else if (span_equal(message, SPAN("loading model via llama-server")) ||
               span_equal(message, SPAN("finished setting up runner")))
        load_file(log, model);
    name_current(log, log_value(line, SPAN("runner.name")), TRUST_NAME);
    if (span_find(message, SPAN(" started in ")) < message.len) {
        struct span time = log_value(line, SPAN("time"));
        struct maybe at = timestamp_parse(time);
        log->ready_at_ns = (struct maybe){at.value + log->utc_offset_ns.value, at.known && log->utc_offset_ns.known};
    }
}

/* A line of slog: `time=… level=… source=… msg=…`. */
static bool take_slog(struct log *log, struct span line, int64_t number, struct failure *why)
{
    struct span time = log_value(line, SPAN("time"));
    struct maybe offset = log_utc_offset(time);
    if (offset.known)
        log->utc_offset_ns = offset;
    note_load(log, line);
    return take_mlx(log, line, number, why);
}

/* "general.name str = Phi 4", "general.name     = Phi 4": the name inside the weights' file. */
static void take_weights_name(struct log *log, struct span line)
{
    size_t at = span_find(line, SPAN("general.name"));
    struct span rest = span_from(line, at);
    size_t equals = span_find_byte(rest, '=');
    if (equals < rest.len)
        name_current(log, span_trim(span_from(rest, equals + 1)), TRUST_WEIGHTS);
}

/* "llama_model_loader: loaded meta data with 29 key-value pairs and 579 tensors from /models/x.gguf (version GGUF V3"
 */
static void take_loader(struct log *log, struct span line)
{
    size_t at = span_find(line, SPAN(" tensors from "));
    struct span path = span_from(line, at + 14);
    load_file(log, span_first(path, span_find(path, SPAN(" (version"))));
}

static bool holds(struct span line, struct span word)
{
    return span_find(line, word) < line.len;
}

static bool take_line(void *self, struct span text, unsigned marks, int64_t number, bool *claimed, struct failure *why)
{
    struct log *log = self;
    *claimed = false;
    bool pairs = marks & MARK_EQUALS;
    if (pairs && holds(text, SPAN(" time")) && !take_timing(log, text, number, claimed, why))
        return false;
    if (*claimed)
        return true;
    if (pairs && holds(text, SPAN(" msg=")) && !take_slog(log, text, number, why))
        return false;
    if (pairs && holds(text, SPAN("general.name")) && !holds(text, SPAN(" msg=")))
        take_weights_name(log, text);
    else if ((marks & MARK_UNDERSCORE) && holds(text, SPAN("llama_model_loader: loaded meta data")))
        take_loader(log, text);
    if ((marks & MARK_DIGIT) && holds(text, SPAN("version ")) && !take_version(log, text, number, why))
        return false;
    return !(marks & MARK_BRACKET) || take_access(log, text, number, claimed, why);
}

static bool end_log(void *self, struct failure *why)
{
    struct log *log = self;
    struct request request;
    return !engine_timing_end(&log->timing, &request) || put_request(log, &request, why);
}

const struct line_recogniser server_log = {
    .needs = MARK_EQUALS | MARK_DIGIT | MARK_UNDERSCORE | MARK_BRACKET,
    .open = open_log,
    .line = take_line,
    .end = end_log,
    .close = free,
};
