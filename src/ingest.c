#include "ingest.h"

#include "clean.h"
#include "decompressor.h"
#include "import/cast.h"
#include "import/cri.h"
#include "import/held_request.h"
#include "import/json.h"
#include "import/json_scan.h"
#include "import/line_recogniser.h"
#include "transcript.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    LINE_LIMIT = READER_WINDOW / 2,   /* a longer line comes in pieces */
    FAST_MARGIN = READER_WINDOW / 16, /* with so much text ahead an object is expected to be complete in it */
};

/* Offered each line in this order, before the transcript. */
static const struct line_recogniser *const recognisers[] = {&cri_lines,  &cast_lines,         &server_log, &model_lists,
                                                            &modelfiles, &llama_bench_tables, &tool_lines, &curl_times,
                                                            &own_tables, &pipe_lines};

enum { RECOGNISERS = sizeof recognisers / sizeof *recognisers };

struct ingest {
    struct sink sink;         /* of the caller */
    void *lines[RECOGNISERS]; /* what each recogniser knows */
    struct json *json;
    struct transcript *transcript;
    struct buffer piece;  /* a line without joins and no-break spaces */
    struct buffer closed; /* a damaged object, closed by hand */
    int64_t line;         /* of what is read now */
    int64_t request_count, problem_count, fact_count;
    struct held_request held;
    struct maybe client_ttft_ns; /* of the exchange whose response is read now */
    struct columns columns;      /* what the file's author calls figures */
    struct zone zone;
    void (*progress)(void *ctx, int64_t bytes);
    void *progress_ctx;
    bool looks_like_template;
    bool in_fence, fence_is_empty; /* of Markdown */
    bool has_text;
    bool json_spoke; /* the value that was just read held a request */
};

/* Text on its way through the recognisers: the file's, or that inside a string. */
struct feed {
    struct json_scan scan;
    bool scanning;
    int64_t scan_line; /* where the object starts */
    int64_t line;
    int64_t text_line; /* where the present line of text starts, which a terminal may have wrapped */
    bool fixed_line;   /* text inside a string has no lines of its own */
    /* What is known of the line, counted from the present place: it is looked at once, not again at each object. */
    size_t endless;                /* so many bytes have no line end */
    size_t claim_start, claim_end; /* a Python value, whose strings may hold braces */
    size_t claim_seen;             /* so far the line was looked at for one */
    bool claim_is_cut;             /* it reached to the end of what was there of the line: it may go on */
};

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

static bool count_problem(void *ctx, const struct problem *problem, struct failure *why)
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

/* --- plain text --------------------------------------------------------------------------------------------------- */

/* The length of the line at the start of `text`, of which the first `known` bytes have no line end. */
static size_t line_length(struct span text, size_t known)
{
    struct span rest = span_from(text, known);
    size_t end = span_find_byte(rest, '\n');
    return text.len - rest.len + span_find_byte(span_first(rest, end), '\r');
}

static int64_t count_byte(struct span text, char byte)
{
    int64_t count = 0;
    for (size_t at; (at = span_find_byte(text, byte)) < text.len; text = span_from(text, at + 1))
        count++;
    return count;
}

static int64_t count_lines(struct span text)
{
    return count_byte(text, '\n') + count_byte(text, CLEAN_JOIN);
}

/* Whether a piece holds nothing but what stands between JSON values. */
static bool is_punctuation(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!memchr("[], \t", text.ptr[i], 5))
            return false;
    return true;
}

/* The text without CLEAN_JOIN, and with blanks for no-break spaces. */
static struct span smoothed(struct ingest *ingest, struct span text)
{
    if (span_find_byte(text, CLEAN_JOIN) == text.len && span_find(text, SPAN("\xc2\xa0")) == text.len)
        return text;
    buffer_clear(&ingest->piece);
    for (size_t i = 0; i < text.len; i++) {
        bool nbsp = text.ptr[i] == '\xc2' && i + 1 < text.len && text.ptr[i + 1] == '\xa0';
        i += nbsp;
        if (text.ptr[i] != CLEAN_JOIN)
            buffer_add_byte(&ingest->piece, nbsp ? ' ' : text.ptr[i]);
    }
    return ingest->piece.len ? buffer_span(&ingest->piece) : span_first(text, 0); /* which has a pointer */
}

