/*
 * A library to load before others (LD_PRELOAD): runs a command again and again, with a fault at the first place that
 * can have it, then at the second, and so on until the command ends before that place. It is loaded once: each run is
 * a copy of the process (fork), made before `main` and traced by the process, which never comes to `main` itself.
 *
 * RUN_FAULTS="…", the faults, by these names:
 *  kill              SIGKILL at the end of the N-th system call that may have changed something for others; after one
 *                    that changes nothing it would leave what the kill before it leaves
 *  ENOSPC EIO EINTR  the N-th call that can give this error gives it and is not done; a close is done all the same
 *  ENOSPC+ EIO+      so do all such calls after it: the disk is full, or gone, for good
 *  half              the N-th call that reads or writes does half of what it was asked to
 *
 * RUN_BEFORE=DIR     what the current folder holds before each run: plain files, no more
 *
 * RUN_STATES=DIR     gets a folder for what a run left, but one for all runs that left the same: `files`, what the
 *                    current folder holds; `out` and `said`, what was written to standard output and error; `code`,
 *                    how it ended; `where`, the fault, place and number of the call that left it first
 *
 * RUN_TALLY=FILE     gets a line of "FAULT PLACES" for each fault
 *
 * Messages (a write to standard error) are not disturbed. Exits with 0, or with 126 where this cannot be done.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>

enum { CANNOT = 126, SECONDS_MOST = 60, PLACES_MOST = 1 << 20, CALLS_MOST = 40 };

enum kind { FULL = 1, BROKEN = 2, INTERRUPTED = 4, HALF = 8, KILL = 16 };

static const struct fault {
    const char *name;
    enum kind kind;
    int error; /* 0: none */
    int stays;
} faults[] = {
    {"kill", KILL, 0, 0},    {"half", HALF, 0, 0},     {"ENOSPC", FULL, ENOSPC, 0},      {"ENOSPC+", FULL, ENOSPC, 1},
    {"EIO", BROKEN, EIO, 0}, {"EIO+", BROKEN, EIO, 1}, {"EINTR", INTERRUPTED, EINTR, 0},
};

/* Which kinds of error a call can have. */
static const struct {
    long call;
    unsigned kinds;
} failing[] = {
    {SYS_write, FULL | BROKEN | INTERRUPTED | HALF},
    {SYS_pwrite64, FULL | BROKEN | INTERRUPTED | HALF},
    {SYS_read, BROKEN | INTERRUPTED | HALF},
    {SYS_pread64, BROKEN},
    {SYS_openat, FULL | BROKEN | INTERRUPTED},
    {SYS_fsync, FULL | BROKEN | INTERRUPTED},
    {SYS_fdatasync, FULL | BROKEN | INTERRUPTED},
    {SYS_ftruncate, FULL | BROKEN | INTERRUPTED},
    {SYS_close, FULL | BROKEN},
    {SYS_rename, FULL | BROKEN},
    {SYS_unlink, BROKEN},
};

/* The others are taken for changes. */
static const long changing_nothing[] = {
    SYS_read,      SYS_pread64,    SYS_lseek,     SYS_mmap,         SYS_munmap,        SYS_mprotect,  SYS_brk,
    SYS_fstat,     SYS_newfstatat, SYS_fcntl,     SYS_close,        SYS_getpid,        SYS_geteuid,   SYS_getcwd,
    SYS_getrandom, SYS_futex,      SYS_prlimit64, SYS_rt_sigaction, SYS_clock_gettime, SYS_exit_group};

/* Whether a fault of this kind can be put into the call. */
static int is_place(enum kind kind, long call, const uint64_t *arguments)
{
    if (kind == KILL)
        return 1; /* the filter has let through what changes nothing */
    if (call == SYS_write && arguments[0] == STDERR_FILENO)
        return 0;
    if (call == SYS_openat && kind == FULL)
        return (arguments[2] & O_CREAT) != 0;
    for (size_t i = 0; i < sizeof failing / sizeof *failing; i++)
        if (failing[i].call == call)
            return (failing[i].kinds & kind) != 0;
    return 0;
}

static void need(int is_so)
{
    if (!is_so)
        _exit(CANNOT);
}

/* Has the process stop for its tracer at the calls that a fault of this kind may disturb, and at no other: a stop costs
 * as much as many calls. */
static void stop_at_places(enum kind kind)
{
    const int is_kill = kind == KILL;
    const size_t count =
        is_kill ? sizeof changing_nothing / sizeof *changing_nothing : sizeof failing / sizeof *failing;
    struct sock_filter lines[2 * CALLS_MOST + 2], *line = lines;
    *line++ = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < count; i++) {
        const long call = is_kill ? changing_nothing[i] : failing[i].call;
        *line++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1);
        *line++ = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, is_kill ? SECCOMP_RET_ALLOW : SECCOMP_RET_TRACE);
    }
    *line++ = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, is_kill ? SECCOMP_RET_TRACE : SECCOMP_RET_ALLOW);
    struct sock_fprog program = {(unsigned short)(line - lines), lines};
    need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

