#include "cri.h"

#include "line_recogniser.h"
#include "pieced_line.h"
#include "timestamp.h"

#include <stdlib.h>

enum { STREAMS = 2 };

static const struct span streams[STREAMS] = {{"stdout ", 7}, {"stderr ", 7}};

struct cri {
    struct sink sink;
    struct line_context context;
    struct pieced_line pieces[STREAMS];
    bool reading; /* a line is read just now: what stands in it is no container's log */
};

/* One line, taken apart. */
struct cri_line {
    size_t stream;
    bool is_partial;
    struct span message;
};

static bool take_apart(struct span text, struct cri_line *line)
{
    size_t blank =
        text.len && text.ptr[0] >= '0' && text.ptr[0] <= '9' ? span_find_byte(span_first(text, 40), ' ') : 40;
    if (blank >= 40 || blank < 20 || !timestamp_parse(span_first(text, blank)).known)
        return false;
    struct span rest = span_from(text, blank + 1);
    line->stream = 0;
    while (line->stream < STREAMS && !span_starts(rest, streams[line->stream]))
        line->stream++;
    if (line->stream == STREAMS)
        return false;
    rest = span_from(rest, streams[line->stream].len);
    line->is_partial = rest.len && rest.ptr[0] == 'P';
    bool tagged = line->is_partial || (rest.len && rest.ptr[0] == 'F');
    bool ends = rest.len == 1 || (rest.len > 1 && rest.ptr[1] == ' ');
    line->message = span_from(rest, 2);
    return tagged && ends;
}

static bool belongs(const struct cri *cri, const struct cri_line *line)
{
    return line->is_partial || cri->pieces[line->stream].line;
}

bool cri_is_piece(const void *self, struct span text)
{
    const struct cri *cri = self;
    struct cri_line line;
    return !cri->reading && take_apart(text, &line) && belongs(cri, &line);
}

static void *open_cri(struct sink sink, const struct line_context *context, struct failure *why)
{
    struct cri *cri = calloc(1, sizeof *cri);
    if (!cri) {
        failure_out_of_memory(why);
        return NULL;
    }
    cri->sink = sink;
    cri->context = *context;
    return cri;
}

/* The line is complete, or as complete as it will be. */
static bool end_line(struct cri *cri, struct pieced_line *pieces, struct failure *why)
{
    cri->reading = true;
    bool done = pieced_line_end(pieces, cri->sink, cri->context.text, cri->context.ctx, why);
    cri->reading = false;
    return done;
}

static bool take_line(void *self, struct span text, unsigned marks, int64_t number, bool *claimed, struct failure *why)
{
    struct cri *cri = self;
    struct cri_line line;
    (void)marks;
    *claimed = !cri->reading && take_apart(text, &line) && belongs(cri, &line);
    if (!*claimed)
        return true;
    pieced_line_add(&cri->pieces[line.stream], line.message, number);
    return line.is_partial || end_line(cri, &cri->pieces[line.stream], why);
}

static bool end_cri(void *self, struct failure *why)
{
    struct cri *cri = self;
    for (size_t i = 0; i < STREAMS; i++)
        if (cri->pieces[i].line && !end_line(cri, &cri->pieces[i], why))
            return false;
    return true;
}

static void close_cri(void *self)
{
    struct cri *cri = self;
    for (size_t i = 0; cri && i < STREAMS; i++)
        buffer_release(&cri->pieces[i].text);
    free(cri);
}

const struct line_recogniser cri_lines = {
    .needs = MARK_DIGIT,
    .open = open_cri,
    .line = take_line,
    .end = end_cri,
    .close = close_cri,
};
