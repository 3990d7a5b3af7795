#include "source.h"

#include "decompressor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { BLOCK = READER_WINDOW / 8 };

static const int64_t GROWTH_LIMIT = 200, GROWTH_ALLOWED = 100 << 20;

struct source {
    int fd;
    const char *path;
    const struct decompressor *format; /* NULL: not compressed */
    void *decompressor;
    bool told, ended;  /* what it is; that the file has no more bytes */
    char *block;       /* raw bytes that were read ahead; only compressed files need more than the first few */
    struct span ahead; /* those of them that are still to be used */
    int64_t size_bytes, plain_bytes;
    XXH3_state_t *hash, *packed_hash; /* of what was given out; of the compressed bytes */
};

static int open_path(const char *path, struct failure *why)
{
    if (strcmp(path, "-") == 0)
        return STDIN_FILENO;
    int fd;
    do
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (fd < 0 && errno == EINTR);
    if (fd < 0) {
        failure_set_errno(why, errno, "cannot open '%s'", path);
        return -1;
    }
    struct stat status;
    if (fstat(fd, &status) == 0 && (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode) || S_ISDIR(status.st_mode))) {
        failure_set(why, "cannot read '%s': it is a %s, not a saved log", path,
                    S_ISDIR(status.st_mode) ? "directory" : "device");
        close(fd);
        return -1;
    }
    return fd;
}

struct source *source_open(const char *path, struct failure *why)
{
    int fd = open_path(path, why);
    if (fd < 0)
        return NULL;
    struct source *source = calloc(1, sizeof *source);
    if (!source) {
        if (fd != STDIN_FILENO)
            close(fd);
        failure_out_of_memory(why);
        return NULL;
    }
    source->fd = fd;
    source->path = path;
    source->block = malloc(BLOCK);
    source->hash = XXH3_createState();
    source->packed_hash = XXH3_createState();
    if (!source->block || !source->hash || !source->packed_hash) {
        source_close(source);
        failure_out_of_memory(why);
        return NULL;
    }
    XXH3_128bits_reset(source->hash);
    XXH3_128bits_reset(source->packed_hash);
    return source;
}

void source_close(struct source *source)
{
    if (!source)
        return;
    if (source->fd != STDIN_FILENO)
        close(source->fd);
    if (source->decompressor)
        source->format->close(source->decompressor);
    XXH3_freeState(source->hash);
    XXH3_freeState(source->packed_hash);
    free(source->block);
    free(source);
}

int64_t source_size_bytes(const struct source *source)
{
    return source->size_bytes;
}

static void write_hash(const XXH3_state_t *state, char out[CONTENT_HASH_SIZE])
{
    XXH128_hash_t hash = XXH3_128bits_digest(state);
    snprintf(out, CONTENT_HASH_SIZE, "%016llx%016llx", (unsigned long long)hash.high64, (unsigned long long)hash.low64);
}

void source_content_hash(const struct source *source, char out[CONTENT_HASH_SIZE])
{
    write_hash(source->hash, out);
}

void source_packed_hash(const struct source *source, char out[CONTENT_HASH_SIZE])
{
    out[0] = '\0';
    if (source->format)
        write_hash(source->packed_hash, out);
}

/* --- raw bytes ---------------------------------------------------------------------------------------------------- */

static bool read_raw(struct source *source, char *out, size_t size, size_t *got, struct failure *why)
{
    *got = 0;
    while (*got < size && !source->ended) {
        ssize_t bytes = read(source->fd, out + *got, size - *got);
        if (bytes < 0 && errno != EINTR)
            return failure_set_errno(why, errno, "cannot read '%s'", source->path);
        source->ended = bytes == 0;
        *got += bytes > 0 ? (size_t)bytes : 0;
    }
    if (source->format)
        XXH3_128bits_update(source->packed_hash, out, *got);
    source->size_bytes += (int64_t)*got;
    return true;
}

/* Reads ahead, so that at least DECOMPRESS_MAGIC bytes are there, or all that follow. */
static bool look_ahead(struct source *source, size_t limit, struct failure *why)
{
    size_t got, kept = source->ahead.len;
    if (kept >= DECOMPRESS_MAGIC || source->ended)
        return true;
    if (kept)
        memmove(source->block, source->ahead.ptr, kept);
    if (!read_raw(source, source->block + kept, limit - kept, &got, why))
        return false;
    source->ahead = (struct span){source->block, kept + got};
    return true;
}

static void take_ahead(struct source *source, char *out, size_t size, size_t *got)
{
    struct span taken = span_first(source->ahead, size);
    if (taken.len)
        memcpy(out, taken.ptr, taken.len);
    source->ahead = span_from(source->ahead, taken.len);
    *got = taken.len;
}

/* --- compressed bytes --------------------------------------------------------------------------------------------- */

