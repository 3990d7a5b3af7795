/*
 * Goes over text from brace to brace and line to line: objects go to the importer of JSON, lines to the recognisers.
 *
 *  1. An Ollama object that is complete within sight is read where it stands; any other is scanned, as far as it goes.
 *  2. A brace in a Python value, or in a line that is a piece of another, opens nothing.
 *  3. What stands between objects is text, line by line. A line without end comes in pieces.
 */
#include "ingesting.h"

#include "clean.h"
#include "import/cast.h"
#include "import/cri.h"
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    LINE_LIMIT = READER_WINDOW / 2,   /* a longer line comes in pieces */
    FAST_MARGIN = READER_WINDOW / 16, /* so much text, or a line of it, is expected to hold a whole object */
};

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
    static const bool between[256] = {['['] = true, [']'] = true, [','] = true, [' '] = true, ['\t'] = true};
    for (size_t i = 0; i < text.len; i++)
        if (!between[(unsigned char)text.ptr[i]])
            return false;
    return true;
}

/* The text without CLEAN_JOIN, and with blanks for no-break spaces. */
static struct span smoothed(struct ingest *ingest, struct span text, unsigned *marks)
{
    if (!(*marks & (MARK_JOIN | MARK_WIDE)) ||
        (span_find_byte(text, CLEAN_JOIN) == text.len && span_find(text, SPAN("\xc2\xa0")) == text.len))
        return text;
    buffer_clear(&ingest->piece);
    for (size_t i = 0; i < text.len; i++) {
        bool nbsp = text.ptr[i] == '\xc2' && i + 1 < text.len && text.ptr[i + 1] == '\xa0';
        i += nbsp;
        if (text.ptr[i] != CLEAN_JOIN)
            buffer_add_byte(&ingest->piece, nbsp ? ' ' : text.ptr[i]);
    }
    *marks = line_marks(buffer_span(&ingest->piece));
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

/* The recognisers that need one of these marks, a bit each. */
static unsigned who_needs(const struct ingest *ingest, unsigned marks)
{
    unsigned asked = 0;
    for (; marks; marks &= marks - 1)
        asked |= ingest->needed_by[__builtin_ctz(marks)];
    return asked;
}

/* What a recogniser is within, it begins and ends while it looks at a line. */
static bool offer(struct ingest *ingest, unsigned i, struct span text, unsigned marks, int64_t line, bool *claimed,
                  struct failure *why)
{
    const struct line_recogniser *recogniser = line_recognisers[i];
    bool done = recogniser->line(ingest->lines[i], text, marks, line, claimed, why);
    bool is_within = recogniser->is_within && recogniser->is_within(ingest->lines[i]);
    ingest->within = is_within ? ingest->within | 1u << i : ingest->within & ~(1u << i);
    return done;
}

/* A line or a part of one, in which nothing but `marks` stands. */
static bool take_text(struct ingest *ingest, struct span text, unsigned marks, int64_t line, struct failure *why)
{
    ingest->has_text = ingest->has_text || text.len;
    if (text.len && is_punctuation(text))
        return true;
    ingest->held.lines += text.len > 0;
    if (ingest->in_fence || (marks & (MARK_BACKTICK | MARK_BRACE)))
        note_template(ingest, text);
    text = smoothed(ingest, text, &marks);
    bool claimed = false;
    unsigned asked = who_needs(ingest, marks), i = 0, left;
    while (!claimed && (left = (asked | ingest->within) >> i)) {
        i += (unsigned)__builtin_ctz(left);
        if (!offer(ingest, i++, text, marks, line, &claimed, why))
            return false;
    }
    return claimed || transcript_line(ingest->transcript, text, marks, line, why);
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
        if (line_recognisers[i] == &cri_lines)
            return cri_is_piece(ingest->lines[i], line);
    return false;
}

/* Where the first brace of interest stands in the line; the line's length where there is none. */
static size_t find_object(struct ingest *ingest, struct feed *feed, struct span text, size_t line, bool ended,
                          enum brace_kind *kind)
{
    if (!(feed->marks & MARK_BRACE) ||
        (!feed->fixed_line && (cast_is_event(span_first(text, line)) || is_piece(ingest, span_first(text, line)))))
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
    return ingest_count_problem(ingest, &problem, why);
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
    return ingest_count_problem(ingest, &problem, why);
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

static void pass_line(struct feed *feed)
{
    if (!feed->fixed_line)
        feed->text_line = ++feed->line;
}

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
        return take_text(ingest, before, feed->marks, feed->text_line, why);
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
    if (!take_text(ingest, span_first(text, length), feed->marks, feed->text_line, why))
        return false;
    if (feed->marks & MARK_JOIN)
        pass_lines(feed, span_first(text, *used));
    else if (whole && text.ptr[length] == '\n')
        pass_line(feed);
    return true;
}

bool ingest_step(struct ingest *ingest, struct feed *feed, struct span text, bool ended, size_t *used,
                 struct failure *why)
{
    *used = 0;
    if (feed->scanning)
        return step_json(ingest, feed, text, ended, used, why);
    if (text.ptr[0] == '{' && (ended || text.len > FAST_MARGIN || span_find_byte(text, '\n') < text.len)) {
        if (!step_fast(ingest, feed, text, used, why))
            return false;
        if (*used)
            return true;
    }
    size_t line = line_length(text, feed->endless);
    feed->marks = line_marks_further(span_first(text, line), feed->endless, feed->endless ? feed->marks : 0);
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

size_t ingest_pass(struct feed *feed, size_t used)
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
        done = ingest_step(ingest, feed, text, true, &used, why);
        text = span_from(text, ingest_pass(feed, used));
    }
    json_scan_release(&feed->scan);
    free(feed);
    return done;
}

/* NOLINTEND(misc-no-recursion) */

bool ingest_take_string(void *ctx, struct span text, int64_t line, struct failure *why)
{
    struct ingest *ingest = ctx;
    struct cleaner cleaner = {0};
    struct buffer clean = {0};
    clean_block(&cleaner, text, &clean, 0);
    bool done = clean.failed ? failure_out_of_memory(why) : read_text(ingest, buffer_span(&clean), line, why);
    buffer_release(&clean);
    return done;
}

bool ingest_finish(struct ingest *ingest, struct feed *feed, struct failure *why)
{
    size_t used;
    return !feed->scanning || step_json(ingest, feed, (struct span){"", 0}, true, &used, why);
}
