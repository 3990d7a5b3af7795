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

#define CLAIM(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                                    \
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

enum { FUZZ_PATH_SIZE = 64 };

/* A new file with these bytes, to be removed. */
static inline void fuzz_make_file(char path[FUZZ_PATH_SIZE], const uint8_t *data, size_t size)
{
    strcpy(path, "/tmp/evalrate-fuzz-XXXXXX");
    int fd = mkstemp(path);
    CLAIM(fd >= 0);
    CLAIM(write(fd, data, size) == (ssize_t)size);
    CLAIM(close(fd) == 0);
}

#endif
