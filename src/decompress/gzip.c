/*
 * gzip, by zlib, which verifies CRC and length.
 */
#include "decompressor.h"

#include <stdlib.h>
#define ZLIB_CONST /* inflate leaves its input alone */
#include <zlib.h>

static void *open_gzip(void)
{
    enum { LARGEST_WINDOW = 15, WITH_GZIP_HEADER = 16 };
    z_stream *stream = calloc(1, sizeof *stream);
    if (stream && inflateInit2(stream, LARGEST_WINDOW + WITH_GZIP_HEADER) == Z_OK)
        return stream;
    free(stream);
    return NULL;
}

static enum decompress_state step_gzip(void *self, struct decompress_io *io)
{
    z_stream *stream = self;
    enum { AT_ONCE = 1 << 30 };
    uInt in = io->in.len < AT_ONCE ? (uInt)io->in.len : AT_ONCE, out = io->room < AT_ONCE ? (uInt)io->room : AT_ONCE;
    stream->next_in = (const Bytef *)io->in.ptr;
    stream->avail_in = in;
    stream->next_out = (Bytef *)io->out;
    stream->avail_out = out;
    int code = inflate(stream, Z_NO_FLUSH);
    io->in = span_from(io->in, in - stream->avail_in);
    io->out += out - stream->avail_out;
    io->room -= out - stream->avail_out;
    if (code == Z_STREAM_END)
        return DECOMPRESS_ENDED;
    return code == Z_OK || code == Z_BUF_ERROR ? DECOMPRESS_MORE : DECOMPRESS_BROKEN;
}

static void close_gzip(void *self)
{
    if (self)
        inflateEnd(self);
    free(self);
}

const struct decompressor gzip_decompressor = {
    .name = "gzip",
    .suffix = ".gz",
    .unpack = "gunzip",
    .magic = {"\x1f\x8b", 2},
    .open = open_gzip,
    .step = step_gzip,
    .close = close_gzip,
};
