#include "ingesting.h"

#include "decompressor.h"
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>

/* Offered each line in this order, before the transcript. */
const struct line_recogniser *const line_recognisers[RECOGNISERS] = {
    &cri_lines,          &cast_lines, &server_log, &model_lists, &modelfiles,
    &llama_bench_tables, &tool_lines, &curl_times, &own_tables,  &pipe_lines};

/* --- sinks and callbacks ------------------------------------------------------------------------------------------ */

static bool count_request(void *ctx, const struct request *request, struct failure *why)
{
    struct ingest *ingest = ctx;
    struct request known = *request;
    if (!known.reported_ttft_ns.known)
        known.reported_ttft_ns = ingest->client_ttft_ns;
    ingest->request_count++;
    return held_request_put(&ingest->held, ingest->sink, &known, why);
}

bool ingest_count_problem(void *ctx, const struct problem *problem, struct failure *why)
{
    struct ingest *ingest = ctx;
    ingest->problem_count++;
    return ingest->sink.problem(ingest->sink.ctx, problem, why);
}

static bool count_access(void *ctx, const struct access *access, struct failure *why)
{
    struct ingest *ingest = ctx;
    ingest->fact_count++;
    return !ingest->sink.access || ingest->sink.access(ingest->sink.ctx, access, why);
}

static bool count_benchmark(void *ctx, const struct benchmark *benchmark, struct failure *why)
{
    struct ingest *ingest = ctx;
    ingest->fact_count++;
    return !ingest->sink.benchmark || ingest->sink.benchmark(ingest->sink.ctx, benchmark, why);
}

static bool count_model(void *ctx, const struct model_fact *fact, struct failure *why)
{
    struct ingest *ingest = ctx;
    ingest->fact_count++;
    return !ingest->sink.model || ingest->sink.model(ingest->sink.ctx, fact, why);
}

static bool count_tokens(void *ctx, struct span text, int64_t *count, struct failure *why)
{
    struct ingest *ingest = ctx;
    return ingest->sink.tokens(ingest->sink.ctx, text, count, why);
}

static bool count_server(void *ctx, const struct server_fact *fact, struct failure *why)
{
    struct ingest *ingest = ctx;
    ingest->fact_count++;
    return !ingest->sink.server || ingest->sink.server(ingest->sink.ctx, fact, why);
}

static struct span suggest_model(void *ctx, enum model_from *from)
{
    struct ingest *ingest = ctx;
    struct model_hint hint = transcript_model(ingest->transcript);
    *from = hint.from;
    return hint.name;
}

static bool is_in_answer(void *ctx)
{
    const struct ingest *ingest = ctx;
    return transcript_in_answer(ingest->transcript);
}

static void note_json(void *ctx, struct span model, int64_t line)
{
    struct ingest *ingest = ctx;
    ingest->json_spoke = true;
    transcript_json(ingest->transcript, model, line);
}

static bool take_damaged(void *ctx, const struct request *head, struct failure *why)
{
    struct ingest *ingest = ctx;
    return transcript_damaged(ingest->transcript, head, why);
}

static void set_client_ttft(void *ctx, struct maybe ttft_ns)
{
    struct ingest *ingest = ctx;
    ingest->client_ttft_ns = ttft_ns;
}

static bool take_exchange(void *ctx, struct maybe first_byte_ns, struct maybe total_ns, struct failure *why)
{
    struct ingest *ingest = ctx;
    if (!json_exchange_end(ingest->json, why))
        return false;
    held_request_timed(&ingest->held, first_byte_ns, total_ns);
    return true;
}

static bool take_python(void *ctx, struct span text, int64_t line, struct failure *why)
{
    struct ingest *ingest = ctx;
    struct json_value value = {.text = text, .format = SPAN("python"), .line = line};
    return json_value(ingest->json, &value, why);
}

/* --- the file ----------------------------------------------------------------------------------------------------- */

static bool read_file(struct ingest *ingest, struct reader *reader, struct feed *feed, struct failure *why)
{
    for (;;) {
        struct span text = reader_text(reader);
        size_t used = 0;
        bool was_scanning = feed->scanning;
        if (text.len && !ingest_step(ingest, feed, text, reader_ended(reader), &used, why))
            return false;
        reader_skip(reader, ingest_pass(feed, used));
        if (used || was_scanning != feed->scanning)
            continue;
        if (reader_ended(reader))
            break;
        if (!reader_more(reader, why))
            return false;
        if (ingest->progress)
            ingest->progress(ingest->progress_ctx, reader_size_bytes(reader));
    }
    return ingest_finish(ingest, feed, why);
}

static const char *nothing_found(const struct ingest *ingest)
{
    static const struct {
        enum look look;
        const char *message;
    } looks[] = {
        {LOOK_REQUEST_BODY,
         "nothing measured in here: it looks like the body of a request; save what the server answers"},
        {LOOK_MODEL_LIST, "nothing measured in here: it looks like a list or description of models"},
        {LOOK_ANSWER_ONLY,
         "nothing measured in here: answers without their figures; save the whole JSON object, or run "
         "with --verbose"},
        {LOOK_OTHER_JSON, "nothing measured in here: JSON, but no figures that evalrate knows"},
    };
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++)
        if (json_look_count(ingest->json, looks[i].look))
            return looks[i].message;
    if (ingest->looks_like_template)
        return "nothing measured in here: it looks like a template that was not filled in";
    if (!ingest->has_text)
        return "nothing measured in here: the file is empty";
    return "nothing measured in here: text without statistics; `ollama run --verbose` prints them to stderr, so save "
           "both "
           "(2>&1)";
}

