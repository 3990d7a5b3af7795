/*
 * The list of formats of compressed files.
 */
#include "decompressor.h"

static const struct decompressor *const list[] = {&gzip_decompressor, &xz_decompressor, &zstd_decompressor};

enum { COUNT = sizeof list / sizeof *list };

const struct decompressor *decompressor_for(struct span head)
{
    for (size_t i = 0; i < COUNT; i++)
        if (span_starts(head, list[i]->magic))
            return list[i];
    return NULL;
}

struct span path_before_compression(struct span path)
{
    for (size_t i = 0; i < COUNT; i++)
        if (span_ends(path, span_of(list[i]->suffix)))
            return span_first(path, path.len - strlen(list[i]->suffix));
    return path;
}