/* --- putting a fault into the call that a process is entering -------------------------------------------------------
 */

#ifdef __x86_64__
static void set_register(pid_t process, size_t offset, long value)
{
    ptrace(PTRACE_POKEUSER, process, (void *)offset, (void *)value);
}

static void ask_for(pid_t process, uint64_t size)
{
    set_register(process, offsetof(struct user_regs_struct, rdx), (long)size);
}

static void leave_out(pid_t process)
{
    set_register(process, offsetof(struct user_regs_struct, orig_rax), -1);
}

static void give_back(pid_t process, int error)
{
    set_register(process, offsetof(struct user_regs_struct, rax), -error);
}

static const unsigned possible = ~0U;
#else /* errors are put into calls on x86_64 alone; processes are killed everywhere */
static void ask_for(pid_t process, uint64_t size)
{
    (void)process, (void)size;
}

static void leave_out(pid_t process)
{
    (void)process;
}

static void give_back(pid_t process, int error)
{
    (void)process, (void)error;
}

static const unsigned possible = KILL;
#endif

/* --- one run --------------------------------------------------------------------------------------------------------
 */

struct run {
    const struct fault *fault;
    long place; /* from 1 on */
    long call;  /* what was disturbed first; -1: the place was not reached */
    int status;
};

static int out, said;

/* Lets the process go on to the next call that the filter tells of, or (PTRACE_SYSCALL) to the end of the one that it
 * is in. False where it has ended. A signal that stopped it is given to it. */
static int go_on(pid_t process, enum __ptrace_request how, int *status)
{
    int given = WSTOPSIG(*status);
    if (given == SIGTRAP || given == SIGSTOP)
        given = 0;
    return ptrace(how, process, NULL, (void *)(long)given) == 0 && waitpid(process, status, 0) == process &&
           WIFSTOPPED(*status);
}

/* The call that the process is about to make; false where it has stopped for something else. */
static int call_begins(pid_t process, int status, struct __ptrace_syscall_info *call)
{
    return status >> 8 == (SIGTRAP | (PTRACE_EVENT_SECCOMP << 8)) &&
           ptrace(PTRACE_GET_SYSCALL_INFO, process, (void *)sizeof *call, call) > 0;
}

/* False where the process has ended by it. */
static int disturb(pid_t process, const struct fault *fault, const struct __ptrace_syscall_info *call, int *status)
{
    const uint64_t *arguments = (const uint64_t *)call->seccomp.args;
    if (fault->kind == HALF) {
        if (arguments[2] > 1)
            ask_for(process, arguments[2] / 2);
        return 1;
    }
    if (fault->error && (long)call->seccomp.nr != SYS_close)
        leave_out(process);
    if (!go_on(process, PTRACE_SYSCALL, status))
        return 0;
    if (fault->error) {
        give_back(process, fault->error);
        return 1;
    }
    kill(process, SIGKILL);
    waitpid(process, status, 0);
    return 0;
}

static void follow(pid_t process, struct run *run)
{
    struct __ptrace_syscall_info call;
    long left = run->place;
    while (go_on(process, PTRACE_CONT, &run->status)) {
        if (!call_begins(process, run->status, &call) ||
            !is_place(run->fault->kind, (long)call.seccomp.nr, (const uint64_t *)call.seccomp.args))
            continue;
        left--;
        if (left > 0 || (left < 0 && !run->fault->stays))
            continue;
        if (left == 0)
            run->call = (long)call.seccomp.nr;
        if (!disturb(process, run->fault, &call, &run->status))
            break;
    }
}

