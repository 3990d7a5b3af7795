/*
 * What the surroundings say about the model of the figures that follow, by how far they can be trusted.
 *
 *  1. A command echo or a tool's line (`model_name = X`, `Model: X`): the last one holds.
 *  2. The only row of an `ollama ps` table above, or just below.
 *  3. The nearest heading or caption above that names a model. One of the same or a higher level that names none ends
 * it.
 *  4. A sentence above with one model in backticks.
 *  5. --model; then the guess from the file's name.
 *  6. A heading that names a model begins a section: what was said above it no longer holds.
 */
#ifndef EVALRATE_MODEL_HINTS_H
#define EVALRATE_MODEL_HINTS_H

#include "line_marks.h"
#include "model_candidate.h"
#include "record.h"

struct model_name {
    char bytes[MODEL_NAME_LIMIT];
    size_t length;
};

static inline struct span model_name_span(const struct model_name *name)
{
    return (struct span){name->bytes, name->length};
}

/* False where the name is too long to be one; then it stays as it was. */
bool model_name_set(struct model_name *name, struct span text);

struct model_hints {
    struct model_name command, ps, heading, sentence, option, file;
    int heading_level;   /* 1 to 6; 7 for captions */
    unsigned ps_rows;    /* of the table that is being read, or was read last */
    bool in_ps;          /* a table is being read */
    unsigned generation; /* goes up with every change that may belong to another run */
};

void model_hints_init(struct model_hints *hints, struct span path, struct span option);

/* A command named `model`; empty where it did not say. */
void model_hints_command(struct model_hints *hints, struct span model);

/* A command that prose writes about. */
void model_hints_mention(struct model_hints *hints, struct span model);

/* A line with none of these marks says nothing. */
enum { MODEL_HINTS_NEED = MARK_COLON | MARK_EQUALS | MARK_HASH | MARK_BACKTICK | MARK_WIDE };

/* Looks at a line by itself: tool lines, headings, captions, sentences. Of the answer of a model nothing is believed.
 */
void model_hints_line(struct model_hints *hints, struct span line);

/* Looks for `ollama ps`; true where the line is a part of such a table. */
bool model_hints_ps(struct model_hints *hints, struct span line);

/* The best there is; false where nothing is known. */
bool model_hints_pick(const struct model_hints *hints, struct model_name *name, enum model_from *from);

/* The only row of the ps table that was read last and is complete; empty without. */
struct span model_hints_ps_row(const struct model_hints *hints);

#endif
