/*
 * xz, by liblzma where it was there at build time (HAVE_LZMA).
 */
#include "decompressor.h"

#ifdef HAVE_LZMA

#include <lzma.h>
#include <stdlib.h>

static void *open_xz(void)
{
    static const uint64_t MEMORY_LIMIT = 256 << 20; /* xz -9 needs 65 MB */
    lzma_stream *stream = calloc(1, sizeof *stream);
    if (stream && lzma_stream_decoder(stream, MEMORY_LIMIT, 0) == LZMA_OK)
        return stream;
    free(stream);
    return NULL;
}

static enum decompress_state step_xz(void *self, struct decompress_io *io)
{
    lzma_stream *stream = self;
    stream->next_in = (const uint8_t *)io->in.ptr;
    stream->avail_in = io->in.len;
    stream->next_out = (uint8_t *)io->out;
    stream->avail_out = io->room;
    lzma_ret code = lzma_code(stream, LZMA_RUN);
    io->in = span_from(io->in, io->in.len - stream->avail_in);
    io->out += io->room - stream->avail_out;
    io->room = stream->avail_out;
    if (code == LZMA_STREAM_END)
        return DECOMPRESS_ENDED;
    return code == LZMA_OK || code == LZMA_BUF_ERROR ? DECOMPRESS_MORE : DECOMPRESS_BROKEN;
}

static void close_xz(void *self)
{
    if (self)
        lzma_end(self);
    free(self);
}

#endif

const struct decompressor xz_decompressor = {
    .name = "xz",
    .suffix = ".xz",
    .unpack = "unxz",
    .magic = {"\xfd"
              "7zXZ\0",
              6},
#ifdef HAVE_LZMA
    .open = open_xz,
    .step = step_xz,
    .close = close_xz,
#endif
};