/* False in the process that goes on to `main`. */
static int run_once(struct run *run)
{
    need(ftruncate(out, 0) == 0 && ftruncate(said, 0) == 0);
    pid_t process = fork();
    need(process >= 0);
    if (process == 0) {
        int nothing = open("/dev/null", O_RDONLY);
        need(dup2(nothing, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 && dup2(said, STDERR_FILENO) >= 0);
        lseek(STDOUT_FILENO, 0, SEEK_SET);
        lseek(STDERR_FILENO, 0, SEEK_SET);
        close(nothing), close(out), close(said);
        alarm(SECONDS_MOST);
        need(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
        raise(SIGSTOP);
        stop_at_places(run->fault->kind);
        return 0;
    }
    need(waitpid(process, &run->status, 0) == process && WIFSTOPPED(run->status) &&
         ptrace(PTRACE_SETOPTIONS, process, NULL, (void *)(PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL)) == 0);
    follow(process, run);
    return 1;
}

/* --- what is there before it, and what it left ----------------------------------------------------------------------
 */

static void copy_bytes(int from, int to)
{
    struct stat file;
    off_t at = 0;
    need(fstat(from, &file) == 0);
    while (at < file.st_size)
        need(sendfile(to, from, &at, (size_t)(file.st_size - at)) > 0);
}

/* Calls `what` with each name of the folder, in no order. */
static void each_name(const char *folder, void (*what)(const char *name, void *context), void *context)
{
    DIR *names = opendir(folder);
    need(names != NULL);
    for (struct dirent *entry; (entry = readdir(names)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            what(entry->d_name, context);
    closedir(names);
}

static void take_away(const char *name, void *context)
{
    (void)context;
    need(unlink(name) == 0);
}

struct folders {
    int from, to;
};

static void copy_file(const char *name, void *context)
{
    struct folders *folders = context;
    int from = openat(folders->from, name, O_RDONLY);
    int to = openat(folders->to, name, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    need(from >= 0 && to >= 0);
    copy_bytes(from, to);
    close(from), close(to);
}

static void copy_folder(const char *from, const char *to)
{
    struct folders folders = {open(from, O_RDONLY | O_DIRECTORY), open(to, O_RDONLY | O_DIRECTORY)};
    need(folders.from >= 0 && folders.to >= 0);
    each_name(from, copy_file, &folders);
    close(folders.from), close(folders.to);
}

static const uint64_t FNV_BASIS = 14695981039346656037U, FNV_PRIME = 1099511628211U;

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * FNV_PRIME;
    return hash;
}

static uint64_t hash_file(uint64_t hash, int fd)
{
    struct stat file;
    need(fstat(fd, &file) == 0);
    if (file.st_size == 0)
        return hash_bytes(hash, "", 1);
    void *bytes = mmap(NULL, (size_t)file.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    need(bytes != MAP_FAILED);
    hash = hash_bytes(hash, bytes, (size_t)file.st_size);
    munmap(bytes, (size_t)file.st_size);
    return hash;
}

/* Adds up, since names come in no order. */
static void add_hash(const char *name, void *context)
{
    uint64_t *sum = context;
    int fd = open(name, O_RDONLY);
    need(fd >= 0);
    *sum += hash_file(hash_bytes(FNV_BASIS, name, strlen(name)), fd);
    close(fd);
}

static void write_line(const char *folder, const char *name, const char *line)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    need(fd >= 0 && write(fd, line, strlen(line)) >= 0);
    close(fd);
}

static void write_copy(const char *folder, const char *name, int from)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    need(to >= 0);
    copy_bytes(from, to);
    close(to);
}

static void keep_state(const struct run *run)
{
    int code = WIFEXITED(run->status) ? WEXITSTATUS(run->status) : 128 + WTERMSIG(run->status);
    uint64_t hash = hash_file(hash_file((uint64_t)code, out), said);
    each_name(".", add_hash, &hash);
    char folder[PATH_MAX - 100], files[PATH_MAX], line[100];
    snprintf(folder, sizeof folder, "%s/%016llx", getenv("RUN_STATES"), (unsigned long long)hash);
    if (mkdir(folder, 0777) != 0)
        return; /* one that is known */
    snprintf(files, sizeof files, "%s/files", folder);
    need(mkdir(files, 0777) == 0);
    copy_folder(".", files);
    write_copy(folder, "out", out);
    write_copy(folder, "said", said);
    snprintf(line, sizeof line, "%s at %ld, call %ld\n", run->fault->name, run->place, run->call);
    write_line(folder, "where", line);
    snprintf(line, sizeof line, "%d\n", code);
    write_line(folder, "code", line);
}

/* --- all runs -------------------------------------------------------------------------------------------------------
 */

/* False in a process that goes on to `main`. */
static int run_at_each_place(const struct fault *fault, int tally)
{
    struct run run = {.fault = fault};
    do {
        run.place++;
        run.call = -1;
        run.status = 0;
        each_name(".", take_away, NULL);
        copy_folder(getenv("RUN_BEFORE"), ".");
        if (!run_once(&run))
            return 0;
        keep_state(&run);
    } while (run.call >= 0 && run.place < PLACES_MOST);
    dprintf(tally, "%s %ld\n", fault->name, run.place - 1);
    return 1;
}

static const struct fault *fault_named(const char *name)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (strcmp(faults[i].name, name) == 0 && (faults[i].kind & possible))
            return &faults[i];
    return NULL;
}

__attribute__((constructor)) static void start(void)
{
    char *names = getenv("RUN_FAULTS");
    if (!names)
        return;
    out = memfd_create("out", MFD_CLOEXEC);
    said = memfd_create("said", MFD_CLOEXEC);
    int tally = open(getenv("RUN_TALLY"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    need(out >= 0 && said >= 0 && tally >= 0);
    char *left = NULL;
    for (char *name = strtok_r(strdup(names), " ", &left); name; name = strtok_r(NULL, " ", &left)) {
        const struct fault *fault = fault_named(name);
        need(fault != NULL);
        if (!run_at_each_place(fault, tally))
            return;
    }
    _exit(0);
}
