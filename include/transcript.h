/*
 * What people and terminals leave in plain text: statistics of `ollama run --verbose` in every guise, Python reprs, and
 * the hints (a command echo, an `ollama ps` row, a heading) that say which model the next figures belong to.
 *
 * The transcript is fed clean lines in order: decoded to UTF-8, escape sequences and spinners gone, soft wraps undone,
 * no line end. It puts finished requests and problems into the sink.
 */
#ifndef EVALRATE_TRANSCRIPT_H
#define EVALRATE_TRANSCRIPT_H

#include "record.h"

struct transcript;

struct transcript_options {
    struct span path;   /* for the guess from the file's name; empty for standard input */
    struct span model;  /* --model: for requests whose log does not say; empty without */
};

/* Opens a transcript of one file. The sink must outlive it; the options' bytes too. NULL without memory. */
struct transcript *transcript_open(const struct transcript_options *options, struct sink sink, struct failure *why);

/* One clean line, or a piece of it where JSON stood in between (the pieces of a line have the same number). */
bool transcript_line(struct transcript *transcript, struct span text, int64_t number, struct failure *why) MUST_CHECK;

/* Says that a JSON request stood here, named `model` (may be empty), so that a prompt or an answer ends. */
void transcript_json(struct transcript *transcript, struct span model, int64_t number);

/* A model name that the surroundings suggest for something at the present place; empty without. The name lives until
 * the next call on this transcript. */
struct model_hint {
    struct span name;
    enum model_from from;
};
struct model_hint transcript_model(struct transcript *transcript);

/* Ends the file: finishes what is open. */
bool transcript_end(struct transcript *transcript, struct failure *why) MUST_CHECK;

void transcript_close(struct transcript *transcript);

#endif