/* Templates hold {{…}}, or fences with nothing in them. */
static void note_template(struct ingest *ingest, struct span text)
{
    text = span_trim(text);
    if (span_starts(text, SPAN("```"))) {
        if (ingest->in_fence && ingest->fence_is_empty)
            ingest->looks_like_template = true;
        ingest->in_fence = !ingest->in_fence;
        ingest->fence_is_empty = true;
    } else if (text.len) {
        ingest->fence_is_empty = false;
    }
    if (text.len > 3 && span_find(text, SPAN("{{")) < text.len)
        ingest->looks_like_template = true;
}

static bool take_text(struct ingest *ingest, struct span text, int64_t line, struct failure *why)
{
    ingest->has_text = ingest->has_text || text.len;
    if (text.len && is_punctuation(text))
        return true;
    ingest->held.lines += text.len > 0;
    note_template(ingest, text);
    text = smoothed(ingest, text);
    bool claimed = false;
    for (size_t i = 0; i < RECOGNISERS && !claimed; i++)
        if (!recognisers[i]->line(ingest->lines[i], text, line, &claimed, why))
            return false;
    return claimed || transcript_line(ingest->transcript, text, line, why);
}

/* --- JSON --------------------------------------------------------------------------------------------------------- */

enum brace_kind { NO_BRACE, OBJECT, ESCAPED, DOUBLED, UNDECIDED };

/* What a brace opens, by what follows it: a JSON object, one inside an escaped string ({\"model\":…), one inside a CSV
 * cell ({""model"":…), or nothing of ours. */
static enum brace_kind brace_kind(struct span from, bool ended)
{
    size_t next = 1;
    while (next < from.len && (memchr(" \t\n\r", from.ptr[next], 4) || from.ptr[next] == CLEAN_JOIN))
        next++;
    if (next + 2 >= from.len)
        return ended ? OBJECT : UNDECIDED;
    if (from.ptr[next] == '\\' && from.ptr[next + 1] == '"')
        return ESCAPED;
    if (from.ptr[next] != '"')
        return NO_BRACE;
    return from.ptr[next + 1] == '"' && from.ptr[next + 2] != ':' && next == 1 ? DOUBLED : OBJECT;
}

/* Looks for a Python value in what was not looked at before: an endless line is seen part by part. */
static void find_claim(struct ingest *ingest, struct feed *feed, struct span line)
{
    enum { LANDMARK_MOST = 256 }; /* so much of one may have been seen before */
    size_t from = feed->claim_seen > LANDMARK_MOST ? feed->claim_seen - LANDMARK_MOST : 0;
    if (feed->claim_end > 0)
        from = feed->claim_is_cut ? feed->claim_start : feed->claim_end;
    struct span claim = transcript_claim(ingest->transcript, line, from);
    feed->claim_start = claim.len ? (size_t)(claim.ptr - line.ptr) : 0;
    feed->claim_end = feed->claim_start + claim.len;
    feed->claim_seen = claim.len ? feed->claim_end : line.len;
    feed->claim_is_cut = claim.len && feed->claim_end == line.len;
}

static bool is_piece(const struct ingest *ingest, struct span line)
{
    for (size_t i = 0; i < RECOGNISERS; i++)
        if (recognisers[i] == &cri_lines)
            return cri_is_piece(ingest->lines[i], line);
    return false;
}

/* Where the first brace of interest stands in the line; the line's length where there is none. */
static size_t find_object(struct ingest *ingest, struct feed *feed, struct span text, size_t line, bool ended,
                          enum brace_kind *kind)
{
    if (!feed->fixed_line && (cast_is_event(span_first(text, line)) || is_piece(ingest, span_first(text, line))))
        return line;
    for (size_t at = 0; at < line; at++) {
        at += span_find_byte((struct span){text.ptr + at, line - at}, '{');
        if (at == line || (*kind = brace_kind(span_from(text, at), ended)) == NO_BRACE)
            continue;
        if (at == 0 && line > 1 && text.ptr[1] == '"')
            return 0; /* no Python value begins so */
        if (at >= feed->claim_seen)
            find_claim(ingest, feed, span_first(text, line));
        if (at < feed->claim_start || at >= feed->claim_end)
            return at;
        at = feed->claim_end - 1;
    }
    return line;
}

/* NOLINTBEGIN(misc-no-recursion): text inside a string inside text, three levels deep at most (json.c) */
static bool read_text(struct ingest *ingest, struct span text, int64_t line, struct failure *why);