static bool open_format(struct source *source, struct failure *why)
{
    if (!source->format->open)
        return failure_set(why, "cannot read '%s': this evalrate was built without %s; unpack it first: %s '%s'",
                           source->path, source->format->name, source->format->unpack, source->path);
    if (source->decompressor)
        source->format->close(source->decompressor);
    source->decompressor = source->format->open();
    return source->decompressor || failure_out_of_memory(why);
}

static bool is_padding(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i])
            return false;
    return true;
}

/* One compressed file has ended: another may follow, or padding. */
static bool go_on_behind(struct source *source, bool *ended, struct failure *why)
{
    if (!look_ahead(source, BLOCK, why))
        return false;
    while (source->ahead.len && is_padding(source->ahead)) {
        source->ahead.len = 0;
        if (!look_ahead(source, BLOCK, why))
            return false;
    }
    *ended = source->ahead.len == 0;
    if (*ended)
        return true;
    if (!span_starts(source->ahead, source->format->magic))
        return failure_set(why, "cannot read '%s': what follows the compressed text is no %s", source->path,
                           source->format->name);
    return open_format(source, why);
}

static bool check_growth(const struct source *source, struct failure *why)
{
    if (source->plain_bytes <= GROWTH_LIMIT * source->size_bytes + GROWTH_ALLOWED)
        return true;
    return failure_set(
        why, "cannot read '%s': it grows to more than %lld times its size; if that is right, unpack it first: %s '%s'",
        source->path, (long long)GROWTH_LIMIT, source->format->unpack, source->path);
}

static bool step_format(struct source *source, struct decompress_io *io, bool *ended, struct failure *why)
{
    if (!look_ahead(source, BLOCK, why))
        return false;
    io->in = source->ahead;
    size_t before = io->room;
    enum decompress_state state = source->format->step(source->decompressor, io);
    bool stands_still = io->in.len == source->ahead.len && io->room == before;
    source->ahead = io->in;
    source->plain_bytes += (int64_t)(before - io->room);
    if (state == DECOMPRESS_BROKEN)
        return failure_set(why, "cannot read '%s': the %s file is damaged", source->path, source->format->name);
    if (state == DECOMPRESS_MORE && stands_still)
        return failure_set(why, "cannot read '%s': the %s file ends too early; copy it again", source->path,
                           source->format->name);
    return check_growth(source, why) && (state == DECOMPRESS_MORE || go_on_behind(source, ended, why));
}

static bool read_compressed(struct source *source, char *out, size_t size, size_t *got, struct failure *why)
{
    struct decompress_io io = {.room = size};
    io.out = out;
    bool ended = !source->decompressor;
    while (io.room && !ended)
        if (!step_format(source, &io, &ended, why))
            return false;
    if (ended && source->decompressor) {
        source->format->close(source->decompressor);
        source->decompressor = NULL;
    }
    *got = size - io.room;
    return true;
}

/* --- the interface ------------------------------------------------------------------------------------------------ */

static bool tell_format(struct source *source, struct failure *why)
{
    source->told = true;
    if (!look_ahead(source, BLOCK, why))
        return false;
    source->format = decompressor_for(source->ahead);
    if (source->format)
        XXH3_128bits_update(source->packed_hash, source->ahead.ptr, source->ahead.len);
    return !source->format || open_format(source, why);
}

static bool read_plain(struct source *source, char *out, size_t size, size_t *got, struct failure *why)
{
    size_t first, rest;
    take_ahead(source, out, size, &first);
    if (!read_raw(source, out + first, size - first, &rest, why))
        return false;
    *got = first + rest;
    return true;
}

bool source_read(struct source *source, char *out, size_t size, size_t *got, struct failure *why)
{
    if (!source->told && !tell_format(source, why))
        return false;
    if (!(source->format ? read_compressed : read_plain)(source, out, size, got, why))
        return false;
    XXH3_128bits_update(source->hash, out, *got);
    return true;
}

bool source_look(const char *path, struct source_state *states, size_t count, bool *compressed, struct failure *why)
{
    struct source *source = source_open(path, why);
    char *block = source ? malloc(BLOCK) : NULL;
    bool done = block && tell_format(source, why);
    size_t got = 1, at = 0;
    int64_t position = 0;
    if (source && !block)
        failure_out_of_memory(why);
    while (done && got && at < count) {
        int64_t wanted = states[at].size_bytes - position;
        done = source_read(source, block, wanted < BLOCK ? (size_t)wanted : BLOCK, &got, why);
        position += (int64_t)got;
        for (; done && at < count && states[at].size_bytes == position; at++)
            source_content_hash(source, states[at].content_hash);
    }
    *compressed = done && source->format != NULL;
    free(block);
    source_close(source);
    return done;
}
