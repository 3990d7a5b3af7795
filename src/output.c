#include "output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct output {
    FILE *stream;
    char *name;      /* as the user calls it, for messages */
    char *final;     /* the file itself: links are followed; NULL where nothing is renamed */
    char *temporary; /* beside it; NULL likewise */
    char *spool;     /* in TMPDIR, to be copied to the stream; NULL where none was asked for */
    bool standard;   /* standard output: stays open */
};

enum { LINKS_MOST = 40, ATTEMPTS = 1000, BASE_MOST = 200, ENTRIES_MOST = 1000 };

static void release(struct output *output)
{
    free(output->name);
    free(output->final);
    free(output->temporary);
    free(output->spool);
    free(output);
}

/* ---- paths ---- */

/* `a` and `b` in one string; NULL without memory. */
static char *joined(const char *a, size_t a_length, const char *b)
{
    size_t b_length = strlen(b);
    char *made = malloc(a_length + b_length + 1);
    if (!made)
        return NULL;
    memcpy(made, a, a_length);
    memcpy(made + a_length, b, b_length + 1);
    return made;
}

/* The length of the directory's part, its last slash included; 0 where there is none. */
static size_t directory_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* Where the link at `path` points to, as a path that can be opened from here; NULL where `path` is no link. */
static char *link_target(const char *path)
{
    char target[PATH_MAX];
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length < 0)
        return NULL;
    target[length] = '\0';
    return joined(path, target[0] == '/' ? 0 : directory_length(path), target);
}

/* The path at the end of all links, which need not exist yet. */
static char *follow(const char *path, struct failure *why)
{
    char *at = joined("", 0, path);
    for (int links = 0; at; links++) {
        struct stat found;
        if (lstat(at, &found) != 0 || !S_ISLNK(found.st_mode))
            return at;
        char *next = links < LINKS_MOST ? link_target(at) : NULL;
        free(at);
        at = next;
        if (!at) {
            failure_set_errno(why, links < LINKS_MOST ? errno : ELOOP, "cannot follow the link '%s'", path);
            return NULL;
        }
    }
    failure_out_of_memory(why);
    return NULL;
}

/* The last word of a temporary file's name: 24 bits. */
static unsigned temporary_number(unsigned attempt)
{
    return ((unsigned)getpid() * 997u + attempt) & 0xffffffu;
}

enum { TEMPORARY_SIZE = BASE_MOST + 32 };

/* ".report.xlsx.evalrate-1a2b3c", to stand beside `final`: no other program makes one of that name. */
static void temporary_base(const char *final, unsigned number, char base[TEMPORARY_SIZE])
{
    snprintf(base, TEMPORARY_SIZE, ".%.*s.evalrate-%06x", BASE_MOST, final + directory_length(final), number);
}

static char *temporary_name(const char *final, unsigned attempt)
{
    char base[TEMPORARY_SIZE];
    temporary_base(final, temporary_number(attempt), base);
    return joined(final, directory_length(final), base);
}

/* ---- what a process that was killed has left ---- */

/* Whoever writes a temporary file holds a lock on it; whoever can take the lock has found one that nobody writes. */
static bool lock(int fd, bool wait)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(fd, wait ? F_SETLKW : F_SETLK, &whole) == 0;
}

/* Whether a file of this name was to become `final`, and was not begun by this process, whose locks do not keep itself
 * out. */
static bool is_temporary_of(const char *name, const char *final)
{
    char base[TEMPORARY_SIZE];
    size_t length = strlen(name);
    unsigned number = length > 6 ? (unsigned)strtoul(name + length - 6, NULL, 16) : 0;
    temporary_base(final, number, base);
    return strcmp(name, base) == 0 && ((number - temporary_number(0)) & 0xffffffu) >= ATTEMPTS;
}

static void remove_where_unused(const char *path)
{
    struct stat found;
    int fd = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return;
    if (fstat(fd, &found) == 0 && S_ISREG(found.st_mode) && lock(fd, false))
        unlink(path);
    close(fd);
}

/* A large directory is not looked through to its end. */
static void remove_left_behind(const char *final)
{
    size_t length = directory_length(final);
    char *directory = joined(final, length, ".");
    DIR *here = directory ? opendir(directory) : NULL;
    struct dirent *entry;
    for (int seen = 0; here && seen < ENTRIES_MOST && (entry = readdir(here)); seen++) {
        char *path = is_temporary_of(entry->d_name, final) ? joined(final, length, entry->d_name) : NULL;
        if (path)
            remove_where_unused(path);
        free(path);
    }
    if (here)
        closedir(here);
    free(directory);
}

/* ---- opening ---- */

static bool cannot(const struct output *output, const char *what, struct failure *why)
{
    return failure_set_errno(why, errno, "cannot %s '%s'", what, output->name);
}

/* Whether the new file is there and locked: another process may have found it before the lock and taken it away. Where
 * locks cannot be had nobody can. */
static bool is_held(int fd)
{
    struct stat found;
    return !lock(fd, true) || fstat(fd, &found) != 0 || found.st_nlink > 0;
}

