/*
 * For fuzz targets: a claim that must hold for any input, and files made of bytes.
 *
 * A target is one function over bytes. libFuzzer calls it with bytes that it makes up, replay.c with those of files. It
 * returns where all is well; a broken claim ends the program, which is how both see it.
 */
#ifndef EVALRATE_FUZZ_H
#define EVALRATE_FUZZ_H

#include "span.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a broken claim has to say besides; NULL: nothing. */
static void (*fuzz_tell)(void);

#define CLAIM(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                                    \
            if (fuzz_tell)                                                                                             \
                fuzz_tell();                                                                                           \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

static inline struct span span_of_bytes(const uint8_t *data, size_t size)
{
    return (struct span){(const char *)data, size};
}

/* A compressed file may be damaged: that is a reason not to read it. Nothing else about bytes is. */
static inline bool fuzz_is_damaged(const char *message)
{
    return strncmp(message, "cannot read '", strlen("cannot read '")) == 0;
}

static char fuzz_path[64];

static void fuzz_remove_file(void)
{
    unlink(fuzz_path);
}

/* The path of a file with these bytes: always the same one, and gone at the end. In memory where that is possible. */
static inline const char *fuzz_file(const uint8_t *data, size_t size)
{
    static int fd = -1;
    if (fd < 0) {
        snprintf(fuzz_path, sizeof fuzz_path, "%s/evalrate-fuzz-XXXXXX",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        fd = mkstemp(fuzz_path);
        CLAIM(fd >= 0 && atexit(fuzz_remove_file) == 0);
    }
    CLAIM(ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size);
    return fuzz_path;
}

#endif
