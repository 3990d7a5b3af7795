/*
 * Formats of compressed files, told by their first bytes. Each verifies what it unpacks by the checksum the file
 * carries.
 */
#ifndef EVALRATE_DECOMPRESSOR_H
#define EVALRATE_DECOMPRESSOR_H

#include "span.h"

/* What is left to read, and the room that is left to write. */
struct decompress_io {
    struct span in;
    char *out;
    size_t room;
};

enum decompress_state {
    DECOMPRESS_MORE,   /* takes or gives more */
    DECOMPRESS_ENDED,  /* this is its end; another file's worth may follow */
    DECOMPRESS_BROKEN, /* it is damaged */
};

struct decompressor {
    const char *name, *suffix, *unpack; /* "gzip", ".gz", the command that unpacks such files */
    struct span magic;
    void *(*open)(void); /* NULL without memory. A format that this program was built without has no open. */
    enum decompress_state (*step)(void *self, struct decompress_io *io);
    void (*close)(void *self);
};

extern const struct decompressor gzip_decompressor, xz_decompressor, zstd_decompressor;

enum { DECOMPRESS_MAGIC = 6 }; /* so many bytes are enough to tell */

/* The format of a file that begins with these bytes; NULL: it is not compressed. */
const struct decompressor *decompressor_for(struct span head);

/* The path without the suffix of a compressed file: what it was called before. */
struct span path_before_compression(struct span path);

#endif
