/*
 * What looks at plain lines before the transcript does: server logs, tables of models, lines of benchmark tools.
 *
 * Each recogniser is offered every line in order. It sets *claimed where the line is its own and means nothing else; a
 * line that it only took a fact from goes on to the next. False where its sink failed.
 */
#ifndef EVALRATE_LINE_RECOGNISER_H
#define EVALRATE_LINE_RECOGNISER_H

#include "record.h"

/* The model that the text around suggests, for records whose own lines name none. */
struct model_suggestion {
    void *ctx;
    struct span (*model)(void *ctx, enum model_from *from);
};

struct line_recogniser {
    void *(*open)(struct sink sink, const struct model_suggestion *around, struct failure *why);
    bool (*line)(void *self, struct span text, int64_t number, bool *claimed, struct failure *why);
    bool (*end)(void *self, struct failure *why);
    void (*close)(void *self); /* NULL is fine */
};

extern const struct line_recogniser server_log, model_lists, llama_bench_tables, tool_lines;

#endif