static int create_temporary(struct output *output)
{
    for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
        output->temporary = temporary_name(output->final, attempt);
        if (!output->temporary)
            return -1;
        int fd = open(output->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 ? is_held(fd) : errno != EEXIST)
            return fd;
        if (fd >= 0)
            close(fd);
        free(output->temporary);
        output->temporary = NULL;
    }
    return -1;
}

/* A new file takes the permissions of the one that it is to replace. */
static bool take_permissions(int fd, const struct stat *old)
{
    return fchmod(fd, old->st_mode & 0777) == 0;
}

static bool open_beside(struct output *output, const struct stat *old, struct failure *why)
{
    if (old && access(output->final, W_OK) != 0) /* the rename would not mind, its owner would */
        return cannot(output, "write", why);
    remove_left_behind(output->final);
    int fd = create_temporary(output);
    if (fd < 0)
        return cannot(output, "create", why);
    output->stream = (!old || take_permissions(fd, old)) ? fdopen(fd, "wb") : NULL;
    if (output->stream)
        return true;
    failure_set_errno(why, errno, "cannot create '%s'", output->name);
    close(fd);
    unlink(output->temporary);
    return false;
}

/* A device or a pipe cannot be replaced, only written to. */
static bool open_directly(struct output *output, struct failure *why)
{
    output->stream = fopen(output->final, "wb");
    free(output->final);
    output->final = NULL;
    return output->stream || cannot(output, "write", why);
}

static bool open_file(struct output *output, struct failure *why)
{
    output->final = follow(output->name, why);
    if (!output->final)
        return false;
    struct stat old;
    if (stat(output->final, &old) != 0)
        return errno == ENOENT ? open_beside(output, NULL, why) : cannot(output, "write", why);
    if (S_ISREG(old.st_mode))
        return open_beside(output, &old, why);
    return open_directly(output, why);
}

struct output *output_open(const char *path, struct failure *why)
{
    struct output *output = calloc(1, sizeof *output);
    if (output)
        output->name = joined("", 0, path);
    if (!output || !output->name) {
        failure_out_of_memory(why);
        free(output);
        return NULL;
    }
    output->standard = strcmp(path, "-") == 0;
    if (output->standard)
        output->stream = stdout;
    else if (!open_file(output, why)) {
        release(output);
        return NULL;
    }
    return output;
}

FILE *output_stream(struct output *output)
{
    return output->stream;
}

static char *new_spool(void)
{
    const char *directory = getenv("TMPDIR");
    if (!directory || !*directory)
        directory = "/tmp";
    char *path = joined(directory, strlen(directory), "/evalrate.XXXXXX");
    int fd = path ? mkstemp(path) : -1;
    if (fd < 0) {
        free(path);
        return NULL;
    }
    close(fd);
    return path;
}

const char *output_temporary_path(struct output *output)
{
    if (output->temporary)
        return output->temporary;
    if (!output->spool)
        output->spool = new_spool();
    return output->spool;
}

/* ---- closing ---- */

/* A rename is on the disk once its directory is. Some file systems cannot promise that, which is no failure of ours. */
static bool sync_directory(const char *path)
{
    char *directory = joined(path, directory_length(path), directory_length(path) ? "." : "./.");
    int fd = directory ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    free(directory);
    if (fd < 0)
        return true;
    bool ok = fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP;
    close(fd);
    return ok;
}

static bool put_in_place(struct output *output, struct failure *why)
{
    if (fflush(output->stream) != 0 || fsync(fileno(output->stream)) != 0)
        return cannot(output, "write", why);
    FILE *stream = output->stream;
    output->stream = NULL;
    if (fclose(stream) != 0)
        return cannot(output, "write", why);
    if (rename(output->temporary, output->final) != 0)
        return cannot(output, "replace", why);
    free(output->temporary);
    output->temporary = NULL;
    return sync_directory(output->final) || cannot(output, "write", why);
}

static bool copy_spool(struct output *output, struct failure *why)
{
    char piece[64 * 1024];
    size_t length;
    FILE *spool = fopen(output->spool, "rb");
    bool ok = spool != NULL;
    while (ok && (length = fread(piece, 1, sizeof piece, spool)) > 0)
        ok = fwrite(piece, 1, length, output->stream) == length;
    ok = (ok && !ferror(spool)) || cannot(output, "write", why);
    if (spool)
        fclose(spool);
    return ok;
}

static bool end_stream(struct output *output, struct failure *why)
{
    if (output->spool && !copy_spool(output, why))
        return false;
    FILE *stream = output->stream;
    bool failed_before = ferror(stream);
    output->stream = NULL;
    if ((output->standard ? fflush(stream) : fclose(stream)) != 0)
        return cannot(output, "write", why);
    return !failed_before || failure_set(why, "cannot write '%s'", output->name);
}

bool output_commit(struct output *output, struct failure *why)
{
    bool ok = output->temporary ? put_in_place(output, why) : end_stream(output, why);
    output_abandon(output);
    return ok;
}

void output_abandon(struct output *output)
{
    if (output->stream && !output->standard)
        fclose(output->stream);
    if (output->temporary)
        unlink(output->temporary);
    if (output->spool)
        unlink(output->spool);
    release(output);
}