/* Reads an object that is written inside a string: one level of escapes goes, up to the string's end or the line's. */
static bool take_escaped(struct ingest *ingest, struct span line, int64_t number, enum brace_kind kind, size_t *used,
                         struct failure *why)
{
    struct buffer plain = {0};
    char escape = kind == ESCAPED ? '\\' : '"';
    size_t i = 0;
    for (; i < line.len; i++) {
        char c = line.ptr[i];
        bool escaped = c == escape && i + 1 < line.len && (kind == ESCAPED || line.ptr[i + 1] == '"');
        if (escaped && kind == ESCAPED && line.ptr[i + 1] == 'u')
            escaped = false;
        if (!escaped && c == '"')
            break;
        i += escaped;
        c = line.ptr[i];
        buffer_add_byte(&plain, escaped && c == 'n' ? '\n' : escaped && c == 't' ? '\t' : c);
    }
    *used = i;
    bool done = plain.failed ? failure_out_of_memory(why) : read_text(ingest, buffer_span(&plain), number, why);
    buffer_release(&plain);
    return done;
}

/* Reads a value that was cut out of the text. One that holds no request was a part of a question or an answer. */
static bool take_value(struct ingest *ingest, const struct json_value *value, struct failure *why)
{
    ingest->json_spoke = false;
    bool done = json_value(ingest->json, value, why);
    if (!ingest->json_spoke)
        transcript_cut(ingest->transcript);
    return done;
}

/* Reads what the scan has so far, closed by hand. */
static bool take_closed(struct ingest *ingest, const struct feed *feed, bool unfinished, struct failure *why)
{
    struct json_value value = {.format = SPAN("ollama"), .line = feed->scan_line, .unfinished = unfinished};
    value.object_lines = feed->fixed_line ? NULL : feed->scan.object_lines;
    value.open_depth = json_scan_closed(&feed->scan, &ingest->closed);
    value.text = buffer_span(&ingest->closed);
    if (ingest->closed.failed)
        return failure_out_of_memory(why);
    return value.open_depth == 0 || take_value(ingest, &value, why);
}

static bool take_whole(struct ingest *ingest, const struct feed *feed, struct failure *why)
{
    struct json_value value = {
        .text = buffer_span(&feed->scan.text),
        .format = SPAN("ollama"),
        .line = feed->scan_line,
        .object_lines = feed->fixed_line ? NULL : feed->scan.object_lines,
    };
    return take_value(ingest, &value, why);
}

static bool report_too_large(struct ingest *ingest, const struct feed *feed, struct failure *why)
{
    struct problem problem = {.line = feed->scan_line,
                              .code = "object-too-large",
                              .message =
                                  "this JSON object has more than 2 MB of members that are no measurements; what "
                                  "follows is read without them"};
    return count_problem(ingest, &problem, why);
}

/* Once for all such strings that a value had since the last time. */
static bool report_long_strings(struct ingest *ingest, struct feed *feed, struct failure *why)
{
    char message[120];
    struct problem problem = {.line = feed->scan_line + (feed->fixed_line ? 0 : feed->scan.long_line),
                              .code = "string-too-long",
                              .message = message};
    if (!feed->scan.long_count)
        return true;
    snprintf(message, sizeof message, "JSON strings of more than 1 MB were read as null: %lld",
             (long long)feed->scan.long_count);
    feed->scan.long_count = 0;
    return count_problem(ingest, &problem, why);
}

/* The scan's copy is full: reads and drops the objects that are complete. */
static bool take_full(struct ingest *ingest, struct feed *feed, struct failure *why)
{
    if (!take_closed(ingest, feed, true, why))
        return false;
    if (json_scan_flush(&feed->scan))
        return true;
    feed->scanning = false;
    return report_too_large(ingest, feed, why) && take_closed(ingest, feed, false, why);
}

static void start_scan(struct feed *feed)
{
    json_scan_start(&feed->scan);
    feed->scanning = true;
    feed->scan_line = feed->line;
}

static bool step_json(struct ingest *ingest, struct feed *feed, struct span text, bool ended, size_t *used,
                      struct failure *why)
{
    enum scan_result result = json_scan_feed(&feed->scan, text, used);
    ingest->has_text = true;
    if (feed->scan.failed || feed->scan.text.failed)
        return failure_out_of_memory(why);
    if (!feed->fixed_line)
        feed->line = feed->scan_line + feed->scan.line;
    if (!feed->fixed_line && feed->scan.line > 0)
        feed->text_line = feed->line;
    bool stays_open = result == SCAN_MORE && !ended;
    if (!stays_open && !report_long_strings(ingest, feed, why))
        return false;
    switch (result) {
    case SCAN_MORE:
        if (!ended)
            return true;
        feed->scanning = false;
        return take_closed(ingest, feed, false, why);
    case SCAN_DONE:
        feed->scanning = false;
        return take_whole(ingest, feed, why);
    case SCAN_BROKEN:
        feed->scanning = false;
        return take_closed(ingest, feed, false, why);
    default:
        return take_full(ingest, feed, why);
    }
}

