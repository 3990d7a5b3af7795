/*
 * A library to load before others (LD_PRELOAD), which makes the C library fail.
 *
 *  FAIL_MALLOC=N    the N-th request for memory, and FAIL_MALLOC_AFTER=1 all after it, are refused
 *  EACH_STEP=N      every N-th request is refused in copies of the process (each.c)
 *  SHORT_WRITES=1   pwrite writes half of what it was given, as it may
 *  CLOCK_JUMP=N     the monotonic clock is N seconds further each time that it is asked
 *  OLD_SQLITE=N     SQLite's library says that it is of version N, such as 3036000
 *
 * A crash inside of libxlsxwriter, which does not survive every refusal, ends the program with 86: it is told from one
 * of our own by the innermost function that is not the C library's.
 *
 * Requests before the first file is opened belong to the loader and are never refused. The count of all goes to the
 * file named by MALLOC_COUNT when the program ends.
 */
#define _GNU_SOURCE
#include "each.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static long number_of(const char *name)
{
    const char *value = getenv(name);
    return value ? atol(value) : 0;
}

static long count, fail_at, after;
static int ready;

enum { LIBRARY_CRASHED = 86, FRAMES = 16 };

static void crashed(int signal_number)
{
    void *frames[FRAMES];
    int depth = backtrace(frames, FRAMES);
    for (int i = 1; i < depth; i++) { /* 0 is this function */
        Dl_info info;
        const char *file = dladdr(frames[i], &info) && info.dli_fname ? info.dli_fname : "";
        if (strstr(file, "libxlsxwriter"))
            _exit(LIBRARY_CRASHED);
        if (*file && !strstr(file, "libc.so"))
            break;
    }
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

__attribute__((constructor)) static void start(void)
{
    void *frame;
    backtrace(&frame, 1); /* loads what it needs */
    signal(SIGSEGV, crashed);
    fail_at = number_of("FAIL_MALLOC");
    after = number_of("FAIL_MALLOC_AFTER");
    each_start();
    ready = 1;
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("MALLOC_COUNT");
    ready = 0;
    each_end(count);
    if (path)
        dprintf(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666), "%ld\n", count);
}

static int refuses(void)
{
    if (!ready)
        return 0;
    count++;
    enum each way = each_call(count);
    if (way != EACH_GOES_ON) {
        fail_at = count;
        after = way == EACH_FAILS_FROM_HERE;
    }
    if (!fail_at || !(count == fail_at || (after && count > fail_at)))
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return refuses() ? NULL : __libc_malloc(size);
}

void *calloc(size_t number, size_t size)
{
    return refuses() ? NULL : __libc_calloc(number, size);
}

void *realloc(void *old, size_t size)
{
    return refuses() ? NULL : __libc_realloc(old, size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "pwrite64");
    return real(fd, bytes, size > 1 && number_of("SHORT_WRITES") ? size / 2 : size, at);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static int (*real)(clockid_t, struct timespec *);
    static time_t ahead;
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if (clock == CLOCK_MONOTONIC)
        now->tv_sec += ahead += number_of("CLOCK_JUMP");
    return result;
}

int sqlite3_libversion_number(void)
{
    static int (*real)(void);
    if (number_of("OLD_SQLITE"))
        return (int)number_of("OLD_SQLITE");
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "sqlite3_libversion_number");
    return real();
}