static bool report_file(struct ingest *ingest, const struct reader *reader, struct failure *why)
{
    struct problem problem = {.line = 0};
    char message[120];
    if (reader_nul_count(reader)) {
        snprintf(message, sizeof message, "%lld NUL bytes were left out; was the file damaged?",
                 (long long)reader_nul_count(reader));
        problem.code = "nul-bytes";
        problem.message = message;
        if (!ingest_count_problem(ingest, &problem, why))
            return false;
    }
    if (reader_ends_in_half(reader)) {
        problem.code = "half-character";
        problem.message = "the UTF-16 text ends within a character, which was left out; was the file cut?";
        if (!ingest_count_problem(ingest, &problem, why))
            return false;
    }
    if (ingest->request_count || ingest->fact_count)
        return true;
    problem.code = "nothing-found";
    problem.message = nothing_found(ingest);
    return ingest_count_problem(ingest, &problem, why);
}

static void note_needs(struct ingest *ingest)
{
    for (unsigned i = 0; i < RECOGNISERS; i++)
        for (unsigned needs = line_recognisers[i]->needs; needs; needs &= needs - 1)
            ingest->needed_by[__builtin_ctz(needs)] |= 1u << i;
}

static bool open_lines(struct ingest *ingest, struct sink sink, struct failure *why)
{
    struct line_context around = {ingest,        suggest_model,    ingest_take_string, is_in_answer,
                                  take_exchange, &ingest->columns, ingest->zone};
    note_needs(ingest);
    for (size_t i = 0; i < RECOGNISERS; i++)
        if (!(ingest->lines[i] = line_recognisers[i]->open(sink, &around, why)))
            return false;
    return true;
}

static bool end_lines(struct ingest *ingest, struct failure *why)
{
    for (size_t i = 0; i < RECOGNISERS; i++)
        if (!line_recognisers[i]->end(ingest->lines[i], why))
            return false;
    return true;
}

static bool open_recognisers(struct ingest *ingest, const char *path, const struct ingest_options *options,
                             struct failure *why)
{
    struct sink counting = {
        .ctx = ingest,
        .request = count_request,
        .problem = ingest_count_problem,
        .access = count_access,
        .benchmark = count_benchmark,
        .model = count_model,
        .server = count_server,
        .tokens = ingest->sink.tokens ? count_tokens : NULL,
    };
    struct json_callbacks callbacks = {ingest,       suggest_model,   ingest_take_string, note_json,
                                       take_damaged, set_client_ttft, take_exchange,      &ingest->columns};
    struct transcript_options transcript = {
        .path = strcmp(path, "-") == 0 ? (struct span){0} : path_before_compression(span_of(path)),
        .model = options->model,
        .json = take_python,
        .json_ctx = ingest,
    };
    ingest->json = json_open(counting, &callbacks, why);
    if (ingest->json)
        ingest->transcript = transcript_open(&transcript, counting, why);
    return ingest->transcript != NULL && open_lines(ingest, counting, why);
}

static void take_facts(const struct ingest *ingest, const struct reader *reader, const struct feed *feed,
                       struct ingest_facts *facts)
{
    reader_content_hash(reader, facts->content_hash);
    reader_packed_hash(reader, facts->packed_hash);
    facts->size_bytes = reader_size_bytes(reader);
    facts->encoding = reader_encoding(reader);
    facts->line_count = feed->line;
    facts->request_count = ingest->request_count;
    facts->problem_count = ingest->problem_count;
}

bool ingest_file(const char *path, const struct ingest_options *options, struct sink sink, struct ingest_facts *facts,
                 struct failure *why)
{
    struct ingest ingest = {
        .sink = sink,
        .columns = options->columns,
        .zone = options->zone,
        .progress = options->progress,
        .progress_ctx = options->progress_ctx,
    };
    ingest.columns.path = path;
    struct reader *opened = NULL, *reader = options->reader;
    struct feed *feed = calloc(1, sizeof *feed);
    bool done = false;
    if (!feed) {
        failure_out_of_memory(why);
        goto done;
    }
    feed->line = feed->text_line = 1;
    if (!reader)
        reader = opened = reader_open(path, why);
    done = reader && open_recognisers(&ingest, path, options, why) && read_file(&ingest, reader, feed, why) &&
           json_pieces_end(ingest.json, why) && end_lines(&ingest, why) && transcript_end(ingest.transcript, why) &&
           json_end(ingest.json, why) && held_request_put(&ingest.held, sink, NULL, why) &&
           report_file(&ingest, reader, why);
    if (done)
        take_facts(&ingest, reader, feed, facts);
done:
    for (size_t i = 0; i < RECOGNISERS; i++)
        line_recognisers[i]->close(ingest.lines[i]);
    transcript_close(ingest.transcript);
    json_close(ingest.json);
    reader_close(opened);
    if (feed)
        json_scan_release(&feed->scan);
    free(feed);
    buffer_release(&ingest.piece);
    buffer_release(&ingest.closed);
    held_request_release(&ingest.held);
    return done;
}

bool ingest_hash(const char *path, struct ingest_facts *facts, struct reader **kept, struct failure *why)
{
    enum { KEPT_BYTES = READER_WINDOW / 4 };
    struct reader *reader = reader_open(path, why);
    bool done = reader != NULL, is_whole = true;
    while (done && !reader_ended(reader)) {
        struct span text = reader_text(reader);
        is_whole = is_whole && text.len <= KEPT_BYTES;
        if (!is_whole)
            reader_skip(reader, text.len);
        done = reader_more(reader, why);
    }
    if (done) {
        reader_content_hash(reader, facts->content_hash);
        reader_packed_hash(reader, facts->packed_hash);
        facts->size_bytes = reader_size_bytes(reader);
    }
    *kept = done && is_whole ? reader : NULL;
    if (!*kept)
        reader_close(reader);
    return done;
}
