#include "pieced_line.h"

void pieced_line_add(struct pieced_line *pieces, struct span piece, int64_t line)
{
    if (!pieces->line)
        pieces->line = line;
    if (pieces->text.len + piece.len > PIECED_LINE_MOST)
        pieces->too_long = true;
    else if (!pieces->too_long)
        buffer_add(&pieces->text, piece);
}

static bool report_too_long(const struct pieced_line *pieces, struct sink sink, struct failure *why)
{
    struct problem problem = {
        .line = pieces->line,
        .code = "line-too-long",
        .message = "the pieces of this line are more than 4 MB together, and were left out",
    };
    return sink.problem(sink.ctx, &problem, why);
}

bool pieced_line_end(struct pieced_line *pieces, struct sink sink,
                     bool (*read)(void *ctx, struct span text, int64_t line, struct failure *why), void *ctx,
                     struct failure *why)
{
    if (pieces->text.failed)
        return failure_out_of_memory(why);
    bool done = true;
    if (pieces->too_long)
        done = report_too_long(pieces, sink, why);
    else if (pieces->text.len)
        done = read(ctx, buffer_span(&pieces->text), pieces->line, why);
    buffer_clear(&pieces->text);
    pieces->line = 0;
    pieces->too_long = false;
    return done;
}
