/*
 * What `ollama show --modelfile` prints, as far as it tells which file a model's weights are in:
 *
 *     # FROM phi3:mini
 *
 *     FROM /usr/share/ollama/.ollama/models/blobs/sha256-633fc5be925f…
 *
 *  1. The model is named in the comment; the file is in the next FROM, at most LINES_BETWEEN below it. Server logs name
 *     what they load by that file.
 */
#include "line_recogniser.h"
#include "model_name.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINES_BETWEEN = 3, DIGEST_SIZE = 64 };

struct modelfile {
    struct sink sink;
    int64_t named_at; /* the line of the comment; 0: none */
    char name[MODEL_NAME_SIZE];
};

static void *open_modelfile(struct sink sink, const struct line_context *around, struct failure *why)
{
    (void)around;
    struct modelfile *modelfile = calloc(1, sizeof *modelfile);
    if (!modelfile)
        failure_out_of_memory(why);
    else
        modelfile->sink = sink;
    return modelfile;
}

/* The hex digits at the end of ".../blobs/sha256-633fc5be925f…"; empty in other paths. */
static struct span digest_of(struct span path)
{
    size_t at = span_find(path, SPAN("sha256-"));
    struct span digest = span_from(path, at + 7);
    for (size_t i = 0; i < digest.len; i++)
        if (!memchr("0123456789abcdef", digest.ptr[i], 16))
            return (struct span){0};
    return at < path.len && digest.len == DIGEST_SIZE ? digest : (struct span){0};
}

static bool take_line(void *self, struct span text, unsigned marks, int64_t number, bool *claimed, struct failure *why)
{
    struct modelfile *modelfile = self;
    static const struct span comment = {"# FROM ", 7}, from = {"FROM ", 5};
    (void)marks;
    text = span_trim(text);
    *claimed = false;
    if (span_starts(text, comment)) {
        struct span name = span_trim(span_from(text, comment.len));
        modelfile->named_at = name.len && name.len < sizeof modelfile->name ? number : 0;
        snprintf(modelfile->name, sizeof modelfile->name, "%.*s", (int)(modelfile->named_at ? name.len : 0), name.ptr);
        return true;
    }
    if (!modelfile->named_at || !span_starts(text, from))
        return true;
    struct model_fact fact = {.line = number,
                              .from = "show",
                              .name = span_of(modelfile->name),
                              .blob = digest_of(span_trim(span_from(text, from.len)))};
    bool fits = fact.blob.len && number - modelfile->named_at <= LINES_BETWEEN;
    modelfile->named_at = 0;
    *claimed = fits;
    return !fits || !modelfile->sink.model || modelfile->sink.model(modelfile->sink.ctx, &fact, why);
}

static bool end_modelfile(void *self, struct failure *why)
{
    (void)self;
    (void)why;
    return true;
}

static bool has_name(const void *self)
{
    const struct modelfile *modelfile = self;
    return modelfile->named_at > 0;
}

const struct line_recogniser modelfiles = {
    .needs = MARK_HASH,
    .is_within = has_name,
    .open = open_modelfile,
    .line = take_line,
    .end = end_modelfile,
    .close = free,
};