/* --- one step ----------------------------------------------------------------------------------------------------- */

static void pass_lines(struct feed *feed, struct span text)
{
    if (feed->fixed_line)
        return;
    feed->line += count_lines(text);
    if (span_find_byte(text, '\n') < text.len)
        feed->text_line = feed->line;
}

/* An Ollama object right here, and the line end behind it. */
static bool step_fast(struct ingest *ingest, struct feed *feed, struct span text, size_t *used, struct failure *why)
{
    if (!json_fast(ingest->json, text, feed->line, used, why))
        return false;
    if (*used && *used < text.len && text.ptr[*used] == '\n')
        ++*used;
    pass_lines(feed, span_first(text, *used));
    return true;
}

/* The object that starts `at` in the line; what stands before it is text. */
static bool step_object(struct ingest *ingest, struct feed *feed, struct span text, size_t at, size_t line,
                        enum brace_kind kind, size_t *used, struct failure *why)
{
    if (at > 0) {
        struct span before = span_first(text, at);
        *used = at;
        pass_lines(feed, before);
        return take_text(ingest, before, feed->text_line, why);
    }
    if (kind == ESCAPED || kind == DOUBLED)
        return take_escaped(ingest, span_first(text, line), feed->line, kind, used, why);
    if (!step_fast(ingest, feed, text, used, why))
        return false;
    if (*used == 0)
        start_scan(feed);
    return true;
}

/* How much of a line without end, and too long for the window, is taken as if it were a line. */
static size_t piece_length(struct span text)
{
    for (size_t length = text.len; length > text.len / 2; length--)
        if (text.ptr[length - 1] == ' ')
            return length;
    return text.len;
}

/* A line without JSON, and its end. */
static bool step_line(struct ingest *ingest, struct feed *feed, struct span text, size_t line, size_t *used,
                      struct failure *why)
{
    bool whole = line < text.len;
    size_t length = whole || text.len < LINE_LIMIT ? line : piece_length(text);
    *used = length + (whole ? 1 : 0);
    if (!take_text(ingest, span_first(text, length), feed->text_line, why))
        return false;
    pass_lines(feed, span_first(text, *used));
    return true;
}

/* Takes the next thing from `text`: an object, a part of one, a line. `used` is 0 where more text is needed to tell
 * (or where a scan starts here). */
static bool step(struct ingest *ingest, struct feed *feed, struct span text, bool ended, size_t *used,
                 struct failure *why)
{
    *used = 0;
    if (feed->scanning)
        return step_json(ingest, feed, text, ended, used, why);
    if (text.ptr[0] == '{' && (ended || text.len > FAST_MARGIN)) {
        if (!step_fast(ingest, feed, text, used, why))
            return false;
        if (*used)
            return true;
    }
    size_t line = line_length(text, feed->endless);
    feed->endless = line;
    if (line == text.len && !ended && text.len < LINE_LIMIT)
        return true;
    enum brace_kind kind = NO_BRACE;
    size_t at = find_object(ingest, feed, text, line, ended || text.len >= LINE_LIMIT, &kind);
    if (at == line)
        return step_line(ingest, feed, text, line, used, why);
    if (kind == UNDECIDED)
        return true;
    return step_object(ingest, feed, text, at, line, kind, used, why);
}

/* Goes on behind what a step has used. */
static size_t pass(struct feed *feed, size_t used)
{
    feed->endless = feed->endless > used ? feed->endless - used : 0;
    feed->claim_seen = feed->endless > 0 && feed->claim_seen > used ? feed->claim_seen - used : 0;
    feed->claim_start -= used < feed->claim_start ? used : feed->claim_start;
    feed->claim_end -= used < feed->claim_end ? used : feed->claim_end;
    return used;
}

/* Text that is at hand as a whole, inside a string on `line`. */
static bool read_text(struct ingest *ingest, struct span text, int64_t line, struct failure *why)
{
    struct feed *feed = calloc(1, sizeof *feed);
    if (!feed)
        return failure_out_of_memory(why);
    feed->line = feed->text_line = line;
    feed->fixed_line = true;
    bool done = true;
    while (done && text.len) {
        size_t used;
        done = step(ingest, feed, text, true, &used, why);
        text = span_from(text, pass(feed, used));
    }
    json_scan_release(&feed->scan);
    free(feed);
    return done;
}

/* NOLINTEND(misc-no-recursion) */

