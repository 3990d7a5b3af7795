/*
 * For shim.c: a fault at each call of one run. Before a call the process makes two copies of itself (fork): in one that
 * call fails, in the other all from it on. The process waits for their end, judges it, and goes on undisturbed, so that
 * what led to a call is done once for all faults, not once for each.
 *
 *  EACH_WANT=FILE   what the command writes to standard output: a copy that ends with 0 wrote the same bytes
 *  EACH_STEP=N      only every N-th call
 *  EACH_WRONG=FILE  gets a line for each copy that ended otherwise than it may: with 0 and other bytes, with 1 and no
 *                   message, by a signal, or not within a minute
 *  EACH_TALLY=FILE  gets "CALLS COPIES ENDED-WITH-0 ENDED-WITH-1 ENDED-IN-A-LIBRARY"
 *
 * Copies would share what is open with the process: each gets a file of its own for every one that can be written,
 * with the same content and place, and removes and renames nothing. Commands that change a database are not for this.
 */
#define _GNU_SOURCE
#include "each.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern void __libc_free(void *bytes);

enum { FILES_MOST = 64, SECONDS_MOST = 60, LIBRARY_CRASHED = 86, BYTES_MOST = 1 << 20 };

static long step;
static int out, said, want, wrong;
static int is_copy;
static long copies, did_without, told, library_crashed;
static char got_bytes[BYTES_MOST], want_bytes[BYTES_MOST];
static ssize_t want_size;

void each_start(void)
{
    const char *every = getenv("EACH_STEP");
    step = every ? atol(every) : 0;
    if (!step)
        return;
    out = memfd_create("out", 0);
    said = memfd_create("said", 0);
    want = open(getenv("EACH_WANT"), O_RDONLY);
    wrong = open(getenv("EACH_WRONG"), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    want_size = pread(want, want_bytes, sizeof want_bytes, 0);
}

/* --- in a copy ---------------------------------------------------------------------------------------------------- */

/* Puts a file with the content and place of `fd` behind that number. */
static void make_own(int fd, int own)
{
    off_t place = lseek(fd, 0, SEEK_CUR), from = 0;
    struct stat file;
    fstat(fd, &file);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int source = open(path, O_RDONLY);
    while (from < file.st_size && sendfile(own, source, &from, (size_t)(file.st_size - from)) > 0)
        continue;
    close(source);
    lseek(own, place, SEEK_SET);
    dup2(own, fd);
}

static int is_written(int fd)
{
    struct stat file;
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
}

static void leave_the_others(void)
{
    lseek(said, 0, SEEK_SET);
    dup2(said, STDERR_FILENO);
    make_own(STDOUT_FILENO, out);
    for (int fd = STDERR_FILENO + 1; fd < FILES_MOST; fd++) {
        if (fd == out || fd == said || fd == wrong || !is_written(fd))
            continue;
        int own = memfd_create("own", 0);
        make_own(fd, own);
        close(own);
    }
    alarm(SECONDS_MOST);
}

int unlink(const char *path)
{
    return is_copy ? 0 : (int)syscall(SYS_unlink, path);
}

int rename(const char *old, const char *new)
{
    return is_copy ? 0 : (int)syscall(SYS_rename, old, new);
}

/* Giving memory back would write to most pages, and each has to be copied first: a copy keeps it. */
void free(void *bytes)
{
    if (!is_copy)
        __libc_free(bytes);
}

/* --- in the process itself ---------------------------------------------------------------------------------------- */

static int is_wanted(void)
{
    ssize_t size = pread(out, got_bytes, sizeof got_bytes, 0);
    return size == want_size && memcmp(got_bytes, want_bytes, (size_t)size) == 0;
}

static int has_message(void)
{
    ssize_t size = pread(said, got_bytes, sizeof got_bytes - 1, 0);
    got_bytes[size < 0 ? 0 : size] = '\0';
    return strstr(got_bytes, "evalrate: ") != NULL;
}

static void judge(long number, enum each way, int status)
{
    const char *which = way == EACH_FAILS_ONCE ? "once" : "from there on";
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (code == 0 && is_wanted())
        did_without++;
    else if (code == 1 && has_message())
        told++;
    else if (code == LIBRARY_CRASHED)
        library_crashed++;
    else
        dprintf(wrong, "call %ld, refused %s: ended with %d\n", number, which, code);
}

/* True in the copy. */
static int try(long number, enum each way)
{
    int status = 0;
    if (ftruncate(out, 0) != 0 || ftruncate(said, 0) != 0)
        abort();
    pid_t copy = _Fork();
    if (copy == 0) {
        is_copy = 1;
        leave_the_others();
        return 1;
    }
    if (copy < 0 || waitpid(copy, &status, 0) != copy)
        abort();
    copies++;
    judge(number, way, status);
    return 0;
}

enum each each_call(long number)
{
    if (!step || is_copy || number % step)
        return EACH_GOES_ON;
    for (enum each way = EACH_FAILS_ONCE; way <= EACH_FAILS_FROM_HERE; way++)
        if (try(number, way))
            return way;
    return EACH_GOES_ON;
}

void each_end(long calls)
{
    if (step && !is_copy)
        dprintf(open(getenv("EACH_TALLY"), O_WRONLY | O_CREAT | O_TRUNC, 0666), "%ld %ld %ld %ld %ld\n", calls, copies,
                did_without, told, library_crashed);
}
