/*
 * Zstandard, by libzstd where it was there at build time (HAVE_ZSTD).
 */
#include "decompressor.h"

#ifdef HAVE_ZSTD

#include <zstd.h>

static void *open_zstd(void)
{
    return ZSTD_createDStream();
}

static enum decompress_state step_zstd(void *self, struct decompress_io *io)
{
    ZSTD_inBuffer in = {io->in.ptr, io->in.len, 0};
    ZSTD_outBuffer out = {io->out, io->room, 0};
    size_t code = ZSTD_decompressStream(self, &out, &in);
    io->in = span_from(io->in, in.pos);
    io->out += out.pos;
    io->room -= out.pos;
    if (ZSTD_isError(code))
        return DECOMPRESS_BROKEN;
    return code == 0 ? DECOMPRESS_ENDED : DECOMPRESS_MORE;
}

static void close_zstd(void *self)
{
    ZSTD_freeDStream(self);
}

#endif

const struct decompressor zstd_decompressor = {
    .name = "zstd",
    .suffix = ".zst",
    .unpack = "unzstd",
    .magic = {"\x28\xb5\x2f\xfd", 4},
#ifdef HAVE_ZSTD
    .open = open_zstd,
    .step = step_zstd,
    .close = close_zstd,
#endif
};
