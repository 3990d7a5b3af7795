/*
 * What looks at plain lines before the transcript does: server logs, tables of models, lines of benchmark tools.
 *
 * Each recogniser is offered the lines in order, but for those that hold none of the marks that it needs. It sets
 * *claimed where the line is its own and means nothing else; a line that it only took a fact from goes on to the next.
 * False where its sink failed.
 */
#ifndef EVALRATE_LINE_RECOGNISER_H
#define EVALRATE_LINE_RECOGNISER_H

#include "column_names.h"
#include "line_marks.h"
#include "record.h"
#include "zone.h"

/* What a recogniser may ask of the file it is in. */
struct line_context {
    void *ctx;
    /* The model that the text around suggests, for records whose own lines name none. */
    struct span (*model)(void *ctx, enum model_from *from);
    /* Reads text that lines were the wrapping of, like a file's. */
    bool (*text)(void *ctx, struct span text, int64_t line, struct failure *why);
    /* Whether the present line is the words of a model that is answering. */
    bool (*in_answer)(void *ctx);
    /* What a client measured of the exchange whose answer stands above: time to its first byte, and to its end. */
    bool (*exchange)(void *ctx, struct maybe first_byte_ns, struct maybe total_ns, struct failure *why);
    struct columns *columns; /* what people call their figures */
    struct zone zone;        /* of clocks that name none; unknown where nobody told it */
};

struct line_recogniser {
    unsigned needs; /* marks: to a line with none of them it would do nothing */
    /* Whether it is within something, so that it has to see the next line, whatever that holds. NULL: never. */
    bool (*is_within)(const void *self);
    void *(*open)(struct sink sink, const struct line_context *around, struct failure *why);
    /* No marks but these stand in the text (line_marks.h). */
    bool (*line)(void *self, struct span text, unsigned marks, int64_t number, bool *claimed, struct failure *why);
    bool (*end)(void *self, struct failure *why);
    void (*close)(void *self); /* NULL is fine */
};

extern const struct line_recogniser cri_lines, server_log, model_lists, modelfiles, llama_bench_tables, tool_lines,
    cast_lines, curl_times, own_tables, pipe_lines;

#endif