/* Escape sequences stand in captured strings, too. */
static bool take_string(void *ctx, struct span text, int64_t line, struct failure *why)
{
    struct ingest *ingest = ctx;
    struct cleaner cleaner = {0};
    struct buffer clean = {0};
    clean_block(&cleaner, text, &clean, 0);
    bool done = clean.failed ? failure_out_of_memory(why) : read_text(ingest, buffer_span(&clean), line, why);
    buffer_release(&clean);
    return done;
}

static bool read_file(struct ingest *ingest, struct reader *reader, struct feed *feed, struct failure *why)
{
    for (;;) {
        struct span text = reader_text(reader);
        size_t used = 0;
        bool was_scanning = feed->scanning;
        if (text.len && !step(ingest, feed, text, reader_ended(reader), &used, why))
            return false;
        reader_skip(reader, pass(feed, used));
        if (used || was_scanning != feed->scanning)
            continue;
        if (reader_ended(reader))
            break;
        if (!reader_more(reader, why))
            return false;
        if (ingest->progress)
            ingest->progress(ingest->progress_ctx, reader_size_bytes(reader));
    }
    size_t used;
    return !feed->scanning || step_json(ingest, feed, (struct span){"", 0}, true, &used, why);
}

/* --- the file ----------------------------------------------------------------------------------------------------- */

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
        if (!count_problem(ingest, &problem, why))
            return false;
    }
    if (reader_ends_in_half(reader)) {
        problem.code = "half-character";
        problem.message = "the UTF-16 text ends within a character, which was left out; was the file cut?";
        if (!count_problem(ingest, &problem, why))
            return false;
    }
    if (ingest->request_count || ingest->fact_count)
        return true;
    problem.code = "nothing-found";
    problem.message = nothing_found(ingest);
    return count_problem(ingest, &problem, why);
}

static bool open_lines(struct ingest *ingest, struct sink sink, struct failure *why)
{
    struct line_context around = {ingest,        suggest_model,    take_string, is_in_answer,
                                  take_exchange, &ingest->columns, ingest->zone};
    for (size_t i = 0; i < RECOGNISERS; i++)
        if (!(ingest->lines[i] = recognisers[i]->open(sink, &around, why)))
            return false;
    return true;
}

static bool end_lines(struct ingest *ingest, struct failure *why)
{
    for (size_t i = 0; i < RECOGNISERS; i++)
        if (!recognisers[i]->end(ingest->lines[i], why))
            return false;
    return true;
}

static bool open_recognisers(struct ingest *ingest, const char *path, const struct ingest_options *options,
                             struct failure *why)
{
    struct sink counting = {
        .ctx = ingest,
        .request = count_request,
        .problem = count_problem,
        .access = count_access,
        .benchmark = count_benchmark,
        .model = count_model,
        .server = count_server,
        .tokens = ingest->sink.tokens ? count_tokens : NULL,
    };
    struct json_callbacks callbacks = {ingest,       suggest_model,   take_string,   note_json,
                                       take_damaged, set_client_ttft, take_exchange, &ingest->columns};
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
    struct reader *reader = NULL;
    struct feed *feed = calloc(1, sizeof *feed);
    bool done = false;
    if (!feed) {
        failure_out_of_memory(why);
        goto done;
    }
    feed->line = feed->text_line = 1;
    reader = reader_open(path, why);
    done = reader && open_recognisers(&ingest, path, options, why) && read_file(&ingest, reader, feed, why) &&
           end_lines(&ingest, why) && transcript_end(ingest.transcript, why) && json_end(ingest.json, why) &&
           held_request_put(&ingest.held, sink, NULL, why) && report_file(&ingest, reader, why);
    if (done)
        take_facts(&ingest, reader, feed, facts);
done:
    for (size_t i = 0; i < RECOGNISERS; i++)
        recognisers[i]->close(ingest.lines[i]);
    transcript_close(ingest.transcript);
    json_close(ingest.json);
    reader_close(reader);
    if (feed)
        json_scan_release(&feed->scan);
    free(feed);
    buffer_release(&ingest.piece);
    buffer_release(&ingest.closed);
    held_request_release(&ingest.held);
    return done;
}

bool ingest_hash(const char *path, struct ingest_facts *facts, struct failure *why)
{
    struct reader *reader = reader_open(path, why);
    bool done = reader != NULL;
    while (done && !reader_ended(reader)) {
        reader_skip(reader, reader_text(reader).len);
        done = reader_more(reader, why);
    }
    if (done) {
        reader_content_hash(reader, facts->content_hash);
        reader_packed_hash(reader, facts->packed_hash);
        facts->size_bytes = reader_size_bytes(reader);
    }
    reader_close(reader);
    return done;
}
