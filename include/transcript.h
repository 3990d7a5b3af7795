/*
 * What people and terminals leave in plain text: statistics of `ollama run --verbose` in every guise, Python reprs, and
 * the hints (a command echo, an `ollama ps` row, a heading) that say which model the next figures belong to.
 *
 * The transcript is fed clean lines in order: decoded to UTF-8, escape sequences and spinners gone, soft wraps undone,
 * no line end. It puts finished requests and problems into the sink. A finished request is held back for some lines,
 * since an `ollama ps` row below may name its model; it never comes after one of a later line.
 */
#ifndef EVALRATE_TRANSCRIPT_H
#define EVALRATE_TRANSCRIPT_H

#include "record.h"

struct transcript;

struct transcript_options {
    struct span path;  /* for the guess from the file's name; empty for standard input */
    struct span model; /* --model: for requests whose log does not say; empty without */
    /* Reads one strict JSON object that a Python value on `line` became; NULL: such values are ignored. */
    bool (*json)(void *ctx, struct span text, int64_t line, struct failure *why);
    void *json_ctx;
};

/* Opens a transcript of one file. The sink must outlive it; the options' bytes too. NULL without memory. */
struct transcript *transcript_open(const struct transcript_options *options, struct sink sink, struct failure *why);

/* One clean line, or a piece of it where JSON stood in between (the pieces of a line have the same number). Nothing but
 * `marks` (line_marks.h) stands in it. */
bool transcript_line(struct transcript *transcript, struct span text, unsigned marks, int64_t number,
                     struct failure *why) MUST_CHECK;

/* Where in `line`, which comes next, a Python value stands that begins at `from` or later: JSON must not be looked for
 * inside it, since its strings may hold some. Empty without. It belongs into one piece; what precedes and follows it
 * may hold JSON. */
struct span transcript_claim(const struct transcript *transcript, struct span line, size_t from);

/* Says that JSON stood here (a request of `model`, which may be empty), so that a prompt or an answer ends. Call it
 * before the JSON's own records go to the sink. A failure of the sink shows at the next fallible call. */
void transcript_json(struct transcript *transcript, struct span model, int64_t number);

/* Says that something was cut out of the text here that is not given to the transcript (JSON that is no request), so
 * that the sizes of the question and answer around it are not known. */
void transcript_cut(struct transcript *transcript);

/* Says that a damaged JSON object stands here, of which `head` could be read (its spans live only for the call);
 * figures in the lines that follow are its other half. Where no figure is found at all it becomes a problem. */
bool transcript_damaged(struct transcript *transcript, const struct request *head, struct failure *why) MUST_CHECK;

/* A model name that the surroundings suggest for something at the present place; empty without. The name lives until
 * the next call on this transcript. */
struct model_hint {
    struct span name;
    enum model_from from;
};
struct model_hint transcript_model(struct transcript *transcript);

/* Whether the text at the present place is a model's answer in a session. */
bool transcript_in_answer(const struct transcript *transcript);

/* Ends the file: finishes what is open. */
bool transcript_end(struct transcript *transcript, struct failure *why) MUST_CHECK;

void transcript_close(struct transcript *transcript);

#endif
