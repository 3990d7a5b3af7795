#include "writer.h"

#include <errno.h>

static const size_t PIECE = 65536;

void writer_init(struct writer *writer, const struct target *target)
{
    *writer = (struct writer){.stream = target->stream, .path = target->path};
}

void writer_release(struct writer *writer)
{
    buffer_release(&writer->text);
}

static bool cannot_write(const struct writer *writer, struct failure *why)
{
    if (!writer->path)
        return failure_set_errno(why, errno, "cannot write the output");
    return failure_set_errno(why, errno, "cannot write '%s'", writer->path);
}

static bool hand_on(struct writer *writer, struct failure *why)
{
    struct buffer *text = &writer->text;
    if (text->failed)
        return failure_out_of_memory(why);
    if (text->len && fwrite(text->ptr, 1, text->len, writer->stream) != text->len)
        return cannot_write(writer, why);
    buffer_clear(text);
    return true;
}

bool writer_pass(struct writer *writer, struct failure *why)
{
    return (writer->text.len < PIECE && !writer->text.failed) || hand_on(writer, why);
}

bool writer_flush(struct writer *writer, struct failure *why)
{
    if (!hand_on(writer, why))
        return false;
    return fflush(writer->stream) == 0 || cannot_write(writer, why);
}
